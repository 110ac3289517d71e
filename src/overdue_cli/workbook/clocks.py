"""What runs out by law, when, and the act that stops it: the first to end first."""

from __future__ import annotations

import polars as pl

from overdue_cli.workbook.columns import Column
from overdue_cli.workbook.long import Long, write_long
from overdue_cli.workbook.places import Places
from overdue_cli.workbook.writer import Bench

NEAR_DAYS = 60
COLUMNS: tuple[Column, ...] = (
    Column("number", "link", 6, 8),
    Column("days_left", "whole", 11, 11),
    Column("ends_on", "deadline", 12, 12),
    Column("clock", "strong", 14, 24, 2),
    Column("tier_one", "center", 10, 10),
    Column("grade", "grade", 6, 6),
    Column("borrower_id", "id", 11, 24),
    Column("borrower_name", "text", 10, 20, 2),
    Column("loan_id", "id", 10, 26),
    Column("party", "text", 10, 20, 2),
    Column("about", "text", 22, 30, 3),
    Column("act", "text", 28, 42, 3),
    Column("officer", "text", 9, 14),
    Column("branch", "text", 12, 16, 2),
)


def write_clocks(bench: Bench, places: Places) -> None:
    """The sheet of legal clocks; a sentence where none runs."""
    book, said = bench.book, bench.words["clocks"]
    left = pl.col("days_left")
    over, near = (book.clocks.filter(f).height for f in (left < 0, left.is_between(0, NEAR_DAYS)))
    title = said["title"].format(sheet=bench.name("clocks"), count=f"{book.clocks.height:,}", over=over, near=near)
    mark = pl.when("is_tier_one").then(pl.lit(bench.tier(1).split(" ")[0]))
    frame = book.clocks.with_columns(mark.alias("tier_one"))
    signals = {"days_left": (-1, NEAR_DAYS)}
    write_long(bench, Long("clocks", title, said["note"], frame, COLUMNS, said["empty"], 2, signals), places)
