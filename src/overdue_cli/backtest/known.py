"""What was known on a past day: an export as it would have been handed over then.

Payments, visits, contacts and changes dated later have not happened, and what bears no date of its own (a
balance, a five-tier class, whether a loan is settled) belongs to the day of the export and is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from overdue_cli.tables import Portfolio

Hide = Callable[[pl.LazyFrame, dt.date], pl.LazyFrame]

SNAPSHOT = (
    "balance", "overdue_principal", "overdue_interest", "overdue_fees", "days_past_due", "five_tier", "loan_status",
    "next_due_on", "next_due_amount",
)  # fmt: skip
"""Columns of the loan ledger that speak of the export's own day."""
CHANGE = ("restructured_on", "restructure_count", "nonperforming_when_restructured")
PAYMENT = ("paid_on", "paid_amount", "payer", "debit_result", "reminders")


def as_known_on(portfolio: Portfolio, day: dt.date) -> Portfolio:
    """`portfolio` without anything dated after `day`; the same object where the export is no later than `day`.

    The export's own date stays: it tells grading that snapshot columns are not to be asked.
    """
    if portfolio.data_date is None or portfolio.data_date <= day:
        return portfolio
    tables = {
        name: _HIDE.get(name, _nothing)(frame.lazy(), day).select(frame.columns).collect()
        for name, frame in portfolio.tables.items()
    }
    return replace(portfolio, tables=tables)


def _blank(names: tuple[str, ...], where: pl.Expr | None = None) -> list[pl.Expr]:
    """The columns emptied, on the rows `where` holds; everywhere without it."""
    gone = pl.lit(True) if where is None else where.fill_null(True)
    return [pl.when(~gone).then(pl.col(name)).alias(name) for name in names]


def _loans(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    """Loans disbursed by then; a restructuring without a date may have come later."""
    known = pl.col("disbursed_on").is_null() | (pl.col("disbursed_on") <= day)
    return frame.filter(known).with_columns(*_blank(SNAPSHOT), *_blank(CHANGE, pl.col("restructured_on") > day))


def _instalments(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    """The schedule, with the payments made by then. Reminders of an instalment still open may be later ones.

    A month's status is known when the month is over, a statement when it is due to be paid.
    """
    coming = pl.col("due_on") > day
    known = frame.filter(~(coming & pl.col("status_code").is_not_null()))
    return known.with_columns(
        *_blank(PAYMENT, (pl.col("paid_on") > day) | (pl.col("paid_on").is_null() & coming)),
        *_blank(("statement_amount",), coming),
    ).with_columns(_blank(("reminders",), pl.col("paid_on").is_null()))


def _payments(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    return frame.filter(pl.col("paid_on") <= day)


def _inspections(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    """Visits made and entered by then."""
    entered = pl.col("recorded_on").is_null() | (pl.col("recorded_on") <= day)
    made = frame.filter((pl.col("inspected_on") <= day) & entered)
    return made.with_columns(_blank(("rectified_on",), pl.col("rectified_on") > day))


def _contacts(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    return frame.filter(pl.col("contacted_on") <= day)


def _collateral(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    """Valuations made by then; what became of the thing has no date."""
    valued = pl.col("valued_on").is_null() | (pl.col("valued_on") <= day)
    return frame.filter(valued).with_columns(_blank(("status",)))


def _signals(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    return frame.filter(pl.col("observed_on") <= day)


def _nothing(frame: pl.LazyFrame, day: dt.date) -> pl.LazyFrame:
    """Parties: who stands by a loan is agreed when it is made."""
    return frame


_HIDE: dict[str, Hide] = {
    "loans": _loans,
    "instalments": _instalments,
    "payments": _payments,
    "inspections": _inspections,
    "contacts": _contacts,
    "collateral": _collateral,
    "signals": _signals,
}
