"""Columns of other tables on one sheet: the ledger beside instalments, the inspections and contacts of a flat export."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from overdue_cli.intake.headers import CONTAINED, plain
from overdue_cli.intake.read import RawColumn
from overdue_cli.intake.recognise import Assignment
from overdue_cli.intake.sheet import Reading, SheetRows, read_rows

_FROM = ("instalments", "payments")
_EVENTS = ("inspections", "contacts")
_KEYS = frozenset({"loan_id", "borrower_id"})


def loan_columns(reading: Reading, body: list[RawColumn], rows: SheetRows) -> SheetRows | None:
    """One row a loan with the describing columns of this sheet, or None where it has none.

    Only headers that the sheet's own table does not use, and only certain matches, not parts of words.
    """
    found = reading.found
    if found.table not in _FROM:
        return None
    used = {i for at in found.columns.values() for i in at}
    columns = _unused(reading, "loans", used)
    return _once(reading, "loans", columns, body, rows) if set(columns) - _KEYS else None


def event_rows(reading: Reading, body: list[RawColumn], rows: SheetRows) -> list[SheetRows]:
    """Inspections and contacts that stand beside each loan or instalment of a flat sheet, each once.

    They count no rows: the sheet's rows are counted where they are loans or instalments. A line without the
    event's date has none.
    """
    found, events = reading.found, []
    if found.table not in (*_FROM, "loans"):
        return []
    used = {i for at in found.columns.values() for i in at}
    for table in _EVENTS:
        columns = _unused(reading, table, used)
        date = f"{'inspected' if table == 'inspections' else 'contacted'}_on"
        if date not in columns or len(set(columns) - _KEYS) < 2:
            continue
        used |= {i for at in columns.values() for i in at}
        events.append(_once(reading, table, columns, body, rows))
    return events


def _unused(reading: Reading, table: str, used: set[int]) -> dict[str, list[int]]:
    """The keys, and the columns of `table` that a whole header names which the sheet's own table does not use."""
    found = reading.found
    columns = {name: at for name, at in found.columns.items() if name in _KEYS}
    for index, header in enumerate(found.headers):
        match = reading.words.match(plain(header), table) if index not in used else None
        if match is not None and match.strength < CONTAINED and match.column not in columns:
            columns[match.column] = [index]
    return columns


def _once(
    reading: Reading, table: str, columns: dict[str, list[int]], body: list[RawColumn], rows: SheetRows
) -> SheetRows:
    """The different rows of `table` among the rows that are used, the first place of each kept."""
    found = replace(reading, found=Assignment(table, reading.found.row, reading.found.headers, columns))
    read = read_rows(found, body)
    kept = read.frame.filter(pl.col("source_row").is_in(rows.frame["source_row"].implode()))
    once = kept.unique([c for c in kept.columns if c != "source_row"], keep="first", maintain_order=True)
    return SheetRows(table, once, read.present, 0, read.set_aside.clear(), 0, _of_codes(read))


def _of_codes(read: SheetRows) -> list[pl.DataFrame]:
    """What was assumed of status codes; the other problems of the sheet are said where its own table is read."""
    return [found for found in read.problems if found["code"][0] in ("P046", "P048")]
