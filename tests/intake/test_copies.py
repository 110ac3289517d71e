"""The same rows given twice: a file, a sheet, an export that overlaps another. Said, counted, and never added up."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from export_files import DUES, LEDGER, codes, column, comma, read, text, workbook

from overdue_cli.pipeline import score
from overdue_cli.problems import explain
from overdue_cli.tables import Portfolio

MONTHS = [["J1", n, f"2026-{n:02}-20", 200, f"2026-{n:02}-20", 200] for n in range(1, 7)]
PART = ["J1", 7, "2026-07-20", 200, "2026-07-25", 100]
CASH = ["借据号", "还款日期", "还款金额"]


def said(portfolio: Portfolio, code: str) -> list[str]:
    found = portfolio.problems.filter(pl.col("code") == code)
    return [explain(row, "zh").splitlines()[0] for row in found.iter_rows(named=True)]


def paid(portfolio: Portfolio, table: str = "instalments", name: str = "paid_amount") -> int:
    return int(portfolio.tables[table][name].sum()) // 100


def test_the_same_file_under_another_name_is_said_once_and_not_counted(tmp_path: Path) -> None:
    text(tmp_path / "a.csv", comma(LEDGER))
    first = text(tmp_path / "b.csv", comma([DUES, *MONTHS]))
    shutil.copy(first, tmp_path / "c.csv")
    portfolio = read(tmp_path)
    assert said(portfolio, "P059") == ["c.csv   P059  与 b.csv 重复，只计一次：整个文件"]
    assert paid(portfolio) == 1200
    assert portfolio.sheets.select("rows_in", "rows_used", "rows_not_data").rows()[-1] == (7, 0, 7)


def test_the_same_sheet_in_two_workbooks_is_one_note_and_not_one_a_row(tmp_path: Path) -> None:
    a = workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "还款": [DUES, *MONTHS]})
    b = workbook(tmp_path / "b.xlsx", {"还款明细": [["标题"], DUES, *MONTHS]})
    portfolio = read(a, b)
    assert codes(portfolio) == ["P059"]
    assert said(portfolio, "P059") == ["b.xlsx · 工作表 还款明细   P059  与 a.xlsx · 还款 重复，只计一次：6/6 行"]
    assert paid(portfolio) == 1200


def test_exports_that_overlap_are_joined_and_the_overlap_is_counted(tmp_path: Path) -> None:
    a, b = text(tmp_path / "a.csv", comma([DUES, *MONTHS[:4]])), text(tmp_path / "b.csv", comma([DUES, *MONTHS[2:]]))
    portfolio = read(a, b)
    assert column(portfolio, "instalments", "instalment_no") == [1, 2, 3, 4, 5, 6]
    assert said(portfolio, "P059")[0].endswith("2/4 行")


def test_a_copy_that_lacks_columns_is_a_copy_and_gives_what_only_it_knows(tmp_path: Path) -> None:
    fewer = [DUES[:4] + DUES[5:] + ["实还日期", "催缴次数"], *([*row[:4], row[5], row[4], 2] for row in MONTHS)]
    fewer = [[*row[:1], *row[2:]] for row in fewer]
    full = [[*DUES, "还款人"], *([*row, "本人"] for row in MONTHS)]
    portfolio = read(text(tmp_path / "a.csv", comma(full)), text(tmp_path / "b.csv", comma(fewer)))
    assert paid(portfolio) == 1200
    assert column(portfolio, "instalments", "reminders") == [2] * 6
    assert column(portfolio, "instalments", "payer") == ["self"] * 6


def test_a_cash_ledger_given_twice_with_other_columns_pays_once(tmp_path: Path) -> None:
    cash = [["J1", "2026-01-20", 200], ["J1", "2026-01-20", 200], ["J1", "2026-02-20", 200]]
    a = text(
        tmp_path / "流水a.csv",
        comma([[*CASH, "还款人"], *([*row, n] for row, n in zip(cash, ["本人", "员工", "本人"], strict=True))]),
    )
    b = text(tmp_path / "流水b.csv", comma([CASH, *cash]))
    portfolio = read(a, b, text(tmp_path / "台账.csv", comma(LEDGER)))
    # Two payments of one day, by different people, are two; the copy that cannot tell them apart adds none.
    assert paid(portfolio, "payments", "amount") == 600


def snapshots(folder: Path, older: list[Any], newer: list[Any], *dates: str) -> Portfolio:
    for name, row, date in zip(("a", "b"), (older, newer), dates or ("", ""), strict=True):
        head = [[f"截止日期：{date}"]] if date else []
        text(folder / f"{name}.csv", comma([*head, DUES, *MONTHS, row]))
    return read(folder)


def test_a_part_payment_and_its_cumulated_amount_in_a_later_export_are_not_added_up(tmp_path: Path) -> None:
    portfolio = snapshots(tmp_path, PART, [*PART[:4], "2026-08-03", 150], "2026-07-31", "2026-08-31")
    assert paid(portfolio) == 1200 + 150
    assert "P060" in codes(portfolio)


def test_without_dates_the_snapshot_with_less_paid_counts(tmp_path: Path) -> None:
    portfolio = snapshots(tmp_path, [*PART[:4], "2026-08-03", 150], PART)
    assert paid(portfolio) == 1200 + 100
    assert said(portfolio, "P060")[0].startswith("b.csv   P060  与 a.csv 对同一期还款的记录不一致：1 期")


def test_an_instalment_that_was_open_and_is_paid_in_the_later_export_is_paid(tmp_path: Path) -> None:
    portfolio = snapshots(tmp_path, [*PART[:4], "", ""], [*PART[:5], 200], "2026-07-31", "2026-08-31")
    assert paid(portfolio) == 1400


def test_payments_of_one_instalment_in_files_of_two_months_are_both_payments(tmp_path: Path) -> None:
    a = text(tmp_path / "七月.csv", comma([DUES, PART]))
    b = text(tmp_path / "八月.csv", comma([DUES, [*PART[:4], "2026-08-03", 50]]))
    portfolio = read(a, b)
    assert paid(portfolio) == 150
    assert {"P059", "P060"}.isdisjoint(codes(portfolio))


@pytest.mark.slow
def test_a_portfolio_given_twice_in_other_forms_has_the_same_grades(tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir()
    text(once / "台账.csv", comma(LEDGER))
    text(once / "还款.csv", comma([DUES, *MONTHS, PART, ["J2", *MONTHS[0][1:]]]))
    shutil.copytree(once, twice)
    workbook(twice / "备份.xlsx", {"还款": [DUES, *MONTHS, PART, ["J2", *MONTHS[0][1:]]], "台账": LEDGER})
    as_of = dt.date(2026, 8, 20)
    shown = ["borrower_id", "grade", "score", "arrears", "days_past_due"]
    assert (
        score([once], as_of=as_of).borrowers.select(shown).equals(score([twice], as_of=as_of).borrowers.select(shown))
    )
