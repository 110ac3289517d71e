"""The whole portfolio of some borrowers as canonical tables, in the sample's language."""

from __future__ import annotations

import polars as pl

from overdue_cli.sample.borrowers import borrowers
from overdue_cli.sample.inspections import inspections
from overdue_cli.sample.instalments import instalments
from overdue_cli.sample.ledger import ledger
from overdue_cli.sample.loans import loans
from overdue_cli.sample.parties import parties
from overdue_cli.sample.plan import Plan, Rows
from overdue_cli.sample.records import collateral, contacts, signals
from overdue_cli.tables import TABLES

TABLE_NAMES = ("loans", "instalments", "inspections", "contacts", "parties", "collateral", "signals")


def portfolio(plan: Plan, first: int, last: int) -> Rows:
    """Tables of borrowers `first` … `last` − 1: `borrower`, `outlet`, then canonical columns; money in fen."""
    people = borrowers(plan, first, last)
    lent = loans(plan, people)
    rows = instalments(plan, lent)
    book = ledger(plan, lent, rows)
    tables = {
        "loans": book.with_columns(borrower=pl.col("loan") // 2),
        "instalments": rows.filter(~pl.col("no_schedule")).with_columns(borrower=pl.col("loan") // 2),
        "inspections": inspections(plan, people, lent),
        "contacts": contacts(plan, people, lent, rows),
        "parties": parties(plan, people, lent),
        "collateral": collateral(plan, lent.with_columns(book["balance"])),
        "signals": signals(plan, people),
    }
    return {name: _canonical(name, frame) for name, frame in tables.items()}


def _canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    wanted = [c.name for c in TABLES[table].columns if c.name in frame.columns]
    return frame.select("borrower", "outlet", *wanted)
