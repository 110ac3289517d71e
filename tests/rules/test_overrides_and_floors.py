"""A grade set by a person, weighed against every kind of floor: worse freely, better never across one of regulation."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import polars as pl
import pytest
from casemaker import tables

from frames import portfolio, tables_of
from overdue_cli import pipeline
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request, ScoredPortfolio
from population import AS_OF, rich_population

UNTIL = AS_OF + dt.timedelta(days=60)


def overridden(records: dict[str, pl.DataFrame], asked: dict[str, str], *, confirmed: bool = True) -> ScoredPortfolio:
    """The portfolio graded with a grade that somebody set for each borrower named."""
    overrides = pl.DataFrame(
        [(name, grade, UNTIL, confirmed) for name, grade in asked.items()],
        schema={
            "borrower_id": pl.String,
            "override_grade": pl.String,
            "override_until": pl.Date,
            "override_confirmed": pl.Boolean,
        },
        orient="row",
    )
    return pipeline.grade_portfolio(portfolio(records, AS_OF), load(), Request(AS_OF), overrides=overrides)


def case(**spec: Any) -> dict[str, Any]:
    return spec


def visit(**more: Any) -> dict[str, Any]:
    return {"inspections": [{}, more]}


HELD = {  # what the records say, the rules' own grade, and the best a person may set
    "one_day_late": (case(open=1), "C", "C"),
    "a_month_late_is_held_by_the_twelve_months": (case(open=31), "D", "D"),
    "ninety_one_days_late": (case(open=91), "E", "E"),
    "misuse": (visit(finding="挪用"), "C", "C"),
    "a_loan_that_repays_a_loan": (case(loan={"product": "借新还旧"}), "C", "C"),
    "restructured_and_in_observation": (case(loan={"restructured_ago": 60}), "C", "C"),
    "restructured_when_non_performing": (
        case(loan={"restructured_ago": 60, "nonperforming_when_restructured": True}),
        "E",
        "E",
    ),
    "the_bank_s_own_special_mention": (case(loan={"five_tier": "special_mention"}), "C", "C"),
    "the_bank_s_own_substandard": (case(loan={"five_tier": "substandard"}), "E", "E"),
    "a_fifth_overdue_at_other_banks": (
        case(
            loan={"debtor_class": "non_retail"},
            signals=[{"code": "OTHER_BANK_OVERDUE", "level": "21%", "observed_ago": 3}],
        ),
        "E",
        "E",
    ),
    "late_within_twelve_months": (case(late={2: 5}), "C", "C"),
    "a_month_late_within_twelve_months": (case(late={3: 40}), "D", "D"),
}
CROSSED = {  # the rules' own judgement, which a confirmed person may better
    "a_serious_finding": (visit(finding="被诉"), "C"),
    "contact_lost": (visit(finding="失联"), "D"),
    "a_refusal": (case(contacts=[{"contacted_ago": 9, "result": "RTP"}]), "D"),
    "never_inspected": (case(inspections=[]), "B"),
    "thin_history": (case(dues=2), "B"),
}


@pytest.fixture(scope="module")
def everybody() -> dict[str, pl.DataFrame]:
    return tables({name: entry[0] for name, entry in (HELD | CROSSED).items()})


def rows(scored: ScoredPortfolio) -> dict[str, dict[str, Any]]:
    return {row["borrower_id"]: row for row in scored.borrowers.iter_rows(named=True)}


def test_a_confirmed_better_grade_stops_at_the_floor_of_regulation(everybody: dict[str, pl.DataFrame]) -> None:
    found = rows(overridden(everybody, dict.fromkeys(HELD | CROSSED, "A")))
    told = {name: (found[name]["grade_before_override"], found[name]["grade"]) for name in HELD}
    assert told == {name: (own, best) for name, (_, own, best) in HELD.items()}
    assert {found[name]["override_effect"] for name in HELD} == {"held"}


def test_a_confirmed_better_grade_crosses_what_the_rules_judge_themselves(everybody: dict[str, pl.DataFrame]) -> None:
    found = rows(overridden(everybody, dict.fromkeys(CROSSED, "A")))
    assert {name: found[name]["grade_before_override"] for name in CROSSED} == {
        n: own for n, (_, own) in CROSSED.items()
    }
    assert {(found[name]["grade"], found[name]["override_effect"]) for name in CROSSED} == {("A", "better")}


def test_a_better_grade_that_nobody_confirmed_changes_nothing(everybody: dict[str, pl.DataFrame]) -> None:
    found = rows(overridden(everybody, dict.fromkeys(HELD | CROSSED, "A"), confirmed=False))
    assert all(found[name]["grade"] == found[name]["grade_before_override"] for name in HELD | CROSSED)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_worse_grade_needs_nobody_and_passes_every_floor(everybody: dict[str, pl.DataFrame], confirmed: bool) -> None:
    found = rows(overridden(everybody, dict.fromkeys(HELD | CROSSED, "E"), confirmed=confirmed))
    assert {found[name]["grade"] for name in HELD | CROSSED} == {"E"}


def test_an_override_touches_no_score_no_class_and_nobody_else(everybody: dict[str, pl.DataFrame]) -> None:
    alone, name = rows(overridden(everybody, {})), "contact_lost"
    found = rows(overridden(everybody, {name: "B"}))
    for column in ("score", "five_tier_floor", "grade_before_override", "days_past_due"):
        assert {n: row[column] for n, row in found.items()} == {n: row[column] for n, row in alone.items()}
    assert {n: row["grade"] for n, row in found.items() if n != name} == {
        n: row["grade"] for n, row in alone.items() if n != name
    }


def test_no_override_of_anybody_ends_above_the_class_the_law_asks_for() -> None:
    dice, floors = Random(5), {"special_mention": "C", "substandard": "E", "doubtful": "E", "loss": "E"}
    people = rich_population(5, 400, AS_OF)
    found = rows(overridden(tables_of(people), {b.id: dice.choice("ABCDE") for b in people}))
    for row in found.values():
        best = floors.get(row["five_tier_floor"], "A")
        assert row["grade"] >= best
        if row["override_grade"] > row["grade_before_override"]:
            assert row["grade"] == row["override_grade"]
        else:
            assert row["override_grade"] <= row["grade"] <= row["grade_before_override"]
