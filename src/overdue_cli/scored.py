"""A graded portfolio and everything that can be asked of it.

Long, since it is one door: what is asked is answered elsewhere (`listing`, `figures`, `managed`, `notices`, `binding`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import __version__, figures, listing
from overdue_cli.answered import Answered
from overdue_cli.evidence import Evidence, proofs_of
from overdue_cli.evidence.proofs import AT_MOST
from overdue_cli.followup import FollowUp
from overdue_cli.followup.workdays import Calendar
from overdue_cli.grading import reasons_of
from overdue_cli.history import Past, cases, changes
from overdue_cli.locale import words
from overdue_cli.rowkey import RunCode, keys_of, run_code
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.tables import Portfolio
from overdue_cli.words import template
from overdue_cli.workbook.book import MOST_ROWS, Book

HORIZON_DAYS = 35
ROWS_ABOVE = 100
"""Rows of a sheet that titles and headers may take, generously."""
ROWS_OF_A_CASE = 12
"""Rows the Reasons sheet gives a borrower beside one for each rule, at most."""
SCORES = (
    "borrower_id", "grade", "score", "tier", "rank", "list", "likelihood", "segment", "five_tier_floor", "days_past_due",
    "arrears", "due_in_horizon", "amount_at_risk", "grade_before_brake", "previous_grade", "reasons",
    "grade_before_override", "override_effect", "override_until",
    "currency", "balance", "next_due_on", "act_by", "branch", "officer", "product",
)  # fmt: skip
"""Columns of the published scores; amounts in the currency's main unit (元), two decimals."""


@dataclass(frozen=True)
class Request:
    """One run's question, as asked: everything but the inputs' contents.

    `capacity` is how many visits an officer can make; `calendar` the bank's own days off, else those of China;
    `password` opens encrypted inputs and encrypts every workbook written; `supervisors` are the people who may confirm
    a better grade than the rules'; `most_rows` is how many rows a sheet of the workbook may hold.
    """

    as_of: dt.date
    horizon_days: int = HORIZON_DAYS
    language: str = "auto"
    branch: str | None = None
    officer: str | None = None
    product: str | None = None
    unmask: bool = False
    capacity: int | None = None
    calendar: Calendar | None = None
    password: str | None = field(default=None, repr=False)
    supervisors: tuple[str, ...] = ()
    most_rows: int = MOST_ROWS - ROWS_ABOVE

    @property
    def wanted(self) -> pl.Expr:
        """The filters asked for, as a test of a row's columns; all pass where none was asked for."""
        asked = {name: getattr(self, name) for name in ("branch", "officer", "product")}
        return pl.all_horizontal(
            pl.lit(True), *[pl.col(name) == value for name, value in asked.items() if value is not None]
        )

    def spoken(self, portfolio: Portfolio) -> str:
        """The language of the outputs: as asked, else that of the inputs' headers."""
        return portfolio.language if self.language == "auto" else self.language


@dataclass(frozen=True)
class ScoredPortfolio:
    """A graded portfolio. `follow_up` holds what is done about it: people, clocks, inspections, what managers see."""

    request: Request
    ruleset: RuleSet
    portfolio: Portfolio
    evidence: Evidence
    follow_up: FollowUp
    options: Mapping[str, str] = field(default_factory=dict)
    past: Past | None = None
    answered: Answered | None = None
    collected: pl.DataFrame | None = None
    """What was wrong with officers' answers collected just before this run, in the schema of problems."""
    passed_over: tuple[str, ...] = ()
    """The returned workbooks that could not be used, each with its code."""

    @property
    def borrowers(self) -> pl.DataFrame:
        """One row a borrower in rank order, every fact and step, amounts in fen."""
        return self.follow_up.borrowers

    @property
    def language(self) -> str:
        """The language of the outputs: as asked, else that of the inputs' headers."""
        return self.request.spoken(self.portfolio)

    @property
    def problems(self) -> pl.DataFrame:
        """One row a problem of the inputs, then what the records of people and promises contradict."""
        known = [self.portfolio.problems, self.follow_up.doubts, self._unconfirmed()]
        collected = [] if self.collected is None else [self.collected]
        return pl.concat([*known, *collected], how="vertical_relaxed")

    @cached_property
    def overrides(self) -> pl.DataFrame:
        """The grades people set that have not lapsed, each with `override_effect`: what came of it in this run."""
        if self.answered is None:
            return pl.DataFrame(schema={"borrower_id": pl.String, "override_effect": pl.String})
        effect = self.borrowers.select(
            "borrower_id", pl.col("override_effect").cast(pl.String), "grade_before_override", "grade"
        )
        return self.answered.overrides.join(effect, on="borrower_id", how="inner", maintain_order="left")

    def _unconfirmed(self) -> pl.DataFrame:
        """A problem of each better grade that nobody may set alone."""
        ignored = self.overrides.filter(pl.col("override_effect") == "unconfirmed")
        if ignored.is_empty():
            return self.portfolio.problems.clear()
        said = words(self.language)["collect"]["why"]
        facts = {
            "code": pl.lit("F007"), "table": pl.lit("contacts"), "source_file": pl.col("source_file"),
            "source_sheet": pl.col("source_sheet"), "source_row": pl.col("source_row"),
            "value": pl.col("override_grade"),
            "detail": pl.col("override_why_not").replace_strict(said, return_dtype=pl.String),
        }  # fmt: skip
        schema = self.portfolio.problems.schema
        return ignored.select(**{name: facts.get(name, pl.lit(None)) for name in schema}).cast(schema)

    @cached_property
    def run_code(self) -> RunCode:
        """The code of this run, as the keys of its list rows carry it."""
        return run_code(self.request.as_of, self.ruleset.digest, self.borrowers["borrower_id"])

    def keys(self) -> pl.DataFrame:
        """`borrower_id`, `key`: the key of each borrower's list row in this run."""
        number = pl.int_range(1, pl.len() + 1)
        return self.borrowers.select("borrower_id", keys_of(self.run_code, number).alias("key"))

    @property
    def bearable_days(self) -> float | None:
        """The age in days beyond which the rule set bears no export; None where it has no such rule."""
        aged = [rule for rule in self.ruleset.rules if rule.fact.name == "export_age"]
        return float(aged[0].bands[0].above or 0) if aged else None

    @property
    def stale_days(self) -> int | None:
        """Age of the export in days where that is more than the rule set bears, else None."""
        date, limit = self.portfolio.data_date, self.bearable_days
        days = (self.request.as_of - date).days if date else None
        return days if days is not None and limit is not None and days > limit else None

    @cached_property
    def reasons(self) -> pl.DataFrame:
        """One row a borrower and rule ladder that counted, worst first, in both languages."""
        return reasons_of(self.borrowers, self.ruleset)

    @cached_property
    def scores(self) -> pl.DataFrame:
        """The published scores: one row a graded borrower in rank order, columns `SCORES`."""
        yuan = [
            (pl.col(name).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)).alias(name) for name in figures.AMOUNTS
        ]
        spoken = listing.all_reasons(self.reasons, self.language)
        frame = self.borrowers.with_columns(*yuan, pl.col("override_effect").cast(pl.String))
        return frame.join(spoken, on="borrower_id", how="left", maintain_order="left").select(SCORES)

    @cached_property
    def changes(self) -> pl.DataFrame | None:
        """What changed since the last cycle, one row a borrower with the reason that changed; None without a history."""
        if self.past is None:
            return None
        return changes(self.borrowers, self.reasons, self.past.scores, self.past.reasons)

    @cached_property
    def cases(self) -> pl.DataFrame | None:
        """The cases that are open, cured since the last cycle, or carried because this export lacks them; None without a history."""
        return None if self.past is None else cases(self.borrowers, self.past.cases, self.request.as_of, self._closed())

    def _closed(self) -> pl.DataFrame | None:
        """The cases officers closed."""
        return None if self.answered is None else self.answered.closed

    @cached_property
    def chosen(self) -> pl.DataFrame:
        """The borrowers that pass the filters asked for, in rank order."""
        return self.borrowers.filter(self.request.wanted)

    @cached_property
    def listed(self) -> pl.DataFrame:
        """Of these the borrowers on a list."""
        return self.chosen.filter(pl.col("list").is_not_null())

    @cached_property
    def shown(self) -> pl.DataFrame:
        """Of the listed those a workbook has room for, lower tiers last; nearly always all of them, in rank order."""
        ruled = self.reasons.group_by("borrower_id").len()
        rows = pl.col("len").fill_null(0) + ROWS_OF_A_CASE
        urgent = self.listed.select("borrower_id", "tier", "rank").join(ruled, on="borrower_id", how="left")
        urgent = urgent.sort("tier", "rank", "borrower_id").filter(rows.cum_sum() <= self.request.most_rows)
        if urgent.height == self.listed.height:
            return self.listed
        return self.listed.join(urgent, on="borrower_id", how="semi", maintain_order="left")

    @cached_property
    def beyond(self) -> pl.DataFrame:
        """The scores of the listed that a workbook has no room for."""
        rest = self.listed.join(self.shown, on="borrower_id", how="anti")
        return self.scores.join(rest, on="borrower_id", how="semi", maintain_order="left")

    @cached_property
    def _figures(self) -> dict[str, Any]:
        from overdue_cli import managed  # late: it asks what stands here

        counted = figures.figures_of(self.borrowers, self.portfolio.sheets, self.problems)
        return counted | {name: getattr(managed, name)(self) for name in ("inspections", "clocks", "changes")}

    def figures(self) -> dict[str, Any]:
        """The run's numbers, amounts in fen."""
        return dict(self._figures)

    def report(self, *, named: bool = True) -> dict[str, Any]:
        """The run's numbers for machines, amounts in 元, with what they were made from.

        `named` brings what names officers, approvers and largest borrowers; a log does without.
        """
        from overdue_cli import managed

        told = self.figures() | ({"management": managed.management(self)} if named else {})
        return {
            "tool": {"name": "overdue", "version": __version__},
            "as_of": self.request.as_of.isoformat(),
            "data_date": self.portfolio.data_date.isoformat() if self.portfolio.data_date else None,
            "stale_days": self.stale_days,
            "horizon_days": self.request.horizon_days,
            "ruleset": {"name": self.ruleset.name, "version": self.ruleset.version, "sha256": self.ruleset.digest},
            "inputs": [{"name": i.name, "size": i.size, "sha256": i.sha256} for i in self.portfolio.inputs],
            "figures": figures.in_yuan({n: v for n, v in told.items() if named or n not in figures.NAMED}),
            "capacity": self.capacity(),
        }

    def capacity(self) -> list[dict[str, Any]] | None:
        """Visits needed and the amount at risk below the line (元), per currency; None if no capacity was given."""
        if self.request.capacity is None:
            return None
        rows = self.follow_up.management.capacity
        sums = rows.group_by("currency").agg(pl.col("visits_needed", "below_line", "uncovered").sum()).sort("currency")
        whole = {"visits_an_officer": self.request.capacity}
        return [whole | row | {"uncovered": round(row["uncovered"] / 100, 2)} for row in sums.to_dicts()]

    def notices(self) -> list[str]:
        """Sentences that concern the whole run, gravest first."""
        from overdue_cli.notices import notices_of  # late: it asks what stands here

        return notices_of(self)

    def proofs(self, borrowers: pl.Series, at_most: int = AT_MOST) -> pl.DataFrame:
        """The rows behind every fact that counted for these borrowers; see `evidence.proofs_of`."""
        counted = self.reasons.filter(pl.col("borrower_id").is_in(borrowers.implode()))
        found = proofs_of(
            self.evidence, borrowers, counted["fact"].unique(maintain_order=True).to_list(), self.language, at_most
        ).join(
            counted.select("borrower_id", "fact").unique(),
            on=["borrower_id", "fact"],
            how="semi",
            maintain_order="left",
        )
        return pl.concat([found, self._set_by(borrowers)], how="diagonal_relaxed")

    def _set_by(self, borrowers: pl.Series) -> pl.DataFrame:
        """The row of the officer's workbook behind each grade a person set, as a proof."""
        here = self.overrides.filter(
            pl.col("borrower_id").is_in(borrowers.implode())
            & pl.col("override_effect").is_in(["worse", "better", "held"])
        )
        if here.is_empty():
            return pl.DataFrame(schema={"borrower_id": pl.String, "fact": pl.String})
        says = words(self.language)["collect"]["set_by"]
        said = template(says, {"grade": pl.col("override_grade"), "until": pl.col("override_until").cast(pl.String)})
        place = ("source_file", "source_sheet", "source_row")
        return here.select("borrower_id", pl.lit("override").alias("fact"), said.alias("evidence"), *place)

    def book(self) -> Book:
        """The workbook's contents, in the run's language."""
        return self._book

    @cached_property
    def _book(self) -> Book:
        from overdue_cli.binding import book_of  # late: binding stands above and replays what is here

        return book_of(self)

    def to_workbook(self, path: Path | str) -> None:
        """The worklist written to `path`, whole or not at all; Refusal O001 if it cannot be."""
        from overdue_cli.outputs import Outbox
        from overdue_cli.workbook import write_worklist

        target, book = Path(path), self.book()
        with Outbox([target]) as outbox:
            outbox.write(target, lambda part: write_worklist(book, part))
            outbox.publish()
