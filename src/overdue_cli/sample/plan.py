"""What every builder is given: the seed, the day, the language, and the cast as frames to join."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import polars as pl

from overdue_cli.sample.archetype import Archetype
from overdue_cli.sample.dice import Dice
from overdue_cli.sample.situations import ARCHETYPES
from overdue_cli.sample.words import Pair

Rows = Mapping[str, pl.DataFrame]
"""Canonical table name → its rows."""

_RANGES = ("instalments_due", "inspected", "first_inspected", "ltv", "valued_ago")
_LISTS = ("plants", "pays", "reminders", "debits", "payers", "inspections", "contacts", "parties", "signals")


@dataclass(frozen=True)
class Plan:
    """One sample: `language` is 0 for Chinese and 1 for English, as `Pair` is indexed."""

    dice: Dice
    as_of: dt.date
    borrowers: int
    language: int

    @property
    def today(self) -> pl.Expr:
        """The as-of date as a literal."""
        return pl.lit(self.as_of, dtype=pl.Date)

    def back(self, days: pl.Expr) -> pl.Expr:
        """The day so many days before the as-of date; null where `days` is."""
        return self.today - pl.duration(days=days)

    def word(self, key: pl.Expr, words: Mapping[str, Pair]) -> pl.Expr:
        """The text of a word's key in this sample's language; an empty text becomes null."""
        texts = {k: pair[self.language] or None for k, pair in words.items()}
        return key.replace_strict(texts, default=None, return_dtype=pl.String)

    @cached_property
    def traits(self) -> pl.DataFrame:
        """One row an archetype: its index and every single-valued field; ranges as `_low` and `_high`."""
        return pl.DataFrame(
            [_flat(i, a) for i, (a, _) in enumerate(ARCHETYPES)], infer_schema_length=None
        ).with_columns(pl.col("archetype").cast(pl.Int32))


def _flat(index: int, archetype: Archetype) -> dict[str, Any]:
    row: dict[str, Any] = {"archetype": index}
    for f in fields(archetype):
        value = getattr(archetype, f.name)
        if f.name in _RANGES:
            row[f.name + "_low"], row[f.name + "_high"] = value or (None, None)
        elif f.name == "strained":
            row["strained"], row["strained_late"], row["strained_most"] = value or (0, 0, 0)
        elif f.name == "inspections":
            row["oldest_planted"] = max((i.ago for i in value), default=None)
        elif f.name not in (*_LISTS, "name", "count"):
            row[f.name] = value
    return row


def events(attribute: str, schema: Mapping[str, Any]) -> pl.DataFrame:
    """One row an event of every archetype (`inspections`, `contacts`, …): archetype, event, its fields."""
    rows: Iterable[dict[str, Any]] = (
        {"archetype": i, "event": k} | {name: getattr(event, name) for name in schema}
        for i, (a, _) in enumerate(ARCHETYPES)
        for k, event in enumerate(getattr(a, attribute))
    )
    return pl.DataFrame(list(rows), schema={"archetype": pl.Int32, "event": pl.Int64} | dict(schema))
