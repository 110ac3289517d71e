"""How much room text takes: widths in half-width characters, lines in a column, what fits.

Excel sizes no row by itself once it is written by a program, and not at all where cells are merged, so
the room counts. A Chinese character is two half-widths; of its UTF-8 bytes and its length the mean is
just that, which makes the measure one cheap expression over a column.
"""

from __future__ import annotations

import math

import polars as pl

from overdue_cli.workbook.style import MOST_LINES

LONGEST_TEXT = 4_000
"""Characters of one cell; what an export brings beyond that is nobody's name and no reason."""
MARGIN = 2.5
"""Half-widths of a cell that its indent and its own margins take."""


def units(text: pl.Expr) -> pl.Expr:
    """Half-width characters of each text."""
    return (text.str.len_bytes() + text.str.len_chars()) / 2


def prose(text: pl.Expr) -> pl.Expr:
    """`units` of running text: letters are narrower than the digits a width is counted in, 6 to 7."""
    return text.str.len_bytes() * 0.57 + text.str.len_chars() * 0.29


def lines(text: pl.Expr, width: float) -> pl.Expr:
    """Lines each text takes in a column of `width`, from 1; a null takes 1.

    Rounded up paragraph by paragraph. `MARGIN` half-widths are kept back for indent and margins.
    """
    paragraphs = text.str.split("\n").list.eval((prose(pl.element()) / (width - MARGIN)).ceil().clip(1))
    return paragraphs.list.sum().fill_null(1).cast(pl.Int16)


def units_of(text: str) -> float:
    """`units` of one text.

    >>> units_of("逾期 3 天")
    9.0
    """
    return (len(text.encode()) + len(text)) / 2


def lines_of(text: str, width: float) -> int:
    """`lines` of one text."""
    measured = (len(part.encode()) * 0.57 + len(part) * 0.29 for part in text.split("\n"))
    return sum(max(1, math.ceil(part / (width - MARGIN))) for part in measured)


def longest(column: str, *, wraps: bool = False) -> pl.Expr:
    """Half-widths of the longest line of a column's texts, null if there is none; as prose where it `wraps`."""
    measure = prose if wraps else units
    return measure(pl.col(column).drop_nulls().str.split("\n").explode()).max()


def fitting(longest: float, least: float, most: float, over: int = 1) -> float:
    """A column width at which a text of `longest` half-widths needs `over` lines, within bounds.

    Words do not break where one would like, so a spread text is given a twelfth more.
    """
    wanted = longest + MARGIN if over == 1 else longest / over * 1.08 + MARGIN + 1
    return float(min(most, max(least, math.ceil(wanted))))


def safe(text: pl.Expr) -> pl.Expr:
    """Text as a cell may hold it: not endless, and never read as markup.

    XlsxWriter passes a string from `<r>` to `</r>` through as finished XML; a borrower's name may not.
    """
    short = text.str.slice(0, LONGEST_TEXT)
    return pl.when(~short.str.starts_with("<r>")).then(short).otherwise(pl.lit(" ") + short)


def safe_of(text: str) -> str:
    """`safe` of one text."""
    short = text[:LONGEST_TEXT]
    return f" {short}" if short.startswith("<r>") else short


def whys(reasons: pl.DataFrame, width: float, more: str) -> pl.DataFrame:
    """`borrower_id`, `why`: each borrower's sentences, worst first, as many as fit in four lines.

    Where some do not fit, three lines are theirs and the fourth says how many are left out; the first
    sentence always stands. `reasons` is worst first per borrower.
    """
    total = pl.col("takes").sum().over("borrower_id")
    until = pl.col("takes").cum_sum().over("borrower_id")
    first = pl.int_range(pl.len()).over("borrower_id") == 0
    shown = first | (until <= pl.when(total <= MOST_LINES).then(MOST_LINES).otherwise(MOST_LINES - 1))
    left = pl.len() - pl.col("shown").sum()
    before, after = more.split("{count}")
    note = pl.concat_str(pl.lit("\n" + before), left.cast(pl.String), pl.lit(after))
    return (
        reasons.select("borrower_id", "says", lines(pl.col("says"), width).alias("takes"))
        .with_columns(shown.alias("shown"))
        .group_by("borrower_id", maintain_order=True)
        .agg(
            pl.col("says").filter(pl.col("shown")).str.join("\n").alias("said"),
            pl.when(left > 0).then(note).otherwise(pl.lit("")).alias("note"),
        )
        .select("borrower_id", pl.concat_str("said", "note").alias("why"))
    )


def first_lines(text: pl.Expr, most: int, more: str) -> pl.Expr:
    """The first `most` lines of a text of many, and how many more there are."""
    parts = text.str.split("\n")
    left = parts.list.len() - (most - 1)
    before, after = more.split("{count}")
    cut = pl.concat_str(
        parts.list.head(most - 1).list.join("\n"), pl.lit("\n" + before), left.cast(pl.String), pl.lit(after)
    )
    return pl.when(parts.list.len() > most).then(cut).otherwise(text)
