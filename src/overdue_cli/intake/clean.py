"""Stored cells → clean text: what every kind of column does first."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from overdue_cli.intake.read import RawColumn

_INVISIBLE = r"[\u200b-\u200f\u2060\ufeff]"
_ODD = r"[^\x21-\x7e]|^'"
_EDGES = r"^[\s\u00a0\u3000']+|[\s\u00a0\u3000]+$"
EXACT_FLOAT = 1e15
"""Excel keeps fifteen digits: a longer number stored as a number has lost the rest."""


def runs(series: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first cell of every run of equal ones, and for each cell the number of its run, from 0."""
    run = series.rle_id()
    return series.filter(run.ne_missing(run.shift())), run


def by_run(series: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`work(series)` done once for each run of equal cells: exports keep the rows of a loan together."""
    heads, run = runs(series)
    if heads.len() * 2 > series.len():
        return work(series)
    return work(heads).gather(run)


def by_unique(series: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`work(series)` done once for each different value: dates and codes repeat thousands of times."""
    return by_run(series, lambda heads: _by_value(heads, work))


def _by_value(series: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    different = series.unique()
    if different.len() * 2 > series.len():
        return work(series)
    done = work(different)
    return series.replace_strict(different, done, return_dtype=done.dtype)


def trimmed(text: pl.Series) -> pl.Series:
    """Without edge spaces of any width, invisible characters and the apostrophe that forces text in Excel."""
    if not text.str.contains(_ODD).any():
        return text
    return text.str.replace_all(_INVISIBLE, "").str.replace_all(_EDGES, "")


def folded(text: pl.Series) -> pl.Series:
    """`trimmed`, with full-width digits, letters and marks in their ASCII form (NFKC)."""
    if not text.str.contains(_ODD).any():
        return text
    return trimmed(text.str.normalize("NFKC"))


def without_missing(text: pl.Series, tokens: frozenset[str]) -> pl.Series:
    """Null where the cell holds nothing or a word for nothing."""
    return text.set(text.str.to_lowercase().is_in(list(tokens)).fill_null(False), None)


def written(number: pl.Series) -> pl.Series:
    """Numbers as a person would type them: `123`, never `123.0`."""
    whole = (number.is_finite() & (number == number.floor()) & (number.abs() < EXACT_FLOAT)).fill_null(False)
    if whole.all() or (whole | number.is_null()).all():
        return number.cast(pl.Int64, strict=False).cast(pl.String)
    as_int = number.set(~whole, None).cast(pl.Int64, strict=False).cast(pl.String)
    return as_int.zip_with(whole, number.cast(pl.String))


def days_written(date: pl.Series) -> pl.Series:
    """Dates as ISO text, with the time only where one is set."""
    if date.dtype == pl.Date:
        return date.cast(pl.String)
    return date.dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")


def as_text(raw: RawColumn) -> pl.Series:
    """Every cell as it would be read aloud, whatever it was stored as; null where it is empty."""
    parts = []
    if raw.text is not None:
        parts.append(raw.text.set((raw.text == "").fill_null(False), None))
    if raw.number is not None:
        parts.append(written(raw.number))
    if raw.date is not None:
        parts.append(days_written(raw.date))
    if raw.fault is not None:
        parts.append(raw.fault)
    return either(parts, raw.n_rows, pl.String())


def either(parts: list[pl.Series], n_rows: int, dtype: pl.DataType) -> pl.Series:
    """The parts laid over each other: at most one is set on a row."""
    if not parts:
        return pl.Series([None], dtype=dtype).new_from_index(0, n_rows)
    if len(parts) == 1:
        return parts[0]
    return pl.select(pl.coalesce(*(pl.lit(p) for p in parts))).to_series()
