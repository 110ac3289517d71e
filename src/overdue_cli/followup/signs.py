"""Every sign of the catalogue as a column beside the borrowers: what conditions may ask, with its silence made plain.

A number nobody knows stays blank and passes no test; a flag nobody raised is false; a list nobody filled is empty.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup import signs_contacts, signs_records
from overdue_cli.followup.clocks import days_left
from overdue_cli.followup.given import Given
from overdue_cli.followup.parties import of_parties
from overdue_cli.ruleset.model import GRADES
from overdue_cli.signs import SIGNS, Kind

BEFORE = ("previous_list", "previous_days_past_due", "previous_willingness", "previous_segment", "previous_arrears")
COMPUTED_LATER = ("willingness",)


def with_signs(
    graded: pl.DataFrame, given: Given, parties: pl.DataFrame, clock: pl.DataFrame, due: pl.DataFrame
) -> pl.DataFrame:
    """`graded` with `days_to_due`, every sign but those computed later, `next_cash_on`, and `BEFORE` of an earlier run."""
    frame = graded.lazy().with_columns(
        (-given.age("next_due_on")).cast(pl.Int32).alias("days_to_due"),
        (pl.col("days_past_due") > 0).fill_null(False).alias("late"),
    )
    overdue = due.lazy().filter(pl.col("days_overdue") > 0)
    parts = [
        signs_contacts.of_contacts(given),
        signs_contacts.of_promises(given),
        signs_records.of_history(given),
        signs_records.of_cash(given),
        signs_records.of_debits(given),
        signs_records.of_inspections(given),
        signs_records.of_findings(given),
        signs_records.of_signals(given),
        signs_records.of_loans(given),
        of_parties(given, parties),
        days_left(clock),
        overdue.select("borrower_id", pl.col("days_overdue").alias("inspection_overdue_days")),
    ]
    for part in parts:
        frame = frame.join(part, on="borrower_id", how="left")
    broken = pl.min_horizontal("days_since_broken", "days_since_said_broken").alias("days_since_broken")
    frame = _before(frame.with_columns(broken).drop("days_since_said_broken"), given)
    known = set(frame.collect_schema().names())
    return frame.with_columns([_plain(name).alias(name) for name in SIGNS if name in known]).collect()


def _before(frame: pl.LazyFrame, given: Given) -> pl.LazyFrame:
    """What an earlier run said of each borrower; blank without one."""
    if given.previous is None:
        blank = {"previous_list": pl.String, "previous_segment": pl.String}
        frame = frame.with_columns([pl.lit(None, blank.get(name, pl.Float64)).alias(name) for name in BEFORE])
    else:
        there = [name for name in BEFORE if name in given.previous.columns]
        missing = [pl.lit(None, pl.Float64).alias(name) for name in BEFORE if name not in there]
        frame = frame.join(given.previous.lazy().select("borrower_id", *there), on="borrower_id", how="left")
        frame = frame.with_columns(missing)
    place = {letter: number for number, letter in enumerate(GRADES)}
    now, then = (
        pl.col(name).replace_strict(place, default=None, return_dtype=pl.Int32) for name in ("grade", "previous_grade")
    )
    return frame.with_columns((now - then).alias("notches_worse"))


def _plain(name: str) -> pl.Expr:
    kind = SIGNS[name].kind
    if kind is Kind.FLAG:
        return pl.col(name).fill_null(False)
    if kind is Kind.CODES:
        return pl.col(name).fill_null(pl.lit([], dtype=pl.List(pl.String)))
    if name in ("contacts_logged", "broken_streak", "kept_promises", "instalments_known"):
        return pl.col(name).fill_null(0)
    return pl.col(name)
