"""The six promises at the end of the domain guide's §6, of the whole pipeline with all rules in force.

A seed draws thousands of borrowers. Each gets a twin with one record changed, both are graded in one portfolio,
and where a promise breaks the twins are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from changes import FOR_THE_WORSE, TAKEN_AWAY, Change

from frames import frame, graded, policy, portfolio, tables_of
from oracle.records import Borrower, Run
from overdue_cli import pipeline
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.scored import Request, ScoredPortfolio
from population import AS_OF, days, rich_population
from seeds import on_seeds

RUN = Run(AS_OF, AS_OF)
CLASSES = (None, "special_mention", "substandard", "doubtful", "loss")
ROUNDS = 9
"""Populations searched for somebody whom a rare change can find."""
JUDGED = ("grade", "score", "tier", "amount_at_risk", "five_tier_floor", "duty_grade", "list")


def twins(changes: Mapping[str, Change], seed: int, size: int) -> Iterator[tuple[str, Borrower, Borrower]]:
    """Of `size` borrowers for each change: what was changed, the borrower, and the twin."""
    dice = Random(seed)
    for number, (name, change) in enumerate(changes.items()):
        found = False
        for again in range(ROUNDS):
            for borrower in rich_population(seed + number + 1_000 * again, size, AS_OF):
                twin = change(dice, borrower)
                if twin is not None:
                    found, key = True, f"{number:02}{again}{borrower.id}"
                    yield name, replace(borrower, id=f"{key}a"), replace(twin, id=f"{key}b")
            if found:
                break


def milder(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Is anything better: grade, score, the class of regulation, or the rank, whose whole key is compared?

    The key and not the number, since of two equal rows the name decides who stands first.
    """
    place = [
        (row["tier"], -row["amount_at_risk"], -ord(row["grade"]), -(row["balance"] or 0)) for row in (before, after)
    ]
    classes = [CLASSES.index(row["five_tier_floor"]) for row in (before, after)]
    better = after["grade"] < before["grade"] or after["score"] < before["score"] or classes[1] < classes[0]
    return (
        better
        or place[1] > place[0]
        or (place[1] < place[0]) != (after["rank"] < before["rank"] and place[1] != place[0])
    )


def improved(
    changes: Mapping[str, Change], seed: int, size: int, ruleset: RuleSet | None = None
) -> list[tuple[str, Borrower, Borrower]]:
    """The twins who came off better than their originals, and by which change."""
    pairs = list(twins(changes, seed, size))
    assert {name for name, _, _ in pairs} == set(changes), "a change that found nobody proves nothing"
    scored = graded([b for _, first, second in pairs for b in (first, second)], RUN, ruleset)
    rows = {row["borrower_id"]: row for row in scored.borrowers.iter_rows(named=True)}
    return [pair for pair in pairs if milder(rows[pair[1].id], rows[pair[2].id])]


def judged(scored: ScoredPortfolio) -> dict[str, tuple[Any, ...]]:
    """Borrower → everything that was said of them but the rank, which others share in."""
    return {row[0]: row[1:] for row in scored.borrowers.select("borrower_id", *JUDGED).iter_rows()}


def of(tables: Mapping[str, pl.DataFrame]) -> dict[str, tuple[Any, ...]]:
    """The same of hand-made tables."""
    return judged(pipeline.grade_portfolio(portfolio(tables, AS_OF), policy(), Request(AS_OF)))


@on_seeds(short=1, long=30)
def test_a_change_only_for_the_worse_improves_nothing(seed: int) -> None:
    assert improved(FOR_THE_WORSE, seed, size=120) == []


@on_seeds(short=1, long=30)
def test_evidence_of_good_conduct_taken_away_improves_nothing(seed: int) -> None:
    assert improved(TAKEN_AWAY, seed, size=120) == []


OVERLAY = """\
extends: conservative
name: by-profile
version: "1"
title: {zh: 分类, en: by profile}
effective_from: 2026-11-24
changes:
  - {at: profiles.credit_card.grace_days, to: 3, because: to try it, source: {tag: judgement, text: a test, checked: 2026-11-24}}
  - at: profiles.bullet.changes
    to:
      - {at: W05.bands.3.points, to: 5, because: to try it, source: {tag: judgement, text: a test, checked: 2026-11-24}}
      - {at: W02.bands.4.points, to: 20, because: to try it, source: {tag: judgement, text: a test, checked: 2026-11-24}}
    because: to try it
    source: {tag: judgement, text: a test, checked: 2026-11-24}
"""


@pytest.mark.slow
@pytest.mark.parametrize("changes", [FOR_THE_WORSE, TAKEN_AWAY], ids=["worse", "taken away"])
def test_profiles_of_loans_keep_the_promises(changes: Mapping[str, Change], tmp_path: Path) -> None:
    path = tmp_path / "by_profile.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    assert improved(changes, 5, 150, load(path)) == []


def later_rows(tables: Mapping[str, pl.DataFrame], day: dt.date) -> dict[str, pl.DataFrame]:
    """Rows dated `day` for each table that holds events: grave ones, and a payment that would cure everything."""
    loans = tables["loans"].select("loan_id", "borrower_id").rows(named=True)
    rows = {
        "inspections": {"inspected_on": day, "recorded_on": day, "finding": "FRAUD", "severity": "red"},
        "contacts": {"contacted_on": day, "result": "RTP"},
        "payments": {"paid_on": day, "amount": 10**12, "payer": "guarantor"},
        "signals": {"observed_on": day, "code": "LAW_ENFORCE"},
    }
    return {name: frame(name, [loan | row for loan in loans]) for name, row in rows.items()}


@on_seeds(short=1, long=20)
def test_records_dated_after_the_as_of_date_change_nothing(seed: int) -> None:
    tables = tables_of(rich_population(seed, 300, AS_OF))
    tables = {name: tables.get(name, frame(name, [])) for name in (*tables, "payments", "contacts", "signals")}
    later = later_rows(tables, AS_OF + days(1))
    assert of(
        {name: pl.concat([table, *([later[name]] if name in later else [])]) for name, table in tables.items()}
    ) == of(tables)


@on_seeds(short=1, long=20)
def test_other_borrowers_change_nobody(seed: int) -> None:
    everybody = rich_population(seed, 400, AS_OF)
    few = judged(graded(everybody[::9], RUN))
    together = judged(graded(everybody, RUN))
    assert {name: together[name] for name in few} == few


@on_seeds(short=1, long=20)
def test_order_of_rows_and_columns_changes_nothing(seed: int) -> None:
    tables = tables_of(rich_population(seed, 300, AS_OF))
    shuffled = {
        name: table.sample(fraction=1, shuffle=True, seed=seed).select(reversed(table.columns))
        for name, table in tables.items()
    }
    assert of(shuffled) == of(tables)


@on_seeds(short=3, long=100)
def test_whole_small_portfolios_are_ranked_the_same_in_any_order(seed: int) -> None:
    dice = Random(seed)
    people = rich_population(seed, dice.randrange(1, 25), AS_OF)
    again = dice.sample(people, len(people))
    columns = ["borrower_id", "rank", *JUDGED, "stands_en"]
    first, second = (graded(these, RUN).borrowers.select(columns) for these in (people, again))
    assert first.equals(second)


GOOD_CONDUCT_TABLES = {"instalments": ("W02",), "inspections": ("I01", "Q03")}


@on_seeds(short=1, long=20)
def test_an_absent_table_of_good_conduct_improves_nobody_and_its_absence_counts(seed: int) -> None:
    people = [plain(b) for b in rich_population(seed, 300, AS_OF) if not any(loan.status for loan in b.loans)]
    tables = tables_of(people)
    before = of(tables)
    for name, rules in GOOD_CONDUCT_TABLES.items():
        without = {table: rows for table, rows in tables.items() if table not in (name, "payments")}
        scored = pipeline.grade_portfolio(portfolio(without, AS_OF), policy(), Request(AS_OF))
        after = judged(scored)
        assert [b for b in before if after[b][0] < before[b][0] or after[b][1] < before[b][1]] == []
        for rule in rules:
            assert scored.reasons.filter(pl.col("rule_id") == rule)["borrower_id"].n_unique() == len(people)


def plain(borrower: Borrower) -> Borrower:
    """The borrower with nothing adverse in the tables that will be taken away: clean payers, clean visits."""
    due = tuple(
        tuple(i for i in loan.instalments if i.payments and i.payments[0].on and i.payments[0].on <= i.due)
        for loan in borrower.loans
    )
    loans = tuple(
        replace(
            loan,
            instalments=tuple(
                replace(
                    i,
                    payments=(replace(i.payments[0], amount=i.amount, payer=None),),
                    debit=None,
                    reminders=None,
                    statement=None,
                )
                for i in dues
            ),
            cash=(),
        )
        for loan, dues in zip(borrower.loans, due, strict=True)
    )
    visits = tuple(replace(v, found=(), severity=None, cooperation=None) for v in borrower.inspections)
    return replace(borrower, loans=loans, inspections=visits)


@pytest.mark.parametrize(
    "column", ["loans.five_tier", "loans.restructured_on", "instalments.payer", "instalments.debit_result"]
)
def test_an_event_column_no_export_brought_is_not_evaluated_and_said_so(column: str) -> None:
    rule = {"five_tier": "W18", "restructured_on": "W15", "payer": "W13", "debit_result": "W10"}[column.split(".")[1]]
    absent = [column, "loans.restructure_count"] if rule == "W15" else [column, "payments.payer"]
    tables = tables_of(rich_population(7, 50, AS_OF))
    scored = pipeline.grade_portfolio(portfolio(tables, AS_OF, absent), policy(), Request(AS_OF))
    from overdue_cli.grading import reasons_of

    states = reasons_of(scored.borrowers, scored.ruleset, every_state=True).filter(pl.col("ladder") == rule)["state"]
    assert states.unique().to_list() == ["not_evaluated"]
