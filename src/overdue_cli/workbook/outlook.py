"""The second page of the Summary: what moved since the last run, ageing, urgency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.workbook.charts import Series, column_chart, stacked_chart
from overdue_cli.workbook.grid import LAST, LINE, Sketch
from overdue_cli.workbook.style import grade_style
from overdue_cli.workbook.tables import Column

CHART_AT, CHART_ROWS = 7, 10
"""Charts stand right of the tables; a block is at least so many rows tall."""
TALL = 232


def lay(sketch: Sketch, row: int) -> int:
    """All blocks from `row` down; the last row used."""
    for block in (_moves, _ageing, _tiers):
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
        Column(said["band"], "text", 2),
        Column(said["borrowers"], "whole"),
        Column(said["balance"], "whole", 2),
        Column(said["arrears"], "whole", 2),
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
        Column(bench.words["columns"]["tier"], "text", 2), Column(said["borrowers"], "whole"), Column(said["balance"], "whole", 2), Column(said["at_risk"], "whole", 2)
    ]  # fmt: skip
    if not rows:
        return sketch.empty(top, 0, LAST + 1, said["officers_empty"])
    last = sketch.table(top, 0, cells, rows)
    _chart(sketch, top, said["tiers_chart"], rows, top + 1)
    return _end(sketch, top, last)


def _moves(sketch: Sketch, row: int) -> int:
    """From which grade to which since the last cycle, and how many of each change; a sentence without a history."""
    book, said = sketch.bench.book, sketch.words
    top = sketch.section(row, 0, LAST + 1, said["moves"])
    moves = book.figures.get("changes")
    if moves is None:
        return sketch.empty(top, 0, LAST + 1, book.compared)
    names = sketch.bench.words["changes"]["names"]
    told = "　".join(f"{names[e['change']]} {e['borrowers']:,}" for e in moves["counts"])
    target = f"internal:'{sketch.bench.name('changes')}'!A1"
    sketch.canvas.height(top, LINE)
    sketch.canvas.put(
        top, 0, said["moves_says"].format(date=moves["since"], counts=told), "link_left", across=LAST + 1, link=target
    )
    letters = [card.letter for card in book.grades]
    counts = {(e["from"], e["to"]): e["borrowers"] for e in moves["migration"]}
    balances = {
        letter: sum(e["balance"] for e in moves["migration"] if e["from"] == letter) / 100 for letter in letters
    }
    rows = [[(old, grade_style(old), None), *(counts[old, new] for new in letters), balances[old]] for old in letters]
    cells = [Column(said["grade_before"], "center"), *[Column(said["now_grade"].format(grade=x), "whole") for x in letters], Column(said["balance"], "whole")]  # fmt: skip
    last = sketch.table(top + 1, 0, cells, rows)
    shown = [
        Series(top + 2, top + 1 + len(rows), 0, at, letters, [values[at] for values in rows])
        for at in range(1, len(letters) + 1)
    ]
    stacked_chart(
        sketch.bench,
        sketch.page,
        (top + 1, CHART_AT),
        (_across(sketch), TALL - 20),
        said["moves_chart"],
        shown,
        letters,
    )
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
