"""Draws for the sample: a counter-based hash, so that row 7 is row 7 whatever was drawn before it.

A stream of random numbers would tie every value to the order and the chunk it was drawn in, and
other libraries' hashes change with their versions. Splitmix64 on whole numbers is defined by its
constants alone: the same seed gives the same portfolio on every machine, in any chunk size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_GAMMA = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_MASK = 2**64 - 1


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def _start(seed: int, salt: str) -> int:
    """Where the sequence called `salt` begins (FNV-1a of its name, moved by the seed)."""
    value = 0xCBF29CE484222325 ^ (seed & _MASK)
    for byte in salt.encode():
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


@dataclass(frozen=True)
class Dice:
    """All draws of one seed; `key` numbers the thing drawn for, `salt` names what is drawn."""

    seed: int

    def bits(self, key: pl.Expr, salt: str) -> pl.Expr:
        """64 hashed bits (splitmix64); UInt64 arithmetic wraps, which the tests hold Polars to."""
        z = key.cast(pl.UInt64) * _u64(_GAMMA) + _u64(_start(self.seed, salt))
        z = (z ^ (z // _u64(2**30))) * _u64(_FIRST)
        z = (z ^ (z // _u64(2**27))) * _u64(_SECOND)
        return z ^ (z // _u64(2**31))

    def between(self, key: pl.Expr, salt: str, low: int | pl.Expr, high: int | pl.Expr) -> pl.Expr:
        """A whole number from `low` to `high`, both included; Int64."""
        bottom = low if isinstance(low, pl.Expr) else pl.lit(low, dtype=pl.Int64)
        top = high if isinstance(high, pl.Expr) else pl.lit(high, dtype=pl.Int64)
        width = (top - bottom + 1).cast(pl.UInt64)
        return bottom.cast(pl.Int64) + (self.bits(key, salt) // _u64(2) % width).cast(pl.Int64)

    def percent(self, key: pl.Expr, salt: str) -> pl.Expr:
        """0 … 99."""
        return self.between(key, salt, 0, 99)

    def one_of(self, key: pl.Expr, salt: str, words: Sequence[str]) -> pl.Expr:
        """One of `words`, each as likely as it is often in the list."""
        return pick(words, self.between(key, salt, 0, len(words) - 1))


def pick(words: Sequence[str], index: pl.Expr) -> pl.Expr:
    """The word at `index` of a short list; String."""
    return pl.lit(pl.Series("words", list(words), dtype=pl.String)).gather(index)
