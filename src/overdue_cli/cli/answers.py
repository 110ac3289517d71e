"""Officers' answers as `overdue collect` tells them: what was read, what was wrong cell by cell, what is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overdue_cli.cli.language import spoken
from overdue_cli.cli.options import suffixed, wrong
from overdue_cli.locale import say
from overdue_cli.problems import Refusal, explain

if TYPE_CHECKING:
    from overdue_cli.cli.log import Log
    from overdue_cli.collecting import Collected, FileRead
    from overdue_cli.history import History


def refuse_usage(worklists: Sequence[Path] | None, *, undo: bool, dry_run: bool, csv: Path | None) -> None:
    """Refusal P003 where the options contradict each other or say nothing."""
    if undo and (worklists or dry_run or csv):
        raise wrong("--undo", " ".join(map(str, worklists)) if worklists else "--dry-run", "--history DIR")
    if not undo and not worklists:
        raise wrong("WORKLIST", "-", "*.xlsx")
    if csv:
        suffixed(csv, "--csv", ".csv")


def existing(root: Path) -> None:
    """Refusal P001 or H002 where there is no history to collect into: a new one knows no run."""
    from overdue_cli.history import History

    if not root.is_dir():
        raise Refusal("P001", file=str(root))
    if not History(root).begun():
        raise Refusal("H002", file=str(root))


@contextmanager
def held(root: Path, *, dry_run: bool) -> Iterator[History]:
    """The history, locked where it will be written to."""
    from overdue_cli.cli import trail
    from overdue_cli.history import History

    if dry_run:
        yield History(root)
        return
    with trail.held(root) as history:
        assert history is not None
        yield history


def taken_back(root: Path, log: Log, lang: str) -> int:
    """The last collection taken back, and said so."""
    from overdue_cli.collecting import undo

    existing(root)
    with held(root, dry_run=False) as history:
        gone, by = undo(history)
    log.event("undone", collection=gone.name, by=by.name)
    _lines(log, [say(spoken(lang), "collect.undone", name=gone.name, by=by.name)])
    return 0


def told(found: Collected, log: Log, lang: str, csv: Path | None, *, dry_run: bool) -> None:
    """Problems first, then the counts; logs carry no value that somebody typed."""
    log.event("collected", **facts(found, dry_run=dry_run))
    _lines(log, lines(found, spoken(lang), csv, dry_run=dry_run))


def lines(found: Collected, language: str, csv: Path | None = None, *, dry_run: bool = False) -> list[str]:
    """The collection for people, a line or a message each."""
    said = [explain(row, language) for row in found.problems.to_dicts()]
    said += [explain(file.refusal, language) for file in found.files if file.refusal]
    said += [_file(file, language) for file in found.files]
    said += [
        say(
            language,
            "collect.several",
            borrower=row["borrower_id"],
            count=len(row["files"]),
            files=", ".join(row["files"]),
        )
        for row in found.several.to_dicts()
    ]
    corrected = int(found.answers["corrects"].sum())
    if found.set_aside:
        said.append(say(language, "collect.set_aside", count=found.set_aside))
    if found.known:
        said.append(say(language, "collect.known", count=found.known))
    said.append(say(language, "collect.new", count=found.answers.height, corrected=corrected))
    said.append(_end(found, language, dry_run=dry_run))
    if csv:
        said.append(say(language, "collect.csv", file=csv.name))
    return said


def facts(found: Collected, *, dry_run: bool = False) -> dict[str, Any]:
    """The collection for machines: files, counts and codes, no value and no borrower."""
    codes = found.problems["code"].value_counts(sort=True).iter_rows()
    return {
        "files": [
            {"name": f.name, "state": f.state, "answers": f.answers, "code": f.refusal and f.refusal.code}
            for f in found.files
        ],
        "new": found.answers.height,
        "known": found.known,
        "set_aside": found.set_aside,
        "problems": dict(codes),
        "collection": found.stored.name if found.stored else None,
        "dry_run": dry_run,
    }


def _file(file: FileRead, language: str) -> str:
    return say(language, f"collect.file_{file.state}", name=file.name, answers=file.answers)


def _end(found: Collected, language: str, *, dry_run: bool) -> str:
    if dry_run:
        return say(language, "collect.dry")
    if found.stored is None:
        return say(language, "collect.nothing")
    return say(language, "collect.stored", name=found.stored.name)


def _lines(log: Log, lines: Sequence[str]) -> None:
    if not (log.json or log.quiet):
        sys.stderr.write("\n".join([*lines, ""]))
