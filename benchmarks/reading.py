"""How much reading costs beside the fastest library reading the same file raw, in the same run.

    python benchmarks/reading.py [ROWS]

Ours includes each cell's stored type, hidden rows, error cells and formulas without a value. The floor is the faster
of python-calamine (to Python cells) and, if it is installed, fastexcel (to a frame). Processor seconds, the best of
three, because other work on the machine must not decide. Peak memory is measured in a process of its own.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import python_calamine
import xlsxwriter

from overdue_cli.intake.read import open_source

HEADER = ["借据号", "客户号", "期次", "应还日期", "应还金额", "实还日期", "实还金额", "扣款结果", "催缴次数"]
MOST = 1.8


def sheet(path: Path, rows: int) -> Path:
    """`rows` instalments in nine columns, a quarter of them not yet paid; strings shared, as Excel does."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": rows > 200_000}) as book:
        page, day = book.add_worksheet("还款明细"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADER)
        for i in range(rows):
            due, amount = dt.date(2024, 1, 20) + dt.timedelta(30 * (i % 12)), 1000.25 + i % 77
            page.write_string(i + 1, 0, f"J{i // 12:07d}")
            page.write_string(i + 1, 1, f"00{i // 24:07d}")
            page.write_number(i + 1, 2, i % 12 + 1)
            page.write_datetime(i + 1, 3, due, day)
            page.write_number(i + 1, 4, amount)
            if i % 12 < 9:
                page.write_datetime(i + 1, 5, due + dt.timedelta(i % 5), day)
                page.write_number(i + 1, 6, amount)
            page.write_string(i + 1, 7, "成功" if i % 3 else "余额不足")
            page.write_number(i + 1, 8, i % 4)
    return path


def ours(path: Path) -> None:
    """The sheet as the run reads it: columns by stored type, below the header."""
    open_source(path, path.name).grids[0].body(1)


def calamine(path: Path) -> None:
    """Raw: Python cells."""
    python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def fastexcel(path: Path) -> None:
    """Raw: a frame, types guessed a column at a time."""
    import fastexcel as library

    library.read_excel(path).load_sheet(0).to_polars()


def seconds(work: Callable[[Path], None], path: Path, times: int = 3) -> float:
    """The least processor time of `times` runs."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time() + children()
        work(path)
        best = min(best, time.process_time() + children() - began)
    return best


def children() -> float:
    """Processor seconds of ended child processes: what is large is read in one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(path: Path) -> float:
    """Megabytes that reading takes at most, this process and its child each by itself; the larger."""
    script = (
        "import resource, sys; from pathlib import Path; from overdue_cli.intake.read import open_source; "
        "p = Path(sys.argv[1]); open_source(p, p.name).grids[0].body(1); "
        "print(*(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    return max(map(int, done.stdout.split())) / 1024


def main(rows: int) -> None:
    """Prints the figures of a sheet of `rows` rows."""
    works = {"python-calamine": calamine}
    if importlib.util.find_spec("fastexcel"):
        works["fastexcel"] = fastexcel
    with tempfile.TemporaryDirectory() as folder:
        path = sheet(Path(folder) / "sheet.xlsx", rows)
        floor = {name: seconds(work, path) for name, work in works.items()}
        own, most = seconds(ours, path), peak(path)
    fastest = min(floor, key=lambda name: floor[name])
    for name, took in floor.items():
        print(f"{name:20}{took:8.2f} s")
    print(f"{'overdue':20}{own:8.2f} s   {own / floor[fastest]:.2f} × {fastest} (at most {MOST})   peak {most:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 120_000)
