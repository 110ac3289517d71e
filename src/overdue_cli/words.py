"""Words over whole columns: templates filled from expressions, and alternations to look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl


def template(text: str, values: Mapping[str, pl.Expr]) -> pl.Expr:
    """`text` with each `{name}` replaced by the row's value of it; KeyError for a name not given."""
    parts = [part for part in re.split(r"(\{\w+\})", text) if part]
    filled = [values[part[1:-1]] if part.startswith("{") else pl.lit(part) for part in parts]
    return pl.concat_str([part.cast(pl.String) for part in filled], ignore_nulls=True)


def alternatives(words: Iterable[str]) -> str:
    """An alternation for a regular expression, longest first, so that 拒不配合 is not heard as 不配合.

    English words are heard whole only.
    """
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(rf"\b{re.escape(w)}\b" if re.match(r"[A-Za-z]", w) else re.escape(w) for w in longest_first)
