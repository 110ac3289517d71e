"""A Parquet file as one grid whose columns are typed already."""

from __future__ import annotations

import io

import polars as pl

from overdue_cli.intake.read.grid import FrameGrid, Grid
from overdue_cli.problems import Refusal


def read_parquet(file: str, data: bytes) -> list[Grid]:
    """The file's only grid; Refusal P011 where Polars cannot read it."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise Refusal("P011", file=file, detail=str(error).splitlines()[0][:200]) from error
    return [FrameGrid(file, frame)] if frame.width else []
