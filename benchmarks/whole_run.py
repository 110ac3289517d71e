"""`overdue score` as a whole process, xlsx to worklist, against the floor of the same run.

Writes a sample of 10,000 borrowers (some 120,000 instalments), grades it, then has `floor.py` read the same
files and write the same cells. Prints times, peak memory and the ratio; ends with 1 beyond the target.
    whole_run.py [--borrowers N] [--runs N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from measure import interleaved, overdue, timed

TARGET = 2.5
AS_OF = "2026-11-20"


def cells_of(worklist: Path) -> dict[str, list[list[object]]]:
    """Sheet → rows of values as the floor writes them: text, numbers, dates as day numbers."""
    book = openpyxl.load_workbook(worklist, read_only=True)
    return {
        sheet.title: [[_plain(value) for value in row] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1899, 12, 30)).days
    return value if value is None or isinstance(value, int | float) else str(value)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--borrowers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, worklist, shape = folder / "inputs", folder / "worklist.xlsx", folder / "cells"
        made = timed(overdue("sample", str(inputs), "--borrowers", str(asked.borrowers)), runs=1)
        score = overdue("score", str(inputs), "--as-of", AS_OF, "--out", str(worklist), "--quiet")
        subprocess.run(score, check=True)
        cells = cells_of(worklist)
        shape.write_bytes(pickle.dumps(cells))
        floor = [
            sys.executable,
            str(Path(__file__).with_name("floor.py")),
            str(inputs),
            str(folder / "floor.xlsx"),
            str(shape),
        ]
        times = interleaved({"overdue score": score, "floor": floor}, runs=asked.runs)
        read = sum(path.stat().st_size for path in inputs.iterdir()) / 1e6
        written = sum(1 for rows in cells.values() for row in rows for value in row if value is not None)
    ratio = times["overdue score"].seconds / times["floor"].seconds
    print(f"{asked.borrowers:,} borrowers, {read:.1f} MB of xlsx read, {written:,} cells written")
    print(f"{'overdue sample':24}{made}")
    for name, timing in times.items():
        print(f"{name:24}{timing}")
    print(f"score / floor           {ratio:8.2f} × (target ≤ {TARGET})")
    return int(ratio > TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
