"""What happened later changes no earlier grade, whatever it was."""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from histories import DATA_DATE, crowd, history

from frames import frame
from overdue_cli.backtest.known import as_known_on
from overdue_cli.backtest.replay import KEPT
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from overdue_cli.tables import TABLES, Kind, Portfolio
from seeds import on_seeds

THEN = dt.date(2026, 7, 20)
RULES = load()
PEOPLE = crowd(24, seed=3)


def grades(portfolio: Portfolio) -> list[tuple[Any, ...]]:
    """What a replay keeps of every grade, seen from `THEN`."""
    scored = grade_portfolio(as_known_on(portfolio, THEN), RULES, Request(THEN))
    return sorted(scored.borrowers.select(KEPT).rows(), key=repr)


@cache
def before() -> list[tuple[Any, ...]]:
    """The grades when nothing was meddled with."""
    return grades(history(PEOPLE))


def later(dice: Random) -> dt.date:
    """A day after `THEN`, up to the export's."""
    return THEN + dt.timedelta(days=dice.randint(1, (DATA_DATE - THEN).days))


def meddled(dice: Random) -> Portfolio:
    """The same history with everything dated after `THEN`, or dated not at all, changed at random."""
    known = history(PEOPLE)
    dues = known.tables["instalments"]
    late = (pl.col("paid_on") > THEN) | (pl.col("paid_on").is_null() & (pl.col("due_on") < THEN))
    moved = dues.with_columns(
        pl.when(late).then(pl.lit(later(dice))).otherwise("paid_on").alias("paid_on"),
        pl.when(late)
        .then(pl.lit(dice.choice((0, 100, 50_000, 100_000))))
        .otherwise("paid_amount")
        .cast(pl.Int64)
        .alias("paid_amount"),
        pl.when(late).then(pl.lit(dice.choice(("staff", "guarantor", "self")))).otherwise("payer").alias("payer"),
        pl.when(late).then(pl.lit(dice.randint(0, 9))).otherwise("reminders").cast(pl.Int32).alias("reminders"),
        pl.when(late).then(pl.lit(dice.choice(("ok", "no_funds")))).otherwise("debit_result").alias("debit_result"),
    )
    loans = known.tables["loans"].with_columns(
        pl.lit(dice.randint(0, 400)).cast(pl.Int32).alias("days_past_due"),
        pl.lit(dice.choice(("loss", "normal", None)), pl.String).alias("five_tier"),
        pl.lit(dice.choice(("settled", "active", "written_off"))).alias("loan_status"),
        pl.lit(dice.randint(0, 10**8)).alias("balance"),
        pl.lit(later(dice)).alias("restructured_on"),
        pl.lit(dice.randint(1, 3)).cast(pl.Int32).alias("restructure_count"),
        pl.lit(True).alias("nonperforming_when_restructured"),
    )
    day, who = later(dice), dice.choice(list(PEOPLE))
    visit = {
        "borrower_id": who,
        "inspected_on": day,
        "recorded_on": day,
        "finding": "失联；挪用资金",
        "severity": "red",
    }
    entered = visit | {"inspected_on": THEN - dt.timedelta(days=3)}
    more = {
        "loans": loans,
        "instalments": moved,
        "inspections": pl.concat([known.tables["inspections"], frame("inspections", [visit, entered])]),
        "contacts": frame("contacts", [{"borrower_id": who, "contacted_on": day, "result": "RTP"}]),
        "signals": frame("signals", [{"borrower_id": who, "code": "LAW_ENFORCE", "observed_on": day}]),
        "collateral": frame(
            "collateral", [{"loan_id": f"L{who}", "borrower_id": who, "value": 1, "valued_on": day, "status": "被查封"}]
        ),
    }
    return history_of(more)


def history_of(tables: dict[str, pl.DataFrame]) -> Portfolio:
    known = history(PEOPLE)
    known.tables.update(tables)
    return known


@on_seeds(short=6, long=60)
def test_changing_any_later_record_changes_no_earlier_grade(seed: int) -> None:
    assert grades(meddled(Random(seed))) == before()


def test_an_export_no_later_than_the_day_is_handed_on_as_it_is() -> None:
    known = history(PEOPLE)
    assert as_known_on(known, DATA_DATE) is known


def test_hiding_leaves_nothing_dated_later_but_the_schedule() -> None:
    hidden = as_known_on(meddled(Random(1)), THEN)
    ahead = {"due_on", "matures_on", "planned_on", "rectify_by", "promised_on", "expected_on", "next_due_on"}
    for name, table in hidden.tables.items():
        dates = [c.name for c in TABLES[name].columns if c.kind is Kind.DATE and c.name not in ahead]
        assert table.filter(pl.any_horizontal(pl.col(dates) > THEN)).is_empty(), name


@pytest.mark.parametrize("column", ["days_past_due", "five_tier", "balance", "loan_status"])
def test_what_bears_no_date_is_the_exports_and_not_known_before(column: str) -> None:
    assert as_known_on(meddled(Random(2)), THEN).tables["loans"][column].null_count() == len(PEOPLE)
