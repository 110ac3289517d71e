"""What earlier cycles say of each borrower: the previous grade, and what the upgrade brake may count from.

A run sees cycles with an earlier as-of date only, so that one that is made up for later comes out as it would
have then. A borrower left out of the latest export is looked for further back: to be forgotten for a month
must not be a way round the brake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from overdue_cli.history import seal
from overdue_cli.history.cases import SCHEMA as CASES
from overdue_cli.history.layout import Attempt
from overdue_cli.history.store import Damage, History

LOOK_BACK_DAYS = 400
"""Thirteen months of cycles are read; older ones are for people and auditors."""
REST_DAYS = 28
KEPT = {
    "list": pl.String,
    "tier": pl.Int8,
    "days_past_due": pl.Int32,
    "segment": pl.String,
    "willingness": pl.Float64,
    "officer_key": pl.String,
    "branch": pl.String,
    "product": pl.String,
    "currency": pl.String,
}
PLACE = {"run": pl.String, "number": pl.Int64}
"""Which run saw a borrower last and under which number, as the keys of its list rows have it."""
REASONS = {
    "borrower_id": pl.String,
    "rule_id": pl.String,
    "ladder": pl.String,
    "band": pl.Int8,
    "says_zh": pl.String,
    "says_en": pl.String,
}
BY_RULES = "grade_by_rules"
MONEY = ("arrears", "balance", "amount_at_risk")


@dataclass(frozen=True)
class Past:
    """Earlier cycles as one run sees them.

    `latest`   the cycle before the as-of date, None where there is none; `reference` names its attempt and manifest
               hash for the next manifest.
    `scores`   one row a borrower: `borrower_id`, `previous_grade`, `previous_grade_by_rules` (before a person set
               another) and `previous_as_of` (both for the brake: see `resting`),
               `previous_seen_on`, and `previous_…` of `KEPT` and `PLACE` (amounts in fen).
    `reasons`  rule, band and sentences of the latest cycle; `cases` the cases it left open.
    `damaged`  attempts passed over; `later` cycles on record with a later as-of date, which are not looked at.
    """

    latest: dt.date | None
    reference: dict[str, Any] | None
    scores: pl.DataFrame
    reasons: pl.DataFrame
    cases: pl.DataFrame
    damaged: tuple[Damage, ...] = ()
    later: tuple[dt.date, ...] = ()


def past(history: History, as_of: dt.date, rest_days: int = REST_DAYS) -> Past:
    """What `history` knew before `as_of`; empty frames where no earlier cycle is sound."""
    first = as_of - dt.timedelta(days=LOOK_BACK_DAYS)
    seen = [a for day in history.cycles(before=as_of) if day >= first and (a := history.current(day)) is not None]
    reference, frames = None, {"reasons": pl.DataFrame(schema=REASONS), "cases": pl.DataFrame(schema=CASES)}
    if seen:
        last = seen[-1]
        frames = seal.frames_of(last, "reasons", "cases")
        reference = {"cycle": last.cycle.isoformat(), "attempt": last.number, "manifest": seal.sha256(last.manifest)}
    return Past(
        latest=seen[-1].cycle if seen else None,
        reference=reference,
        scores=_latest_of_each(seen, as_of, rest_days),
        reasons=frames["reasons"],
        cases=frames["cases"].with_columns(fen("arrears")) if seen else frames["cases"],
        damaged=tuple(history.damaged),
        later=tuple(day for day in history.cycles() if day > as_of),
    )


def previous(history: History, as_of: dt.date, rest_days: int = REST_DAYS) -> pl.DataFrame | None:
    """`Past.scores` alone: what grading and follow-up ask of an earlier run; None where there was none."""
    found = past(history, as_of, rest_days)
    return None if found.latest is None else found.scores


def _latest_of_each(seen: Sequence[Attempt], as_of: dt.date, rest_days: int) -> pl.DataFrame:
    nobody = {"borrower_id": pl.String, "as_of": pl.Date, "grade": pl.String, BY_RULES: pl.String}
    nobody |= {**KEPT, **PLACE, **dict.fromkeys(MONEY, pl.Int64)}
    records = pl.concat([pl.DataFrame(schema=nobody), *(_record(attempt) for attempt in seen)])
    last = records.group_by("borrower_id", maintain_order=True).last()
    named = {name: f"previous_{name}" for name in ("grade", BY_RULES, *KEPT, *PLACE, *MONEY)}
    since = resting(records.select("borrower_id", pl.col(BY_RULES).alias("grade"), "as_of"), as_of, rest_days)
    return last.rename({**named, "as_of": "previous_seen_on"}).join(
        since, on="borrower_id", how="left", maintain_order="left"
    )


def _record(attempt: Attempt) -> pl.DataFrame:
    """One attempt's scores in the columns compared, in order of borrower; what it did not write is null."""
    scores = seal.frames_of(attempt, "scores")["scores"]
    kept = [pl.col(n).cast(t) if n in scores.columns else pl.lit(None, t).alias(n) for n, t in KEPT.items()]
    by_rules = pl.col("grade_before_override" if "grade_before_override" in scores.columns else "grade").alias(BY_RULES)
    code = pl.lit(seal.manifest_of(attempt).get("run_code"), pl.String).alias("run")
    number = pl.int_range(1, pl.len() + 1).alias("number")
    numbered = scores.select(
        "borrower_id", "as_of", "grade", by_rules, *kept, code, number, *[fen(name) for name in MONEY]
    )
    return numbered.sort("borrower_id")


def fen(name: str) -> pl.Expr:
    """A published amount in the currency's smallest unit."""
    return (pl.col(name) * 100).cast(pl.Int64)


def resting(records: pl.DataFrame, as_of: dt.date, rest_days: int) -> pl.DataFrame:
    """`borrower_id`, `previous_as_of`: the day from which the brake counts how long a grade has rested.

    That is the latest run, as the policy says. Where runs come more often than the policy lets grades rise,
    counting from the latest would hold everybody down for ever; so within the unbroken stretch of the same
    grade it is the latest run old enough for one notch, if there is one.
    """
    grade, day = pl.col("grade"), pl.col("as_of")
    stretch = records.filter(
        (grade == grade.last()).reverse().cum_prod().reverse().cast(pl.Boolean).over("borrower_id")
    )
    rested = day.filter(day <= as_of - dt.timedelta(days=rest_days)).max()
    return stretch.group_by("borrower_id").agg(pl.coalesce(rested, day.max()).alias("previous_as_of"))
