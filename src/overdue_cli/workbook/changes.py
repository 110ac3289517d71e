"""Who moved since the last run, which way and because of what; without a history a sentence that says so."""

from __future__ import annotations

from typing import Any

import polars as pl

from overdue_cli.workbook.book import CHANGES
from overdue_cli.workbook.columns import Column
from overdue_cli.workbook.long import Long, write_long
from overdue_cli.workbook.places import Places
from overdue_cli.workbook.writer import Bench

COLUMNS: tuple[Column, ...] = (
    Column("number", "link", 6, 8),
    Column("change", "strong", 9, 12),
    Column("previous_grade", "grade", 6, 7),
    Column("grade", "grade", 6, 7),
    Column("borrower_id", "id", 11, 24),
    Column("borrower_name", "text", 10, 30),
    Column("notches_worse", "signed", 8, 8),
    Column("previous_days_past_due", "whole", 9, 9),
    Column("days_past_due", "whole", 9, 9),
    Column("previous_arrears", "money", 12, 20),
    Column("arrears", "money", 12, 20),
    Column("reason", "text", 30, 60, 2),
    Column("officer", "text", 9, 14),
    Column("branch", "text", 12, 20, 2),
)


def write_changes(bench: Bench, places: Places) -> None:
    """The sheet of changes."""
    book, said = bench.book, bench.words["changes"]
    frame = pl.DataFrame(schema=CHANGES) if book.changes is None else book.changes
    title = said["title"].format(sheet=bench.name("changes"), count=f"{frame.height:,}")
    if book.changes is None:
        title = bench.name("changes")
    empty = book.compared if book.changes is None else said["empty"]
    note = said["note_none"] if book.changes is None else f"{book.compared}{_counts(frame, said)}{said['note']}"
    write_long(bench, Long("changes", title, note, frame, COLUMNS, empty, frozen=5), places)


def _counts(frame: pl.DataFrame, said: dict[str, Any]) -> str:
    """How many of each change stand below, in the order in which the rows do."""
    found = frame["change"].value_counts(sort=False)
    counts = dict(found.iter_rows())
    told = [f"{name} {counts[name]:,}" for name in said["names"].values() if name in counts]
    return f"{said['gap'].join(told)}{said['stop']}" if told else ""
