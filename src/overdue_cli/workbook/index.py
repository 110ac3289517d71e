"""The manager's index of officers' files: a row a desk, its figures, and the name of its file as a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.workbook.columns import Column, widths_of
from overdue_cli.workbook.measure import lines, safe
from overdue_cli.workbook.rows import heights_of, put_rows, written_as
from overdue_cli.workbook.writer import Bench

TOP, HEADER, FROZEN = 3, 2, 2
COLUMNS: tuple[Column, ...] = (
    Column("kind", "text", 12, 18),
    Column("whose", "strong", 14, 24, 2),
    Column("file", "text", 24, 52, 2),
    Column("branches", "text", 16, 36, 3),
    Column("now", "whole", 8, 10),
    Column("before_due", "whole", 9, 12),
    Column("overdue", "whole", 9, 12),
    Column("referred", "whole", 9, 12),
    Column("currency", "center", 7, 7),
    Column("balance", "money", 14, 22),
    Column("arrears", "money", 12, 22),
    Column("due_in_horizon", "money", 12, 22),
    Column("amount_at_risk", "money", 12, 22),
)
SCHEMA: dict[str, Any] = {
    "kind": pl.String, "whose": pl.String, "file": pl.String, "branches": pl.String, "now": pl.Int64, "before_due": pl.Int64,
    "overdue": pl.Int64, "referred": pl.Int64, "currency": pl.String, "balance": pl.Int64, "arrears": pl.Int64,
    "due_in_horizon": pl.Int64, "amount_at_risk": pl.Int64,
}  # fmt: skip
"""One row a desk and currency: words, counts, amounts in fen; `now` counts the first tier."""
SUMS = ("now", "before_due", "overdue", "referred", "balance", "arrears", "due_in_horizon", "amount_at_risk")


def write_index(bench: Bench, rows: pl.DataFrame) -> None:
    """The index; `rows` as in `SCHEMA`. A total stands below for each currency."""
    page, said = bench.sheet("index"), bench.words["index"]
    bench.heading(page, said["title"].format(count=rows["file"].n_unique()))
    shown = rows.with_columns(safe(pl.col(pl.String)))
    labels = [str(said[c.key] if c.key in said else bench.words["columns"][c.key]) for c in COLUMNS]
    widths = widths_of(COLUMNS, shown, labels)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    page.set_row(HEADER, bench.style.height(2))
    for at, (column, label) in enumerate(zip(COLUMNS, labels, strict=True)):
        right = "_right" if column.style in ("money", "whole") else ""
        page.write_string(HEADER, at, label, bench.style[f"head{right}"])
    if shown.is_empty():
        page.write_string(TOP, 0, said["empty"], bench.style["empty"])
    else:
        page.autofilter(HEADER, 0, HEADER + shown.height, len(COLUMNS) - 1)
        _body(bench, page, shown, widths)
        _totals(bench, page, shown)
    page.freeze_panes(TOP, FROZEN)
    page.repeat_rows(HEADER)


def _body(bench: Bench, page: Any, shown: pl.DataFrame, widths: Sequence[float]) -> None:
    taken = [lines(pl.col(c.key), widths[at]) for at, c in enumerate(COLUMNS) if c.wraps]
    counted = shown.with_columns(pl.max_horizontal(taken).clip(1, 4).alias("lines"))
    plan = [(at, bench.style[c.style], bench.style[c.style]) for at, c in enumerate(COLUMNS)]
    values = written_as(counted, [c.key for c in COLUMNS])
    put_rows(page, TOP, values, plan, heights_of(bench, counted["lines"]), {}, [False] * shown.height)
    at = next(n for n, c in enumerate(COLUMNS) if c.key == "file")
    for row, file in enumerate(shown["file"].to_list(), TOP):
        page.write_url(row, at, f"external:{file}", bench.style["link_text"], file)


def _totals(bench: Bench, page: Any, shown: pl.DataFrame) -> None:
    """Below the rows, a line free, so that sorting leaves them alone."""
    sums = shown.group_by("currency", maintain_order=True).agg(pl.col(SUMS).sum())
    for row, values in enumerate(written_as(sums, ["currency", *SUMS]).iter_rows(named=True), TOP + shown.height + 1):
        page.set_row(row, bench.style.height(1))
        for at, column in enumerate(COLUMNS):
            if column.key in SUMS:
                style = "total_money" if column.style == "money" else "total_whole"
                page.write_number(row, at, values[column.key], bench.style[style])
            else:
                text = (
                    bench.words["summary"]["total"]
                    if at == 0
                    else values["currency"]
                    if column.key == "currency"
                    else ""
                )
                page.write_string(row, at, text or "", bench.style["total"])
