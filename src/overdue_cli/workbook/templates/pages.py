"""Every sheet of a template filled: rows repeated for lists, whole sheets copied for one borrower each."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.utils import range_boundaries

from overdue_cli.problems import Refusal
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.templates import Contents, Values
from overdue_cli.workbook.templates.marks import GROUPS, ROW, RUN, Field, Fields, fields_in, fields_of, marks_in, put
from overdue_cli.workbook.templates.shift import Shift, copied, inserted


def asked_of(workbook: Any, name: str) -> dict[str, set[str]]:
    """Sheet → groups whose fields it asks for; Refusal T003 (a mark that names no field) or T004 (no mark at all)."""
    fields = fields_of()
    _named(workbook, fields)
    asked = {sheet.title: {group for group, _ in _asked(sheet, fields, name)} for sheet in workbook.worksheets}
    if not any(asked.values()):
        raise Refusal("T004", file=name)
    return asked


def filled_sheets(workbook: Any, name: str, contents: Contents) -> None:
    """`workbook` filled in place; refusals as in `asked_of`."""
    asked, fields = asked_of(workbook, name), fields_of()
    for sheet in list(workbook.worksheets):
        groups = asked[sheet.title]
        if groups - {RUN, ROW}:
            _pages(workbook, sheet, fields, contents)
        elif groups:
            _repeat(workbook, sheet, fields, {ROW: contents.borrowers})
            _fill(sheet, fields, {RUN: contents.run})


def _named(workbook: Any, fields: Fields) -> None:
    """Cells and one-row ranges called like a field marked with it."""
    scopes = [workbook.defined_names, *(sheet.defined_names for sheet in workbook.worksheets)]
    for label, known in [(label, known) for names in scopes for label, known in names.items()]:
        field = fields.of(label.replace("row_", "row.", 1) if label.casefold().startswith("row_") else label)
        if field is None or field[0] not in ("", RUN, ROW):
            continue
        for title, cells in known.destinations:
            if title in workbook.sheetnames:
                column, row, *_ = range_boundaries(cells.replace("$", ""))
                marked = ".".join(part for part in (field[0] if field[0] == ROW else "", field[1]) if part)
                workbook[title].cell(row, column).value = f"{{{{{marked}}}}}"


def _asked(sheet: Any, fields: Fields, name: str) -> set[Field]:
    return {field for cell in list(sheet._cells.values()) for field in fields_in(cell, fields, name)}


def _pages(workbook: Any, sheet: Any, fields: Fields, contents: Contents) -> None:
    """A copy of the sheet for each borrower, the sheet itself for the first; without borrowers its marks go."""
    everybody = contents.borrowers or [{}]
    pages = [sheet, *(_twin(workbook, sheet, number) for number in range(1, len(everybody)))]
    home, taken = (
        sheet.title,
        {title.casefold() for title in workbook.sheetnames} - {page.title.casefold() for page in pages},
    )
    titles = [_title(f"{one['rank']} {one['borrower_name'] or ''}", taken) if one else home for one in everybody]
    # The sheet itself comes last: until then the formulas of its copies name it.
    for page, borrower, title in reversed(list(zip(pages, everybody, titles, strict=True))):
        groups: dict[str, Sequence[Values]] = {key: value for key, value in borrower.items() if isinstance(value, list)}
        groups |= {group: [] for group in GROUPS if group not in ("", RUN, ROW) and group not in groups}
        _repeat(workbook, page, fields, groups)
        _fill(page, fields, {"": borrower, RUN: contents.run})
        _renamed(workbook, page, home, title)


def _title(text: str, taken: set[str]) -> str:
    """A sheet's name as Excel takes it, not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text)[:28].strip(" '") or "-"
    title, number = plain, 1
    while title.casefold() in taken:
        number += 1
        title = f"{plain[:25]} {number}"
    taken.add(title.casefold())
    return title


def _renamed(workbook: Any, page: Any, home: str, title: str) -> None:
    """The sheet under another name: formulas that named the template's sheet (`home`) name this one.

    A copy's own formulas only; where the template's sheet itself is renamed, everybody's.
    """
    itself = page.title == home
    page.title = title
    quoted = "'" + title.replace("'", "''") + "'"
    spelled = re.compile(rf"('{re.escape(home)}'|(?<![\w'!]){re.escape(home)})!")
    for sheet in workbook.worksheets if itself else [page]:
        for cell in list(sheet._cells.values()):
            if cell.data_type == "f" and isinstance(cell.value, str) and home in cell.value:
                cell.value = spelled.sub(lambda _: f"{quoted}!", cell.value)
    for name in workbook.defined_names.values() if itself else []:
        name.attr_text = spelled.sub(lambda _: f"{quoted}!", name.attr_text or "")


def _twin(workbook: Any, sheet: Any, number: int) -> Any:
    """A copy with what the library leaves out of copies: choices, conditions, pictures, print set-up, view."""
    page = workbook.copy_worksheet(sheet)
    workbook.move_sheet(page, offset=workbook.index(sheet) + number - workbook.index(page))
    for rule in sheet.data_validations.dataValidation:
        page.add_data_validation(copy.copy(rule))
    for known in sheet.conditional_formatting:
        for rule in known.rules:
            page.conditional_formatting.add(str(known.sqref), copy.copy(rule))
    for picture in sheet._images:
        content = picture._data()  # which closes what it read
        picture.ref, twin = io.BytesIO(content), Image(io.BytesIO(content))
        twin.anchor = copy.deepcopy(picture.anchor)
        page.add_image(twin)
    for name in ("HeaderFooter", "row_breaks", "col_breaks", "views", "protection", "print_options", "legacy_drawing"):
        setattr(page, name, copy.deepcopy(getattr(sheet, name)))
    for view in page.views.sheetView:
        view.tabSelected = False
    page.sheet_view.view = sheet.sheet_view.view
    if sheet.print_area:
        page.print_area = [area.rpartition("!")[2] for area in str(sheet.print_area).split(",")]
    page.print_title_rows, page.print_title_cols = sheet.print_title_rows, sheet.print_title_cols
    return page


def _repeat(workbook: Any, sheet: Any, fields: Fields, groups: dict[str, Sequence[Values]]) -> None:
    """Rows that hold marks of a group filled with its members; where there are more, the last such rows are repeated.

    Rows without a member lose their marks and keep their lines. Rows that go together (two a borrower) are told by
    their marks differing.
    """
    for group, members in groups.items():
        rows = sorted(
            {
                cell.row
                for cell in list(sheet._cells.values())
                if any(f and f[0] == group for f in _fields(cell, fields))
            }
        )
        for block in reversed(list(_blocks(rows))):
            _block(workbook, sheet, fields, group, block, members)


def _fields(cell: Any, fields: Fields) -> list[Field | None]:
    return [fields.of(text) for text in marks_in(cell)]


def _blocks(rows: Sequence[int]) -> Iterable[list[int]]:
    """Runs of consecutive rows."""
    block: list[int] = []
    for row in rows:
        if block and row != block[-1] + 1:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _block(workbook: Any, sheet: Any, fields: Fields, group: str, block: list[int], members: Sequence[Values]) -> None:
    shapes = [sorted(str(f) for cell in sheet[row] for f in _fields(cell, fields)) for row in block]
    tall = next(n for n in range(1, len(block) + 1) if len(block) % n == 0 and shapes == shapes[:n] * (len(block) // n))
    more = len(members) - len(block) // tall
    if more > 0:
        inserted(workbook, sheet, Shift(sheet.title, block[-1], more * tall))
        for row in range(block[-1] + 1, block[-1] + 1 + more * tall):
            copied(sheet, row - tall, row)
    last = block[-1] + max(more, 0) * tall
    for number, row in enumerate(range(block[0], last + 1)):
        member = members[number // tall] if number // tall < len(members) else {}
        for cell in sheet[row]:
            put(cell, fields, {group: member})
        _grown(sheet, row)


def _fill(sheet: Any, fields: Fields, values: dict[str, Values]) -> None:
    rows = {cell.row for cell in list(sheet._cells.values()) if marks_in(cell)}
    for cell in list(sheet._cells.values()):
        if marks_in(cell):
            put(cell, fields, values)
    for row in rows:
        _grown(sheet, row)


def _grown(sheet: Any, row: int) -> None:
    """A row made as tall as its wrapped texts need; never less than it was."""
    need = max((_points(sheet, cell) for cell in sheet[row] if isinstance(cell.value, str)), default=0.0)
    known = sheet.row_dimensions[row].height
    if need > (known or sheet.sheet_format.defaultRowHeight or 15.0):
        sheet.row_dimensions[row].height = need


def _points(sheet: Any, cell: Any) -> float:
    """Points a wrapped text takes across the columns it is merged over, 0 if it does not wrap or spans rows."""
    if cell.alignment is None or not cell.alignment.wrap_text:
        return 0.0
    merged = next((c for c in sheet.merged_cells.ranges if cell.coordinate in c), None)
    if merged is not None and merged.min_row != merged.max_row:
        return 0.0
    columns = range(merged.min_col, merged.max_col + 1) if merged else [cell.column]
    width = sum(_width(sheet, column) for column in columns)
    size = cell.font.sz or 11
    return float(lines_of(cell.value, max(width * 11.5 / size, 4)) * size * 1.4 + 3)


def _width(sheet: Any, column: int) -> float:
    """Half-widths of a column; a group of equal columns is stored once."""
    for known in sheet.column_dimensions.values():
        if (known.min or 0) <= column <= (known.max or 0) and known.width:
            return float(known.width)
    return float(sheet.sheet_format.defaultColWidth or sheet.sheet_format.baseColWidth or 8.43)
