"""The second page of the Summary: ageing, urgency, and what falls due in the coming weeks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.workbook.charts import Series, column_chart
from overdue_cli.workbook.grid import LAST, Cell, Sketch

CHART_AT, CHART_ROWS = 7, 10
"""Charts stand right of the tables; a block is at least so many rows tall."""
TALL = 232


def lay(sketch: Sketch, row: int) -> int:
    """All blocks from `row` down; the last row used. A block for changes since the last run goes here too."""
    for block in (_ageing, _tiers, _weeks):
        row = block(sketch, row) + 1
    return row - 1


def _ageing(sketch: Sketch, row: int) -> int:
    """Borrowers, balance and arrears by days past due; the chart leaves out those who are not overdue."""
    said = sketch.words
    top = sketch.section(row, 0, LAST + 1, said["ageing"])
    rows = [
        [_band(said, entry), *_amounts(entry, "balance", "arrears")] for entry in sketch.bench.book.figures["ageing"]
    ]
    cells = [
        Cell(said["band"], "text", 2),
        Cell(said["borrowers"], "whole"),
        Cell(said["balance"], "whole", 2),
        Cell(said["arrears"], "whole", 2),
    ]
    last = sketch.table(top, 0, cells, rows)
    _chart(sketch, top, said["ageing_chart"], rows[1:], top + 2)
    return _end(sketch, top, last)


def _band(said: dict[str, Any], entry: dict[str, Any]) -> str:
    first, last = entry["from"], entry["to"]
    if last == 0:
        return str(said["not_overdue"])
    return str(said["days_over"] if last is None else said["days"]).format(first=first, last=last)


def _amounts(entry: dict[str, Any], *names: str) -> list[float]:
    return [entry["borrowers"], *(entry[name] / 100 for name in names)]


def _tiers(sketch: Sketch, row: int) -> int:
    """Listed borrowers by urgency."""
    bench, said = sketch.bench, sketch.words
    top = sketch.section(row, 0, LAST + 1, said["tiers"])
    listed = pl.concat([bench.book.before_due, bench.book.overdue])
    found = {
        tier: rest
        for tier, *rest in listed.group_by("tier")
        .agg(pl.len(), (pl.col("balance").sum() / 100).round(2), (pl.col("amount_at_risk").sum() / 100).round(2))
        .iter_rows()
    }
    shown = [tier for tier in sorted({*bench.book.tiers, *found}) if tier in found or tier < 5]
    rows = [[bench.tier(tier), *found.get(tier, [0, 0.0, 0.0])] for tier in shown]
    cells = [
        Cell(bench.words["columns"]["tier"], "text", 2), Cell(said["borrowers"], "whole"), Cell(said["balance"], "whole", 2), Cell(said["at_risk"], "whole", 2)
    ]  # fmt: skip
    if not rows:
        return sketch.empty(top, 0, LAST + 1, said["officers_empty"])
    last = sketch.table(top, 0, cells, rows)
    _chart(sketch, top, said["tiers_chart"], rows, top + 1)
    return _end(sketch, top, last)


def _weeks(sketch: Sketch, row: int) -> int:
    """What falls due week by week: where the work gathers."""
    book, said = sketch.bench.book, sketch.words
    top = sketch.section(row, 0, LAST + 1, said["weeks"])
    rows = [[entry["week"], *_amounts(entry, "due_in_horizon", "amount_at_risk")] for entry in book.figures["by_week"]]
    if not rows:
        return sketch.empty(top, 0, LAST + 1, said["weeks_empty"].format(horizon=book.horizon_days))
    cells = [
        Cell(said["week"], "date", 2),
        Cell(said["borrowers"], "whole"),
        Cell(said["due"], "whole", 2),
        Cell(said["at_risk"], "whole", 2),
    ]
    last = sketch.table(top, 0, cells, rows)
    names = [values[0].isoformat() for values in rows]
    shown = Series(top + 1, top + len(rows), 0, 3, names, [values[2] for values in rows], names_format="mm-dd")
    title = said["weeks_chart"].format(unit=sketch.bench.unit)
    column_chart(sketch.bench, sketch.page, (top, CHART_AT), (_across(sketch), TALL), title, shown)
    return _end(sketch, top, last)


def _chart(sketch: Sketch, top: int, title: str, rows: Sequence[Sequence[Any]], first: int) -> None:
    """Borrowers of each row of a table that starts at `top`."""
    shown = Series(first, first + len(rows) - 1, 0, 2, [values[0] for values in rows], [values[1] for values in rows])
    column_chart(sketch.bench, sketch.page, (top, CHART_AT), (_across(sketch), TALL), title, shown)


def _across(sketch: Sketch) -> int:
    return sketch.pixels(LAST - CHART_AT) + 8


def _end(sketch: Sketch, top: int, last: int) -> int:
    """The first row below both table and chart."""
    end = max(last, top + CHART_ROWS)
    for row in range(last, end):
        sketch.canvas.height(row, 20)
    return end
