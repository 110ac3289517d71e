"""Draws hang on their key alone."""

from __future__ import annotations

import polars as pl

from overdue_cli.sample.dice import Dice, _start

MASK = 2**64 - 1


def splitmix64(key: int, start: int) -> int:
    """The published algorithm in unbounded whole numbers, cut to 64 bits at every step."""
    z = (key * 0x9E3779B97F4A7C15 + start) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def draws(keys: list[int]) -> list[int]:
    frame = pl.DataFrame({"n": keys}, schema={"n": pl.UInt64})
    return frame.select(Dice(7).between(pl.col("n"), "x", -3, 8)).to_series().to_list()


def test_polars_wraps_whole_numbers_as_splitmix64_demands() -> None:
    keys = [0, 1, 2, 600, 10**12, 2**63 + 11]
    bits = (
        pl.DataFrame({"n": keys}, schema={"n": pl.UInt64}).select(Dice(7).bits(pl.col("n"), "x")).to_series().to_list()
    )
    assert bits == [splitmix64(key, _start(7, "x")) for key in keys]


def test_a_row_draws_the_same_whatever_stands_before_it() -> None:
    assert draws([5, 6, 7])[1:] == draws([6, 7])


def test_both_ends_are_drawn_and_nothing_beyond() -> None:
    assert set(draws(list(range(500)))) == set(range(-3, 9))
