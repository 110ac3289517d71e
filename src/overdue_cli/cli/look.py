"""How things look on a terminal: the five grade colours, amounts, bars and rules.

Bars and rules are ASCII. A Chinese console draws blocks and box lines two columns wide where Rich counts one,
and every column to their right would stand crooked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

STYLES = {"A": "green", "B": "blue", "C": "yellow", "D": "dark_orange", "E": "bold red"}
"""Colour beside the letter, never instead of it."""

RULE_UNDER_HEAD = "    \n    \n -- \n    \n    \n    \n    \n    \n"
"""The lines of a table as Rich names them: only the one under the headings."""


def grade(letter: str) -> Text:
    """The letter in its colour."""
    from rich.text import Text

    return Text(letter, style=STYLES.get(letter, ""))


def money(fen: int | None) -> str:
    """Whole 元 with thousands separators: a terminal is read for size, the workbook to the cent.

    >>> money(123456789)
    '1,234,568'
    """
    return "" if fen is None else f"{fen / 100:,.0f}"


def bar(share: float, width: int = 20) -> str:
    """A bar of `share` of `width`; anything above nought is seen.

    >>> bar(0.5, 10), bar(0.001), bar(0)
    ('#####', '#', '')
    """
    return "#" * max(round(share * width), 1 if share > 0 else 0)


def table(*headings: tuple[str, str], title: str | None = None) -> Table:
    """A quiet table: headings as `(text, "left" | "right" | "wrap")`, a rule under them, no frame."""
    from rich.box import Box
    from rich.table import Table

    made = Table(
        box=Box(RULE_UNDER_HEAD, ascii=True),
        title=title,
        title_justify="left",
        title_style="bold",
        show_edge=False,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for text, how in headings:
        if how == "wrap":
            made.add_column(text, overflow="fold", min_width=16)
        else:
            made.add_column(text, justify="right" if how == "right" else "left", no_wrap=True, overflow="ellipsis")
    return made
