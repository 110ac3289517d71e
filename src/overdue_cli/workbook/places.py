"""Where a borrower stands: the row in its list and the first of its rows in Reasons, for links both ways."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from overdue_cli.workbook.book import Book

LIST_TOP, LONG_TOP, REASONS_TOP = 4, 4, 3
"""Rows above the first row of data (from 0): title, run, hints or a note, and header; Reasons has no hints."""


@dataclass(frozen=True)
class Places:
    """Where everybody stands; rows from 1.

    `in_list`         `borrower_id`, `list`, `list_row`, `rank`; who is in neither list stands in `inspections`.
    `in_inspections`  `borrower_id`, `inspections_row`: everybody whose inspection falls due.
    `in_reasons`      `borrower_id`, `reasons_row`.
    `reasons`         the rows of the Reasons sheet, see `with_grounds`.
    """

    in_list: pl.DataFrame
    in_inspections: pl.DataFrame
    in_reasons: pl.DataFrame
    reasons: pl.DataFrame


def places_of(book: Book) -> Places:
    """The places of every listed borrower, known before anything is written."""
    lists = [
        frame.select(
            "borrower_id", pl.lit(key).alias("list"), pl.int_range(pl.len()).alias("list_row") + LIST_TOP + 1, "rank"
        )
        for key, frame in (("before_due", book.before_due), ("overdue", book.overdue_rows))
    ]
    due = book.inspections.select(
        "borrower_id", "list", (pl.int_range(pl.len()) + LONG_TOP + 1).alias("inspections_row"), "rank"
    )
    alone = due.filter(pl.col("list") == "inspections").select(
        "borrower_id", "list", pl.col("inspections_row").alias("list_row"), "rank"
    )
    reasons = with_grounds(book)
    first = reasons.select("borrower_id", pl.int_range(pl.len()).alias("reasons_row") + REASONS_TOP + 1)
    return Places(
        pl.concat([*lists, alone]),
        due.select("borrower_id", "inspections_row"),
        first.group_by("borrower_id", maintain_order=True).first(),
        reasons,
    )


AMONG = 5
"""Where a borrower's rules stand between the grounds before and behind them."""


def with_grounds(book: Book) -> pl.DataFrame:
    """The book's reasons with each borrower's grounds before and behind; a ground has no rule, points or source."""
    ruled = book.reasons.with_columns(pl.lit(AMONG, pl.Int8).alias("place"))
    if book.grounds.is_empty():
        return ruled
    both = pl.concat([book.grounds, ruled], how="diagonal_relaxed").with_row_index("row")
    order = both.select("borrower_id").unique(maintain_order=True).with_row_index("borrower")
    placed = both.join(order, on="borrower_id", how="left", maintain_order="left")
    return placed.sort("borrower", "place", "row").select(ruled.columns)


def link(sheet: pl.Expr, row: pl.Expr) -> pl.Expr:
    """A place in this workbook, as the writer's links name it; null where the row is."""
    return pl.when(row.is_not_null()).then(
        pl.concat_str(pl.lit("internal:'"), sheet, pl.lit("'!A"), row.cast(pl.String))
    )
