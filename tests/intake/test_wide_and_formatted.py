"""Sheets that were formatted far beyond their rows, or spoilt into being wide: what holds nothing costs next to nothing."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from export_files import LEDGER, read, text

from overdue_cli.problems import Refusal


def far(path: Path, row: int, column: int) -> Path:
    """A ledger, and a blank in a far cell."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        for y, cells in enumerate(LEDGER):
            sheet.write_row(y, 0, cells)
        sheet.write(row, column, " ")
    return path


def test_thousands_of_empty_rows_and_columns_are_not_data_and_take_no_time(tmp_path: Path) -> None:
    began = time.process_time()
    portfolio = read(far(tmp_path / "a.xlsx", 20_000, 200))
    assert portfolio.sheets.select("rows_used", "rows_not_data").row(0) == (2, 19_999)
    assert time.process_time() - began < 5


def test_a_table_wider_than_any_is_refused_with_how_wide_it_is(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(far(tmp_path / "a.xlsx", 3, 9_999))
    assert (refused.value.code, refused.value.facts["detail"]) == ("P050", "@columns 10,000")
    with pytest.raises(Refusal) as refused:
        read(text(tmp_path / "a.csv", "借据号,客户号" + "," * 9_998 + "\n"))
    assert refused.value.code == "P050"


def test_a_member_without_a_name_in_an_archive_is_no_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nameless", b"x")
        archive.writestr("台账.csv", "借据号,客户号\nJ1,1\n")
        archive.infolist()[0].filename = ""
    assert read(path).tables["loans"].height == 1
