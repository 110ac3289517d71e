"""Long sheets that are read and not filled in: inspections due, legal clocks, changes.

One table a sheet, filtered over the rows that are there; a row's number leads to its borrower in a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from overdue_cli.workbook.book import MOST_ROWS
from overdue_cli.workbook.columns import Column, widths_of
from overdue_cli.workbook.measure import lines, lines_of, safe, safe_of
from overdue_cli.workbook.paper import paper_for
from overdue_cli.workbook.places import LONG_TOP, Places, link
from overdue_cli.workbook.rows import heights_of, put_rows, written_as
from overdue_cli.workbook.style import MOST_LINES
from overdue_cli.workbook.writer import MOST_LINKS, Bench

NOTE, HEADER = LONG_TOP - 2, LONG_TOP - 1


@dataclass(frozen=True)
class Long:
    """One such sheet: its key, what stands above the table, the rows and their columns.

    `empty` is said where there are no rows. `signals` names columns of day counts: what is at most the first number
    is shown as over, at most the second as near. Rows beyond `most` are left out, and the note says how many.
    """

    key: str
    title: str
    note: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    empty: str
    frozen: int
    signals: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    most: int = MOST_ROWS - LONG_TOP


def write_long(bench: Bench, long: Long, places: Places) -> None:
    """The sheet; a sentence where it has no rows."""
    page = bench.sheet(long.key)
    bench.heading(page, long.title)
    shown = _shown(bench, long, places)
    labels = [str(bench.words["columns"][c.key]) for c in long.columns]
    widths = widths_of(long.columns, shown, labels)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    _above(bench, page, long, labels, widths)
    last = LONG_TOP + max(shown.height, 1) - 1
    if shown.is_empty():
        page.set_row(LONG_TOP, bench.style.height(2))
        page.write_string(LONG_TOP, 0, long.empty, bench.style["empty"])
    else:
        page.autofilter(HEADER, 0, last, len(long.columns) - 1)
        _body(bench, page, long, widths, shown)
        _signals(bench, page, long, last)
    page.freeze_panes(LONG_TOP, long.frozen)
    page.repeat_rows(HEADER)
    page.print_area(0, 0, last, len(long.columns) - 1)
    keys = max(at for at, c in enumerate(long.columns) if c.key == "borrower_name") + 1
    paper_for(widths, keys, range(keys + 1, len(long.columns))).set_up(page)


def _shown(bench: Bench, long: Long, places: Places) -> pl.DataFrame:
    """The rows as people read them, numbered, each with the place of its borrower in a list, else in Reasons."""
    names = {key: bench.name(key) for key in ("before_due", "overdue", "inspections")}
    sheet = pl.col("list").replace_strict(names, default=None, return_dtype=pl.String)
    nobody = pl.lit(bench.words["summary"]["unassigned"])  # who is no longer in the export has no officer at all
    there = places.in_list.rename({"list": "at list"}).drop("rank")
    return (
        long.frame.lazy()
        .head(long.most)
        .join(there.lazy(), on="borrower_id", how="left", maintain_order="left")
        .drop("list", strict=False)
        .rename({"at list": "list"})
        .with_columns(pl.when(pl.col("grade").is_not_null()).then(pl.col("officer").fill_null(nobody)).alias("officer"))
        .with_columns(safe(pl.col(pl.String)))
        .with_columns((pl.int_range(pl.len()) + 1).alias("number"))
        .with_columns(pl.when(pl.col("list").ne_missing(long.key)).then(link(sheet, pl.col("list_row"))).alias("link"))
        .collect()
    )


def _above(bench: Bench, page: Any, long: Long, labels: Sequence[str], widths: Sequence[float]) -> None:
    """The note across the sheet, with what it has no room for, and the header."""
    left_out = long.frame.height - long.most
    cut = bench.words["left_out"].format(shown=f"{long.most:,}", count=f"{left_out:,}") if left_out > 0 else ""
    note = safe_of(f"{cut}{long.note}")
    page.set_row(NOTE, bench.style.height(lines_of(note, sum(widths))))
    page.merge_range(NOTE, 0, NOTE, len(labels) - 1, note, bench.style["note"])
    tall = max(lines_of(text, width - 2) for text, width in zip(labels, widths, strict=True))
    page.set_row(HEADER, bench.style.height(min(3, tall)))
    for at, (column, text) in enumerate(zip(long.columns, labels, strict=True)):
        right = column.style in ("money", "whole")
        centred = column.style in ("link", "grade", "date", "deadline", "center")
        page.write_string(
            HEADER, at, text, bench.style["head_right" if right else "head_center" if centred else "head"]
        )


def _body(bench: Bench, page: Any, long: Long, widths: Sequence[float], shown: pl.DataFrame) -> None:
    taken = [lines(pl.col(c.key), widths[at]) for at, c in enumerate(long.columns) if c.wraps]
    frame = shown.with_columns(pl.max_horizontal(taken).clip(1, MOST_LINES).alias("lines"))
    by_letter = {card.letter: bench.style.grade(card.letter) for card in bench.book.grades}
    forms = [by_letter if c.style == "grade" else bench.style[c.style] for c in long.columns]
    plan = [(at, form, form) for at, form in enumerate(forms)]
    linked = frame["link"].is_not_null().cum_sum() <= MOST_LINKS
    links = frame.select(pl.when(linked).then("link")).to_series().to_list()
    values = written_as(frame, [c.key for c in long.columns])
    put_rows(page, LONG_TOP, values, plan, heights_of(bench, frame["lines"]), {0: links}, [False] * frame.height)


def _signals(bench: Bench, page: Any, long: Long, last: int) -> None:
    """What is over and what is near, by rules that hold whatever is sorted."""
    for key, (over, near) in long.signals.items():
        at = next(at for at, column in enumerate(long.columns) if column.key == key)
        for limit, style in ((over, "over"), (near, "near")):
            rule = {
                "type": "cell",
                "criteria": "<=",
                "value": limit,
                "format": bench.style[style],
                "stop_if_true": True,
            }
            page.conditional_format(LONG_TOP, at, last, at, rule)
