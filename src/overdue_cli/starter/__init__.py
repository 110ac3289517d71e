"""The files `overdue init` writes: a configuration with comments, the rule set to edit, a header mapping to copy from."""

from __future__ import annotations

import shutil
from pathlib import Path

from overdue_cli.folders import refusal
from overdue_cli.policy_home import rules_home

HERE = Path(__file__).parent
RULES = "conservative"


def begin(folder: Path, language: str) -> tuple[list[Path], list[Path]]:
    """The files written into `folder`, and those left as they were because they are there; Refusal O001.

    Comments are in `language`. The rule set is copied whole or not at all: half of the old and half of the
    new would be a policy nobody wrote.
    """
    written: list[Path] = []
    kept: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("overdue.toml", "mapping.yaml"):
            _copied(HERE / language / name, folder / name, written, kept)
        rules = folder / "rules" / RULES
        if rules.exists():
            kept.append(rules)
        else:
            shutil.copytree(rules_home() / RULES, rules)
            written += sorted(path for path in rules.rglob("*") if path.is_file())
        (folder / "exports").mkdir(exist_ok=True)
    except OSError as error:
        raise refusal(folder, error) from error
    return written, kept


def _copied(source: Path, target: Path, written: list[Path], kept: list[Path]) -> None:
    if target.exists():
        kept.append(target)
        return
    shutil.copyfile(source, target)
    written.append(target)
