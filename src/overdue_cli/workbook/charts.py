"""Native charts over cells of a sheet: no picture, a number on every column, a legend only where columns are piled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from overdue_cli.workbook.style import ACCENT, GRADE_COLOURS, LINE, WHITE
from overdue_cli.workbook.writer import Bench


@dataclass(frozen=True)
class Series:
    """Cells a chart shows: rows `first` to `last` (from 0), the columns of names and values, and what they hold.

    The contents go into the file beside the reference: some viewers draw from them alone.
    """

    first: int
    last: int
    names_at: int
    values_at: int
    names: Sequence[Any]
    values: Sequence[float]
    number_format: str = "#,##0;-#,##0;0"
    names_format: str | None = None


Place = tuple[int, int]


def column_chart(
    bench: Bench, page: Any, place: Place, size: Place, title: str, shown: Series, *, graded: bool = False
) -> None:
    """A chart at `place` (row, column), `size` in pixels; `graded` gives each column its grade's colour."""
    look = {"fill": {"color": ACCENT}, "points": _points(bench) if graded else None, "gap": 55}
    chart = bench.workbook.add_chart({"type": "column"})
    chart.add_series(_series(page, title, shown) | look | _labels(bench, shown, "outside_end"))
    _placed(bench, page, place, size, title, chart, shown.names_format)


def line_chart(bench: Bench, page: Any, place: Place, size: Place, title: str, shown: Series) -> None:
    """A line through `shown` at `place`, a number at every point."""
    marker = {"type": "circle", "size": 5, "fill": {"color": ACCENT}, "border": {"color": ACCENT}}
    look = {"line": {"color": ACCENT, "width": 2}, "marker": marker}
    chart = bench.workbook.add_chart({"type": "line"})
    chart.add_series(_series(page, title, shown) | look | _labels(bench, shown, "above"))
    _placed(bench, page, place, size, title, chart, shown.names_format)


def stacked_chart(
    bench: Bench, page: Any, place: Place, size: Place, title: str, shown: Sequence[Series], letters: Sequence[str]
) -> None:
    """For each name a column of shares, stacked by grade in the grades' colours.

    A legend names them, since a pile has no names; the numbers stand in the table beside it.
    """
    chart = bench.workbook.add_chart({"type": "column", "subtype": "percent_stacked"})
    for series, letter in zip(shown, letters, strict=True):
        ground = GRADE_COLOURS.get(letter, (ACCENT, ACCENT))[1]
        look = {"fill": {"color": ground}, "border": {"color": WHITE, "width": 0.75}, "gap": 55}
        chart.add_series(_series(page, letter, series) | look)
    _placed(bench, page, place, size, title, chart, None)
    chart.set_legend({"position": "right", "font": bench.style.chart_font})


def _series(page: Any, name: str, shown: Series) -> dict[str, Any]:
    """Where names and values stand, and what they are."""
    sheet = page.get_name()
    return {
        "name": name,
        "categories": [sheet, shown.first, shown.names_at, shown.last, shown.names_at],
        "values": [sheet, shown.first, shown.values_at, shown.last, shown.values_at],
        "categories_data": list(shown.names),
        "values_data": list(shown.values),
    }


def _labels(bench: Bench, shown: Series, position: str) -> dict[str, Any]:
    """A number at every point."""
    font = bench.style.chart_font
    return {"data_labels": {"value": True, "font": font, "num_format": shown.number_format, "position": position}}


def _placed(
    bench: Bench, page: Any, place: Place, size: Place, title: str, chart: Any, names_format: str | None
) -> None:
    """The chart framed and put on the page."""
    _plain_frame(chart, title, bench.style.chart_font, names_format)
    chart.set_size({"width": size[0], "height": size[1]})
    page.insert_chart(*place, chart, {"object_position": 1, "x_offset": 6, "y_offset": 4, "description": title})


def _plain_frame(chart: Any, title: str, font: dict[str, Any], names_format: str | None) -> None:
    """Title above, names below, and nothing else: the numbers stand on the columns."""
    chart.set_title({"name": title, "name_font": font | {"size": 10, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    names = {"num_font": font, "line": {"color": LINE}, "major_tick_mark": "none", "text_axis": True}
    chart.set_x_axis(names | ({"num_format": names_format} if names_format else {}))
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_chartarea({"border": {"none": True}})


def _points(bench: Bench) -> list[dict[str, Any]]:
    """Fill and edge of each grade's column: the letter's own colours, an edge so that pale ones show."""
    colours = [GRADE_COLOURS.get(card.letter, (ACCENT, ACCENT)) for card in bench.book.grades]
    return [
        {"fill": {"color": ground}, "border": {"color": ground if text == "#FFFFFF" else text, "width": 0.75}}
        for text, ground in colours
    ]
