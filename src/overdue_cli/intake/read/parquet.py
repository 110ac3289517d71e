"""A Parquet file as one grid whose columns are typed already."""

from __future__ import annotations

import io

import polars as pl

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.grid import FrameGrid, Grid
from overdue_cli.problems import Refusal

_SWELLS = 1_000
"""Times a Parquet file may unpack to its own size: ids and amounts never compress that well, a bomb does."""
_SMALL = 256 * limits.MIB


def read_parquet(file: str, data: bytes) -> list[Grid]:
    """The file's only grid; Refusal P011 where Polars cannot read it, P050 where it would swell beyond all measure."""
    try:
        plan = pl.scan_parquet(io.BytesIO(data))
        cells = int(plan.select(pl.len()).collect().item()) * len(plan.collect_schema())
        if 8 * cells > max(_SMALL, _SWELLS * len(data)):
            raise Refusal("P050", file=file, detail=f"{cells:,}")
        frame = pl.read_parquet(io.BytesIO(data))
    except Refusal:
        raise
    except BaseException as error:
        if not isinstance(error, (pl.exceptions.PolarsError, OSError, ValueError)) and not _panicked(error):
            raise
        raise Refusal("P011", file=file, why="damaged") from error
    return [FrameGrid(file, frame)] if frame.width else []


def _panicked(error: BaseException) -> bool:
    """A panic of the reader, written in Rust, is no `Exception`."""
    return type(error).__name__ == "PanicException"
