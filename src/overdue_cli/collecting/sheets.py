"""Sheets of a returned workbook → one row a list row that holds an entry or a key, with the place of every cell.

The key column is found by what stands in it and the officer's columns by their header words in either language,
so that sorting, filtering, inserted columns and renamed sheets change nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import polars as pl

from overdue_cli.intake.clean import as_text, trimmed
from overdue_cli.intake.notes import letters
from overdue_cli.intake.read import Grid, RawColumn
from overdue_cli.locale import words
from overdue_cli.problems import Refusal
from overdue_cli.rowkey import looks_like_key, read_keys

FIELDS = (
    "contacted_on", "channel", "contacted", "result", "cause", "promised_on", "promised_amount", "note",
    "override_grade", "override_reason", "override_by", "override_until",
)  # fmt: skip
"""The officer's columns, by the keys of their header words."""
BESIDE = ("borrower_id", "borrower_name")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class FilledSheet:
    """One list of a returned workbook: rows as stored, and where its columns stand (from 0, in the sheet)."""

    file: str
    sheet: str
    first_row: int
    places: dict[str, int]
    raw: dict[str, RawColumn]
    keys: pl.DataFrame
    key_text: pl.Series

    def cell_of(self, field: str) -> str:
        """The letters of a field's column."""
        return letters(self.places[field])


def filled_sheets(file: str, grids: list[Grid]) -> list[FilledSheet]:
    """The lists among `grids`; Refusal C001 if there is none, C006 if one has lost columns."""
    found = [sheet for grid in grids if (sheet := _sheet(file, grid)) is not None]
    if not found:
        raise Refusal("C001", file=file)
    return found


def _sheet(file: str, grid: Grid) -> FilledSheet | None:
    if grid.n_rows < 2:
        return None
    raw = grid.body(0)
    keyed = [
        (int(looks_like_key(texts).sum()), -at, texts) for at, c in enumerate(raw) if (texts := c.text) is not None
    ]
    count, at, texts = max(keyed, key=lambda found: found[:2], default=(0, 0, pl.Series([], dtype=pl.String)))
    if not count:
        return None
    first = int(looks_like_key(texts).arg_true()[0])
    header, places = _header(grid, first)
    missing = [field for field in FIELDS if field not in places]
    if missing:
        named = [words(_language(grid, header))["workbook"]["columns"][field] for field in missing]
        raise Refusal("C006", file=file, sheet=grid.sheet, columns=named)
    body = grid.body(header + 1)
    key_text = as_text(body[-at])
    return FilledSheet(
        file=file,
        sheet=grid.sheet,
        first_row=grid.top + header + 2,
        places={"key": grid.left - at} | {field: grid.left + place for field, place in places.items()},
        raw={field: body[place] for field, place in places.items()},
        keys=read_keys(key_text),
        key_text=key_text,
    )


def _header(grid: Grid, first: int) -> tuple[int, dict[str, int]]:
    """The row above the first key that names most of the columns, and where; a name that stands twice names nothing."""
    known = {
        _plain(str(words(language)["workbook"]["columns"][field])): field
        for language in LANGUAGES
        for field in (*FIELDS, *BESIDE)
    }
    best: tuple[int, dict[str, int]] = (max(first - 1, 0), {})
    for row in range(first):
        names = [known.get(_plain(str(cell))) for cell in grid.rows[row]]
        places = {name: at for at, name in enumerate(names) if name is not None and names.count(name) == 1}
        if len(places) > len(best[1]):
            best = (row, places)
    return best


def _language(grid: Grid, header: int) -> str:
    """The language a sheet's headers are in, for naming what is missing."""
    text = "".join(str(cell) for cell in grid.rows[header])
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def text_of(raw: RawColumn) -> pl.Series:
    """Every cell as text, trimmed; null where it holds nothing."""
    text = trimmed(as_text(raw))
    return text.set((text == "").fill_null(False), None)
