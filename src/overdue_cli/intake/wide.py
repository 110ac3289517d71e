"""A wide history (one column a month) → instalment rows, as a mapping file lays it out."""

from __future__ import annotations

import calendar
import datetime as dt

import polars as pl

from overdue_cli.intake.cells import parse
from overdue_cli.intake.clean import as_text
from overdue_cli.intake.headers import plain
from overdue_cli.intake.mapping import Month
from overdue_cli.intake.notes import cell_notes, letters
from overdue_cli.intake.read import RawColumn
from overdue_cli.intake.sheet import Reading, SheetRows
from overdue_cli.intake.status import single_codes
from overdue_cli.problems import Refusal
from overdue_cli.tables import INSTALMENTS, schema_of

_CELLS = ("status_code", "statement_amount", "due_amount", "paid_amount")


def month_rows(reading: Reading, body: list[RawColumn], loans: SheetRows) -> SheetRows:
    """Six columns a month become six rows a loan, due on the month's last day.

    A payment is dated on the last day of the month it was made in, `paid_month` or else the month itself:
    the day is not known, and the latest one never flatters. Refusal P015 where a month names a header the sheet has not.
    """
    frames = []
    codes, problems = _codes(reading, body)
    for month in reading.mapping.months:
        frame, found = _month(reading, body, month, loans.frame, codes)
        frames.append(frame)
        problems += found
    together = pl.concat(frames).sort("source_row", "due_on", maintain_order=True)
    present = {"loan_id", "due_on", "paid_on"} | {c for m in reading.mapping.months for c in _CELLS if getattr(m, c)}
    empty = loans.set_aside.clear()
    return SheetRows("instalments", together, frozenset(present), 0, empty, 0, problems)


def _codes(reading: Reading, body: list[RawColumn]) -> tuple[dict[str, str], list[pl.DataFrame]]:
    """Translations of the months' codes where they are of another alphabet: all months are of one."""
    headers = [month.status_code for month in reading.mapping.months if month.status_code is not None]
    free = [h for h in headers if not reading.mapping.values_for("status_code", h)]
    return single_codes(reading, [(at, body[at]) for at in (_index(reading, h) for h in free)]) if free else ({}, [])


def _month(
    reading: Reading, body: list[RawColumn], month: Month, loans: pl.DataFrame, codes: dict[str, str]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """One month of every loan that the sheet's rows gave; a row with neither status nor amount is left out."""
    at, values, problems = loans["source_row"] - reading.first_row, {}, []
    for name in _CELLS:
        header = getattr(month, name)
        if header is None:
            continue
        index = _index(reading, header)
        own = reading.mapping.values_for(name, header) or (codes if name == "status_code" else None)
        cells = parse(body[index], INSTALMENTS.column(name), reading.unit_of(index)[1], reading.words, own)
        values[name] = cells.value.gather(at)
        if (bad := cells.bad.gather(at)).any():
            rows, letter = loans["source_row"].filter(bad), letters(reading.grid.left + index)
            held = as_text(body[index].at(at)).filter(bad)
            where = {"table": "instalments", "source_file": reading.grid.file, "source_sheet": reading.grid.sheet}
            shown = reading.found.headers[index]
            problems.append(cell_notes("P024", rows, held, header=shown, letter=letter, **where))
    keys = ["loan_id", "borrower_id", "source_file", "source_sheet", "source_row"]
    frame = loans.select(keys).with_columns(due_on=pl.lit(last_day(month.month)), **values)
    if "paid_amount" in values:
        paid_on = last_day(month.paid_month or month.month)
        frame = frame.with_columns(paid_on=pl.when(pl.col("paid_amount") != 0).then(paid_on))
    something = pl.any_horizontal(pl.col(name).is_not_null() for name in values) if values else pl.lit(False)
    schema = schema_of("instalments")
    filled = frame.filter(something).with_columns(
        pl.lit(None, t).alias(n) for n, t in schema.items() if n not in frame.columns
    )
    return filled.select(pl.col(n).cast(t) for n, t in schema.items()), problems


def last_day(month: str) -> dt.date:
    """The last calendar day of a month written `2005-09`."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def _index(reading: Reading, header: str) -> int:
    keys = [plain(h) for h in reading.found.headers]
    if plain(header) not in keys:
        raise Refusal(
            "P015",
            file=reading.grid.file,
            sheet=reading.grid.sheet,
            where="months",
            detail=f"{header!r}: no such header",
        )
    return keys.index(plain(header))
