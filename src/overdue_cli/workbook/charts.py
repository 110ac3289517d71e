"""Native column charts over cells of the Summary: no picture, no legend, a number on every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from overdue_cli.workbook.style import ACCENT, GRADE_COLOURS, LINE
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


def column_chart(
    bench: Bench,
    page: Any,
    place: tuple[int, int],
    size: tuple[int, int],
    title: str,
    shown: Series,
    *,
    graded: bool = False,
) -> None:
    """A chart at `place` (row, column), `size` in pixels; `graded` gives each column its grade's colour."""
    chart = bench.workbook.add_chart({"type": "column"})
    font, sheet = bench.style.chart_font, page.get_name()
    chart.add_series(
        {
            "name": title,
            "categories": [sheet, shown.first, shown.names_at, shown.last, shown.names_at],
            "values": [sheet, shown.first, shown.values_at, shown.last, shown.values_at],
            "categories_data": list(shown.names),
            "values_data": list(shown.values),
            "fill": {"color": ACCENT},
            "points": _points(bench) if graded else None,
            "data_labels": {"value": True, "font": font, "num_format": shown.number_format, "position": "outside_end"},
            "gap": 55,
        }
    )
    _plain_frame(chart, title, font, shown.names_format)
    chart.set_size({"width": size[0], "height": size[1]})
    page.insert_chart(*place, chart, {"object_position": 1, "x_offset": 6, "y_offset": 4, "description": title})


def line_chart(
    bench: Bench, page: Any, place: tuple[int, int], size: tuple[int, int], title: str, shown: Series
) -> None:
    """A line through `shown` at `place`, a number at every point."""
    chart = bench.workbook.add_chart({"type": "line"})
    font, sheet = bench.style.chart_font, page.get_name()
    chart.add_series(
        {
            "name": title,
            "categories": [sheet, shown.first, shown.names_at, shown.last, shown.names_at],
            "values": [sheet, shown.first, shown.values_at, shown.last, shown.values_at],
            "categories_data": list(shown.names),
            "values_data": list(shown.values),
            "line": {"color": ACCENT, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
            "data_labels": {"value": True, "font": font, "num_format": shown.number_format, "position": "above"},
        }
    )
    _plain_frame(chart, title, font, shown.names_format)
    chart.set_size({"width": size[0], "height": size[1]})
    page.insert_chart(*place, chart, {"object_position": 1, "x_offset": 6, "y_offset": 4, "description": title})


def stacked_chart(
    bench: Bench,
    page: Any,
    place: tuple[int, int],
    size: tuple[int, int],
    title: str,
    shown: Sequence[Series],
    letters: Sequence[str],
) -> None:
    """For each name a column of shares, stacked by grade in the grades' colours.

    A legend names them, since a pile has no names; the numbers stand in the table beside it.
    """
    chart = bench.workbook.add_chart({"type": "column", "subtype": "percent_stacked"})
    font, sheet = bench.style.chart_font, page.get_name()
    for series, letter in zip(shown, letters, strict=True):
        _, ground = GRADE_COLOURS.get(letter, (ACCENT, ACCENT))
        chart.add_series(
            {
                "name": letter,
                "categories": [sheet, series.first, series.names_at, series.last, series.names_at],
                "values": [sheet, series.first, series.values_at, series.last, series.values_at],
                "categories_data": list(series.names),
                "values_data": list(series.values),
                "fill": {"color": ground},
                "border": {"color": "#FFFFFF", "width": 0.75},
                "gap": 55,
            }
        )
    _plain_frame(chart, title, font, None)
    chart.set_legend({"position": "right", "font": font})
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
