"""Which run of the history a row came from, and which borrower its key names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from overdue_cli.history import Attempt, History, attempts_in, fault_of, frames_of, manifest_of
from overdue_cli.problems import Refusal
from overdue_cli.rowkey import RunCode

BORROWERS = {
    "run": pl.String, "number": pl.Int64, "borrower_id": pl.String, "cycle": pl.Date, "officer_key": pl.String, "grade": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Runs:
    """The runs on record by their codes; a code that several attempts share numbers its borrowers alike in each."""

    by_code: dict[str, Attempt]

    def borrowers(self, codes: list[str]) -> pl.DataFrame:
        """Run and number → borrower, cycle, officer's key and grade, for the runs asked for."""
        parts = [pl.DataFrame(schema=BORROWERS)]
        for code in sorted(set(codes) & self.by_code.keys()):
            if fault_of(self.by_code[code], None) is not None:
                continue
            scores = frames_of(self.by_code[code], "scores")["scores"].with_row_index("number", offset=1)
            numbered = scores.with_columns(
                pl.lit(code).alias("run"), pl.col("number").cast(pl.Int64), pl.col("as_of").alias("cycle")
            )
            parts.append(numbered.select(*BORROWERS))
        return pl.concat(parts)

    def refuse(self, file: str, code: str) -> Refusal:
        """Why no row of the run `code` can be taken: another rule set on a day on record, or another run."""
        asked = RunCode(code)
        same_day = [RunCode(known) for known, attempt in self.by_code.items() if attempt.cycle == _day(asked)]
        known = ", ".join(sorted({str(attempt.cycle) for attempt in self.by_code.values()})[-6:]) or "-"
        if same_day and all(asked.rules != run.rules for run in same_day):
            return Refusal("C003", file=file, date=str(_day(asked)))
        return Refusal("C002", file=file, date=str(_day(asked)), candidates=known)


def runs_of(history: History) -> Runs:
    """Every run on record that wrote keys; of attempts with one code the newest."""
    found: dict[str, Attempt] = {}
    for cycle in history.cycles():
        for attempt in attempts_in(history.root, cycle):
            try:
                code = manifest_of(attempt).get("run_code")
            except (OSError, ValueError):
                continue  # damaged, and said where the history is read
            if code:
                found[str(code)] = attempt
    return Runs(found)


def _day(code: RunCode) -> dt.date:
    return code.as_of
