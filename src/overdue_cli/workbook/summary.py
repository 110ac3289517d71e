"""The first page: how many, how much, what is most urgent, where to act today.

Counts of lists are those of the lists in this workbook, which may be one outlet's or officer's; what is
said of grades and ageing is the whole portfolio's. Amounts are whole units of the currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from overdue_cli.workbook import outlook
from overdue_cli.workbook.charts import Series, column_chart
from overdue_cli.workbook.grid import GAP, LAST, LEFT, LINE, RIGHT, Sketch
from overdue_cli.workbook.measure import lines_of, units_of
from overdue_cli.workbook.places import Places
from overdue_cli.workbook.style import grade_style
from overdue_cli.workbook.tables import Column
from overdue_cli.workbook.writer import Bench, Canvas

MOST = 10
"""Borrowers shown as most urgent, and rows of officers; `FEWER` where sentences take two lines: one page holds them."""
FEWER = 8
WEEK = dt.timedelta(days=7)


def write_summary(bench: Bench, places: Places) -> None:
    """The Summary sheet: the answer on the first page, ageing, tiers and coming weeks on the second."""
    page = bench.sheet("summary")
    bench.heading(page, bench.words["summary"]["title"])
    sketch = Sketch(bench, page, Canvas(bench, page), _width(bench))
    page.set_column(0, LAST, sketch.width)
    page.set_column(GAP, GAP, 2)
    row = _notices(sketch, 2)
    row = _tiles(sketch, row + 1)
    row = _grades(sketch, row + 1)
    row = max(_urgent(sketch, row + 1, places), _officers(sketch, row + 1))
    page.set_h_pagebreaks([row])
    last = outlook.lay(sketch, row)
    sketch.canvas.lay()
    page.print_area(0, 0, last, LAST)
    page.activate()


def _width(bench: Bench) -> float:
    """Every column is as wide as the largest amount needs."""
    largest = (
        max(bench.book.figures["balance"], bench.book.figures["arrears"], bench.book.figures["due_in_horizon"]) / 100
    )
    return float(max(13.0, len(f"{largest:,.0f}") + 0.5))


def _notices(sketch: Sketch, row: int) -> int:
    for text in sketch.bench.book.notices:
        sketch.canvas.height(row, sketch.bench.style.height(lines_of(text, sketch.width * LAST)))
        sketch.canvas.put(row, 0, f"▲ {text}", "notice", across=LAST + 1)
        row += 1
    return row


def _tiles(sketch: Sketch, row: int) -> int:
    """Five numbers a manager asks for first, each with what it comes to."""
    book, said = sketch.bench.book, sketch.words
    figures, unit = book.figures, sketch.bench.unit
    listed = pl.concat([book.before_due, book.overdue])
    now = listed.filter(pl.col("tier") == 1)
    grave = [entry for entry in figures["by_grade"] if entry["grade"] in ("D", "E")]
    share = sum(entry["balance"] for entry in grave) / figures["balance"] if figures["balance"] else 0.0
    tiles: list[tuple[str, int, dict[str, Any]]] = [
        ("portfolio", figures["borrowers"], {"loans": f"{figures['loans']:,}", "balance": whole(figures["balance"])}),
        ("now", now.height, {"amount": whole(now["amount_at_risk"].sum())}),
        ("overdue", book.overdue.height, {"amount": whole(book.overdue["arrears"].sum())}),
        (
            "before_due",
            book.before_due.height,
            {"amount": whole(book.before_due["due_in_horizon"].sum()), "horizon": book.horizon_days},
        ),
        ("grave", sum(entry["borrowers"] for entry in grave), {"share": f"{share:.1%}"}),
    ]
    for (key, number, facts), (at, across) in zip(tiles, ((0, 3), (3, 3), (6, 3), (9, 4), (13, 3)), strict=True):
        note = said[f"tile_{key}_note"].format(unit=unit, **facts)
        for offset, (value, style) in enumerate(((said[f"tile_{key}"], "label"), (number, "number"), (note, "note"))):
            sketch.canvas.put(row + offset, at, value, f"tile_{style}", across=across)
    for offset, points in enumerate((22, 36, 30)):
        sketch.canvas.height(row + offset, points)
    return row + 3


def whole(fen: Any) -> str:
    """An amount as text, whole units of the currency."""
    return f"{fen / 100:,.0f}"


def _grades(sketch: Sketch, row: int) -> int:
    """Grades by count and by balance, as a table and two charts."""
    book, said = sketch.bench.book, sketch.words
    figures, entries = book.figures, {entry["grade"]: entry for entry in book.figures["by_grade"]}
    row = sketch.section(row, 0, LAST + 1, said["grades"])
    cells = [
        Column(sketch.bench.words["columns"]["grade"], "center"), Column(said["borrowers"], "whole"), Column(said["share"], "percent"),
        Column(said["balance"], "whole"), Column(said["balance_share"], "percent"), Column(said["arrears"], "whole"), Column(said["at_risk"], "whole"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for card in book.grades:
        label = (f"{card.letter}  {card.name}", grade_style(card.letter), None)
        rows.append([label, *_measures(entries[card.letter], figures)])
    last = sketch.table(row, 0, cells, rows)
    last = sketch.total(last, 0, [said["total"], *_measures(figures, figures)], cells)
    names = [card.letter for card in book.grades]
    half, tall = sketch.pixels(4) + 20, 206
    counts = Series(row + 1, row + len(rows), 0, 1, names, [values[1] for values in rows])
    shares = Series(row + 1, row + len(rows), 0, 4, names, [values[4] for values in rows], "0.0%")
    column_chart(sketch.bench, sketch.page, (row, 7), (half, tall), said["grades_count_chart"], counts, graded=True)
    column_chart(
        sketch.bench, sketch.page, (row, RIGHT - 1), (half, tall), said["grades_balance_chart"], shares, graded=True
    )
    sketch.canvas.height(last, 24)
    return last


def _measures(entry: Mapping[str, Any], of: Mapping[str, Any]) -> list[float]:
    """Borrowers, their share, balance, its share, arrears and amount at risk of one entry."""
    people, balance = of["borrowers"] or 1, of["balance"] or 1
    return [
        entry["borrowers"], entry["borrowers"] / people, entry["balance"] / 100, entry["balance"] / balance,
        entry["arrears"] / 100, entry["amount_at_risk"] / 100,
    ]  # fmt: skip


def _urgent(sketch: Sketch, row: int, places: Places) -> int:
    """The rows to start with, each linked to its place in its list."""
    bench, said, columns = sketch.bench, sketch.words, sketch.bench.words["columns"]
    row = sketch.section(row, 0, LEFT, said["urgent"])
    listed = pl.concat([bench.book.before_due, bench.book.overdue]).join(
        places.in_list.drop("rank"), on="borrower_id", how="left"
    )
    first = listed.sort("tier", "rank", maintain_order=True).head(MOST)
    if first.is_empty():
        return sketch.empty(row, 0, LEFT, said["urgent_empty"])
    cells = [
        Column(columns["rank"], "link"), Column(columns["tier"], "text"), Column(columns["grade"], "center"), Column(columns["borrower_name"], "strong", 2),
        Column(columns["officer"], "text"), Column(said["at_risk"], "whole"), Column(columns["stands"], "text", 3), Column(columns["act_by"], "date"),
    ]  # fmt: skip
    rows = [_urgent_row(bench, entry) for entry in first.iter_rows(named=True)]
    room = sketch.width * 3 + 2
    tall = max(max(lines_of(str(values[6] or ""), room), lines_of(values[1], sketch.width)) for values in rows)
    rows = rows if tall == 1 else rows[:FEWER]
    return sketch.table(row, 0, cells, rows, height=max(LINE, bench.style.height(tall) - 2))


def _urgent_row(bench: Bench, entry: dict[str, Any]) -> list[Any]:
    to_list = f"internal:'{bench.name(entry['list'])}'!A{entry['list_row']}"
    return [
        (entry["rank"], "link", to_list), bench.tier(entry["tier"]), (entry["grade"], grade_style(entry["grade"]), None), entry["borrower_name"],
        entry["officer"] or bench.words["summary"]["unassigned"], entry["amount_at_risk"] / 100, entry["stands"], entry["act_by"],
    ]  # fmt: skip


def _officers(sketch: Sketch, row: int) -> int:
    """Who has how much to do at once, the most urgent first; those beyond the page in one row."""
    book, said = sketch.bench.book, sketch.words
    row = sketch.section(row, RIGHT, LAST - RIGHT + 1, said["officers"])
    listed = pl.concat([book.before_due, book.overdue])
    if listed.is_empty():
        return sketch.empty(row, RIGHT, LAST - RIGHT + 1, said["officers_empty"])
    soon = (pl.col("act_by") <= book.as_of + WEEK).sum().alias("soon")
    measures = [(pl.col("tier") == 1).sum().alias("now"), soon, pl.col("amount_at_risk").sum().alias("at_risk")]
    people = (
        listed.group_by("officer").agg(measures).sort(["now", "at_risk", "officer"], descending=[True, True, False])
    )
    shown = people if people.height <= MOST else people.head(MOST - 1)
    rest = people.slice(shown.height)
    rows = [[who or said["unassigned"], now, due, risk / 100] for who, now, due, risk in shown.iter_rows()]
    if not rest.is_empty():
        others = said["others"].format(count=rest.height)
        rows.append([others, rest["now"].sum(), rest["soon"].sum(), rest["at_risk"].sum() / 100])
    cells = [
        Column(sketch.bench.words["columns"]["officer"], "text"),
        Column(said["tier_one"], "whole"),
        Column(said["this_week"], "whole"),
        Column(said["at_risk"], "whole"),
    ]
    longest = max(units_of(str(values[0])) for values in rows)
    return sketch.table(
        row, RIGHT, cells, rows, height=max(LINE, sketch.bench.style.height(1 if longest < sketch.width else 2) - 2)
    )
