"""Sentences over whole columns: a template's places filled from expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl


def template(text: str, values: Mapping[str, pl.Expr]) -> pl.Expr:
    """`text` with each `{name}` replaced by the row's value of it; KeyError for a name not given."""
    parts = [part for part in re.split(r"(\{\w+\})", text) if part]
    filled = [values[part[1:-1]] if part.startswith("{") else pl.lit(part) for part in parts]
    return pl.concat_str([part.cast(pl.String) for part in filled], ignore_nulls=True)
