"""fastest.py INPUT OUTPUT CELLS: the same files read and the same cells written by the fastest libraries known.

fastexcel to Arrow and rustpy-xlsxwriter (extra `bench`), neither of which keeps what the worklist needs: hidden rows
and uncached formulas there, drop-downs, notes and formats here. It is the next thing to beat, not the floor.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import fastexcel
from rustpy_xlsxwriter import write_worksheets


def main(folder: Path, target: Path, shape: dict[str, list[list[object]]]) -> None:
    """Every sheet to Arrow; every sheet's rows written as records."""
    for path in sorted(folder.glob("*.xlsx")):
        reader = fastexcel.read_excel(path)
        for name in reader.sheet_names:
            reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_arrow()
    sheets = []
    for name, rows in shape.items():
        width = max(map(len, rows), default=0)
        records = [{str(i): (row[i] if i < len(row) else None) for i in range(width)} for row in rows]
        sheets.append((name, records))
    write_worksheets(sheets, str(target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), pickle.loads(Path(sys.argv[3]).read_bytes()))
