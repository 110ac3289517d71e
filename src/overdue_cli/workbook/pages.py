"""Sheets of several tables: a warning and sentences, tables down the page, native charts, cards to be given away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from overdue_cli.workbook.charts import Series, column_chart, line_chart
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.paper import ABOVE, unbroken
from overdue_cli.workbook.places import Places
from overdue_cli.workbook.style import ACCENT_HEAT, GRADE_COLOURS, STYLES, WHITE, grade_style
from overdue_cli.workbook.tables import Card, Column, Page, Table
from overdue_cli.workbook.writer import Bench, Canvas

REPORT_WIDTHS = (22.0, *[13.0] * 12)
SAID = 10
"""Columns a sentence spans."""
CHART_ROWS, CHART_SIZE, BESIDE = 12, (560, 240), 206
NUMERIC = ("whole", "percent", "decimal", "money")
CENTRED = ("link", "center", "date", "grade")
CARDS_A_PAGE, CARD_ROWS = 6, (40.0, 132.0, 32.0, 20.0)
MOST_LINES = 6


class _Sheet:
    """One page while it is being laid out."""

    def __init__(self, bench: Bench, sheet: Any, page: Page, places: Places | None) -> None:
        self.bench, self.sheet = bench, sheet
        self.rows = {} if places is None else {who: (key, row) for who, key, row, _ in places.in_list.iter_rows()}
        self.canvas = Canvas(bench, sheet)
        self.widths, self.wide = page.widths or REPORT_WIDTHS, bool(page.widths)
        self.breaks: list[int] = []
        self.header: int | None = None

    @property
    def said(self) -> int:
        """Columns a sentence spans here: the page, or as many of a report's as can be read in one go."""
        return len(self.widths) if self.wide else min(SAID, len(self.widths))

    def room(self, at: int, across: int) -> float:
        """Half-widths of `across` columns from `at`."""
        return sum(self.widths[at : at + across])

    def place(self, borrower: str | None) -> str | None:
        """Where the borrower stands in a list, as a link; None for whom no list names."""
        if borrower not in self.rows:
            return None
        key, row = self.rows[borrower]
        return f"internal:'{self.bench.name(key)}'!A{row}"

    def sentence(self, row: int, text: str, style: str) -> int:
        """A sentence over the page; the next row."""
        self.canvas.height(row, self.bench.style.height(lines_of(text, self.room(0, self.said))))
        self.canvas.put(row, 0, text, style, across=self.said)
        return row + 1


def write_page(bench: Bench, page: Page, key: str | None = None, places: Places | None = None) -> None:
    """The page as a sheet: under the name of the sheet `key`, else under its own title; borrowers linked to `places`."""
    sheet = bench.sheet_named(page.title) if key is None else bench.sheet(key)
    bench.heading(sheet, page.title)
    laid = _Sheet(bench, sheet, page, places)
    for at, width in enumerate(laid.widths):
        sheet.set_column(at, at, width)
    row = 3
    if page.warning:
        row = laid.sentence(row, f"▲ {page.warning}", "signal")
    for sentence in page.sentences:
        row = laid.sentence(row, sentence, "says")
    starts = [row]
    for table in page.tables:
        row += 1
        if table.fresh:
            laid.breaks.append(row)
        starts.append(row)
        row = _table(laid, row, table)
    if page.unbroken:
        laid.breaks += _page_ends(laid, page, starts, row)
    if page.cards:
        _cards(laid, row, page.cards)
    laid.canvas.lay()
    if laid.breaks:
        sheet.set_h_pagebreaks(laid.breaks)
    if laid.header is not None and not page.cards:
        sheet.repeat_rows(laid.header)  # of the last table: only the pages behind its header repeat it
    sheet.freeze_panes(2, 0)


def _page_ends(laid: _Sheet, page: Page, starts: Sequence[int], end: int) -> list[int]:
    """Where printed pages end between the tables; the first of `starts` is the row the sentences end at."""
    blocks = []
    for table, at, until in zip(page.tables, starts[1:], [*starts[2:], end], strict=True):
        blank = 1 + (table.chart is not None)
        blocks.append((at, laid.canvas.tall(at, until - blank), laid.canvas.tall(at, until)))
    used = max(laid.said, *(sum(column.across for column in table.columns) for table in page.tables))
    return unbroken(blocks, laid.widths[:used], ABOVE + laid.canvas.tall(3, starts[0] + 1))


def _table(laid: _Sheet, row: int, table: Table) -> int:
    """The table and its chart; the next free row."""
    laid.header = None
    across = laid.said if laid.wide else max(sum(column.across for column in table.columns), 2)
    laid.canvas.height(row, 24)
    laid.canvas.put(row, 0, table.title, "section", across=across)
    row += 1
    if table.says:
        row = laid.sentence(row, table.says, "note")
    if not table.rows:
        return laid.sentence(row, table.empty, "empty")
    top = laid.header = row
    _header(laid, top, table)
    for values in table.rows:
        row += 1
        _row(laid, row, table.columns, values)
    if table.filtered:
        laid.sheet.autofilter(top, 0, row, len(table.columns) - 1)
    if table.heat is not None:
        scale = {"type": "2_color_scale", "min_color": WHITE, "max_color": ACCENT_HEAT}
        laid.sheet.conditional_format(top + 1, table.heat[0], row, table.heat[1], scale)
    return row + 1 if table.chart is None else _chart(laid, table, top + 1, row + 1)


def _header(laid: _Sheet, row: int, table: Table) -> None:
    at, tall = 0, 1
    for column in table.columns:
        style = "head_right" if column.style in NUMERIC else "head_center" if column.style in CENTRED else "head"
        laid.canvas.put(row, at, column.header, style, across=column.across)
        tall = max(tall, lines_of(column.header, laid.room(at, column.across) - (2 if table.filtered else 0)))
        at += column.across
    laid.canvas.height(row, laid.bench.style.height(min(tall, 4)))


def _row(laid: _Sheet, row: int, columns: Sequence[Column], values: Sequence[Any]) -> None:
    at, tall = 0, 1
    for column, value in zip(columns, values, strict=True):
        shown, style, who = value if isinstance(value, tuple) else (value, _style(at, column, value), None)
        link = laid.place(who)
        style = "id" if style == "id_link" and link is None else style
        laid.canvas.put(row, at, shown, style, across=column.across, link=link)
        if isinstance(shown, str) and STYLES[style].get("text_wrap"):
            tall = max(tall, lines_of(shown, laid.room(at, column.across)))
        at += column.across
    laid.canvas.height(row, laid.bench.style.height(min(tall, MOST_LINES)))


def _style(at: int, column: Column, value: Any) -> str:
    """A grade that leads its row, or stands in a column of grades, has its colour."""
    graded = isinstance(value, str) and value in GRADE_COLOURS and (at == 0 or column.style == "grade")
    return grade_style(value) if graded else "center" if column.style == "grade" else column.style


def _chart(laid: _Sheet, table: Table, first: int, end: int) -> int:
    """The table's chart below its last row or beside it; the next free row."""
    chart = table.chart
    assert chart is not None
    at = [sum(column.across for column in table.columns[:n]) for n in (chart.names, chart.values)]
    names, values = ([_bare(row[n]) for row in table.rows] for n in (chart.names, chart.values))
    form = "0.0%" if chart.percent else "#,##0;-#,##0;0"
    style = table.columns[chart.names].style
    names_form = "yyyy-mm" if style == "date" and chart.beside is None else "mm-dd" if style == "date" else None
    names_form = "0%" if style == "percent" else names_form
    shown_names = [name.isoformat() if style == "date" else name for name in names]
    shown = Series(first, end - 1, at[0], at[1], shown_names, [v or 0 for v in values], form, names_form)
    place, size = (end, 0), CHART_SIZE
    if chart.beside is not None:
        place = (first - 1, chart.beside)
        size = (int(laid.room(chart.beside, len(laid.widths)) * 7) + 5 * (len(laid.widths) - chart.beside) - 12, BESIDE)
    if chart.kind == "line":
        line_chart(laid.bench, laid.sheet, place, size, chart.title, shown)
    else:
        column_chart(laid.bench, laid.sheet, place, size, chart.title, shown, graded=chart.graded)
    if chart.beside is None:
        return end + CHART_ROWS + 1
    # Rows stand at their least until the chart beside them has room.
    rows = end - first + 1
    spare = BESIDE * 0.75 - rows * laid.bench.style.height(1)
    return end + max(0, round(spare / 15))


def _bare(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _cards(laid: _Sheet, row: int, cards: Sequence[Card]) -> None:
    """Two cards side by side, so many rows of them on a printed page."""
    columns = len(laid.widths)
    half = (columns - 1) // 2
    places = ((0, half), (columns - half, half))
    row += 1
    for number in range(0, len(cards), 2):
        if number % CARDS_A_PAGE == 0:
            laid.breaks.append(row)
        for card, (at, across) in zip(cards[number : number + 2], places, strict=False):
            for offset, (text, style) in enumerate(
                ((card.title, "card_title"), (card.text, "card_text"), (card.foot, "card_foot"))
            ):
                laid.canvas.put(row + offset, at, text, style, across=across)
        for offset, points in enumerate(CARD_ROWS):
            laid.canvas.height(row + offset, points)
        row += len(CARD_ROWS)
