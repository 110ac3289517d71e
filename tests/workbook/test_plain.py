"""Bare workbooks: what a cell is stored as, what stands around the table, and nothing half written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
from openpyxl import load_workbook

from overdue_cli.workbook.plain import PlainSheet, write_plain

CREATED = dt.datetime(2026, 11, 20, 8)
FRAME = pl.DataFrame(
    {
        "id": ["007", None],
        "due": [dt.date(2026, 11, 20), None],
        "amount": [12.5, 0.0],
        "times": [3, None],
        "note": ["=1+1", "http://x"],
    }
)


def written(folder: Path, sheet: PlainSheet) -> list[tuple[object, ...]]:
    path = write_plain(folder / "a.xlsx", [sheet], created=CREATED)
    return list(load_workbook(path)[sheet.name].iter_rows(values_only=True))


def test_a_null_is_an_empty_cell_and_zero_is_a_zero(tmp_path: Path) -> None:
    assert written(tmp_path, PlainSheet("t", FRAME))[2] == (None, None, 0, None, "http://x")


def test_each_column_is_stored_as_its_type(tmp_path: Path) -> None:
    rows = written(tmp_path, PlainSheet("t", FRAME))
    assert rows[0] == ("id", "due", "amount", "times", "note")
    assert rows[1] == ("007", dt.datetime(2026, 11, 20), 12.5, 3, "=1+1")


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "a.xlsx", [PlainSheet("t", FRAME)], created=CREATED)
    assert load_workbook(path)["t"]["E2"].data_type in ("s", "inlineStr")


def test_titles_stand_above_totals_and_signatures_below(tmp_path: Path) -> None:
    sheet = PlainSheet(
        "t",
        FRAME,
        above=[["标题"], ["机构", None, "单位：元"]],
        totals={"id": "合计", "amount": 12.5},
        below=[["复核人："]],
    )
    rows = written(tmp_path, sheet)
    assert sheet.rows == len(rows) == 7
    assert rows[1][:3] == ("机构", None, "单位：元")
    assert rows[5][:3] == ("合计", None, 12.5)
    assert rows[6][0] == "复核人："


def test_a_single_cell_can_be_of_another_type_than_its_column(tmp_path: Path) -> None:
    rows = written(tmp_path, PlainSheet("t", FRAME, cells={(0, "id"): 7.0, (1, "amount"): "见附件"}))
    assert (rows[1][0], rows[2][2]) == (7, "见附件")


def test_an_empty_table_still_has_its_header(tmp_path: Path) -> None:
    assert written(tmp_path, PlainSheet("t", FRAME.clear(), totals={"id": "合计"}))[1][0] == "合计"


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (
        write_plain(tmp_path / name, [PlainSheet("t", FRAME)], created=CREATED) for name in ("one.xlsx", "two.xlsx")
    )
    assert one.read_bytes() == two.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.xlsx", "two.xlsx"]
