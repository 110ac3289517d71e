"""Which rows of a sheet's body are not data: blank, totals, repeated headers, signatures.

They are counted, never set aside: nobody has to mend them. A row is only taken for one of them by
words that say so; anything else that cannot be used is set aside and reported.
"""

from __future__ import annotations

import re

import polars as pl

from overdue_cli.intake.clean import as_text, by_run, folded
from overdue_cli.intake.headers import Lexicon
from overdue_cli.intake.read import RawColumn


def not_data(body: list[RawColumn], lines: list[list[str]], suspects: pl.Series, words: Lexicon) -> pl.Series:
    """A mask over the body's rows. Only `suspects` (a mask too) are looked at: the others hold all they must."""
    at = suspects.arg_true()
    filled_rows = _filled(body, at)
    at = at.filter(filled_rows)
    if not at.len():
        return suspects
    there = [column.at(at) for column in body]
    used = [i for i, column in enumerate(there) if any(part is not None and part.count() for part in column.parts)]
    texts = [folded(as_text(there[i])) for i in used]
    lines = [[line[i] if i < len(line) else "" for i in used] for line in lines]
    frame = pl.DataFrame({f"c{i}": text for i, text in enumerate(texts)})
    cells = [pl.col(name).fill_null("") for name in frame.columns]
    filled = pl.sum_horizontal(cell != "" for cell in cells)
    answer = frame.select(
        (filled == 0)
        | pl.any_horizontal(_repeats_header(cells, headers, filled) for headers in lines)
        | _opening(cells, 0).str.contains(_totals(words))
        | _opening(cells, 1).str.contains(_totals(words))
        | ((filled <= _FEW_CELLS) & _opening(cells, 0).str.contains(_signature(words)))
    ).to_series()
    answer = answer.fill_null(False)
    return suspects.scatter(at.filter(~answer), False)


def _filled(body: list[RawColumn], at: pl.Series) -> pl.Series:
    """Which of the rows `at` hold anything. Sheets that were only formatted have thousands of rows, and of columns, that do not."""
    mask = pl.Series([False]).new_from_index(0, at.len())
    for column in body:
        for part in column.parts:
            if part is None or not part.count():
                continue
            cells = part.gather(at)
            mask |= (
                (cells.str.strip_chars() != "").fill_null(False) if cells.dtype == pl.String else cells.is_not_null()
            )
    return mask


_FEW_CELLS = 8
"""A line of signatures fills few cells; a row of data that begins with 注 in one cell fills more."""


def _opening(cells: list[pl.Expr], nth: int) -> pl.Expr:
    """The row's nth filled cell without spaces: totals stand in the first or, behind a number, the second.

    Elsewhere in a row the same words are somebody's remark, and the row is data that must not vanish.
    """
    filled = pl.concat_list(pl.when(cell != "").then(cell.str.replace_all(r"\s", "")) for cell in cells)
    return filled.list.drop_nulls().list.get(nth, null_on_oob=True)


def _repeats_header(cells: list[pl.Expr], headers: list[str], filled: pl.Expr) -> pl.Expr:
    """Half of the row's cells and at least two say what the header above them says."""
    same = pl.sum_horizontal(
        (cell == folded(pl.Series([header]))[0]).cast(pl.Int32)
        for cell, header in zip(cells, headers, strict=True)
        if header
    )
    return (same >= 2) & (same * 2 >= filled)


def may_be_no_data(text: pl.Series, header: str, words: Lexicon) -> pl.Series:
    """A mask of cells without a digit that hold a word of totals, of signatures, or their own header's."""
    return by_run(text, lambda heads: _may_be_no_data(heads, header, words))


def _may_be_no_data(text: pl.Series, header: str, words: Lexicon) -> pl.Series:
    bare = (~text.str.contains(r"\d")).fill_null(True)
    at = bare.arg_true()
    known = [*words.totals, *words.signatures, *([header] if header else [])]
    cells = folded(text.gather(at)).str.replace_all(r"\s", "")
    return bare.scatter(at, cells.str.contains_any(known, ascii_case_insensitive=True).fill_null(True))


def _totals(words: Lexicon) -> str:
    names = "|".join(re.escape(word) for word in words.totals)
    return rf"(?i)^(?:.{{0,20}}[^a-z])?(?:{names})(?:\(.{{0,8}}\))?:?$"


def _signature(words: Lexicon) -> str:
    names = "|".join(re.escape(word) for word in words.signatures)
    return rf"(?i)^(?:(?:{names})(?:[:\d]|人|日期|说明|$)|第\d+页|共\d+[页条笔户行])"
