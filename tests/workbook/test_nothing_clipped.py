"""No text of a long sheet needs more room than its cell has, as far as the room's own measure can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from books import book
from openpyxl import load_workbook

from overdue_cli.workbook import write_worklist
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.style import LINE_HEIGHT
from sample_portfolio import scored


def clipped(sheet: Any, line: float) -> list[str]:
    """The wrapped texts, from the header down, that take more lines than their row is tall."""
    widths = {at: d.width for d in sheet.column_dimensions.values() for at in range(d.min, d.max + 1)}
    merged = {cell for area in sheet.merged_cells.ranges for row in area.rows for cell in row}
    return [
        f"{sheet.title} {cell.coordinate}"
        for row in sheet.iter_rows(min_row=4)
        for cell in row
        if isinstance(cell.value, str) and cell.alignment.wrap_text and (cell.row, cell.column) not in merged
        if lines_of(cell.value, widths[cell.column]) * line > (sheet.row_dimensions[cell.row].height or line) + 2
    ]


@pytest.mark.parametrize("count", [30, pytest.param(1_500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_long_sheet_is_cut_off(tmp_path: Path, language: str, count: int) -> None:
    write_worklist(book(count, language), tmp_path / "w.xlsx")
    workbook = load_workbook(tmp_path / "w.xlsx")
    found = [place for sheet in workbook.worksheets[1:6] for place in clipped(sheet, LINE_HEIGHT[language])]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_the_sample_is_cut_off(tmp_path: Path, language: str) -> None:
    write_worklist(scored(language).book(), tmp_path / "w.xlsx")
    workbook = load_workbook(tmp_path / "w.xlsx")
    found = [place for sheet in workbook.worksheets[1:6] for place in clipped(sheet, LINE_HEIGHT[language])]
    assert found == []
