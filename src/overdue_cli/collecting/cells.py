"""Cells → dates, amounts and codes; what is none of them is said by its cell and never guessed."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import polars as pl

from overdue_cli.collecting.sheets import BESIDE, FIELDS, LANGUAGES, FilledSheet, text_of
from overdue_cli.intake.amounts import money
from overdue_cli.intake.dates import dates
from overdue_cli.intake.headers import lexicon
from overdue_cli.locale import words

DATES = ("contacted_on", "promised_on", "override_until")
CODES = ("channel", "contacted", "result", "cause", "override_grade")
TEXTS = ("note", "override_reason", "override_by")
GRADES = "ABCDE"


def entries(sheet: FilledSheet) -> pl.DataFrame:
    """One row a list row: place, key, what stands beside it, each field's value, its text, and whether it was readable.

    Columns: `file`, `sheet`, `row`, `run`, `number`, `key_text`, `id_text`, `name_text`; and for each field its value,
    `… text` as written and `… bad`.
    """
    columns: dict[str, Any] = {
        "row": pl.int_range(sheet.first_row, sheet.first_row + sheet.keys.height, eager=True).cast(pl.UInt32),
        "run": sheet.keys["run"],
        "number": sheet.keys["number"],
        "key_text": sheet.key_text,
    }
    for name, beside in zip(("id_text", "name_text"), BESIDE, strict=True):
        blank = pl.Series([None], dtype=pl.String).new_from_index(0, sheet.keys.height)
        columns[name] = text_of(sheet.raw[beside]) if beside in sheet.raw else blank
    for field in FIELDS:
        text = text_of(sheet.raw[field])
        value, bad = _value(field, sheet, text)
        columns |= {field: value, f"{field} text": text, f"{field} bad": bad}
    frame = pl.DataFrame(columns).with_columns(pl.lit(sheet.file).alias("file"), pl.lit(sheet.sheet).alias("sheet"))
    cells = {f"{field} at": sheet.cell_of(field) for field in ("key", *FIELDS)}
    id_at = sheet.cell_of("borrower_id") if "borrower_id" in sheet.places else cells["key at"]
    return frame.with_columns([pl.lit(letters).alias(name) for name, letters in (cells | {"id at": id_at}).items()])


def _value(field: str, sheet: FilledSheet, text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The field's values and a mask of the cells that hold something else."""
    raw, known = sheet.raw[field], lexicon()
    if field in DATES:
        value, _, _ = dates(raw, known)
        return value, text.is_not_null() & value.is_null()
    if field == "promised_amount":
        value, _ = money(raw, 1, known)
        return value, text.is_not_null() & (value.is_null() | (value <= 0).fill_null(False))
    if field in CODES:
        table = _codes(field)
        folded = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ")
        value = folded.replace_strict(table, default=None, return_dtype=pl.String)
        return value, text.is_not_null() & value.is_null()
    return text, pl.Series([False]).new_from_index(0, text.len())


@cache
def _codes(field: str) -> dict[str, str]:
    """Every spelling of a drop-down in either language, and the code itself → the code."""
    if field == "override_grade":
        return {letter.lower(): letter for letter in GRADES}
    choices = {language: words(language)["workbook"]["choices"][field] for language in LANGUAGES}
    spelt = {_folded(label): code for language in LANGUAGES for code, label in choices[language].items()}
    return {_folded(code): code for code in choices["en"]} | spelt


def _folded(text: object) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(text)).lower().split())
