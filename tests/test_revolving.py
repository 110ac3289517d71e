"""Revolving credit: what statements, payments and the line say, and that less paid is never better."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from frames import frame, portfolio
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 11, 30)
RULES = load()
MONTHS = [
    dt.date(2026, 6, 30),
    dt.date(2026, 7, 31),
    dt.date(2026, 8, 31),
    dt.date(2026, 9, 30),
    dt.date(2026, 10, 31),
    AS_OF,
]
FACTS = {
    "W20": "statements_without_payment(last=6)",
    "W21": "share_of_line_used",
    "W22": "share_of_line_not_covered(last=3)",
    "X04": "line_below_peers(at_least=20)",
}


def account(
    who: str, statement: int | None = 400_00, paid: tuple[int | None, ...] = (400_00,) * 6, **loan: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A card with a line of 1,000.00 and six months of punctual status codes."""
    row = {
        "loan_id": who,
        "borrower_id": who,
        "principal": 1_000_00,
        "balance": 0,
        "product": "card",
        "currency": "CNY",
    } | loan
    dues = [
        {"loan_id": who, "borrower_id": who, "due_on": day, "status_code": "N", "statement_amount": statement,
         "paid_on": day if amount else None, "paid_amount": amount}
        for day, amount in zip(MONTHS, paid, strict=True)
    ]  # fmt: skip
    return row, dues


def facts(
    *accounts: tuple[dict[str, Any], list[dict[str, Any]]], absent: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Borrower → rule → value."""
    loans, dues = [a[0] for a in accounts], [row for a in accounts for row in a[1]]
    known = portfolio({"loans": frame("loans", loans), "instalments": frame("instalments", dues)}, AS_OF, absent)
    graded = grade_portfolio(known, RULES, Request(AS_OF)).borrowers
    return {row["borrower_id"]: {rule: row[key] for rule, key in FACTS.items()} for row in graded.iter_rows(named=True)}


def test_an_account_paid_in_full_every_month_gives_nothing_to_say() -> None:
    found = facts(account("a"))["a"]
    assert (found["W20"], found["W21"], found["X04"]) == (0, 0.4, None)


def test_a_loan_without_statements_is_not_asked() -> None:
    assert set(facts(account("a", statement=None))["a"].values()) == {None}


@pytest.mark.parametrize(("unpaid", "count"), [(0, 0), (1, 1), (5, 5), (6, 6)])
def test_statements_after_which_nothing_was_paid_are_counted(unpaid: int, count: int) -> None:
    assert facts(account("a", paid=(None,) * unpaid + (400_00,) * (6 - unpaid)))["a"]["W20"] == count


def test_an_account_in_which_nothing_moves_shows_nothing() -> None:
    assert facts(account("a", statement=0, paid=(None,) * 6))["a"]["W20"] == 6


def test_a_payment_after_the_as_of_date_has_not_happened() -> None:
    row, dues = account("a")
    dues[-1]["paid_on"] = AS_OF + dt.timedelta(days=1)
    assert facts((row, dues))["a"]["W20"] == 1


def test_the_balance_counts_where_it_is_larger_than_the_last_statement() -> None:
    assert facts(account("a", balance=950_00))["a"]["W21"] == 0.95


def test_an_unknown_line_counts_as_used_up_and_not_covered() -> None:
    found = facts(account("a", principal=None))["a"]
    assert (found["W21"], found["W22"]) == (1.0, 1.0)


def test_a_column_nobody_exported_is_not_evaluated() -> None:
    assert facts(account("a"), absent=("instalments.paid_amount",))["a"]["W20"] is None
    assert facts(account("a", principal=None), absent=("loans.principal",))["a"]["W21"] is None


def test_what_the_payments_leave_of_the_line_is_counted_over_three_statements() -> None:
    assert facts(account("a", paid=(400_00, 400_00, 400_00, 10_00, 10_00, 10_00)))["a"]["W22"] == pytest.approx(0.97)


def test_a_line_is_compared_with_twenty_of_its_kind_and_not_with_nineteen() -> None:
    few = [account(f"p{n:02}") for n in range(18)] + [account("small", principal=250_00)]
    assert facts(*few)["small"]["X04"] is None
    assert facts(*few, account("p19"))["small"]["X04"] == 4


@pytest.mark.parametrize("month", range(6))
@pytest.mark.parametrize("paid", [400_00, 100_00, None])
def test_paying_less_or_not_at_all_is_never_better(month: int, paid: int | None) -> None:
    amounts: list[int | None] = [400_00] * 6
    amounts[month] = paid
    rows = [account("before"), account("after", paid=tuple(amounts))]
    known = portfolio(
        {
            "loans": frame("loans", [r[0] for r in rows]),
            "instalments": frame("instalments", [d for r in rows for d in r[1]]),
        },
        AS_OF,
    )
    score = dict(
        grade_portfolio(known, RULES, Request(AS_OF)).borrowers.select("borrower_id", pl.col("score")).iter_rows()
    )
    assert score["after"] >= score["before"]
