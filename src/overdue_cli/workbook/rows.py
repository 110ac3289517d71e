"""Many rows of typed columns handed to the writer: the one hot loop of the room.

Only three kinds of value arrive here: text, numbers (dates are day numbers by now, amounts are in the
main unit) and nulls, which leave the cell blank.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any

import polars as pl

from overdue_cli.workbook.style import MOST_LINES
from overdue_cli.workbook.writer import EPOCH, Bench

MONEY = ("balance", "arrears", "previous_arrears", "due_in_horizon", "amount_at_risk")


def written_as(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The columns `keys` as cells hold them: fen as main unit, dates as Excel's day numbers.

    A date converted cell by cell would cost ten times as much. Polars divides by multiplying with the
    inverse, hence the rounding: 760864.2000000001 is not what anybody owes.
    """
    kinds = frame.schema
    return frame.select(
        (pl.col(key) / 100).round(2)
        if key in MONEY
        else (pl.col(key) - EPOCH).dt.total_days()
        if kinds[key] == pl.Date
        else pl.col(key)
        for key in keys
    )


def heights_of(bench: Bench, taken: pl.Series) -> list[float]:
    """Points of each row from the lines it takes."""
    points = {n: bench.style.height(n) for n in range(1, MOST_LINES + 1)}
    return [points[n] for n in taken.to_list()]


def put_rows(
    page: Any,
    top: int,
    frame: pl.DataFrame,
    plan: Sequence[tuple[int, Any, Any]],
    heights: Sequence[float],
    links: Mapping[int, Sequence[str | None]],
    firsts: Sequence[bool],
) -> None:
    """Every row of `frame` from row `top` down.

    `plan` gives for each of its columns the place, the format, and the format on rows that are `firsts`;
    a format may be a mapping from the value to one. `links` gives for a place the target of each row; it
    lies on the cell, whose value is written over the address the writer would show.
    """
    blank, link, height = _bare(page, "write_blank"), page.write_url, page.set_row
    steps = [_steps(page, frame, plan, which) for which in (0, 1)]
    targets = zip(*links.values(), strict=True) if links else repeat(())
    for row, (values, points, first, to) in enumerate(zip(frame.iter_rows(), heights, firsts, targets), top):  # noqa: B905
        height(row, points)
        for at, target in zip(links, to, strict=True):
            if target is not None:
                link(row, at, target)
        for value, (at, write, form, by_value) in zip(values, steps[first], strict=True):
            if value is not None:
                write(row, at, value, form[value] if by_value else form)
            elif not by_value:
                blank(row, at, None, form)


def _bare(page: Any, method: str) -> Callable[..., Any]:
    """A method of the page without what makes `A1` of its first argument: a tenth of the time, and ours are numbers."""
    return partial(inspect.unwrap(getattr(type(page), method)), page)


def _steps(
    page: Any, frame: pl.DataFrame, plan: Sequence[tuple[int, Any, Any]], which: int
) -> list[tuple[int, Any, Any, bool]]:
    """For each column: its place, how its values are written, their format, and whether that hangs on the value."""
    text, number = _bare(page, "write_string"), _bare(page, "write_number")
    forms = [
        (at, pair[which], text if dtype == pl.String else number)
        for (at, *pair), dtype in zip(plan, frame.dtypes, strict=True)
    ]
    return [(at, write, form, isinstance(form, Mapping)) for at, form, write in forms]
