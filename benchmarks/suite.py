"""suite.py [--large] [--write FILE]: every measurement of this folder in one run, and the page that tells them.

`--large` adds a million instalments as xlsx and ten million as Parquet. The page is written by this script and never
by hand: machine, versions and the command stand in it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import facts
import whole_run

LIBRARIES = (
    "polars",
    "python-calamine",
    "XlsxWriter",
    "fastexcel",
    "rustpy-xlsxwriter",
    "duckdb",
    "pandas",
    "openpyxl",
    "zen-engine",
)


TENFOLD = 10.5
"""Times as long as ten times the data may take."""


def verdict(ratio: float, target: float) -> str:
    """`1.80 (target ≤ 2.0: met)`."""
    return f"{ratio:.2f} (target ≤ {target}: {'met' if ratio <= target else '**not met**'})"


def whole_section(sizes: list[tuple[int, str, int, bool]]) -> Iterator[str]:
    """Whole runs, a row a size and format; `sizes` are borrowers, format, runs, and whether the script is timed too."""
    yield "## Exports to worklist, whole process\n"
    yield "| borrowers | format | MB read | cells written | overdue | peak | floor | / floor | fastest known | / fastest | script | script / overdue |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    seconds: dict[tuple[int, str], float] = {}
    for borrowers, kind, runs, script in sizes:
        whole = whole_run.measured(borrowers, runs, kind, script=script)
        own = whole.times["overdue score"]
        seconds[borrowers, kind] = own.seconds
        cells = [
            f"{borrowers:,}",
            kind,
            f"{whole.read_megabytes:.0f}",
            f"{whole.cells:,}" if whole.cells else "",
            f"{own.seconds:.1f} s",
            f"{own.megabytes:,.0f} MB",
        ]
        if kind == "xlsx":
            target = whole_run.LARGE_TARGET if borrowers >= whole_run.LARGE else whole_run.SMALL_TARGET
            cells += [f"{whole.times['floor'].seconds:.1f} s", verdict(whole.ratio("floor"), target)]
            cells += [f"{whole.times['fastest'].seconds:.1f} s", f"{whole.ratio('fastest'):.2f}"]
        else:
            cells += [""] * 4
        if script:
            theirs = whole.times["pandas and openpyxl"].seconds
            met = "met" if theirs / own.seconds >= whole_run.SCRIPT_TARGET else "**not met**"
            cells += [f"{theirs:.1f} s", f"{theirs / own.seconds:.1f} (target ≥ {whole_run.SCRIPT_TARGET}: {met})"]
        else:
            cells += ["", ""]
        yield f"| {' | '.join(cells)} |"
        print("whole run", borrowers, kind, own, file=sys.stderr, flush=True)
    for (borrowers, kind), one in seconds.items():
        if ten := seconds.get((10 * borrowers, kind)):
            yield f"\nTen times the data ({kind}, {borrowers:,} to {10 * borrowers:,} borrowers): {verdict(ten / one, TENFOLD)} times as long."


def facts_section(sizes: list[tuple[int, int]]) -> Iterator[str]:
    """Facts of Parquet exports against DuckDB, a row a size."""
    yield "\n## The payment facts of Parquet exports, beside DuckDB\n"
    yield "| instalments | overdue | peak | of it reading / computing | DuckDB | peak | overdue / DuckDB |"
    yield "|---|---|---|---|---|---|---|"
    for borrowers, runs in sizes:
        found = facts.measured(borrowers, runs)
        ours, theirs = found.times["overdue"], found.times["DuckDB"]
        yield (
            f"| {found.instalments:,} | {ours.seconds:.1f} s | {ours.megabytes:,.0f} MB | {found.read:.1f} s / {found.computed:.1f} s "
            f"| {theirs.seconds:.1f} s | {theirs.megabytes:,.0f} MB | {verdict(found.ratio, facts.TARGET)} |"
        )
        print("facts", borrowers, ours, theirs, file=sys.stderr, flush=True)


def script_section(title: str, *command: str) -> Iterator[str]:
    """What a script of this folder prints."""
    here = str(Path(__file__).with_name(command[0]))
    told = subprocess.run([sys.executable, here, *command[1:]], capture_output=True, text=True, check=False).stdout
    yield f"\n## {title}\n\n```\n{told.rstrip()}\n```"


def head(asked: argparse.Namespace) -> Iterator[str]:
    """What was measured, on what, with what."""
    yield "# How fast, and how much memory\n"
    yield (
        "Written by `python benchmarks/suite.py"
        + (" --large" if asked.large else "")
        + "`; regenerate it, do not edit it.\n"
    )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"{dt.date.today()}; {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}; {versions}.\n"
    yield "Every time is the best of several whole processes, taken in turn with what it is compared with."
    yield "The floor reads the same files and writes the same cells with the same libraries and does nothing else.\n"


def main() -> None:
    """Measure everything, print the page, write it where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    sizes = [
        (10_000, "xlsx", 3, True),
        (10_000, "csv", 3, False),
        (10_000, "parquet", 3, False),
        (100_000, "parquet", 1, False),
    ]
    sizes += [(80_000, "xlsx", 1, False)] if asked.large else []
    lines = [*head(asked), *whole_section(sizes)]
    lines += facts_section([(100_000, 3), *([(700_000, 1)] if asked.large else [])])
    lines += script_section("Rules beside a row-wise engine", "row_engine.py")
    lines += script_section("All rules, twenty more, every counterfactual", "rules.py")
    lines += script_section("Reading beside the raw libraries", "reading.py")
    lines += script_section("Writing beside bare cells", "writers.py")
    lines += script_section("Start-up", "startup.py")
    page = "\n".join(lines) + "\n"
    notes = Path(__file__).with_name("limits.md")
    page += "\n" + notes.read_text(encoding="utf-8") if notes.exists() else ""
    print(page)
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
