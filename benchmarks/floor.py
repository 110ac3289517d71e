"""floor.py INPUT OUTPUT CELLS: reads the same workbooks with the same library and writes as many cells
with the same library, nothing else. What it takes is what any program of this kind must take."""

from __future__ import annotations

import datetime as dt
import pickle
import sys
from pathlib import Path

import python_calamine
import xlsxwriter


def main(folder: Path, target: Path, shape: dict[str, list[list[object]]]) -> None:
    """Every cell of every sheet read as typed values; the worklist's own cells written bare."""
    for path in sorted(folder.glob("*.xlsx")):
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    book = xlsxwriter.Workbook(
        str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2026, 11, 20)})
    for name, rows in shape.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write_number(row, column, value)
    book.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), pickle.loads(Path(sys.argv[3]).read_bytes()))
