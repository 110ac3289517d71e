"""Loan columns on a sheet of instalments or payments: the ledger of exports that have none."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from overdue_cli.intake.headers import CONTAINED, plain
from overdue_cli.intake.read import RawColumn
from overdue_cli.intake.recognise import Assignment
from overdue_cli.intake.sheet import Reading, SheetRows, read_rows

_FROM = ("instalments", "payments")


def loan_columns(reading: Reading, body: list[RawColumn], rows: SheetRows) -> SheetRows | None:
    """One row a loan with the describing columns of this sheet, or None where it has none.

    Only headers that the sheet's own table does not use, and only certain matches, not parts of words.
    """
    found = reading.found
    if found.table not in _FROM:
        return None
    used = {i for at in found.columns.values() for i in at}
    columns = {name: at for name, at in found.columns.items() if name in {"loan_id", "borrower_id"}}
    for index, header in enumerate(found.headers):
        match = reading.words.match(plain(header), "loans") if index not in used else None
        if match is not None and match.strength < CONTAINED and match.column not in columns:
            columns[match.column] = [index]
    if not set(columns) - {"loan_id", "borrower_id"}:
        return None
    loans = read_rows(replace(reading, found=Assignment("loans", found.row, found.headers, columns)), body)
    kept = loans.frame.filter(pl.col("source_row").is_in(rows.frame["source_row"].implode()))
    once = kept.unique([c for c in kept.columns if c != "source_row"], keep="first", maintain_order=True)
    return SheetRows("loans", once, loans.present, 0, loans.set_aside.clear(), 0)
