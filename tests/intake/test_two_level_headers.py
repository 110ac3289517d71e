"""Headers on two rows, merged or broken, and amounts that come in parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_files import codes, column, comma, read, text, workbook

UPPER = ["借据号", "客户号", "期次", "应还", "", "", "实还", "", ""]
LOWER = ["", "", "", "日期", "本金", "利息", "日期", "本金", "利息"]
ROW = ["J1", "001", 1.0, "2026-01-20", 100.0, 5.0, "2026-01-21", 90.0, 5.0]


def paid(path: Path) -> list[tuple[object, ...]]:
    dues = read(path).tables["instalments"]
    return dues.select("loan_id", "due_amount", "due_principal", "due_interest", "paid_amount", "source_row").rows()


@pytest.mark.parametrize("titles", [[], [["某县支行还款明细"], ["单位：元"]]])
def test_a_name_over_its_parts_is_read_as_both_together(titles: list[list[str]], tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"还款明细": [*titles, UPPER, LOWER, ROW]})
    assert paid(path) == [("J1", 10_500, 10_000, 500, 9_500, len(titles) + 3)]
    assert str(column(read(path), "instalments", "paid_on")[0]) == "2026-01-21"


def test_the_same_in_text_where_nothing_can_be_merged(tmp_path: Path) -> None:
    assert paid(text(tmp_path / "a.csv", comma([UPPER, LOWER, ROW]))) == [("J1", 10_500, 10_000, 500, 9_500, 3)]


def test_a_name_broken_over_two_rows_is_put_together(tmp_path: Path) -> None:
    rows = [
        ["借据", "客户", "应还", "应还", "实还", "实还"],
        ["编号", "编号", "日期", "金额", "日期", "金额"],
        ["J1", "1", "2026-01-20", 5.0, "", ""],
    ]
    dues = read(workbook(tmp_path / "a.xlsx", {"还款明细": rows})).tables["instalments"]
    assert dues.select("loan_id", "borrower_id", "due_amount").rows() == [("J1", "1", 500)]


def test_a_heading_that_means_nothing_leaves_the_names_below_it(tmp_path: Path) -> None:
    rows = [
        ["基本信息", "", "", "贷款情况", ""],
        ["借据号", "客户号", "姓名", "贷款余额", "逾期天数"],
        ["J1", "001", "甲", 5.0, 3.0],
    ]
    loans = read(workbook(tmp_path / "a.xlsx", {"台账": rows})).tables["loans"]
    assert loans.select("loan_id", "borrower_name", "balance", "days_past_due").rows() == [("J1", "甲", 500, 3)]


def test_both_rows_repeated_on_every_page_are_no_data(tmp_path: Path) -> None:
    second = ["J1", "001", 2.0, "2026-02-20", 100.0, 5.0, "", "", ""]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"还款明细": [UPPER, LOWER, ROW, UPPER, LOWER, second]}))
    assert portfolio.set_aside.is_empty()
    assert portfolio.sheets["rows_not_data"].to_list() == [4]


def test_a_whole_amount_is_not_added_up_again_from_its_parts(tmp_path: Path) -> None:
    rows = [["借据号", "应还日期", "应还金额", "应还本金", "应还利息"], ["J1", "2026-01-20", 99.0, 100.0, 5.0]]
    assert column(read(workbook(tmp_path / "a.xlsx", {"还款明细": rows})), "instalments", "due_amount") == [9_900]


def test_a_row_of_words_below_a_header_is_data(tmp_path: Path) -> None:
    rows = [["借据号", "客户号", "客户名称", "担保方式"], ["甲字", "甲", "赵", "保证"], ["乙字", "乙", "钱", "抵押"]]
    portfolio = read(text(tmp_path / "台账.csv", comma(rows)))
    assert column(portfolio, "loans", "loan_id") == ["甲字", "乙字"]
    assert codes(portfolio) == []
