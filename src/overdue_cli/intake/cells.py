"""A raw column → a canonical one: the one door to parsing, by the column's kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from overdue_cli.intake.amounts import counts, money
from overdue_cli.intake.clean import EXACT_FLOAT, as_text, by_unique, folded, runs, trimmed, without_missing
from overdue_cli.intake.dates import DAYS_TO_1904, LAST_SERIAL, dates
from overdue_cli.intake.headers import Lexicon, value_key
from overdue_cli.intake.read import RawColumn
from overdue_cli.tables import Column, Kind

_SCIENTIFIC = r"^\d(?:\.\d+)?[eE]\+?\d{2,}$"
_CURRENCY = r"^[A-Z]{3}$"
BAD_CODE = {Kind.DATE: "P021", Kind.MONEY: "P022", Kind.COUNT: "P022", Kind.ID: "P023"}
"""Kind → problem code of a required cell that cannot be read."""


AHEAD = frozenset(
    {"due_on", "next_due_on", "matures_on", "promised_on", "guarantee_until", "consent_until", "rectify_by"}
)
"""Days by which something is due: of a month without a day the first is the worse; of all others the last."""


MONTHS = frozenset({"status_history_end"})
"""Columns of months: a day is not to be expected, and 202610 is one."""
STRINGS = frozenset({"status_history"})
"""Text of which every character counts: stored as a number it is as damaged as an id."""


@dataclass(frozen=True)
class Cells:
    """A canonical column: values, and a mask of cells that held something we could not read."""

    value: pl.Series
    bad: pl.Series
    assumed: str = ""  # the code of a reading that was chosen, else nothing


def parse(raw: RawColumn, column: Column, unit: int, words: Lexicon, own_values: dict[str, str] | None = None) -> Cells:
    """`raw` read as `column`; `unit` is yuan a written 1 stands for, `own_values` the mapping file's translations.

    A cell that shows an error, or a formula that was never calculated, is no blank: it is bad whatever the kind.
    """
    sound = replace(raw, fault=None)
    cells = _parsed(translated(sound, own_values) if own_values else sound, column, unit, words)
    return cells if raw.fault is None else replace(cells, bad=cells.bad | raw.fault.is_not_null())


def _parsed(raw: RawColumn, column: Column, unit: int, words: Lexicon) -> Cells:
    if column.kind is Kind.DATE:
        read = Cells(*dates(_months(raw) if column.name in MONTHS else raw, words, ahead=column.name in AHEAD))
        return replace(read, assumed="") if column.name in MONTHS else read
    if column.kind is Kind.MONEY:
        return Cells(*money(raw, unit, words))
    if column.kind is Kind.COUNT:
        return Cells(*counts(raw, words))
    if column.kind is Kind.ID or column.name in STRINGS:
        return _ids(raw, words)
    if column.kind is Kind.TEXT:
        return _fine(by_unique(as_text(raw), lambda text: without_missing(trimmed(text), words.missing)))
    return _codes(raw, column, words)


def dated(raw: RawColumn, epoch: int) -> RawColumn:
    """`raw` with numbers of days counted from 1900, from whatever year the workbook counts."""
    if epoch == 1900 or raw.number is None:
        return raw
    later = (raw.number > 0) & (raw.number < LAST_SERIAL)
    return replace(raw, number=(raw.number + DAYS_TO_1904).zip_with(later.fill_null(False), raw.number))


def _months(raw: RawColumn) -> RawColumn:
    """`raw` with months written in six digits as `2026-10`."""
    text = as_text(RawColumn(raw.n_rows, text=raw.text, number=raw.number))
    numbered = text.str.replace(r"^(\d{4})(0[1-9]|1[0-2])$", "$1-$2")
    return RawColumn(raw.n_rows, text=numbered, date=raw.date)


def translated(raw: RawColumn, values: dict[str, str]) -> RawColumn:
    """`raw` as text with the mapping file's values put in place of the exported ones."""
    text = by_unique(trimmed(as_text(raw)), lambda s: s.replace(values))
    return RawColumn(raw.n_rows, text=text)


def _fine(value: pl.Series) -> Cells:
    return Cells(value, pl.Series([False]).new_from_index(0, value.len()))


def _ids(raw: RawColumn, words: Lexicon) -> Cells:
    """Ids as text, leading zeros kept. A number of 16 or more digits lost its last ones in Excel: damaged."""
    if raw.text is not None and all(part is None for part in raw.parts[1:]):
        heads, run = runs(raw.text)
        if 0 < heads.len() * 2 <= raw.n_rows:  # exports keep the rows of a loan together
            cells = _ids(RawColumn(heads.len(), text=heads), words)
            return Cells(cells.value.gather(run), cells.bad.gather(run))
    text = without_missing(folded(as_text(raw)), words.missing)
    bad = pl.Series([False]).new_from_index(0, raw.n_rows)
    if raw.number is not None:
        bad |= (raw.number.abs() >= EXACT_FLOAT).fill_null(False)
    if raw.text is not None:
        bad |= text.str.contains(_SCIENTIFIC).fill_null(False)
    return Cells(text.set(bad, None), bad)


def _codes(raw: RawColumn, column: Column, words: Lexicon) -> Cells:
    """Canonical codes or flags; what the words do not know is bad, and null."""
    flag = column.kind is Kind.FLAG
    known = words.values.get("flag" if flag else column.name, {}) | {value_key(code): code for code in column.codes}

    def read(text: pl.Series) -> pl.Series:
        return _look_up(folded(text), known, column)

    def unread(text: pl.Series) -> pl.Series:
        return without_missing(folded(text), words.missing).is_not_null() & read(text).is_null()

    text = as_text(raw)
    value, bad = by_unique(text, read), by_unique(text, unread).fill_null(False)
    if flag:
        value = (value == "yes").set(value.is_null(), None)
    return Cells(value, bad)


def _look_up(text: pl.Series, known: dict[str, str], column: Column) -> pl.Series:
    """Each text's code: by the words, by the words behind a leading number (`02-关注`), or itself where open."""
    exact = {code: code for code in column.codes} if column.name == "status_code" else known
    key = text.str.to_uppercase() if column.name == "status_code" else text.str.to_lowercase()
    key = key.str.replace_all(r"[\s_\-]+", "")
    tried = [key, key.str.replace(r"^\d{1,2}[.、:]?", "")]
    found = [t.replace_strict(list(exact), list(exact.values()), default=None, return_dtype=pl.String) for t in tried]
    return pl.select(pl.coalesce(*map(pl.lit, [*found, _open(text, column)]))).to_series()


def _open(text: pl.Series, column: Column) -> pl.Series:
    """Codes of a column whose list is open: signal codes as written, currencies by their three letters."""
    upper = text.str.to_uppercase()
    if column.codes or column.kind is Kind.FLAG:
        return upper.set(upper.is_not_null(), None)
    return upper if column.name != "currency" else upper.set(~upper.str.contains(_CURRENCY).fill_null(False), None)
