"""The one owner of the Excel writer: how a worklist is opened, how its pages are set up, how it is closed.

Nothing is locked, no formula is ever written, and whatever the inputs held is written as text. The
creation date is the as-of date, so that the same run gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from overdue_cli.crypto import encrypt
from overdue_cli.locale import words
from overdue_cli.workbook.book import Book
from overdue_cli.workbook.measure import lines_of, safe_of
from overdue_cli.workbook.style import Styles

MOST_LINKS = 65_530
"""Links Excel can hold in one sheet."""
SMALL = 5_000
"""Rows up to which a workbook is put together in memory alone."""
A4 = 9
EPOCH = dt.date(1899, 12, 30)
ROW_POINTS = 15.0
"""Height of a row nobody set."""


@dataclass(frozen=True)
class Bench:
    """What a sheet is made with: the contents, the words, the formats and the open workbook."""

    book: Book
    words: dict[str, Any]
    style: Styles
    workbook: Any

    def sheet(self, key: str) -> Any:
        """A new sheet, set up for A4 landscape, one page wide, with the run named on every page."""
        return self.sheet_named(self.name(key))

    def sheet_named(self, title: str) -> Any:
        """The same for a sheet whose title is given in words."""
        page = self.workbook.add_worksheet(title)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.25, right=0.25, top=0.4, bottom=0.6)
        page.fit_to_pages(1, 0)
        font = f'&"{self.style.font},Regular"&8'
        footer = f"&L{font}{_plain(self.run)}&R{font}{_plain(self.words['banner'])} · {self.words['page']}"
        page.set_footer(footer if len(footer) <= 255 else f"&R{font}{self.words['page']}", {"margin": 0.25})
        return page

    def name(self, key: str) -> str:
        """The title of a sheet in the book's language."""
        return str(self.words["sheets"][key])

    @property
    def run(self) -> str:
        """The line that says which run, which data, which tool and which rules."""
        book = self.book
        return str(self.words["run"]).format(
            as_of=book.as_of,
            data_date=book.data_date or self.words["unknown"],
            version=book.tool_version,
            ruleset=book.ruleset_name,
            ruleset_version=book.ruleset_version,
            digest=book.ruleset_digest[:8],
        )

    def heading(self, page: Any, title: str) -> None:
        """The first two rows of every sheet: its title, then what the grade is not and which run this is."""
        page.set_row(0, 28)
        whose = f"{title}　·　{self.book.desk}" if self.book.desk else title
        page.write_string(0, 0, safe_of(whose), self.style["title"])
        page.set_row(1, 16)
        said = "　·　".join([*self._warned, self.words["banner"], self.run])
        page.write_string(1, 0, said, self.style["banner"])

    def heading_by_keys(self, page: Any, title: str, aside: str, widths: Sequence[float], keys: int) -> None:
        """The same for a sheet whose first `keys` columns stand on every printed page: no text runs out of them.

        What the title says besides, and which run this is, stands right of them.
        """
        page.set_row(0, 28)
        page.write_string(0, 0, safe_of(title), self.style["title"])
        page.write_string(0, keys, safe_of("　·　".join(filter(None, (self.book.desk, aside)))), self.style["aside"])
        said = "　·　".join([*self._warned, self.words["banner"]])
        page.set_row(1, self.style.height(lines_of(said, sum(widths[:keys]))))
        page.merge_range(1, 0, 1, keys - 1, said, self.style["banner_wrapped"])
        page.write_string(1, keys, self.run, self.style["run"])

    @property
    def _warned(self) -> list[str]:
        """What nobody may overlook, on whichever sheet they open."""
        return [*self.book.admitted, *([] if self.book.masked else [self.words["unmasked"]])]

    def tier(self, number: int) -> str:
        """An urgency tier as the sheets show it."""
        return f"{number} {self.book.tiers[number]}" if number in self.book.tiers else str(number)

    @cached_property
    def unit(self) -> str:
        """The currency of the lists as amounts name it; empty where there are several."""
        currencies = {c for frame in (self.book.before_due, self.book.overdue) for c in frame["currency"].unique() if c}
        if len(currencies) > 1:
            return ""
        code = currencies.pop() if currencies else "CNY"
        return str(self.words["unit"].get(code, code))


def _plain(text: str) -> str:
    """Text of a footer, where an ampersand is a command."""
    return text.replace("&", "&&")


@contextmanager
def _no_collecting() -> Iterator[None]:
    """The garbage collector at rest: a million cells that refer to nothing are searched in vain, a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _describe(workbook: Any, book: Book, said: dict[str, Any]) -> None:
    """The document's properties: no person, and the as-of date where others put the clock."""
    created = dt.datetime.combine(book.as_of, dt.time())
    title = f"{said['document']} {book.as_of}"
    workbook.set_properties({"title": title, "subject": said["banner"], "author": "overdue", "created": created})
    workbook.set_size(2400, 1500)


@contextmanager
def opened(book: Book, path: Path, in_memory_rows: int) -> Iterator[Bench]:
    """A bench whose workbook is written to `path` when the block ends well; OSError if it cannot be.

    Where the book has a password the file is encrypted.

    Up to `in_memory_rows` rows wait in memory, where equal texts are kept once, which is faster by a
    tenth and makes the more usual file; beyond that they stream to disk and memory stays flat. Scratch
    files stand beside `path`, readable by the owner only, and go whatever happens.
    """
    rows = book.before_due.height + book.overdue.height + book.reasons.height
    # What will be encrypted is put together in memory alone: no plain copy of it ever lies on the disk.
    held = io.BytesIO() if book.password is not None else None
    streams = rows > in_memory_rows and held is None
    with (
        _no_collecting(),
        TemporaryDirectory(dir=path.parent, prefix=".overdue-", ignore_cleanup_errors=True) as scratch,
    ):
        options = {
            "constant_memory": streams,
            # Few rows need no scratch files, whose making and removing takes half as long as writing them.
            "in_memory": rows <= SMALL or held is not None,
            "tmpdir": scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        workbook = xlsxwriter.Workbook(held or str(path), options)
        said = words(book.language)["workbook"]
        _describe(workbook, book, said)
        yield Bench(book, said, Styles(workbook, book.language), workbook)
        try:
            workbook.close()
        except FileCreateError as error:
            cause = error.args[0]
            raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
    if held is not None and book.password is not None:
        path.write_bytes(encrypt(held.getvalue(), book.password))


class Canvas:
    """Cells of a small sheet put in any order and written row by row, as a streaming writer must have them."""

    def __init__(self, bench: Bench, page: Any) -> None:
        self.bench, self.page = bench, page
        self._cells: dict[int, dict[int, tuple[Any, str, int, str | None]]] = {}
        self._heights: dict[int, float] = {}

    def put(self, row: int, column: int, value: Any, style: str, *, across: int = 1, link: str | None = None) -> None:
        """One cell, or one value across several merged ones; `link` is a place in this workbook."""
        self._cells.setdefault(row, {})[column] = (value, style, across, link)

    def height(self, row: int, points: float) -> None:
        """The height of a row, or more if it has more already."""
        self._heights[row] = max(points, self._heights.get(row, 0.0))

    def tall(self, first: int, end: int) -> float:
        """Points from row `first` up to row `end`, exclusive."""
        return sum(self._heights.get(row, ROW_POINTS) for row in range(first, end))

    def lay(self) -> None:
        """Everything put so far, written."""
        for row in sorted(self._cells.keys() | self._heights.keys()):
            if row in self._heights:
                self.page.set_row(row, self._heights[row])
            for column, (value, style, across, link) in sorted(self._cells.get(row, {}).items()):
                self._write(row, column, value, style, across, link)

    def _write(self, row: int, column: int, value: Any, style: str, across: int, link: str | None) -> None:
        form = self.bench.style[style]
        if across > 1:
            self.page.merge_range(row, column, row, column + across - 1, "", form)
        if link is not None:
            self.page.write_url(row, column, link, form, "")
        if isinstance(value, dt.date):
            self.page.write_number(row, column, (value - EPOCH).days, form)
        elif isinstance(value, int | float):
            self.page.write_number(row, column, value, form)
        elif value:
            self.page.write_string(row, column, safe_of(str(value)), form)
        else:
            self.page.write_blank(row, column, None, form)
