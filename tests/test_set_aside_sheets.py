"""Set-aside rows beyond what a sheet holds go on in the next, under the same head."""

from __future__ import annotations

import polars as pl

from overdue_cli.mending import Block, _sheets


def test_a_block_longer_than_a_sheet_goes_on_in_further_sheets_and_loses_no_row() -> None:
    lines = pl.DataFrame({"c0": ["overdue:", "overdue:loans", *map(str, range(7))]})
    parts = list(_sheets([Block("loans", lines), Block("2 loans", lines.head(3))], most=5))
    assert [title for title, _ in parts] == ["loans", "3 loans", "4 loans", "2 loans"]
    assert all(part["c0"][:2].to_list() == ["overdue:", "overdue:loans"] for _, part in parts)
    assert [n for _, part in parts[:3] for n in part["c0"][2:]] == list(map(str, range(7)))


def test_a_block_that_fits_is_one_sheet() -> None:
    lines = pl.DataFrame({"c0": ["overdue:", "overdue:loans", "1", "2", "3"]})
    assert [(title, part.height) for title, part in _sheets([Block("loans", lines)], most=5)] == [("loans", 5)]
