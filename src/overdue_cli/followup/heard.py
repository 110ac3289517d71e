"""Free text of the log turned into codes: distinct texts first, the longest word of ours that stands in one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from overdue_cli.words import alternatives


def coded(frame: pl.LazyFrame, column: str, words: Mapping[str, str], name: str, other: str | None) -> pl.LazyFrame:
    """`frame` with `name`: the code whose word stands in `column`, `other` where none does, null where it is blank."""
    table = pl.LazyFrame({"word": list(words), name: list(words.values())}, schema={"word": pl.String, name: pl.String})
    text = pl.col(column).str.normalize("NFKC").str.to_lowercase()
    said = frame.select(pl.col(column).drop_nulls().unique()).with_columns(
        text.str.extract(f"({alternatives(words)})", 1).alias("word")
    )
    known = (
        said.join(table, on="word", how="left")
        .with_columns(pl.col(name).fill_null(pl.lit(other, pl.String)))
        .drop("word")
    )
    return frame.join(known, on=column, how="left")
