"""An open case that an export forgets stays on the overdue list, with its age, and can be closed from there."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from exports import MAR, NAMES, OFFICER, Cycle
from openpyxl import load_workbook

from overdue_cli.collecting import collect
from overdue_cli.history import History
from overdue_cli.locale import words
from overdue_cli.officers import write_officers
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.workbook.columns import LIST

FORGOTTEN = "B02"
SHEETS = {"zh": "逾期名单", "en": "Overdue"}


@pytest.fixture
def march(two_months: Path, cycle: Cycle) -> ScoredPortfolio:
    """The third month, whose export lacks a borrower who was overdue."""
    assert two_months.is_dir()
    return cycle(MAR, without=(FORGOTTEN,))[0]


def in_language(scored: ScoredPortfolio, language: str) -> ScoredPortfolio:
    return dataclasses.replace(scored, request=dataclasses.replace(scored.request, language=language))


def rows(path: Path, title: str, language: str) -> dict[str, dict[str, Any]]:
    """The list's rows by borrower, each by its columns' keys."""
    columns = words(language)["workbook"]["columns"]
    names = {columns[column.key]: column.key for column in LIST}
    sheet = load_workbook(path)[title]
    heads = [names.get(str(cell.value), "") for cell in sheet[4]]
    found = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    return {row["borrower_id"]: row for row in found}


@pytest.mark.parametrize(
    ("language", "age", "unseen"),
    [
        ("zh", "案件自2026-02-20起，已28天", "本次导出未见，连续1期；上次见于2026-02-20，当时逾期26天"),
        ("en", "open since 2026-02-20, 28 days", "not in this export, 1 in a row; last seen 2026-02-20, 26 days past due then"),
    ],
)  # fmt: skip
def test_a_case_the_export_lacks_is_carried_on_the_list_with_its_age(
    march: ScoredPortfolio, tmp_path: Path, language: str, age: str, unseen: str
) -> None:
    scored = in_language(march, language)
    scored.to_workbook(tmp_path / "w.xlsx")
    found = rows(tmp_path / "w.xlsx", SHEETS[language], language)
    assert list(found)[-1] == FORGOTTEN
    row = found[FORGOTTEN]
    assert (row["why"], row["officer"]) == (f"{age}\n{unseen}", OFFICER)
    assert (row["rank"], row["tier"]) == (None, None)
    assert row["stands"] == words(language)["carried"]["stands"]
    # Its name is not in the history, and nobody else's stands in its place.
    assert row["borrower_name"] is None
    assert NAMES[FORGOTTEN] not in str(found)


@pytest.mark.slow
def test_it_stands_in_the_file_of_the_officer_who_had_it_last_and_is_closed_from_there(
    march: ScoredPortfolio, two_months: Path, cycle: Cycle, tmp_path: Path
) -> None:
    folder = tmp_path / "officers"
    folder.mkdir()
    write_officers(in_language(march, "en"), folder, workers=1)
    (path,) = folder.glob(f"{OFFICER}*.xlsx")
    book = load_workbook(path)
    sheet = book["Overdue"]
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    (at,) = (row[0].row for row in sheet.iter_rows(min_row=5) if row[heads["Borrower no."] - 1].value == FORGOTTEN)
    for word, value in (
        ("Result", "case closed"),
        ("Note", "sold to another bank"),
        ("Contact date", dt.date(2026, 3, 23)),
    ):
        sheet.cell(at, heads[word]).value = value
    book.save(tmp_path / "back.xlsx")
    history = History(two_months, at="2026-03-24T05:00:00+00:00")
    assert collect([tmp_path / "back.xlsx"], history, language="en").problems.is_empty()
    april = cycle(dt.date(2026, 4, 20), without=(FORGOTTEN,))[0]
    assert april.cases is not None
    states = dict(april.cases.select("borrower_id", "state").iter_rows())
    assert states[FORGOTTEN] == "closed"
    april.to_workbook(tmp_path / "w.xlsx")
    assert FORGOTTEN not in rows(tmp_path / "w.xlsx", "Overdue", "en")


def test_a_case_the_export_shows_says_how_long_it_is_open_and_nothing_is_carried(
    two_months: Path, cycle: Cycle
) -> None:
    assert two_months.is_dir()
    book = cycle(MAR)[0].book()
    assert book.carried is not None and book.carried.is_empty()
    (case,) = book.overdue.filter(pl.col("borrower_id") == FORGOTTEN)["case"]
    assert case == "open since 2026-02-20, 28 days"
