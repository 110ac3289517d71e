"""The worklist workbook: plain frames and words in, one designed Excel file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from overdue_cli.workbook.book import LIST_COLUMNS, Book, GradeCard

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LIST_COLUMNS", "Book", "GradeCard", "write_index", "write_own", "write_worklist"]


IN_MEMORY_ROWS = 150_000
"""Rows of lists and reasons kept in memory while writing: about 500 MB at the most."""


def write_worklist(book: Book, path: Path, *, in_memory_rows: int = IN_MEMORY_ROWS) -> None:
    """`path` holding every sheet of `book`, in the book's language; OSError if it cannot be written.

    Written when all of it is known to be good; the same book gives the same bytes. Modes and the final
    rename are the caller's.
    """
    from overdue_cli.workbook.about import write_about
    from overdue_cli.workbook.changes import write_changes
    from overdue_cli.workbook.clocks import write_clocks
    from overdue_cli.workbook.inspections import write_inspections
    from overdue_cli.workbook.lists import write_list
    from overdue_cli.workbook.pages import write_page
    from overdue_cli.workbook.places import places_of
    from overdue_cli.workbook.quality import write_quality
    from overdue_cli.workbook.reasons import write_reasons
    from overdue_cli.workbook.summary import write_summary
    from overdue_cli.workbook.thanks import write_thanks
    from overdue_cli.workbook.writer import opened

    places = places_of(book)
    with opened(book, path, in_memory_rows) as bench:
        write_summary(bench, places)
        write_list(bench, "before_due", places)
        write_list(bench, "overdue", places)
        write_inspections(bench, places)
        write_clocks(bench, places)
        write_changes(bench, places)
        for key, page in book.management.items():
            write_page(bench, page, key, places)
        write_thanks(bench)
        write_reasons(bench, places)
        write_quality(bench)
        write_about(bench)


def write_own(book: Book, path: Path) -> None:
    """`path` holding what an officer works with and no management sheet; as `write_worklist` otherwise.

    The lists have the same titles, columns and keys as in the worklist of everybody, so both are read back alike.
    """
    from overdue_cli.workbook.about import write_about
    from overdue_cli.workbook.changes import write_changes
    from overdue_cli.workbook.clocks import write_clocks
    from overdue_cli.workbook.inspections import write_inspections
    from overdue_cli.workbook.lists import write_list
    from overdue_cli.workbook.own import write_referred
    from overdue_cli.workbook.places import places_of
    from overdue_cli.workbook.reasons import write_reasons
    from overdue_cli.workbook.thanks import write_thanks
    from overdue_cli.workbook.writer import opened

    places = places_of(book)
    with opened(book, path, IN_MEMORY_ROWS) as bench:
        write_list(bench, "before_due", places)
        write_list(bench, "overdue", places)
        write_inspections(bench, places)
        write_clocks(bench, places)
        if book.changes is not None:
            write_changes(bench, places)
        write_referred(bench)
        write_thanks(bench)
        write_reasons(bench, places)
        write_about(bench)


def write_index(book: Book, rows: pl.DataFrame, path: Path) -> None:
    """`path` holding the index of officers' files, `rows` as `index.SCHEMA` says; as `write_worklist` otherwise."""
    from overdue_cli.workbook import index
    from overdue_cli.workbook.writer import opened

    with opened(book, path, IN_MEMORY_ROWS) as bench:
        index.write_index(bench, rows)
