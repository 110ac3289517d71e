"""The matrix of 2007, off by default: days by guarantee, and the worse of it and the Measures of 2023 where on."""

import dataclasses
from typing import Any

import pytest
from test_profiles import loans

from frames import portfolio
from overdue_cli import pipeline
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.scored import Request
from population import AS_OF


def switched_on() -> RuleSet:
    ruleset = load()
    chapters = [c.model_copy(update={"enabled": True}) for c in ruleset.regulation.chapters]
    return dataclasses.replace(ruleset, regulation=ruleset.regulation.model_copy(update={"chapters": chapters}))


def outcome(days: int, ruleset: RuleSet, product: str = "小微", **loan: Any) -> tuple[str, str | None]:
    tables = loans(product, late=0, days_past_due=days, **loan)
    scored = pipeline.grade_portfolio(portfolio(tables, AS_OF), ruleset, Request(AS_OF))
    return scored.borrowers["grade"][0], scored.borrowers["five_tier_floor"][0]


CASES = [
    (30, "unsecured", "special_mention"), (31, "unsecured", "substandard"), (90, "unsecured", "substandard"),
    (91, "unsecured", "doubtful"), (361, "unsecured", "loss"),
    (31, None, "substandard"), (91, None, "doubtful"),
    (180, "guaranteed", "substandard"), (181, "guaranteed", "doubtful"), (181, "joint_group", "doubtful"),
    (31, "guaranteed", "special_mention"), (181, "mortgaged", "substandard"), (31, "pledged", "special_mention"),
]  # fmt: skip


@pytest.mark.parametrize(("days", "guarantee", "tier"), CASES)
def test_the_matrix_where_it_is_on(days: int, guarantee: str | None, tier: str) -> None:
    grade, got = outcome(days, switched_on(), guarantee_type=guarantee)
    assert got == tier
    assert (grade == "E") >= (tier != "special_mention")


def test_it_is_off_as_shipped() -> None:
    assert outcome(31, load(), guarantee_type="unsecured") == ("D", "special_mention")


@pytest.mark.parametrize("product", ["个人消费贷", "信用卡"])
def test_it_leaves_consumers_and_cards_alone(product: str) -> None:
    assert outcome(31, switched_on(), product, guarantee_type="unsecured")[1] == "special_mention"
