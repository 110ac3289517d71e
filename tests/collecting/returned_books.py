"""Worklists as officers send them back: filled in by header words, sorted, copied, damaged; over a bank of three borrowers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

import overdue_cli
from overdue_cli.collecting import Collected, collect
from overdue_cli.history import History
from overdue_cli.recording import record
from overdue_cli.scored import Request, ScoredPortfolio
from smallest import INSTALMENTS, LOANS

AS_OF, NEXT = dt.date(2026, 11, 20), dt.date(2026, 12, 20)
CALLED, PROMISED = dt.date(2026, 11, 23), dt.date(2026, 11, 30)
HEADER = 4
Fill = dict[str, Any]
PTP: Fill = {"Contact date": CALLED, "Result": "promises to pay", "Promise date": PROMISED, "Promise amount": 1000}


@dataclass
class Bank:
    """A bank of three borrowers, two of them late, with a history that holds the run of `AS_OF`."""

    folder: Path
    language: str = "en"

    @property
    def history(self) -> History:
        return History(self.folder / "history", at="2026-11-24T05:00:00+00:00")

    def prepared(self) -> Bank:
        """The exports written, the first run recorded, its worklist at `worklist.xlsx`."""
        exports = self.folder / "exports"
        exports.mkdir(parents=True)
        (exports / "loans.csv").write_text(LOANS, encoding="utf-8")
        (exports / "instalments.csv").write_text(INSTALMENTS, encoding="utf-8")
        self.history.open()
        self.run(AS_OF).to_workbook(self.folder / "worklist.xlsx")
        return self

    def cut(self) -> None:
        """The worklist without the sheets that hold no list, which would be read and written for nothing."""
        book = openpyxl.load_workbook(self.folder / "worklist.xlsx")
        kept = lists(book)
        for sheet in [sheet for sheet in book if sheet not in kept]:
            del book[sheet.title]
        book.save(self.folder / "worklist.xlsx")

    def score(self, as_of: dt.date, *supervisors: str) -> ScoredPortfolio:
        """The exports graded with what the history knows."""
        request = Request(as_of, language=self.language, supervisors=supervisors)
        return overdue_cli.score([self.folder / "exports"], as_of=as_of, request=request, history=self.history)

    def run(self, as_of: dt.date, *supervisors: str) -> ScoredPortfolio:
        """The same, recorded."""
        scored = self.score(as_of, *supervisors)
        record(scored, self.history)
        return scored

    def collect(self, *names: str, **options: Any) -> Collected:
        """Workbooks of the folder collected."""
        return collect([self.folder / name for name in names], self.history, language=self.language, **options)

    def returned(
        self, fills: dict[str, Fill], name: str = "back.xlsx", then: Callable[[Any], None] | None = None
    ) -> str:
        """The worklist with `fills` (borrower → header word → value) saved as `name`; `then` changes it further."""
        book = openpyxl.load_workbook(self.folder / "worklist.xlsx")
        for sheet in lists(book):
            for row, borrower in borrowers(sheet).items():
                for word, value in fills.get(borrower, {}).items():
                    cell(sheet, row, word).value = value
        if then:
            then(book)
        book.save(self.folder / name)
        return name


def lists(book: Any) -> list[Any]:
    """The sheets that hold a list with rows."""
    return [sheet for sheet in book if "Row key" in headers(sheet) or "回收码" in headers(sheet)]


def headers(sheet: Any) -> dict[str, int]:
    """Header word → column number."""
    return {str(c.value): c.column for c in sheet[HEADER] if c.value}


def cell(sheet: Any, row: int, word: str) -> Any:
    """The cell of a row under a header word."""
    return sheet.cell(row, headers(sheet)[word])


def borrowers(sheet: Any) -> dict[int, str]:
    """Row → borrower number."""
    at = headers(sheet).get("Borrower no.") or headers(sheet)["客户号"]
    rows = range(HEADER + 1, sheet.max_row + 1)
    return {row: str(value) for row in rows if (value := sheet.cell(row, at).value)}


def row_of(sheet: Any, borrower: str) -> int:
    """The row of a borrower."""
    return next(row for row, found in borrowers(sheet).items() if found == borrower)


def overdue_list(book: Any) -> Any:
    """The sheet of the overdue."""
    return book["Overdue"] if "Overdue" in book.sheetnames else book["逾期名单"]


def rewritten(sheet: Any, order: Callable[[list[list[Any]]], list[list[Any]]]) -> None:
    """The rows below the header put in another order, as sorting in a spreadsheet does."""
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=HEADER + 1)]
    for at, values in enumerate(order(rows), start=HEADER + 1):
        for column, value in enumerate(values, start=1):
            sheet.cell(at, column).value = value
