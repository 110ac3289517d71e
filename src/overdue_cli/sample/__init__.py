"""A synthetic month of exports: lifelike, seeded, any size, with every situation the rules know.

`situations.py` says which borrowers carry what; `write_sample` writes their files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from overdue_cli.sample.defects import spoil
from overdue_cli.sample.dice import Dice
from overdue_cli.sample.export import write_csv, write_parquet, write_xlsx
from overdue_cli.sample.plan import Plan, Rows
from overdue_cli.sample.portfolio import portfolio

SEED = 20261120
AS_OF = dt.date(2026, 11, 20)
CHUNK = 48_000
"""Borrowers held in memory at a time, a multiple of the block that repeats the cast."""

__all__ = ["AS_OF", "CHUNK", "SEED", "write_sample"]


def write_sample(
    folder: Path,
    *,
    seed: int = SEED,
    borrowers: int = 600,
    as_of: dt.date = AS_OF,
    language: Literal["zh", "en"] = "zh",
    format: Literal["xlsx", "csv", "parquet"] = "xlsx",
) -> list[Path]:
    """The files written into `folder` (made if missing), one a table; the same arguments give the same bytes.

    Chinese files are headed and spelled as a bank exports them, English ones carry the canonical names;
    both hold the same portfolio. Large portfolios are built and written some borrowers at a time, which
    xlsx cannot do: it holds at most 1,048,576 rows a sheet, and ValueError says where that is too few.
    """
    plan = Plan(Dice(seed), as_of, borrowers, ("zh", "en").index(language))
    folder.mkdir(parents=True, exist_ok=True)
    chunks = _chunks(plan)
    if format == "parquet":
        return write_parquet(plan, folder, chunks, many=borrowers > CHUNK)
    return write_csv(plan, folder, chunks) if format == "csv" else write_xlsx(plan, folder, chunks)


def _chunks(plan: Plan) -> Iterator[Rows]:
    for first in range(0, plan.borrowers, CHUNK):
        yield spoil(portfolio(plan, first, min(first + CHUNK, plan.borrowers)))
