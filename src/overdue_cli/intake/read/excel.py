"""Sheets of a workbook (xlsx, xlsm, xls, xlsb, ods) as grids; the one owner of the Excel reader.

The reader is written in Rust and may end in a `PanicException`, which is a `BaseException` and no
`Exception`: it is caught by its name, here only. Error cells come back empty from it.
"""

from __future__ import annotations

import io
from typing import Any

import python_calamine as calamine

from overdue_cli.intake.read.grid import Grid
from overdue_cli.problems import Refusal


def read_excel(file: str, data: bytes) -> list[Grid]:
    """All worksheets that hold anything; Refusal P011 (cannot be read) or P016 (encrypted)."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = list(book.sheets_metadata)
        return [g for i, meta in enumerate(sheets) if (g := _sheet(file, book, i, meta)) is not None]
    except calamine.PasswordError as error:
        raise Refusal("P016", file=file) from error
    except BaseException as error:
        if isinstance(error, Refusal) or not _is_readers(error):
            raise
        if _is_encrypted(data):
            raise Refusal("P016", file=file) from error
        raise Refusal("P011", file=file, detail=_first_line(error)) from error


def _sheet(file: str, book: Any, index: int, meta: Any) -> Grid | None:
    if meta.typ != calamine.SheetTypeEnum.WorkSheet:
        return None
    sheet = book.get_sheet_by_index(index)
    rows = sheet.to_python(skip_empty_area=True)
    if not rows:
        return None
    top, left = sheet.start or (0, 0)
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    return Grid(file, meta.name, rows, visible, top, left)


def _is_readers(error: BaseException) -> bool:
    """Whether `error` is the file's fault: an ordinary error of the reader, or its panic."""
    return isinstance(error, (calamine.CalamineError, OSError, ValueError, TypeError, OverflowError)) or (
        type(error).__name__ == "PanicException"
    )


def _is_encrypted(data: bytes) -> bool:
    """An OLE envelope around an encrypted package (its stream names are UTF-16)."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
