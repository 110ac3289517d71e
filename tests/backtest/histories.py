"""Small histories to replay: monthly instalments of many borrowers, some of whom come late."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import polars as pl

from frames import frame, portfolio
from overdue_cli.tables import Portfolio

DATA_DATE = dt.date(2026, 11, 20)
FIRST = dt.date(2025, 11, 10)


def month(number: int) -> dt.date:
    """The due date of cycle `number`, the 10th of each month."""
    years, at = divmod(FIRST.month - 1 + number, 12)
    return dt.date(FIRST.year + years, at + 1, FIRST.day)


def rows_of(borrower: str, late: dict[int, int | None], cycles: int = 14) -> list[dict[str, Any]]:
    """Instalments paid on the day, but for `late`: cycle → days late, or None for never."""
    out = []
    for number in range(cycles):
        due, days = month(number), late.get(number, 0)
        paid = None if days is None else due + dt.timedelta(days=days)
        seen = paid is not None and paid <= DATA_DATE
        out.append(
            {
                "loan_id": f"L{borrower}", "borrower_id": borrower, "instalment_no": number + 1, "due_on": due,
                "due_amount": 1000_00, "paid_on": paid if seen else None, "paid_amount": 1000_00 if seen else None,
            }
        )  # fmt: skip
    return out


def tables(people: dict[str, dict[int, int | None]], **changes: Any) -> dict[str, pl.DataFrame]:
    """Ledger, instalments and visits of these people."""
    loans = [
        {
            "loan_id": f"L{who}", "borrower_id": who, "currency": "CNY", "principal": 20_000_00, "balance": 9_000_00,
            "disbursed_on": dt.date(2025, 1, 10), "branch": "北" if int(who) % 2 else "南", "product": "经营贷",
            "officer": "甲", "loan_status": "active",
        }
        | changes
        for who in people
    ]  # fmt: skip
    visits = [
        {
            "borrower_id": who, "inspected_on": day, "recorded_on": day, "method": "on_site", "inspector": "乙",
            "met_person": "本人", "conclusion": "经营稳定",
        }
        for who in people
        for day in (dt.date(2025, 1, 20), dt.date(2025, 12, 1), dt.date(2026, 4, 1), dt.date(2026, 8, 1))
    ]  # fmt: skip
    dues = [row for who, late in people.items() for row in rows_of(who, late)]
    return {
        "loans": frame("loans", loans),
        "instalments": frame("instalments", dues),
        "inspections": frame("inspections", visits),
    }


def crowd(n: int = 120, seed: int = 7) -> dict[str, dict[int, int | None]]:
    """Two thirds pay on the day; the others come late now and then, the more often the likelier again."""
    dice, people = Random(seed), {}
    for who in range(n):
        chance = 0.0 if who % 3 else 0.15 + 0.5 * dice.random()
        late = {number: dice.choice((2, 5, 12, 20, 40)) for number in range(12) if dice.random() < chance}
        people[f"{who:04}"] = late
    return people


def history(people: dict[str, dict[int, int | None]] | None = None, **changes: Any) -> Portfolio:
    """A portfolio of these people, exported on `DATA_DATE`."""
    return portfolio(tables(people or crowd(), **changes), DATA_DATE)
