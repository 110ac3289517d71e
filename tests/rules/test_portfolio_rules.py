"""Rules that speak of the whole portfolio or export, at their edges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from casemaker import tables
from test_rules_on_records import outcomes

from frames import portfolio
from overdue_cli import pipeline
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from population import AS_OF


def seen(cases: dict[str, Any], data_date: dt.date | None = AS_OF, without: str = "") -> dict[str, dict[str, Any]]:
    given = {name: table for name, table in tables(cases).items() if name != without}
    return outcomes(pipeline.grade_portfolio(portfolio(given, data_date), load(), Request(AS_OF)).borrowers, load())


@pytest.mark.parametrize(("age", "floor"), [(35, "quiet"), (36, "C"), (None, "C")])
def test_an_export_older_than_thirty_five_days_or_without_a_date_is_c(age: int | None, floor: str) -> None:
    date = None if age is None else AS_OF - dt.timedelta(days=age)
    assert seen({"clean": {}}, date)["clean"].get("Q05 floor", "quiet") == floor


def test_without_an_inspection_table_everybody_counts_as_not_inspected() -> None:
    got = seen({"clean": {}}, without="inspections")["clean"]
    assert (got["Q03 floor"], got["I01"], got["I03"], got["grade"]) == ("B", 8, "not_evaluated", "B")


def trade(size: int, late: int) -> dict[str, Any]:
    cell = {"loan": {"industry": "养殖", "branch": "北"}}
    return {f"b{n}": cell | ({"open": 2} if n < late else {}) for n in range(size)}


@pytest.mark.parametrize(
    ("size", "late", "outcome"),
    [(19, 19, "not_applicable"), (20, 0, "quiet"), (20, 3, "quiet"), (20, 4, 3), (20, 20, 3)],
)
def test_a_trade_counts_from_twenty_borrowers_and_one_and_a_half_times_the_usual_rate(
    size: int, late: int, outcome: Any
) -> None:
    assert seen(trade(size, late))[f"b{size - 1}"]["X01"] == outcome


def test_a_borrower_of_no_known_trade_is_not_asked() -> None:
    assert seen({f"b{n}": {"open": 2} for n in range(25)})["b0"]["X01"] == "not_applicable"
