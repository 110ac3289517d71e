"""A borrower from a few words: clean in every respect but those a case names.

The clean one has twelve instalments of 1,000 元 thirty days apart, the latest due twenty days ago, each paid on its
day, a loan of 400 days, and one effective inspection ten days ago. A case says what differs:

  open: 4             the latest instalment fell due 4 days ago and is unpaid
  late: {1: 4, 2: 9}  the latest was paid 4 days late, the one before 9
  times: {late: 4, of: 3}   the three latest each paid 4 days late
  each: {1: {...}}    other columns of an instalment, counted from the latest
  dues: 2             that many instalments
  loan: {...}  more_loans: [{...}]   columns of the loan, further loans with instalments of their own
  inspections, contacts, parties, collateral, signals: rows; a column `x_ago: 3` is `x_on`, or `x`, three days ago
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from frames import frame
from overdue_cli.tables import TABLES, schema_of
from population import AS_OF

Row = dict[str, Any]
Spec = Mapping[str, Any]
AMOUNT = 100_000
VISIT = {"inspected_ago": 10, "recorded_ago": 9, "method": "on_site", "inspector": "Li", "met_person": "owner", "conclusion": "as agreed", "finding": "正常"}  # fmt: skip
OTHERS = ("inspections", "contacts", "parties", "collateral", "signals")


def tables(cases: Mapping[str, Spec]) -> dict[str, pl.DataFrame]:
    """All cases as one portfolio, each a borrower by its name; every table is there, empty or not."""
    rows: dict[str, list[Row]] = {name: [] for name in (*TABLES,) if name != "payments"}
    for name, spec in cases.items():
        for table, row in _rows(name, spec):
            rows[table].append(row)
    return {table: frame(table, these) for table, these in rows.items()}


def _rows(name: str, spec: Spec) -> Iterable[tuple[str, Row]]:
    for number, loan in enumerate([spec, *spec.get("more_loans", [])]):
        key = {"loan_id": f"{name}/{number}", "borrower_id": name}
        yield "loans", key | _loan(loan if number == 0 else {"loan": loan.get("loan", {})})
        for row in _instalments(loan):
            yield "instalments", key | row
    for table in OTHERS:
        given = spec.get(table, [VISIT] if table == "inspections" else [])
        for row in given:
            base = VISIT if table == "inspections" else {}
            yield table, {"loan_id": f"{name}/0", "borrower_id": name} | _dated(table, {**base, **row})


def _loan(spec: Spec) -> Row:
    given = {
        "disbursed_ago": 400,
        "currency": "CNY",
        "balance": 1_000_000,
        "principal": 2_000_000,
        "product": "小微",
        "five_tier": "normal",
    }
    return _dated("loans", {**given, **spec.get("loan", {})})


def _instalments(spec: Spec) -> Iterable[Row]:
    opened, count = spec.get("open"), spec.get("dues", 12)
    last = opened if opened is not None else spec.get("last_due_ago", 20)
    late = {int(at): days for at, days in spec.get("late", {}).items()}
    for at in range(1, spec.get("times", {}).get("of", 0) + 1):
        late[at] = spec["times"]["late"]
    for back in range(count):
        due = AS_OF - dt.timedelta(days=last + 30 * back)
        unpaid = late.get(back + 1) == "open" or (opened is not None and back == 0)
        days = 0 if unpaid else late.get(back + 1, 0)
        row: Row = {"instalment_no": count - back + spec.get("first_no", 5) - 1, "due_on": due, "due_amount": AMOUNT}
        if not unpaid:
            row |= {"paid_on": due + dt.timedelta(days=days), "paid_amount": AMOUNT}
        yield row | _dated("instalments", spec.get("each", {}).get(back + 1, {}))


def _dated(table: str, row: Spec) -> Row:
    """`x_ago` as the date it means; None stays blank."""
    columns, out = schema_of(table), {}
    for name, value in row.items():
        if name.endswith("_ago"):
            stem = name.removesuffix("_ago")
            column = f"{stem}_on" if f"{stem}_on" in columns else stem
            out[column] = None if value is None else AS_OF - dt.timedelta(days=value)
        else:
            assert name in columns, f"{table} has no column {name}"
            out[name] = value
    return out
