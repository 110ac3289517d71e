"""Rows inserted into a sheet with everything that points at them: the library moves cells and forgets the rest.

Formulas of all sheets, merged cells, choices, conditional formats, print areas, named ranges, tables, filters,
pictures, charts, page breaks and row heights follow. A range that ends on the repeated row grows with it, so a sum
under the list still sums the list.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula


@dataclass(frozen=True)
class Shift:
    """`by` rows inserted below row `after` of the sheet `title`."""

    title: str
    after: int
    by: int

    def start(self, row: int) -> int:
        """Where a row ends up that is named alone or begins a range."""
        return row + self.by if row > self.after else row

    def end(self, row: int) -> int:
        """Where the last row of a range ends up."""
        return row + self.by if row >= self.after else row

    def reference(self, text: str) -> str:
        """`text`, such as `$B$2:C5`, without its sheet."""
        first, colon, last = text.partition(":")
        if not colon:
            return _moved(first, self.start)
        return f"{_moved(first, self.start)}:{_moved(last, self.end)}"

    def area(self, text: str) -> str:
        """The cells a rule lies on: as a range that grows even where it is one cell."""
        first, _, last = text.partition(":")
        begun, ended = _moved(first, self.start), _moved(last or first, self.end)
        return begun if begun == ended else f"{begun}:{ended}"

    def formula(self, text: str, at_home: bool) -> str:
        """A formula that stands on the sheet itself (`at_home`) or on another."""
        if not text.startswith("="):
            return self.formula(f"={text}", at_home)[1:]
        parts = Tokenizer(text)
        for token in parts.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._operand(token.value, at_home)
        return str(parts.render())

    def _operand(self, text: str, at_home: bool) -> str:
        sheet, mark, cells = text.rpartition("!")
        named = sheet.strip("'").replace("''", "'") if mark else None
        if (
            (named is None and not at_home)
            or (named is not None and named != self.title)
            or not re.search(r"\d", cells)
        ):
            return text
        return f"{sheet}{mark}{self.reference(cells)}"


def _moved(text: str, move: Callable[[int], int]) -> str:
    """One corner with its row moved; a name or a whole column as it is."""
    found = re.fullmatch(r"(\$?[A-Za-z]{0,3}\$?)(\d+)", text)
    return f"{found[1]}{move(int(found[2]))}" if found else text


def inserted(workbook: Any, sheet: Any, shift: Shift) -> None:
    """The rows inserted; they are empty and have no format yet."""
    _cells(sheet, shift)
    _merged(sheet, shift)
    _heights(sheet, shift)
    for page in workbook.worksheets:
        _formulas(page, shift)
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = _ranges(rule.sqref, shift)
    _conditional(sheet, shift)
    _names(workbook, sheet, shift)
    _floating(workbook, sheet, shift)
    for table in sheet.tables.values():
        table.ref = shift.reference(table.ref)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = shift.reference(table.autoFilter.ref)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = shift.reference(sheet.auto_filter.ref)
    for mark in sheet.row_breaks.brk:
        mark.id = shift.start(mark.id)


def _cells(sheet: Any, shift: Shift) -> None:
    """Cells below moved down, last first, with their links."""
    below = sorted((at for at in sheet._cells if at[0] > shift.after), reverse=True)
    for row, column in below:
        cell = sheet._cells.pop((row, column))
        cell.row = row + shift.by
        sheet._cells[cell.row, column] = cell
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink.ref = cell.coordinate


def _merged(sheet: Any, shift: Shift) -> None:
    for cells in sheet.merged_cells.ranges:
        if cells.min_row > shift.after:
            cells.shift(row_shift=shift.by)
        elif cells.max_row > shift.after:
            cells.expand(down=shift.by)


def _heights(sheet: Any, shift: Shift) -> None:
    for row in sorted((row for row in sheet.row_dimensions if row > shift.after), reverse=True):
        known = sheet.row_dimensions.pop(row)
        known.index = row + shift.by
        sheet.row_dimensions[row + shift.by] = known


def _formulas(page: Any, shift: Shift) -> None:
    """Formulas in the cells and choices of a page."""
    home = page.title == shift.title
    for cell in list(page._cells.values()):
        if cell.data_type != "f":
            continue
        if isinstance(cell.value, ArrayFormula):
            cell.value.text = shift.formula(cell.value.text, home)
            if home:
                cell.value.ref = shift.reference(cell.value.ref)
        elif isinstance(cell.value, str):
            cell.value = shift.formula(cell.value, home)
    for rule in page.data_validations.dataValidation:
        for name in ("formula1", "formula2"):
            text = getattr(rule, name)
            if text and not text.startswith('"'):
                setattr(rule, name, shift.formula(text, home))


def _ranges(cells: MultiCellRange, shift: Shift) -> MultiCellRange:
    return MultiCellRange(" ".join(shift.area(str(one)) for one in cells.ranges))


def _conditional(sheet: Any, shift: Shift) -> None:
    moved = ConditionalFormattingList()
    for known in sheet.conditional_formatting:
        cells = " ".join(shift.area(text) for text in str(known.sqref).split())
        for rule in known.rules:
            rule.formula = [shift.formula(text, True) for text in rule.formula]
            moved.add(cells, rule)
    sheet.conditional_formatting = moved


def _names(workbook: Any, sheet: Any, shift: Shift) -> None:
    for home, names in [
        (False, workbook.defined_names),
        *((page is sheet, page.defined_names) for page in workbook.worksheets),
    ]:
        for name in names.values():
            if name.attr_text and not name.attr_text.startswith('"'):
                name.attr_text = shift.formula(name.attr_text, home)
    if sheet.print_area:
        areas = str(sheet.print_area).split(",")
        sheet.print_area = ",".join(shift.reference(area.rpartition("!")[2]) for area in areas)


def _floating(workbook: Any, sheet: Any, shift: Shift) -> None:
    """Pictures and charts; the rows of an anchor count from 0."""
    for drawing in [*sheet._images, *sheet._charts]:
        for name in ("_from", "to"):
            corner = getattr(drawing.anchor, name, None)
            if corner is not None and corner.row >= shift.after:
                corner.row += shift.by
    for page in workbook.worksheets:
        for chart in page._charts:
            for series in getattr(chart, "series", []):
                _series(series, shift)


def _series(series: Any, shift: Shift) -> None:
    for source in (series.val, series.cat, getattr(series, "xVal", None), getattr(series, "yVal", None)):
        for name in ("numRef", "strRef"):
            reference = getattr(source, name, None)
            if reference is not None and reference.f:
                sheet, mark, cells = reference.f.rpartition("!")
                if sheet.strip("'").replace("''", "'") == shift.title:
                    reference.f = f"{sheet}{mark}{shift.area(cells)}"


def copied(sheet: Any, source: int, target: int) -> None:
    """Row `source` repeated at `target`: values, formats, height, merged cells, formulas moved along."""
    from openpyxl.formula.translate import Translator

    for (row, column), cell in list(sheet._cells.items()):
        if row != source:
            continue
        twin = sheet.cell(target, column)
        if cell.data_type == "f" and isinstance(cell.value, str):
            twin.value = Translator(cell.value, origin=cell.coordinate).translate_formula(twin.coordinate)
        elif hasattr(cell, "data_type"):
            twin._value, twin.data_type = cell._value if hasattr(cell, "_value") else None, cell.data_type
        if cell.has_style:
            twin._style = copy.copy(cell._style)
    if source in sheet.row_dimensions:
        sheet.row_dimensions[target].height = sheet.row_dimensions[source].height
    for cells in [c for c in sheet.merged_cells.ranges if c.min_row == c.max_row == source]:
        sheet.merge_cells(start_row=target, end_row=target, start_column=cells.min_col, end_column=cells.max_col)
