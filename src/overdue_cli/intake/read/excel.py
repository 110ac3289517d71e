"""Sheets of a workbook (xlsx, xlsm, xls, xlsb, ods) as grids; the one owner of the Excel reader.

The reader is written in Rust and may end in a `PanicException`, which is a `BaseException` and no
`Exception`: it is caught by its name, here only. Error cells and formulas without a stored value come back
empty from it: in xlsx they are found in the sheet's XML before.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

import python_calamine as calamine

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.columns import grid_of
from overdue_cli.intake.read.grid import Grid
from overdue_cli.intake.read.scan import Facts
from overdue_cli.problems import Refusal

UNCHECKED = ("hidden_rows", "formulas", "errors")
"""What only the XML of an xlsx tells."""


def read_excel(file: str, data: bytes, facts: dict[str, Facts], readers: int = 1) -> list[Grid]:
    """All worksheets that hold anything, with what is known of them; Refusal P011 (cannot be read) or P016 (encrypted).

    So many are read at a time, each reader with the workbook opened for itself: two may not share one.
    """
    try:
        books: SimpleQueue[Any] = SimpleQueue()
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        books.put(book)
        sheets = list(enumerate(book.sheets_metadata))
        readers = max(1, min(readers, len(sheets)))
        for _ in range(1, readers):
            books.put(calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
        with ThreadPoolExecutor(readers) as pool:
            read = partial(_sheet_by, books, file, facts)
            found = list(pool.map(read, *zip(*sheets, strict=True))) if sheets else []
    except calamine.PasswordError as error:
        raise Refusal("P016", file=file) from error
    except MemoryError as error:
        raise Refusal("P051", file=file, **limits.ODD) from error
    except BaseException as error:
        if isinstance(error, Refusal) or not _is_readers(error):
            raise
        if _is_encrypted(data):
            raise Refusal("P016", file=file) from error
        raise Refusal("P011", file=file, why="damaged") from error
    return [grid for grid in found if grid is not None]


def _sheet_by(books: SimpleQueue[Any], file: str, facts: dict[str, Facts], index: int, meta: Any) -> Grid | None:
    """The sheet, read by a workbook that is free."""
    book = books.get()
    try:
        return _sheet(file, book, index, meta, facts.get(meta.name))
    finally:
        books.put(book)


def _sheet(file: str, book: Any, index: int, meta: Any, facts: Facts | None) -> Grid | None:
    if meta.typ != calamine.SheetTypeEnum.WorkSheet:
        return None
    sheet = book.get_sheet_by_index(index)
    if not sheet.height:
        return None
    top, left = sheet.start or (0, 0)
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    hidden = [row - top for row in facts.hidden if row >= top] if facts else []
    rows = sheet.to_python(skip_empty_area=True)
    return grid_of(
        rows, len(rows[0]) if rows else 0, faults=facts.faults if facts else {}, merges=sheet.merged_cell_ranges or (),
        file=file, sheet=meta.name, visible=visible, top=top, left=left, hidden=hidden, unchecked=() if facts else UNCHECKED,
    )  # fmt: skip


def _is_readers(error: BaseException) -> bool:
    """Whether `error` is the file's fault: an ordinary error of the reader, or its panic."""
    return isinstance(error, (calamine.CalamineError, OSError, ValueError, TypeError, OverflowError)) or (
        type(error).__name__ == "PanicException"
    )


def _is_encrypted(data: bytes) -> bool:
    """An OLE envelope around an encrypted package (its stream names are UTF-16)."""
    return "EncryptedPackage".encode("utf-16-le") in data
