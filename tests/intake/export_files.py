"""Small exports, written as a bank would and read back through the one door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from overdue_cli.intake import read_portfolio
from overdue_cli.tables import Portfolio

Rows = Sequence[Sequence[Any]]
LEDGER: Rows = [["借据号", "客户号", "客户名称"], ["J1", "001", "甲"], ["J2", "002", "乙"]]
DUES = ["借据号", "期次", "应还日期", "应还金额", "实还日期", "实还金额"]


def workbook(path: Path, sheets: dict[str, Rows], hidden: Sequence[str] = (), corner: tuple[int, int] = (0, 0)) -> Path:
    """A workbook of `sheets`, each cell stored with the type of its Python value, from `corner` on."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows, start=corner[0]):
                for x, cell in enumerate(row, start=corner[1]):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(y, x, cell, day)
                    elif cell not in ("", None):
                        sheet.write(y, x, cell)
            if name in hidden:
                sheet.hide()
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """A text file, byte for byte."""
    path.write_bytes(content.encode(encoding))
    return path


def comma(rows: Rows) -> str:
    """Rows as comma-separated lines."""
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def read(*paths: Path, mapping: Path | None = None) -> Portfolio:
    """The portfolio of `paths`, the account of rows checked once more."""
    portfolio = read_portfolio(list(paths), mapping=mapping)
    for line in portfolio.sheets.iter_rows(named=True):
        assert line["rows_in"] == line["rows_used"] + line["rows_set_aside"] + line["rows_not_data"], line
    assert portfolio.set_aside.height == portfolio.sheets["rows_set_aside"].sum()
    return portfolio


def codes(portfolio: Portfolio) -> list[str]:
    """The codes of the problems, assumptions about currency, loans of no account and the like left out."""
    return sorted(c for c in portfolio.problems["code"] if c not in {"P033", "P038", "P057"})


def column(portfolio: Portfolio, table: str, name: str) -> list[Any]:
    """One canonical column."""
    return portfolio.tables[table][name].to_list()
