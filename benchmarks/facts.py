"""facts.py [--borrowers N] [--runs N]: the payment facts of Parquet exports, ours against DuckDB's SQL, whole processes.

Every fact of both is compared first and must agree. Prints times, peak memory and the ratio; ends with 1 beyond the
target.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from measure import Timing, interleaved, overdue

TARGET = 1.5


@dataclass(frozen=True)
class Facts:
    """One size measured: timings by name, how many instalments, and the seconds of our reading and computing."""

    instalments: int
    times: dict[str, Timing]
    read: float
    computed: float

    @property
    def ratio(self) -> float:
        """Our seconds over DuckDB's."""
        return self.times["overdue"].seconds / self.times["DuckDB"].seconds


def measured(borrowers: int, runs: int) -> Facts:
    """`borrowers` written to Parquet and their facts computed by both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, ours, theirs = folder / "inputs", folder / "ours.parquet", folder / "theirs.parquet"
        sample = overdue("sample", str(inputs), "--borrowers", str(borrowers), "--format", "parquet", "--lang", "en")
        subprocess.run(sample, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for path in inputs.iterdir():
            if not path.name.startswith(("loans", "instalments")):
                path.unlink()
        here = Path(__file__).parent
        commands = {
            "overdue": [sys.executable, str(here / "facts_overdue.py"), str(inputs), str(ours)],
            "DuckDB": [sys.executable, str(here / "facts_duckdb.py"), str(inputs), str(theirs)],
        }
        told = subprocess.run(commands["overdue"], check=True, capture_output=True, text=True).stdout.split()
        subprocess.run(commands["DuckDB"], check=True)
        compare(pl.read_parquet(ours), pl.read_parquet(theirs))
        count = pl.scan_parquet(inputs / "instalments*.parquet").select(pl.len()).collect().item()
        times = interleaved(commands, runs=runs)
    return Facts(count, times, float(told[0]), float(told[1]))


def compare(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Nothing where all facts agree; SystemExit naming the first that does not."""
    both = ours.join(theirs, on="borrower_id", suffix=" theirs", validate="1:1")
    if both.height != ours.height or ours.height != theirs.height:
        raise SystemExit("the two know different borrowers")
    for name in ours.columns:
        if name in ("borrower_id", "late_rate_upper"):
            continue
        a, b = (both[n] if both[n].dtype.is_temporal() else both[n].cast(pl.Float64) for n in (name, f"{name} theirs"))
        if unlike := int(a.ne_missing(b).sum()):
            raise SystemExit(f"{name} differs for {unlike} borrowers")


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--borrowers", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    facts = measured(asked.borrowers, asked.runs)
    print(f"{facts.instalments:,} instalments")
    for name, timing in facts.times.items():
        print(f"{name:24}{timing}")
    print(f"overdue / DuckDB        {facts.ratio:8.2f} × (target ≤ {TARGET})")
    print(f"of ours: reading {facts.read:.2f} s, computing {facts.computed:.2f} s")
    return int(facts.ratio > TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
