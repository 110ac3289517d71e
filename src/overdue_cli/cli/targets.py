"""The files a run writes: checked against each other and the inputs before any work, written at its end."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from overdue_cli.cli.options import suffixed, wrong
from overdue_cli.outputs import Outbox

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

STDOUT = Path("-")


@dataclass(frozen=True)
class Targets:
    """Where each output goes; None is not asked for, `-` is stdout."""

    out: Path
    scores: Path | None
    report: Path | None
    set_aside: Path | None

    @property
    def files(self) -> list[Path]:
        """The targets that are files, the worklist first."""
        return [p for p in (self.out, self.scores, self.report, self.set_aside) if p is not None and p != STDOUT]

    def outbox(self) -> Outbox:
        """A claimed place beside each file."""
        return Outbox(self.files)

    def write(self, scored: ScoredPortfolio, outbox: Outbox) -> None:
        """Every output of `scored` put beside its place; `outbox.publish()` then moves them all."""
        from overdue_cli.publishing import write

        kinds = {"worklist": self.out, "scores": self.scores, "report": self.report, "set_aside": self.set_aside}
        for kind, path in kinds.items():
            if path is not None and path != STDOUT:
                outbox.write(path, lambda part, kind=kind: write(scored, kind, part))  # type: ignore[misc]

    def say(self, scored: ScoredPortfolio) -> None:
        """What goes to stdout, once the files are in their places."""
        if self.scores == STDOUT:
            sys.stdout.write(scored.scores.write_csv())
        if self.report == STDOUT:
            sys.stdout.write(json.dumps(scored.report(), ensure_ascii=False) + "\n")


def checked(
    inputs: Sequence[Path], out: Path, scores: Path | None, report: Path | None, set_aside: Path | None
) -> Targets:
    """The targets, if no two are one file and none is an input; else Refusal P003."""
    suffixed(out, "--out", ".xlsx")
    for path, option, suffixes in ((scores, "--scores", (".parquet", ".csv")), (report, "--report", (".json",))):
        if path is not None and path != STDOUT:
            suffixed(path, option, *suffixes)
    if set_aside is not None:
        suffixed(set_aside, "--set-aside", ".csv")
    targets = Targets(out, scores, report, set_aside)
    taken = {path.resolve(): "INPUT" for path in inputs if path.is_file()}
    for path in targets.files:
        if path.resolve() in taken:
            raise wrong("output", str(path), f"not the file of {taken[path.resolve()]}")
        taken[path.resolve()] = str(path)
    folders = [path.resolve() for path in inputs if path.is_dir()]
    for path in targets.files:
        if any(path.resolve().is_relative_to(folder) for folder in folders):
            raise wrong(
                "output", str(path), "not inside an input folder, where the next run would read it as an export"
            )
    if scores == report == STDOUT:
        raise wrong("--scores, --report", "-", "only one of them")
    return targets
