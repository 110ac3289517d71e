"""What was read, what was set aside and why: nothing of an input disappears silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from overdue_cli.tables import TABLES
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.paper import sections_unbroken
from overdue_cli.workbook.style import MOST_LINES
from overdue_cli.workbook.writer import Bench, Canvas

WIDTHS = (11, 15, 15, 22, 13, 9, 10, 11, 10, 10, 58)
PROBLEMS = (("code", 0, 1), ("effect", 1, 1), ("count", 2, 1), ("says", 3, 3), ("next", 6, 4), ("example", 10, 1))
SHEETS = (
    ("file", 0, 2), ("table", 2, 1), ("sheet", 3, 1), ("header_row", 4, 1), ("unit", 5, 1), ("rows_in", 6, 1),
    ("rows_used", 7, 1), ("rows_set_aside", 8, 1), ("rows_not_data", 9, 1), ("why", 10, 1),
)  # fmt: skip
"""Columns of the tables: key, place, columns it spans; all share one grid."""
HEADERS = (
    ("file", 0, 2), ("sheet", 2, 2), ("header", 4, 3), ("cell", 7, 1), ("how", 8, 2), ("column", 10, 1),
)  # fmt: skip
RULES = (("rule", 0, 1), ("title", 1, 2), ("state", 3, 2), ("covered", 5, 3), ("lacks", 8, 3))
NUMBERS = ("count", "header_row", "rows_in", "rows_used", "rows_set_aside", "rows_not_data")


def write_quality(bench: Bench) -> None:
    """The Data quality sheet: the sum that must come out, the problems, the sheets that were read."""
    page = bench.sheet("quality")
    bench.heading(page, bench.words["quality"]["title"])
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    canvas = Canvas(bench, page)
    row = _sum(bench, canvas, 3)
    row = _notices(bench, canvas, row)
    problems = [_problem(bench, row_) for row_ in bench.book.problems.iter_rows(named=True)]
    sheets = [_sheet(bench, row_) for row_ in bench.book.sheets.iter_rows(named=True)]
    starts = [row + 1]
    starts.append(_table(bench, canvas, starts[-1], "problems", PROBLEMS, problems) + 1)
    starts.append(_table(bench, canvas, starts[-1], "sheets", SHEETS, sheets) + 1)
    row = _table(bench, canvas, starts[-1], "rules", RULES, bench.book.unjudged)
    starts.append(_lines(bench, canvas, row + 1, bench.book.absent) + 1)
    row = _table(bench, canvas, starts[-1], "headers", HEADERS, bench.book.headers)
    canvas.lay()
    page.set_h_pagebreaks(sections_unbroken(canvas, starts, row, WIDTHS))
    if bench.book.headers:
        page.repeat_rows(starts[-1] + 1)  # the last and longest table: only the pages behind it repeat its header
    page.freeze_panes(2, 0)


def _sum(bench: Bench, canvas: Canvas, row: int) -> int:
    """Rows in = used + set aside + not data, said aloud; the next free row."""
    rows, said = bench.book.figures["rows"], bench.words["quality"]
    text = said["rows"].format(**{key: f"{count:,}" for key, count in rows.items()})
    if rows["rows_in"] != rows["rows_used"] + rows["rows_set_aside"] + rows["rows_not_data"]:
        text = f"{said['rows_differ']}: {text}"
    canvas.height(row, 24)
    canvas.put(row, 0, text, "tile_sum", across=len(WIDTHS))
    return row + 1


def _notices(bench: Bench, canvas: Canvas, row: int) -> int:
    for text in bench.book.notices:
        canvas.height(row, bench.style.height(lines_of(text, sum(WIDTHS))))
        canvas.put(row, 0, f"▲ {text}", "notice", across=len(WIDTHS))
        row += 1
    return row


def _lines(bench: Bench, canvas: Canvas, row: int, lines: Sequence[str]) -> int:
    """Sentences over the whole width, one a row; the next free row."""
    for text in lines:
        canvas.height(row, bench.style.height(min(lines_of(text, sum(WIDTHS)), MOST_LINES)))
        canvas.put(row, 0, text, "text", across=len(WIDTHS))
        row += 1
    return row


def _problem(bench: Bench, problem: dict[str, Any]) -> dict[str, Any]:
    effects = bench.words["quality"]["effects"]
    return problem | {"effect": effects.get(problem["effect"], problem["effect"])}


def _sheet(bench: Bench, sheet: dict[str, Any]) -> dict[str, Any]:
    table = TABLES.get(sheet["table"])
    # Which header became which column is for analysts; here it is enough by which headers the table was known.
    said = bench.words["quality"]
    headers = re.sub(r"=[a-z_]+(?:, |$)", said["and"], sheet["why"] or "").removesuffix(said["and"])
    unit = said["units"].get(sheet["unit"], sheet["unit"])
    title = getattr(table, bench.book.language) if table else sheet["table"]
    dated = said["dated"].format(date=sheet["data_date"]) if sheet.get("data_date") else ""
    return sheet | {"table": title, "unit": unit, "why": f"{dated}{_shortened(bench, headers)}" or None}


def _shortened(bench: Bench, headers: str) -> str:
    """As many headers as stand in four lines, and how many more there are."""
    said = bench.words["quality"]
    names = headers.split(said["and"])
    for count in range(len(names), 0, -1):
        rest = "" if count == len(names) else said["more_headers"].format(count=len(names) - count)
        text = f"{said['and'].join(names[:count])}{rest}"
        if lines_of(text, WIDTHS[-1]) <= MOST_LINES:
            return text
    return headers


def _table(bench: Bench, canvas: Canvas, row: int, key: str, columns: Any, rows: Sequence[Mapping[str, Any]]) -> int:
    """A table with its heading; a sentence where it is empty. The next free row."""
    said = bench.words["quality"]
    canvas.height(row, 24)
    canvas.put(row, 0, said[key], "section", across=len(WIDTHS))
    if not rows:
        canvas.height(row + 1, bench.style.height(1))
        canvas.put(row + 1, 0, said[f"{key}_empty"], "empty", across=len(WIDTHS))
        return row + 2
    canvas.height(row + 1, bench.style.height(1))
    for name, at, across in columns:
        canvas.put(
            row + 1,
            at,
            said["title_of_rule" if name == "title" else name],
            "head_right" if name in NUMBERS else "head",
            across=across,
        )
    for below, values in enumerate(rows, row + 2):
        tall = 1
        for name, at, across in columns:
            value = values.get(name)
            canvas.put(below, at, value, "whole" if name in NUMBERS else "text", across=across)
            tall = max(tall, lines_of(value, sum(WIDTHS[at : at + across])) if isinstance(value, str) else 1)
        canvas.height(below, bench.style.height(min(tall, 6)))
    return row + 2 + len(rows)
