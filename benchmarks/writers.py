"""writers.py [ROWS]: the formatted list against the same cells written bare, by every library that came into question.

Each is run in a process of its own, in turn, twice; processor time counts, which a busy machine does not change much.
Needs the extra `bench`; a library that is not installed is left out. The last line is the 300 officers' files.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / "src"), str(REPOSITORY / "tests" / "workbook")]
NEEDED = {"xlsxwriter": "xlsxwriter", "openpyxl": "openpyxl", "rustpy": "rustpy_xlsxwriter", "jetxl": "jetxl"}
ROUNDS = 2


def formatted(folder: Path) -> None:
    """The before-due list as officers get it: formats, drop-downs, conditions, links, heights."""
    from overdue_cli.workbook.lists import write_list
    from overdue_cli.workbook.places import places_of
    from overdue_cli.workbook.writer import opened

    book = pickle.loads((folder / "book").read_bytes())
    with timed(folder), opened(book, folder / "formatted.xlsx", 1_000_000) as bench:
        write_list(bench, "before_due", places_of(book))


def xlsxwriter(folder: Path) -> None:
    """The same cells by the same library without a format."""
    import xlsxwriter as library

    rows = pickle.loads((folder / "cells").read_bytes())
    with timed(folder):
        book = library.Workbook(str(folder / "bare.xlsx"), {"strings_to_formulas": False, "strings_to_urls": False})
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                elif value is not None:
                    page.write_number(at, column, value)
        book.close()


def openpyxl(folder: Path) -> None:
    """The same cells by openpyxl's write-only mode."""
    import openpyxl as library

    rows = pickle.loads((folder / "cells").read_bytes())
    with timed(folder):
        book = library.Workbook(write_only=True)
        page = book.create_sheet()
        for row in rows:
            page.append(row)
        book.save(folder / "bare.xlsx")


def rustpy(folder: Path) -> None:
    """The same cells by rustpy-xlsxwriter, as records."""
    from rustpy_xlsxwriter import write_worksheets

    rows = pickle.loads((folder / "cells").read_bytes())
    records = [{str(at): value for at, value in enumerate(row)} for row in rows]
    with timed(folder):
        write_worksheets([("list", records)], str(folder / "bare.xlsx"))


def jetxl(folder: Path) -> None:
    """The same cells by jetxl, from an Arrow table of texts and numbers."""
    import jetxl as library
    import polars as pl

    rows = pickle.loads((folder / "cells").read_bytes())
    kinds = [pl.Float64 if isinstance(value, float) else pl.String for value in rows[-1]]
    frame = pl.DataFrame(
        [list(row) for row in rows[4:]],
        schema=[(str(n), kind) for n, kind in enumerate(kinds)],
        orient="row",
        strict=False,
    )
    with timed(folder):
        library.write_sheet_arrow(frame.to_arrow(), str(folder / "bare.xlsx"))


class timed:
    """A block whose processor seconds, of all threads, are left in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        self.begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        (self.folder / "seconds").write_text(str(time.process_time() - self.begun))


def prepared(folder: Path, rows: int) -> None:
    """A book whose before-due list has so many rows, and the cells that come of it."""
    import books
    import python_calamine

    book = books.book(10, "zh")
    several = books.borrowers(rows, "zh").with_columns(list=None).select(book.before_due.columns)
    full = books.book(10, "zh", before_due=several, reasons=books.reasons_of(several, "zh"))
    (folder / "book").write_bytes(pickle.dumps(full))
    run("formatted", folder)
    sheet = python_calamine.CalamineWorkbook.from_path(folder / "formatted.xlsx").get_sheet_by_index(0)
    cells = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    (folder / "cells").write_bytes(pickle.dumps(cells))


def _plain(value: Any) -> Any:
    import datetime as dt

    if isinstance(value, dt.date | dt.datetime):
        day = value.date() if isinstance(value, dt.datetime) else value
        return float((day - dt.date(1899, 12, 30)).days)
    return None if value == "" else float(value) if isinstance(value, int) else value


def run(name: str, folder: Path) -> float:
    """Processor seconds of one writer in a process of its own."""
    subprocess.run([sys.executable, __file__, "--only", name, str(folder)], check=True)
    return float((folder / "seconds").read_text())


def officers(folder: Path, desks: int, rows: int) -> None:
    """Wall time of so many officers' files by one process and by as many as there are cores."""
    import books

    from overdue_cli import parallel
    from overdue_cli.workbook import write_own

    book = books.book(rows, "zh")
    for workers in (1, parallel.cores()):
        began = time.perf_counter()
        parallel.done([(write_own, (book, folder / f"{n}.xlsx")) for n in range(desks)], workers)
        print(
            f"{desks} officers' files, {workers} process(es): {time.perf_counter() - began:.1f} s (load {os.getloadavg()[0]:.1f})"
        )


def main(rows: int) -> None:
    """The table, fastest of each, and its ratio to the bare XlsxWriter."""
    names = ["formatted", *(name for name, module in NEEDED.items() if importlib.util.find_spec(module))]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepared(folder, rows)
        best = dict.fromkeys(names, float("inf"))
        for _ in range(ROUNDS):
            for name in names:
                try:
                    best[name] = min(best[name], run(name, folder))
                except subprocess.CalledProcessError:
                    continue
        for name, seconds in best.items():
            print(f"{name:12} {seconds:7.2f} s  {seconds / best['xlsxwriter']:5.2f} × bare XlsxWriter")
        officers(folder, 300, 55)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        globals()[sys.argv[2]](Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
