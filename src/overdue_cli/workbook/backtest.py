"""The back-test's workbook: sentences and tables down the page, native charts to the right of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from overdue_cli.workbook.book import Book
from overdue_cli.workbook.charts import Series, column_chart, line_chart
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.style import GRADE_COLOURS, grade_style
from overdue_cli.workbook.tables import Page, Table
from overdue_cli.workbook.writer import Bench, Canvas, opened

FIRST, WIDTH, ACROSS, SAID = 22, 13, 13, 10
"""Half-widths of the first column and the others; columns of the page, and those a sentence spans."""
CHART_ROWS, CHART_SIZE = 12, (560, 240)
NUMERIC = ("whole", "percent", "decimal", "money")


def write_backtest(book: Book, pages: Sequence[Page], path: Path) -> None:
    """`path` holding every page; the same report gives the same bytes. OSError if it cannot be written."""
    with opened(book, path, in_memory_rows=1) as bench:
        for page in pages:
            _page(bench, page)


def _page(bench: Bench, page: Page) -> None:
    sheet = bench.sheet_named(page.title)
    bench.heading(sheet, page.title)
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, ACROSS - 1, WIDTH)
    canvas, row = Canvas(bench, sheet), 3
    for sentence in page.sentences:
        canvas.height(row, bench.style.height(lines_of(sentence, FIRST + WIDTH * (SAID - 1))))
        canvas.put(row, 0, sentence, "says", across=SAID)
        row += 1
    for table in page.tables:
        row = _table(bench, sheet, canvas, row + 1, table)
    canvas.lay()
    sheet.freeze_panes(2, 0)


def _table(bench: Bench, sheet: Any, canvas: Canvas, row: int, table: Table) -> int:
    """The table and the chart below it; the next free row."""
    canvas.height(row, 24)
    canvas.put(row, 0, table.title, "section", across=max(len(table.columns), 2))
    row += 1
    if not table.rows:
        canvas.put(row, 0, table.empty, "empty", across=max(len(table.columns), 2))
        return row + 1
    canvas.height(row, 36)
    for at, column in enumerate(table.columns):
        canvas.put(row, at, column.header, "head_right" if column.style in NUMERIC else "head")
    for below, values in enumerate(table.rows, start=row + 1):
        for at, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            graded = at == 0 and isinstance(value, str) and value in GRADE_COLOURS
            canvas.put(below, at, value, grade_style(value) if graded else column.style)
    end = row + 1 + len(table.rows)
    if table.chart is None:
        return end
    _chart(bench, sheet, table, row + 1, end)
    return end + CHART_ROWS + 1


def _chart(bench: Bench, sheet: Any, table: Table, first: int, end: int) -> None:
    """The table's chart, below its last row."""
    chart = table.chart
    assert chart is not None
    names, values = ([row[at] for row in table.rows] for at in (chart.names, chart.values))
    form = "0.0%" if chart.percent else "#,##0;-#,##0;0"
    dated = table.columns[chart.names].style == "date"
    names_form = "yyyy-mm" if dated else "0%" if table.columns[chart.names].style == "percent" else None
    shown_names = [name.isoformat() if dated else name for name in names]
    shown = Series(first, end - 1, chart.names, chart.values, shown_names, [v or 0 for v in values], form, names_form)
    if chart.kind == "line":
        line_chart(bench, sheet, (end, 0), CHART_SIZE, chart.title, shown)
    else:
        column_chart(bench, sheet, (end, 0), CHART_SIZE, chart.title, shown, graded=chart.graded)
