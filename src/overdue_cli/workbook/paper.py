"""How a sheet goes on A4 landscape: one page wide where its text stays readable, else two with the row's keys on both.

A sheet fitted to one page whatever its width prints at half its size, and an officer's list is read at arm's length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LEAST_SCALE, MOST_SCALE = 70, 100
"""Percent: a sheet that would print smaller on one page is spread over two; nothing is printed larger than it is."""
PIXELS = (11.69 - 2 * 0.25) * 96
"""Room between the margins, in pixels of 1/96 inch."""
POINTS_DOWN = (8.27 - 0.4 - 0.6) * 72 * 0.97
"""Room from margin to margin down a page, in points, less what programs differ by."""
ABOVE = 28 + 16 + 15
"""Points of the heading of a sheet: title, run, a row left free."""
HEAD = 24 + 24 + 2 * 24
"""Points of a title, a table's header and two of its rows: the least of a long table that a page may end with."""


@dataclass(frozen=True)
class Paper:
    """How the columns of a sheet, by their widths, lie on paper: where the second page begins, if there is one, and the scale in percent.

    The scale is what the widths come to in the workbook's own font. The program that prints fits the pages itself:
    fixed, a machine without that font would need a third page for the last column.
    """

    columns: tuple[float, ...]
    keys: int
    second: int | None
    scale: int

    def set_up(self, page: Any) -> None:
        """The sheet, set up for A4 and one page wide, spread over two where that is so: left page, right page, next rows."""
        if self.second is not None:
            page.fit_to_pages(2, 0)
            page.set_v_pagebreaks([self.second])
            page.repeat_columns(0, self.keys - 1)
            page.print_across()


def paper_for(widths: Sequence[float], keys: int, breaks: Sequence[int]) -> Paper:
    """The paper for columns of `widths`, of which `keys` say whose row it is and stand on both pages.

    The second page may begin before one of `breaks`, wherever both pages come out largest.

    >>> paper_for([10, 60, 60, 60, 60], 1, [3]).second, paper_for([10, 60], 1, [1]).second
    (3, None)
    """
    whole = _scale(widths)
    if whole >= LEAST_SCALE or not breaks:
        return Paper(tuple(widths), keys, None, whole)
    scale, second = max((min(_scale(widths[:at]), _scale([*widths[:keys], *widths[at:]])), at) for at in breaks)
    return Paper(tuple(widths), keys, second, scale)


def unbroken(
    blocks: Sequence[tuple[int, float, float]], widths: Sequence[float], above: float, most: float = 1.0
) -> list[int]:
    """The rows before which a printed page ends, so that no block is cut that could stand whole on the next.

    `blocks` are first rows, points that must stand together and points to the next block, down the sheet from `above`
    points. A block longer than a page begins where it is and is cut, unless the page has no room for its head; so does
    one for which there is room for `most` of a page.

    >>> unbroken([(5, 190.0, 200.0), (15, 190.0, 200.0), (25, 190.0, 200.0)], [20] * 5, 60.0)
    [25]
    """
    page = POINTS_DOWN * 100 / _scale(widths)
    used, breaks = above, []
    for row, together, taken in blocks:
        if used + (min(together, most * page) if together <= page else HEAD) > page:
            breaks.append(row)
            used = 0.0
        whole = used + together <= page
        used = min(used + taken, page) if whole else (used + taken) % page
    return breaks


def sections_unbroken(canvas: Any, starts: Sequence[int], end: int, widths: Sequence[float]) -> list[int]:
    """The rows before which a printed page ends on a sheet of sections that begin in the rows `starts`, a free row before each.

    `end` is the row after the last section, `canvas` what they were put on. A long section is rather cut than half a page left empty.
    """
    blocks = [(at, canvas.tall(at, until - 1), canvas.tall(at, until)) for at, until in pairwise([*starts, end + 1])]
    return unbroken(blocks, widths, ABOVE + canvas.tall(3, starts[0]), most=0.5)


def _scale(widths: Sequence[float]) -> int:
    """Percent at which columns of these widths fill a page: a half-width is seven pixels, a cell's margins five."""
    return min(MOST_SCALE, int(100 * PIXELS / sum(width * 7 + 5 for width in widths)))
