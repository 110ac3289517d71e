"""Whom to visit by when: inspections that fall due, the most overdue first."""

from __future__ import annotations

import polars as pl

from overdue_cli.workbook.columns import Column
from overdue_cli.workbook.long import Long, write_long
from overdue_cli.workbook.places import Places
from overdue_cli.workbook.writer import Bench

COLUMNS: tuple[Column, ...] = (
    Column("number", "link", 6, 8),
    Column("grade", "grade", 6, 6),
    Column("borrower_id", "id", 11, 24),
    Column("borrower_name", "strong", 12, 30),
    Column("officer", "text", 9, 14),
    Column("branch", "text", 12, 22, 2),
    Column("state", "text", 10, 14),
    Column("due_on", "deadline", 13, 13),
    Column("days_overdue", "whole", 11, 11),
    Column("last_effective_on", "date", 15, 15),
    Column("interval_days", "whole", 11, 11),
    Column("look_at", "text", 36, 60, 2),
)


def write_inspections(bench: Bench, places: Places) -> None:
    """The sheet of inspections due; a sentence where none is."""
    frame, said = bench.book.inspections, bench.words["inspections"]
    over = frame.filter(pl.col("days_overdue") > 0).height
    title = said["title"].format(sheet=bench.name("inspections"), count=f"{frame.height:,}", over=f"{over:,}")
    note = said["note"].format(horizon=bench.book.horizon_days)
    write_long(bench, Long("inspections", title, note, frame, COLUMNS, said["empty"], frozen=4), places)
