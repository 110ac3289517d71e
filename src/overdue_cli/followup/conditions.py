"""Conditions of the policy files as expressions; a blank passes only the test that asks for it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from overdue_cli.facts import FACTS
from overdue_cli.ruleset.model import Condition


def passes(condition: Condition) -> pl.Expr:
    """Whether the condition holds of a row, never null."""
    value = pl.col(condition.key)
    tests: list[pl.Expr] = []
    if condition.blank:
        tests.append(value.is_null())
    if condition.from_ is not None:
        tests.append(value >= condition.from_)
    if condition.below is not None:
        tests.append(value < condition.below)
    if condition.in_ is not None:
        tests.append(value.is_in(_members(condition)))
    if condition.is_ is not None:
        tests.append(value if condition.is_ else ~value)
    if condition.has is not None:
        tests.append(pl.any_horizontal([value.list.contains(code) for code in condition.has]))
    return pl.all_horizontal(tests).fill_null(False)


def all_of(conditions: Sequence[Condition]) -> pl.Expr:
    """Whether every condition holds."""
    return pl.all_horizontal([passes(condition) for condition in conditions])


def any_of(lines: Sequence[Sequence[Condition]]) -> pl.Expr:
    """Whether every condition of one of the lines holds."""
    return pl.any_horizontal([all_of(line) for line in lines])


def _members(condition: Condition) -> list[str] | list[int]:
    """The values asked for; of a fact with levels, their positions."""
    asked = condition.in_ or []
    levels = FACTS[condition.fact.name].levels if condition.fact else ()
    return [levels.index(level) for level in asked] if levels else asked
