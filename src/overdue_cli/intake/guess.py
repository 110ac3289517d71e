"""What a header that is not known might be: candidates by its likeness to known words and by what its cells hold.

Nobody's data is used on a guess: these are lines in a mapping that somebody completes by hand.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache

import polars as pl

from overdue_cli.intake.cells import parse
from overdue_cli.intake.clean import as_text, trimmed, without_missing
from overdue_cli.intake.headers import Lexicon, lexicon, plain
from overdue_cli.intake.read import Grid, RawColumn
from overdue_cli.tables import TABLES, Column, Kind

LOOKED_AT = 200
"""Cells of a column that are looked at."""
MOST = 4
"""Candidates named for one header."""
MOST_STRANGE = 9
"""Candidates where no word is like the header and only the cells speak."""
_FITS, _LIKE, _FEW = 0.9, 0.6, 12
_DATE, _AMOUNT = Column("", Kind.DATE, "", ""), Column("", Kind.MONEY, "", "")
_DESCRIBING = ("loans",)


def guesses(header: str, cells: RawColumn, table: str, taken: set[str], words: Lexicon) -> list[str]:
    """Up to `MOST` columns a header might be, likeliest first; of a loan's describing columns as `loans.column`."""
    kinds, key = kinds_of(cells, words), plain(header)
    found: list[tuple[float, str]] = []
    for name in dict.fromkeys([table, *(_DESCRIBING if table in ("instalments", "payments") else ())]):
        for column in TABLES[name].columns:
            if name == table and column.name in taken:
                continue
            like = likeness(key, name, column.name)
            fits = column.kind in kinds
            if like >= _LIKE or (fits and like > 0.25):
                found.append((like + (0.4 if fits else 0.0), column.name if name == table else f"{name}.{column.name}"))
    best = sorted(found, key=lambda item: (-item[0], item[1]))
    named = list(dict.fromkeys(name for _, name in best))[:MOST]
    if best and best[0][0] >= _LIKE + 0.4:
        return named
    fitting = [c.name for c in TABLES[table].columns if c.kind in kinds and c.name not in taken]  # of a strange tongue
    return list(dict.fromkeys([*fitting[:MOST_STRANGE], *named[:1]])) or named


@cache
def likeness(key: str, table: str, column: str) -> float:
    """How like the header is to the likest word for the column, 0 to 1."""
    words = [word for word, match in lexicon().words[table].items() if match.column == column]
    return max((SequenceMatcher(None, key, word, autojunk=False).ratio() for word in words), default=0.0)


def kinds_of(cells: RawColumn, words: Lexicon) -> set[Kind]:
    """Kinds the cells could be of; any kind where there are none to look at."""
    text = without_missing(trimmed(as_text(cells)), words.missing).drop_nulls()
    if text.is_empty():
        return set(Kind)
    if _share(cells, _DATE, words) >= _FITS:
        return {Kind.DATE}
    different = text.n_unique()
    few = different <= _FEW and different * 2 <= text.len()
    if _share(cells, _AMOUNT, words) >= _FITS:
        lengths = text.str.len_chars()
        plain_ids = text.str.contains(r"^[0-9A-Za-z-]+$").all()
        ids = {Kind.ID} if plain_ids and (different * 10 >= text.len() * 8 or lengths.n_unique() == 1) else set()
        counts = {Kind.COUNT} if text.str.contains(r"^\d{1,4}$").all() else set()
        return {Kind.MONEY} | ids | counts | ({Kind.CODE, Kind.FLAG} if few else set())
    if text.str.contains(r"\d").mean() == 1.0 and different * 10 >= text.len() * 5:
        return {Kind.ID, Kind.TEXT}
    return {Kind.TEXT, Kind.CODE, Kind.FLAG} if few else {Kind.TEXT}


def _share(cells: RawColumn, column: Column, words: Lexicon) -> float:
    """The share of filled cells that can be read as the column's kind."""
    read = parse(cells, column, 1, words)
    filled = int((read.value.is_not_null() | read.bad).sum())
    return int(read.value.is_not_null().sum()) / filled if filled else 0.0


def first_cells(grid: Grid, header_row: int) -> list[RawColumn]:
    """The first cells of every column below the header."""
    body = grid.body(header_row + 1) if grid.n_rows > header_row + 1 else []
    return [column.at(pl.int_range(min(column.n_rows, LOOKED_AT), eager=True)) for column in body]


def shapes(cells: RawColumn, most: int = 2) -> list[str]:
    """What cells look like, without what they say: digits as 9, letters as a, Chinese as 字."""
    text = as_text(cells).drop_nulls()
    shaped = (
        text.str.head(24)
        .str.replace_all(r"[0-9]", "9")
        .str.replace_all(r"[A-Za-z]", "a")
        .str.replace_all(r"\p{Han}", "字")
    )
    counted = shaped.value_counts(sort=True)
    return counted[counted.columns[0]].head(most).to_list()


def few_values(cells: RawColumn, most: int = 8) -> list[str]:
    """The different values of a column that may be a code, most frequent first; none where it is no code."""
    text = trimmed(as_text(cells)).drop_nulls()
    if text.is_empty() or text.n_unique() > most or (text.str.len_chars() > _LONGEST_CODE).any():
        return []
    counted = text.value_counts(sort=True)
    return counted[counted.columns[0]].to_list()


def values_seen(problems: pl.DataFrame, file: str, sheet: str, header: str, most: int = 20) -> list[tuple[str, int]]:
    """Values of a code column that are not known, the most frequent first; long ones are texts and no codes."""
    own = problems.filter(
        (pl.col("code") == "P024") & (pl.col("source_file") == file) & (pl.col("source_sheet") == sheet)
        & (pl.col("header") == header) & (pl.col("value").str.len_chars() <= _LONGEST_CODE)
    )  # fmt: skip
    counted = own.group_by("value").len().sort("len", "value", descending=[True, False]).head(most)
    return [(str(value), int(count)) for value, count in counted.iter_rows()]


_LONGEST_CODE = 20
