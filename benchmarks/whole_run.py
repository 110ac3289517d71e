"""`overdue score` as a whole process, exports to worklist, against the floor of the same run.

Writes a sample, grades it, then has `floor.py` read the same files and write the same cells; `fastest.py` does it with
the fastest reader and writer known, and `script.py` is what an analyst would write. Prints times, peak memory and the
ratios; ends with 1 beyond the target.
    whole_run.py [--borrowers N] [--runs N] [--format xlsx|csv|parquet]
"""

from __future__ import annotations

import argparse
import datetime as dt
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from measure import Timing, interleaved, overdue, timed

SMALL_TARGET, LARGE_TARGET, LARGE = 2.0, 1.6, 80_000
SCRIPT_TARGET = 5.0
AS_OF = "2026-11-20"


@dataclass(frozen=True)
class Whole:
    """One size measured: the timings by name, and what was read and written."""

    borrowers: int
    format: str
    times: dict[str, Timing]
    read_megabytes: float
    cells: int

    def ratio(self, other: str) -> float:
        """Seconds of `overdue score` over those of `other`."""
        return self.times["overdue score"].seconds / self.times[other].seconds


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


def measured(borrowers: int, runs: int, format: str = "xlsx", *, script: bool = False) -> Whole:
    """`borrowers` written, graded and compared; the script only where it was asked, since it is slow."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, worklist, shape = folder / "inputs", folder / "worklist.xlsx", folder / "cells"
        made = timed(overdue("sample", str(inputs), "--borrowers", str(borrowers), "--format", format), runs=1)
        score = overdue("score", str(inputs), "--as-of", AS_OF, "--out", str(worklist), "--quiet")
        commands = {"overdue score": score}
        cells = 0
        if format == "xlsx":
            subprocess.run(score, check=True)
            shown = cells_of(worklist)
            shape.write_bytes(pickle.dumps(shown))
            cells = sum(1 for rows in shown.values() for row in rows for value in row if value is not None)
            for which in ("floor", "fastest"):
                here = str(Path(__file__).with_name(f"{which}.py"))
                commands[which] = [sys.executable, here, str(inputs), str(folder / f"{which}.xlsx"), str(shape)]
        times = interleaved(commands, runs=runs)
        if script:
            here = str(Path(__file__).with_name("script.py"))
            times["pandas and openpyxl"] = timed([sys.executable, here, str(inputs), str(folder / "s.xlsx")], runs=1)
        read = sum(path.stat().st_size for path in inputs.iterdir()) / 1e6
    return Whole(borrowers, format, {"overdue sample": made} | times, read, cells)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--borrowers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--format", default="xlsx")
    asked = parser.parse_args()
    whole = measured(asked.borrowers, asked.runs, asked.format)
    print(f"{asked.borrowers:,} borrowers, {whole.read_megabytes:.1f} MB read, {whole.cells:,} cells written")
    for name, timing in whole.times.items():
        print(f"{name:24}{timing}")
    if asked.format != "xlsx":
        return 0
    target = LARGE_TARGET if asked.borrowers >= LARGE else SMALL_TARGET
    print(f"score / floor           {whole.ratio('floor'):8.2f} × (target ≤ {target})")
    print(f"score / fastest known   {whole.ratio('fastest'):8.2f} ×")
    return int(whole.ratio("floor") > target)


if __name__ == "__main__":
    raise SystemExit(main())
