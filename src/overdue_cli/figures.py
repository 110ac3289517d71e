"""The numbers of a run: what the Summary, the terminal and the report count.

Amounts are fen here; `in_yuan` turns a whole tree of figures into what people read.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from overdue_cli.ruleset.model import GRADES

AGEING = ((0, 0), (1, 7), (8, 30), (31, 60), (61, 90), (91, 180), (181, 360), (361, None))
AMOUNTS = ("balance", "arrears", "due_in_horizon", "amount_at_risk")
MONEY = (*AMOUNTS, "uncovered", "amount", "watched_amount")
NAMED = ("by_officer", "management")
"""Figures that name people: in the report, which is its reader's own, and in no log."""


def figures_of(borrowers: pl.DataFrame, sheets: pl.DataFrame, problems: pl.DataFrame) -> dict[str, Any]:
    """Counts and amounts (fen) by grade, list, tier, days past due, officer and week; rows in and out.

    Everybody is counted; amounts are those in `currency`, the one most borrowers have, since currencies are
    never summed. `elsewhere` is how many borrowers have another.
    """
    currency = main_currency(borrowers)
    own = pl.col("currency").eq_missing(currency)
    elsewhere = borrowers.filter(~own).height
    borrowers = borrowers.with_columns(pl.when(own).then(pl.col(AMOUNTS)).otherwise(0))
    return {
        "currency": currency,
        "elsewhere": elsewhere,
        "borrowers": borrowers.height,
        "loans": int(borrowers["open_loans"].sum()),
        **_sums(borrowers),
        "by_grade": _by(borrowers, "grade", [{"grade": letter} for letter in GRADES]),
        "by_list": _by(borrowers, "list", [{"list": "overdue"}, {"list": "before_due"}, {"list": "inspections"}]),
        "by_tier": _by(borrowers, "tier", [{"tier": tier} for tier in range(1, 6)]),
        "ageing": _ageing(borrowers),
        "by_officer": _by_officer(borrowers),
        "by_week": _by_week(borrowers),
        "rows": {name: int(sheets[name].sum()) for name in ("rows_in", "rows_used", "rows_set_aside", "rows_not_data")},
        "problems": dict(problems.group_by("code").len().sort("code").iter_rows()),
    }


def main_currency(borrowers: pl.DataFrame) -> str | None:
    """The currency most borrowers have, of equals the first in the alphabet."""
    found = borrowers.group_by("currency").len().sort("len", "currency", descending=[True, False])
    return found["currency"][0] if found.height else None


def _sums(frame: pl.DataFrame) -> dict[str, int]:
    return {name: int(frame[name].sum()) for name in AMOUNTS}


def _aggregates() -> list[pl.Expr]:
    return [pl.len().cast(pl.Int64).alias("borrowers"), *[pl.col(name).sum() for name in AMOUNTS]]


def _by(borrowers: pl.DataFrame, column: str, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry a key, in the order given, noughts included: a grade nobody has is still a grade."""
    wanted = pl.DataFrame(keys, schema={column: borrowers.schema[column]})
    found = borrowers.group_by(column).agg(_aggregates())
    return wanted.join(found, on=column, how="left", maintain_order="left").fill_null(0).to_dicts()


def _ageing(borrowers: pl.DataFrame) -> list[dict[str, Any]]:
    days = pl.col("days_past_due").fill_null(0)
    out = []
    for first, last in AGEING:
        inside = borrowers.filter((days >= first) & (days <= last if last is not None else True))
        out.append({"from": first, "to": last, "borrowers": inside.height, **_sums(inside)})
    return out


def _by_officer(borrowers: pl.DataFrame) -> list[dict[str, Any]]:
    """Who has how much to do: most urgent rows first; a blank officer stands under null."""
    urgent = (pl.col("tier") <= 2).sum().cast(pl.Int64).alias("urgent")
    listed = pl.col("list").is_not_null().sum().cast(pl.Int64).alias("listed")
    frame = borrowers.group_by("officer").agg(*_aggregates(), listed, urgent)
    return frame.sort(["urgent", "amount_at_risk", "officer"], descending=[True, True, False]).to_dicts()


def _by_week(borrowers: pl.DataFrame) -> list[dict[str, Any]]:
    """What falls due in each week of the horizon, by the borrower's next due date (Monday of the week)."""
    due = borrowers.filter(pl.col("next_due_on").is_not_null() & (pl.col("due_in_horizon") > 0))
    return (
        due.group_by(pl.col("next_due_on").dt.truncate("1w").alias("week")).agg(_aggregates()).sort("week").to_dicts()
    )


def in_yuan(figures: Any) -> Any:
    """The same tree as JSON bears it: every amount in 元 with two decimals, dates as text."""
    if isinstance(figures, dt.date):
        return figures.isoformat()
    if isinstance(figures, dict):
        return {k: in_yuan(v) if k not in MONEY or v is None else round(v / 100, 2) for k, v in figures.items()}
    return [in_yuan(item) for item in figures] if isinstance(figures, list) else figures
