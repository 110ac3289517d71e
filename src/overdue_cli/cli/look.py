"""How things look on a terminal: the five grade colours, amounts, bars that any console can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overdue_cli.cli.streams import can_show

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

STYLES = {"A": "green", "B": "blue", "C": "yellow", "D": "dark_orange", "E": "bold red"}
"""Colour beside the letter, never instead of it."""


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


def bar(share: float, console: Console, width: int = 20) -> str:
    """A bar of `share` of `width`; anything above nought is seen."""
    block = "█" if can_show(console.file, "█") else "#"  # type: ignore[arg-type]
    return block * max(round(share * width), 1 if share > 0 else 0)


def table(*headings: tuple[str, str], title: str | None = None) -> Table:
    """A quiet table: headings as `(text, "left" | "right" | "wrap")`, a rule under them, no frame."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
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
