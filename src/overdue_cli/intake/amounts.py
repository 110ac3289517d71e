"""Cells → money in fen and whole numbers."""

from __future__ import annotations

import polars as pl

from overdue_cli.intake.clean import either, folded, without_missing
from overdue_cli.intake.headers import Lexicon
from overdue_cli.intake.read import RawColumn

_WRAPPED = r"^\((.+)\)$"
_TRAILING_MINUS = r"^([^-]+)-$"
_GROUPED = r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
_TIMES = {"万": 10_000.0, "亿": 100_000_000.0, "千": 1_000.0}
MOST = 9e15
"""Fen beyond which a float no longer holds every whole number."""


def money(raw: RawColumn, unit: int, words: Lexicon) -> tuple[pl.Series, pl.Series]:
    """Fen, rounded half to even, and a mask of cells that are no amount. `unit` is yuan a written 1 stands for.

    The product is rounded to six places first, so that 0.285 (stored as 0.28499…) is the half it was typed as.
    """
    parts, bad = [], pl.Series([False]).new_from_index(0, raw.n_rows)
    if raw.number is not None:
        parts.append(raw.number)
    if raw.text is not None:
        text = without_missing(folded(raw.text), words.missing)
        value = _numbers(text)
        parts.append(value)
        bad |= text.is_not_null() & value.is_null()
    if raw.date is not None:
        bad |= raw.date.is_not_null()
    fen = (either(parts, raw.n_rows, pl.Float64()) * (100.0 * unit)).round(6).round(0, mode="half_to_even")
    wild = (~fen.is_finite() | (fen.abs() > MOST)).fill_null(False)
    return fen.set(wild, None).cast(pl.Int64), bad | wild


def counts(raw: RawColumn, words: Lexicon) -> tuple[pl.Series, pl.Series]:
    """Whole numbers (第3期, 3/12 and 15天 among them) and a mask of cells that are none."""
    parts, bad = [], pl.Series([False]).new_from_index(0, raw.n_rows)
    if raw.number is not None:
        parts.append(raw.number)
    if raw.text is not None:
        text = without_missing(folded(raw.text), words.missing)
        bare = text.str.replace(r"^第?\s*(-?\d+)\s*(?:期|天|次|个月|月|days?)?(?:\s*/\s*\d+)?$", "$1")
        value = bare.str.replace_all(",", "").cast(pl.Float64, strict=False)
        parts.append(value)
        bad |= text.is_not_null() & value.is_null()
    if raw.date is not None:
        bad |= raw.date.is_not_null()
    number = either(parts, raw.n_rows, pl.Float64())
    wild = (~number.is_finite() | (number != number.floor()) | (number.abs() > 2e9)).fill_null(False)
    return number.set(wild, None).cast(pl.Int32), bad | wild


def _numbers(text: pl.Series) -> pl.Series:
    """Amounts as floats; null where the text is none. Plain numbers take the short way."""
    plain = text.cast(pl.Float64, strict=False)
    rest = text.set(plain.is_not_null().fill_null(False), None)
    if rest.null_count() == rest.len():
        return plain
    t = pl.col("t")
    inner = pl.coalesce(t.str.extract(_WRAPPED, 1), t.str.extract(_TRAILING_MINUS, 1), t)
    negative = t.str.contains(_WRAPPED) | t.str.contains(_TRAILING_MINUS)
    bare = inner.str.replace_all(r"\s", "").str.replace(r"^(?i)(?:rmb|cny|人民币|[¥$€£])", "").str.strip_suffix("元")
    times = pl.coalesce(*(pl.when(bare.str.ends_with(w)).then(x) for w, x in _TIMES.items()), 1.0)
    digits = bare.str.replace(r"[万亿千]$", "")
    digits = pl.when(digits.str.contains(_GROUPED)).then(digits.str.replace_all(",", "")).otherwise(digits)
    value = digits.cast(pl.Float64, strict=False) * times
    slow = pl.DataFrame({"t": rest}).select(pl.when(negative).then(-value.abs()).otherwise(value)).to_series()
    return either([plain, slow], text.len(), pl.Float64())
