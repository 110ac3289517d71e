"""Bare workbooks: title rows, a header, typed columns, a totals row, as core systems export them.

Not the worklist: no colours, filters or drop-downs. Rows stream to disk, so the length of a sheet costs
no memory, and the same input gives the same bytes: the creation date is given, never taken from a clock.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from overdue_cli.crypto import encrypt
from overdue_cli.workbook.book import MOST_ROWS

MOST_CHARACTERS = 32_767
"""Characters an xlsx cell can hold."""

Row = Sequence[str | None]


@dataclass(frozen=True)
class PlainSheet:
    """One sheet. String columns become text, dates date cells, floats amounts with two decimals, integers counts.

    `cells` replaces single cells, (row of the frame, column name) → any value, whatever the column's type.
    """

    name: str
    frame: pl.DataFrame
    above: Sequence[Row] = ()
    totals: Mapping[str, float | str] = field(default_factory=dict)
    below: Sequence[Row] = ()
    cells: Mapping[tuple[int, str], Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows the sheet takes, with titles, header, totals and what stands below."""
        return len(self.above) + 1 + self.frame.height + bool(self.totals) + len(self.below)


def write_plain(path: Path, sheets: Iterable[PlainSheet], *, created: dt.datetime) -> Path:
    """`path`, written whole or not at all; ValueError where a sheet is longer than a sheet can be.

    The file is built beside its place and moved there at the end: a reader never sees half a workbook.
    """
    part = path.with_name(path.name + ".part")
    book = xlsxwriter.Workbook(
        str(part), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": created})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    try:
        for sheet in sheets:
            _write(book, sheet, formats)
        book.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write_texts(
    path: Path, sheets: Iterable[tuple[str, pl.DataFrame]], *, created: dt.datetime, password: str | None = None
) -> None:
    """`path` with a sheet for each (title, lines): every cell text, the second line bold and frozen, nothing else.

    Long numbers stay what they were, and whoever mends a cell sees the headers. With a password it is encrypted, and
    no plain copy touches the disk. OSError if it cannot be written.
    """
    held = None if password is None else io.BytesIO()
    memory = "constant_memory" if held is None else "in_memory"
    book = xlsxwriter.Workbook(
        held or str(path), {memory: True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": created})
    text, head = (
        book.add_format({"num_format": "@"}),
        book.add_format({"bold": True, "num_format": "@", "text_wrap": True}),
    )
    for title, lines in sheets:
        page = book.add_worksheet(title)
        page.freeze_panes(2, 0)
        page.set_column(0, lines.width - 1, 16, text)
        for row, values in enumerate(lines.iter_rows()):
            for column, value in enumerate(values):
                if value is not None:
                    page.write_string(row, column, value[:MOST_CHARACTERS], head if row == 1 else text)
    if not book.worksheets():
        book.add_worksheet()
    book.close()
    if held is not None and password is not None:
        path.write_bytes(encrypt(held.getvalue(), password))


def _write(book: Any, sheet: PlainSheet, formats: Mapping[str, Any]) -> None:
    if sheet.rows > MOST_ROWS:
        raise ValueError(f"sheet {sheet.name}: {sheet.rows:,} rows, an xlsx sheet holds {MOST_ROWS:,}")
    page = book.add_worksheet(sheet.name)
    for index, (name, dtype) in enumerate(sheet.frame.schema.items()):
        page.set_column(index, index, _width(name, sheet.frame[name], dtype))
    row = _texts(page, 0, sheet.above, None)
    row = _texts(page, row, [sheet.frame.columns], formats["head"])
    row = _body(page, row, sheet, formats)
    if sheet.totals:
        for name, value in sheet.totals.items():
            page.write(
                row, sheet.frame.columns.index(name), value, None if isinstance(value, str) else formats["money"]
            )
        row += 1
    _texts(page, row, sheet.below, None)


def _texts(page: Any, row: int, lines: Sequence[Row], cell_format: Any) -> int:
    for line in lines:
        for column, text in enumerate(line):
            if text is not None:
                page.write_string(row, column, text, cell_format)
        row += 1
    return row


def _body(page: Any, top: int, sheet: PlainSheet, formats: Mapping[str, Any]) -> int:
    """The row after the last one written; row by row, as streaming demands."""
    writers = [_writer(page, dtype, formats) for dtype in sheet.frame.schema.values()]
    odd = {(r, sheet.frame.columns.index(name)): value for (r, name), value in sheet.cells.items()}
    columns = list(enumerate(writers))
    row = top
    for row, values in enumerate(_plain_values(sheet.frame).iter_rows(), top):
        for column, (write, cell_format) in columns:
            value = values[column]
            if value is not None:
                write(row, column, value, cell_format)
        if odd:
            _replace(page, row, row - top, odd)
    return row + 1 if sheet.frame.height else top


def _replace(page: Any, row: int, of_frame: int, odd: Mapping[tuple[int, int], Any]) -> None:
    for (at, column), value in odd.items():
        if at == of_frame:
            page.write(row, column, value)


def _plain_values(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates as Excel's day numbers, which cost a tenth of a conversion cell by cell."""
    excel_epoch = pl.lit(dt.date(1899, 12, 30))
    return frame.with_columns((pl.col(pl.Date) - excel_epoch).dt.total_days())


def _writer(page: Any, dtype: pl.DataType, formats: Mapping[str, Any]) -> tuple[Callable[..., Any], Any]:
    if dtype == pl.Date:
        return page.write_number, formats["date"]
    if dtype.is_float():
        return page.write_number, formats["money"]
    return (page.write_number, None) if dtype.is_integer() else (page.write_string, None)


def _width(name: str, values: pl.Series, dtype: pl.DataType) -> float:
    """Characters: what the column's first thousand texts need, Chinese ones counted double."""
    head = sum(2 if ord(c) > 0x2E7F else 1 for c in name)
    if dtype == pl.Date:
        return max(11.0, head + 1.0)
    if dtype != pl.String:
        return max(12.0, head + 1.0)
    longest = values.head(1000).str.len_bytes().max()
    return float(min(max(head, int(longest) if isinstance(longest, int) else 0) + 2, 42))
