"""What a workbook is made of: plain frames and words, ready to be laid out.

The room knows nothing of rules or evidence; the pipeline hands it this. Amounts are fen, dates are dates,
and every word is already in `language`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from overdue_cli.workbook.tables import Card, Page

WHO: dict[str, Any] = {
    "borrower_id": pl.String, "borrower_name": pl.String, "grade": pl.String, "officer": pl.String, "branch": pl.String,
}  # fmt: skip
"""Columns of the long sheets: first whose row it is, then what it says; amounts in fen."""
INSPECTIONS: dict[str, Any] = WHO | {
    "rank": pl.UInt32, "list": pl.String, "state": pl.String, "last_effective_on": pl.Date, "interval_days": pl.Int32,
    "due_on": pl.Date, "days_overdue": pl.Int64, "look_at": pl.String,
}  # fmt: skip
"""`state` is overdue, soon (within seven days) or later, in words; `days_overdue` is null until it is overdue."""
CLOCKS: dict[str, Any] = WHO | {
    "loan_id": pl.String, "clock": pl.String, "party": pl.String, "about": pl.String, "ends_on": pl.Date,
    "days_left": pl.Int64, "act": pl.String, "is_tier_one": pl.Boolean,
}  # fmt: skip
CHANGES: dict[str, Any] = WHO | {
    "change": pl.String, "previous_grade": pl.String, "notches_worse": pl.Int64, "previous_days_past_due": pl.Int32,
    "days_past_due": pl.Int32, "previous_arrears": pl.Int64, "arrears": pl.Int64, "reason": pl.String,
}  # fmt: skip
GROUNDS: dict[str, Any] = {
    "borrower_id": pl.String, "borrower_name": pl.String, "grade": pl.String, "place": pl.Int8, "title": pl.String,
    "says": pl.String, "evidence": pl.String,
}  # fmt: skip
WAYS_PLACE = 9
"""`place` of the ground that says what would change a grade."""
WAYS: dict[str, Any] = {"borrower_id": pl.String, "says": pl.String, "evidence": pl.String}
REFERRED: dict[str, Any] = {"borrower_id": pl.String, "borrower_name": pl.String, "says": pl.String}


MOST_ROWS = 1_048_576
"""Rows an xlsx sheet can hold."""


@dataclass(frozen=True)
class GradeCard:
    """One grade as the sheets show it."""

    letter: str
    name: str
    meaning: str
    action: str
    owner: str
    review: str
    likelihood: float


@dataclass(frozen=True)
class Book:
    """Everything the sheets show.

    `before_due`, `overdue`: one row a borrower in rank order, columns `LIST_COLUMNS`.
    `reasons`: for listed borrowers, borrowers in rank order, one row a rule that counted, worst first:
        `borrower_id`, `borrower_name`, `grade`, `rule_id`, `title`, `says`, `points`, `no_better_than`,
        `notches`, `evidence` (text naming instalment or inspection, a line each), `source` (file · sheet ·
        row, a line each). The lists take their "why" from here, as many sentences as a row has room for.
    `grounds`: for listed borrowers what stands on the Reasons sheet before (`place` below 5) and behind their rules:
        how the grade came about, the cause, what would change the grade; columns `GROUNDS`.
    `ways`: gives what would change each grade, columns `WAYS`, where that stands open in `grounds`: it takes as long as
        writing the lists, so it is worked out meanwhile and asked for when the Reasons sheet is written.
    `sheets`: `Portfolio.sheets`. `problems`: one row a code: `code`, `effect`, `says`, `next`, `count`,
        `example` (file · sheet · cell and masked value).
    `headers`: every header of the inputs and what it became; `absent`: sentences about what no input held; `unjudged`: the
        rules that could not judge somebody, and for want of what. All in words.
    `figures`: numbers of the Summary, see `overdue_cli.figures`.
    `notices`: sentences that concern the whole run, worst first (stale data, no inspections, ...).
    `admitted`: what a rule set that is not provably conservative says for itself, over every sheet.
    `tiers`: urgency tier → its title in the playbook; a tier without one is shown by its number.
    `inspections`: one row a borrower whose inspection falls due, the most overdue first, columns `INSPECTIONS`.
    `clocks`: one row a legal clock, the first to end first, columns `CLOCKS`.
    `changes`: one row a borrower who moved since the last cycle, columns `CHANGES`; None without one to compare
        with. `compared` says with which cycle, or why with none.
    `management`: the sheets for managers by their key, laid out; none in a workbook that is one officer's.
    `desk`: whose own file this is, in words; empty for the worklist of everybody.
    `likelihood_source`: tag, text and day of where the likelihoods of the grades come from.
    `password`: what the file is encrypted with; None leaves it open.
    `carried`: open cases that the export no longer shows, columns `LIST_COLUMNS` without rank and tier; they stand at
        the end of the overdue list. None without a history.
    `thanks`: the note to take home; only in an officer's own file, and where there is something to thank for.
    `referred`: rows of an officer's that another desk took, columns `REFERRED`; only in an officer's own file.
    """

    language: str
    as_of: dt.date
    data_date: dt.date | None
    horizon_days: int
    tool_version: str
    ruleset_title: str
    ruleset_name: str
    ruleset_version: str
    ruleset_digest: str
    grades: Sequence[GradeCard]
    before_due: pl.DataFrame
    overdue: pl.DataFrame
    reasons: pl.DataFrame
    sheets: pl.DataFrame
    problems: pl.DataFrame
    figures: Mapping[str, Any]
    notices: Sequence[str]
    inputs: Sequence[tuple[str, int, str]]
    options: Mapping[str, str]
    masked: bool = True
    admitted: Sequence[str] = ()
    tiers: Mapping[int, str] = field(default_factory=dict)
    grounds: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=GROUNDS))
    ways: Callable[[], pl.DataFrame] | None = field(default=None, repr=False, compare=False)
    inspections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INSPECTIONS))
    clocks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CLOCKS))
    changes: pl.DataFrame | None = None
    compared: str = ""
    management: Mapping[str, Page] = field(default_factory=dict)
    desk: str = ""
    password: str | None = field(default=None, repr=False)
    likelihood_source: tuple[str, str, dt.date] | None = None
    carried: pl.DataFrame | None = None
    headers: Sequence[Mapping[str, Any]] = ()
    absent: Sequence[str] = ()
    unjudged: Sequence[Mapping[str, Any]] = ()
    thanks: Card | None = None
    referred: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REFERRED))

    @property
    def overdue_rows(self) -> pl.DataFrame:
        """The overdue list as its sheet has it: behind the listed the cases that the export no longer shows."""
        return self.overdue if self.carried is None else pl.concat([self.overdue, self.carried], how="vertical_relaxed")

    def settled(self) -> Book:
        """The same with nothing left to be worked out, to be cut or sent elsewhere."""
        return replace(self, grounds=self.with_ways(self.grounds), ways=None)

    def with_ways(self, grounds: pl.DataFrame) -> pl.DataFrame:
        """Rows with `borrower_id`, `place`, `says`, `evidence`, what stands open among them filled in."""
        if self.ways is None:
            return grounds
        filled = grounds.join(self.ways(), on="borrower_id", how="left", maintain_order="left", suffix=" open")
        is_open = pl.col("place") == WAYS_PLACE
        texts = [pl.when(is_open).then(f"{name} open").otherwise(name).alias(name) for name in ("says", "evidence")]
        return filled.select(pl.exclude("says", "evidence", "^.* open$"), *texts).select(grounds.columns)


LIST_COLUMNS: tuple[str, ...] = (
    "rank", "tier", "grade", "borrower_id", "borrower_name", "id_number", "phone", "branch", "officer", "product",
    "currency", "balance", "arrears", "due_in_horizon", "next_due_on", "days_past_due", "amount_at_risk", "stands",
    "action", "owner", "may_contact", "act_by", "forbidden", "key", "last_answer", "case",
)  # fmt: skip
"""Columns of the two lists, in this order; amounts in fen."""
