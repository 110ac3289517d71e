"""Why every listed borrower has its grade: one row a rule, worst first, with the rows that prove it.

A borrower's first row is strong and carries the link back to the list; the further ones are quieter, but
repeat number and name, so that a filter still shows whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.workbook.book import MOST_ROWS
from overdue_cli.workbook.columns import Column, widths_of
from overdue_cli.workbook.measure import first_lines, lines, safe
from overdue_cli.workbook.paper import paper_for
from overdue_cli.workbook.places import REASONS_TOP, Places, link
from overdue_cli.workbook.rows import heights_of, put_rows, written_as
from overdue_cli.workbook.style import MOST_LINES
from overdue_cli.workbook.writer import MOST_LINKS, Bench

HEADER, FROZEN = REASONS_TOP - 1, 4
COLUMNS: tuple[Column, ...] = (
    Column("rank", "rank", 6, 8),
    Column("grade", "grade", 6, 6),
    Column("borrower_id", "id", 11, 24),
    Column("borrower_name", "text", 10, 40),
    Column("rule_id", "text", 7, 9),
    Column("title", "text", 14, 24),
    Column("says", "text", 30, 50, 2),
    Column("points", "whole", 7, 7),
    Column("no_better_than", "center", 8, 8),
    Column("notches", "whole", 8, 8),
    Column("evidence", "text", 24, 74),
    Column("source", "text", 24, 52),
)
CENTRED = ("points", "no_better_than", "notches")
WHOSE = ("rank", "grade", "borrower_id", "borrower_name")


def write_reasons(bench: Bench, places: Places) -> None:
    """The Reasons sheet; a sentence where nobody is listed."""
    page = bench.sheet("reasons")
    shown = _shown(bench, places)
    widths = widths_of(COLUMNS, shown, [bench.words["columns"][c.key] for c in COLUMNS])
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    bench.heading_by_keys(page, bench.name("reasons"), "", widths, FROZEN)
    page.set_row(HEADER, bench.style.height(2))
    for at, column in enumerate(COLUMNS):
        style = "head_center" if column.key in (*CENTRED, "rank", "grade") else "head"
        page.write_string(HEADER, at, bench.words["columns"][column.key], bench.style[style])
    if shown.is_empty():
        page.write_string(REASONS_TOP, 0, bench.words["empty_reasons"], bench.style["empty"])
    else:
        page.autofilter(HEADER, 0, HEADER + shown.height, len(COLUMNS) - 1)
        _body(bench, page, shown, widths)
    page.freeze_panes(REASONS_TOP, FROZEN)
    page.repeat_rows(HEADER)
    page.print_area(0, 0, HEADER + max(shown.height, 1), len(COLUMNS) - 1)
    proven = next(at for at, column in enumerate(COLUMNS) if column.key == "evidence")
    paper_for(widths, FROZEN, [proven]).set_up(page)


def _shown(bench: Bench, places: Places) -> pl.DataFrame:
    """The reasons as people read them, each with its borrower's rank and whether it is the first.

    What a sheet cannot hold is cut at the end, which is the least urgent.
    """
    names = {key: bench.name(key) for key in ("before_due", "overdue", "inspections")}
    texts = [
        first_lines(pl.col(name), MOST_LINES, bench.words["more_lines"]).alias(name) for name in ("evidence", "source")
    ]
    first = pl.col("borrower_id").ne_missing(pl.col("borrower_id").shift())
    sheet = pl.col("list").replace_strict(names, default=None, return_dtype=pl.String)
    return (
        bench.book.with_ways(places.reasons.head(MOST_ROWS - REASONS_TOP))
        .join(places.in_list, on="borrower_id", how="left", maintain_order="left")
        .with_columns(*texts, first.alias("first"))
        .with_columns(safe(pl.col(pl.String)))
        .with_columns(pl.when("first").then(link(sheet, pl.col("list_row"))).alias("link"))
    )


def _body(bench: Bench, page: Any, shown: pl.DataFrame, widths: Sequence[float]) -> None:
    """Every row; which of two formats a cell takes hangs on whether it is its borrower's first."""
    wrapped = [lines(pl.col(c.key), widths[at]) for at, c in enumerate(COLUMNS) if c.style == "text"]
    frame = shown.with_columns(pl.max_horizontal(wrapped).clip(1, MOST_LINES).alias("lines"))
    linked = frame["link"].is_not_null().cum_sum() <= MOST_LINKS
    links = frame.select(pl.when(linked).then("link")).to_series().to_list()
    keys = [c.key for c in COLUMNS]
    plan = [(at, *_formats(bench, key)) for at, key in enumerate(keys)]
    heights = heights_of(bench, frame["lines"])
    put_rows(page, REASONS_TOP, written_as(frame, keys), plan, heights, {0: links}, frame["first"].to_list())


def _formats(bench: Bench, key: str) -> tuple[Any, Any]:
    """Formats of a column: on a borrower's further rows, and on its first."""
    style = bench.style
    if key == "grade":
        letters = [card.letter for card in bench.book.grades]
        return style["again_center"], {letter: style.grade(letter, "first_") for letter in letters}
    if key in WHOSE:
        again = {"rank": "again_rank", "borrower_id": "again_id"}.get(key, "again")
        return style[again], style[{"rank": "first_link", "borrower_id": "first_id"}.get(key, "first_strong")]
    kind = "center" if key in CENTRED else "text"
    return style[f"next_{kind}"], style[f"first_{kind}"]
