"""Every quirk of files in the wild: one small sheet each, what it is read as, and what is said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from export_files import DUES, LEDGER, codes, column, comma, read, text, workbook

from overdue_cli.problems import Refusal
from overdue_cli.tables import Portfolio

DAY = dt.date(2026, 1, 20)
GOOD: list[Any] = ["J1", 1, DAY, 100, DAY, 100]
Quirk = tuple[list[list[Any]], Callable[[Portfolio], bool], list[str]]


def amounts(*yuan: float) -> Callable[[Portfolio], bool]:
    return lambda portfolio: column(portfolio, "instalments", "due_amount") == [round(y * 100) for y in yuan]


def holds(name: str, *values: Any, table: str = "instalments") -> Callable[[Portfolio], bool]:
    return lambda portfolio: column(portfolio, table, name) == list(values)


def due(cell: Any) -> list[Any]:
    return ["J1", 1, cell, 100, "", ""]


def owed(cell: Any) -> list[Any]:
    return ["J1", 1, DAY, cell, "", ""]


NOTES = [[f"说明{n}：本表由系统生成"] for n in range(1, 7)]
QUIRKS: dict[str, Quirk] = {
    # above and around the table
    "eight_title_rows_with_unit_date_and_who_made_it": (
        [*NOTES, ["单位：万元", "", "截止日期：2026-11-20"], ["制表人：赵"], DUES, GOOD],
        lambda p: amounts(1_000_000)(p) and p.data_date == dt.date(2026, 11, 20), []),
    "a_header_on_the_thirtieth_row": ([*[["注"]] * 29, DUES, GOOD], amounts(100), []),
    "a_date_of_the_title_in_a_cell_of_its_own": ([["截止日期", dt.date(2026, 11, 20)], DUES, GOOD], lambda p: p.data_date == dt.date(2026, 11, 20), []),
    "amounts_in_hundred_millions": ([["单位：亿元"], DUES, owed(0.5)], amounts(50_000_000), []),
    "amounts_in_thousands": ([["金额单位：人民币千元"], DUES, owed(1.5)], amounts(1_500), []),
    "a_header_of_two_rows": ([["借据号", "期次", "应还", "", "实还", ""], ["", "", "日期", "金额", "日期", "金额"], GOOD], amounts(100), []),
    "a_header_with_line_breaks_stars_and_units": ([["借据号*", "期次", "应还\n日期", "应还金额（元）:", "实还日期", "实还金额"], GOOD], amounts(100), []),
    "blank_rows_in_between": ([DUES, [], GOOD, [], []], amounts(100), []),
    "totals_of_every_kind": ([DUES, GOOD, ["小计", "", "", 100], ["合计", "", "", 100], ["总计", "", "", 100], ["本页合计", "", "", 100], ["累计", "", "", 100]], amounts(100), []),
    "a_total_behind_a_running_number": ([["序号", *DUES], [1, *GOOD], ["", "合计", "", "", 100]], amounts(100), []),
    "the_header_repeated_on_each_page": ([DUES, GOOD, DUES, ["J2", *GOOD[1:]]], amounts(100, 100), []),
    "signatures_below": ([DUES, GOOD, ["制表：赵", "", "复核：钱"], ["负责人：孙"], ["打印日期：2026-11-20"], ["第1页 共3页"], ["备注：仅供内部使用"]], amounts(100), []),
    # dates
    "a_date_that_is_eight_digits": ([DUES, due(20260120)], holds("due_on", DAY), []),
    "a_date_with_full_stops": ([DUES, due("2026.1.20")], holds("due_on", DAY), []),
    "a_date_in_chinese": ([DUES, due("2026年1月20日")], holds("due_on", DAY), []),
    "a_date_with_a_time": ([DUES, due("2026-01-20 00:00:00")], holds("due_on", DAY), []),
    "a_serial_of_excel_is_said": ([DUES, due(46042)], holds("due_on", DAY), ["P035"]),
    "a_year_of_two_digits_is_set_aside": ([DUES, GOOD, due("26-01-20")], amounts(100), ["P021"]),
    "a_day_first_date_is_set_aside": ([DUES, GOOD, due("20/01/2026")], amounts(100), ["P021"]),
    **{f"the_date_{word}_is_no_date_yet": ([DUES, ["J1", 1, DAY, 100, word, ""]], holds("paid_on", None), [])
       for word in ("00000000", "99991231", "1900-01-01", "2200-01-01", "9999-12-31", "0000-00-00")},
    # numbers
    "a_comma_in_thousands": ([DUES, owed("1,234.50")], amounts(1234.5), []),
    "a_currency_sign": ([DUES, owed("￥1,234.50")], amounts(1234.5), []),
    "ten_thousands_in_words": ([DUES, owed("1.2万")], amounts(12_000), []),
    "brackets_for_a_minus": ([DUES, GOOD, ["J1", 1, DAY, 100, "2026-01-21", "(100)"]], holds("paid_amount", 10_000, -10_000), []),
    "a_minus_behind": ([DUES, GOOD, ["J1", 1, DAY, 100, "2026-01-21", "100-"]], holds("paid_amount", 10_000, -10_000), []),
    "full_width_digits": ([DUES, owed("１２３．４５")], amounts(123.45), []),
    "spaces_that_are_none_and_characters_nobody_sees": ([DUES, ["\u200bJ1\u00a0", 1, DAY, "\u00a0100\ufeff", "", ""]], holds("loan_id", "J1"), []),
    "an_apostrophe_that_forces_text": ([DUES, ["'J1", 1, DAY, "'100", "", ""]], amounts(100), []),
    "nought_is_a_value": ([DUES, ["J1", 1, DAY, 100, "", 0]], holds("paid_amount", 0), []),
    "text_where_a_number_belongs_is_set_aside": ([DUES, GOOD, owed("见附件")], amounts(100), ["P022"]),
    "an_error_of_excel_is_no_blank": ([DUES, GOOD, owed("#REF!")], amounts(100), ["P025"]),
    **{f"the_word_{n}_means_nothing": ([DUES, ["J1", 1, DAY, 100, word, word]], lambda p: holds("paid_on", None)(p) and holds("paid_amount", None)(p), [])
       for n, word in enumerate(("-", "--", "—", "/", "N/A", "#N/A", "null", "无", "空", "暂无", "未知"), start=1)},
    # ids
    "leading_zeros_are_kept": ([LEDGER[0], ["0001", "007", "甲"]], holds("borrower_id", "007", table="loans"), []),
    "an_id_stored_as_a_number_has_no_point": ([LEDGER[0], [1234567, 8901234, "甲"]], holds("loan_id", "1234567", table="loans"), []),
    "an_id_of_eighteen_digits_stored_as_a_number_is_damaged": ([DUES, GOOD, [622202000000000123, *GOOD[1:]]], amounts(100), ["P023"]),
    # rows against each other
    "rows_that_repeat_count_once": ([DUES, GOOD, GOOD], amounts(100), ["P026"]),
    "a_reversal_is_a_payment_taken_back": ([DUES, GOOD, [*GOOD[:4], "2026-01-22", -100]], holds("paid_amount", 10_000, -10_000), []),
    "columns_shifted_by_one_are_set_aside": ([DUES, GOOD, ["", "J1", 2, "2026-02-20", 100, "2026-02-20"]], amounts(100), ["P020", "P021", "P022"]),
    "a_row_shorter_than_its_header": ([DUES, ["J1", 2, DAY, 100]], amounts(100), []),
}  # fmt: skip


CELLS = ("the_word_", "the_date_", "a_date_that", "a_date_with", "a_date_in", "a_year", "a_day_first", "a_comma", "a_currency",
         "ten_thousands", "a_minus", "full_width", "spaces", "an_apostrophe", "nought", "leading", "an_id_stored")  # fmt: skip
"""Quirks of single cells, which `test_cells` asks without a workbook in every run."""


@pytest.mark.parametrize(
    "name", [pytest.param(q, marks=pytest.mark.slow) if q.startswith(CELLS) else q for q in QUIRKS]
)
def test_in_a_workbook(name: str, tmp_path: Path) -> None:
    rows, right, said = QUIRKS[name]
    title = "台账" if rows[0] == LEDGER[0] else "还款明细"
    portfolio = read(workbook(tmp_path / "a.xlsx", {title: rows}))
    assert right(portfolio), portfolio.tables
    assert [code for code in codes(portfolio) if code not in ("P030", "P031")] == said


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_serials_of_both_epochs_are_the_days_the_workbook_means(epoch: int, tmp_path: Path) -> None:
    """A workbook from an old Mac counts from 1904: the same number is a day four years later."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": epoch == 1904}) as book:
        sheet, day = book.add_worksheet("还款明细"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, DUES)
        sheet.write_row(1, 0, ["J1", 1, 46042 if epoch == 1900 else 44580, 100])
        sheet.write_row(2, 0, ["J1", 2])
        sheet.write_datetime(2, 2, DAY, day)
        sheet.write(2, 3, 100)
    assert column(read(path), "instalments", "due_on") == [DAY, DAY]


def test_a_header_below_the_thirtieth_row_is_not_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(workbook(tmp_path / "a.xlsx", {"还款明细": [*[["注"]] * 30, DUES, GOOD]}))
    assert refused.value.code == "P012"


def test_two_loans_whose_damaged_numbers_look_alike_are_not_joined(tmp_path: Path) -> None:
    ledger = [LEDGER[0], [622202000000000123, "001", "甲"], [622202000000000456, "002", "乙"]]
    dues = [DUES, [622202000000000123, *GOOD[1:]], ["J3", *GOOD[1:]]]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": [*ledger, ["J3", "003", "丙"]], "还款明细": dues}))
    assert codes(portfolio).count("P023") == 3
    assert column(portfolio, "loans", "loan_id") == ["J3"]
    assert column(portfolio, "instalments", "borrower_id") == ["003"]


def test_a_sheet_of_sums_beside_its_details_adds_nothing(tmp_path: Path) -> None:
    sums = [
        ["机构名称", "户数", "贷款余额", "逾期金额"],
        ["城关支行", 2, 1000, 0],
        ["河东支行", 1, 500, 100],
        ["合计", 3, 1500, 100],
    ]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"汇总": sums, "台账": LEDGER, "明细": [DUES, GOOD]}))
    assert codes(portfolio) == ["P018"]
    assert portfolio.tables["loans"].height == 2


def test_the_same_name_under_two_numbers_is_two_borrowers(tmp_path: Path) -> None:
    portfolio = read(text(tmp_path / "台账.csv", comma([LEDGER[0], ["J1", "001", "王伟"], ["J2", "002", "王伟"]])))
    assert column(portfolio, "loans", "borrower_id") == ["001", "002"]


def test_a_payment_before_the_money_was_lent_and_one_of_tomorrow_are_said(tmp_path: Path) -> None:
    ledger = [["截止日期：2026-03-01"], [*LEDGER[0], "放款日期"], ["J1", "001", "甲", "2026-01-25"]]
    dues = [DUES, GOOD, ["J1", 2, "2026-02-20", 100, "2026-03-02", 100]]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": ledger, "还款明细": dues}))
    assert codes(portfolio) == ["P032", "P032"]
