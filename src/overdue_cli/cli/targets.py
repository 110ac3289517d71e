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
    import polars as pl

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
        """Every output of `scored`, all published together, then what goes to stdout."""
        outbox.write(self.out, scored.to_workbook)
        if self.scores is not None and self.scores != STDOUT:
            parquet = self.scores.suffix.lower() == ".parquet"
            outbox.write(
                self.scores, scored.scores.write_parquet if parquet else lambda part: _csv(scored.scores, part)
            )
        if self.report is not None and self.report != STDOUT:
            text = json.dumps(scored.report(), ensure_ascii=False, indent=2) + "\n"
            outbox.write(self.report, lambda part: part.write_text(text, encoding="utf-8"))
        if self.set_aside is not None:
            outbox.write(self.set_aside, lambda part: _csv(_spread(scored.portfolio.set_aside), part))
        outbox.publish()
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
    if scores == report == STDOUT:
        raise wrong("--scores, --report", "-", "only one of them")
    return targets


def _csv(frame: pl.DataFrame, part: Path) -> None:
    """UTF-8 with a mark, so that Excel on a Chinese desktop shows names and not noise."""
    frame.write_csv(part, include_bom=True)


def _spread(rows: pl.DataFrame) -> pl.DataFrame:
    """Rejected rows with their cells under the letters of the sheet's own columns.

    A cell that a spreadsheet would take for a formula gets the apostrophe Excel itself uses for text, which
    reading the file back ignores; amounts with a sign are left alone.
    """
    import polars as pl

    width = int(rows["cells"].list.len().max() or 0)  # type: ignore[arg-type]
    cell = pl.element()
    formula = cell.str.contains(r"^[=+@\-\t\r]") & ~cell.str.contains(r"^[+\-]?[\d,]*\.?\d+$")
    safe = pl.when(formula).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell)
    spread = [pl.col("cells").list.get(n, null_on_oob=True).alias(_letters(n)) for n in range(width)]
    return rows.with_columns(pl.col("cells").list.eval(safe)).with_columns(spread).drop("cells")


def _letters(number: int) -> str:
    """The name of sheet column `number` from 0.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
