"""The back-test's workbook: one sheet a page of its report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from overdue_cli.workbook.book import Book
from overdue_cli.workbook.pages import write_page
from overdue_cli.workbook.tables import Page
from overdue_cli.workbook.writer import opened


def write_backtest(book: Book, pages: Sequence[Page], path: Path) -> None:
    """`path` holding every page; the same report gives the same bytes. OSError if it cannot be written."""
    with opened(book, path, in_memory_rows=1) as bench:
        for page in pages:
            write_page(bench, page)
