"""Sheets: titles above, totals and signatures between and below, hidden ones, what is set aside and where it stood."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import DUES, LEDGER, codes, column, comma, read, text, workbook

from overdue_cli.problems import Refusal

GOOD = ["J1", 1, dt.date(2026, 1, 20), 100.0, dt.date(2026, 1, 20), 100.0]
TITLES = [
    ["某县支行还款明细表"],
    ["单位：万元", "", "", "截止日期：2026年11月20日"],
    ["机构名称：城关支行", "", "制表人：赵"],
    [],
]


def dues(tmp_path: Path, *rows: object, titles: object = ()) -> Path:
    return workbook(tmp_path / "还款.xlsx", {"还款明细": [*titles, DUES, *rows]})


def test_a_clean_sheet_has_no_problems(tmp_path: Path) -> None:
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "还款明细": [DUES, GOOD]}))
    assert codes(portfolio) == []
    assert portfolio.set_aside.is_empty()
    assert portfolio.language == "zh"


def test_title_rows_are_read_for_unit_and_date(tmp_path: Path) -> None:
    portfolio = read(dues(tmp_path, GOOD, titles=TITLES))
    assert column(portfolio, "instalments", "due_amount") == [100 * 10_000 * 100]
    assert portfolio.data_date == dt.date(2026, 11, 20)
    assert portfolio.sheets.select("header_row", "unit").row(0) == (5, "万元")
    assert column(portfolio, "instalments", "source_row") == [6]


def test_an_outlet_in_the_title_is_the_branch_of_loans_without_one(tmp_path: Path) -> None:
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": [*TITLES, *LEDGER]}))
    assert column(portfolio, "loans", "branch") == ["城关支行", "城关支行"]


def test_a_unit_in_a_header_goes_before_the_title(tmp_path: Path) -> None:
    ledger = [["单位：万元"], ["借据号", "客户号", "贷款余额（元）", "贷款金额"], ["J1", "1", 5.0, 5.0]]
    loans = read(workbook(tmp_path / "a.xlsx", {"台账": ledger})).tables["loans"]
    assert loans.select("balance", "principal").row(0) == (500, 5_000_000)


def test_without_a_stated_date_the_latest_event_is_the_data_date_and_due_dates_are_none(tmp_path: Path) -> None:
    coming = ["J1", 2, dt.date(2027, 2, 20), 100.0, "", ""]
    assert read(dues(tmp_path, GOOD, coming)).data_date == dt.date(2026, 1, 20)


def test_totals_blanks_repeated_headers_and_signatures_are_not_data(tmp_path: Path) -> None:
    rows = [GOOD, ["小计", "", "", 100.0], [], DUES, ["J2", *GOOD[1:]], ["合 计：", "", "", 200.0], ["制表人：赵", "", "复核：钱"],
            ["第1页 共2页"], ["注：本表由系统生成"]]  # fmt: skip
    portfolio = read(dues(tmp_path, *rows))
    assert portfolio.tables["instalments"].height == 2
    assert portfolio.set_aside.is_empty()
    assert portfolio.sheets["rows_not_data"].to_list() == [8]


@pytest.mark.parametrize("word", ["合计", "共3期", "第3期", "备注", "制表"])
def test_a_word_inside_a_row_of_data_does_not_make_the_row_vanish(word: str, tmp_path: Path) -> None:
    rows = [[*DUES, "说明"], [*GOOD, ""], ["J2", 2, "不详", 5.0, "", "", word]]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"还款明细": rows}))
    assert portfolio.sheets["rows_set_aside"].to_list() == [1]


def test_a_period_in_words_in_the_first_column_does_not_make_the_row_vanish(tmp_path: Path) -> None:
    rows = [
        ["期次", "借据号", "应还日期", "应还金额"],
        ["第1期", "J1", "2026-01-20", "5"],
        ["第2期", "J1", "2026-02-30", "5"],
    ]
    assert codes(read(text(tmp_path / "a.csv", comma(rows)))) == ["P021", "P030", "P031"]


def test_rows_that_cannot_be_used_are_set_aside_in_full_with_their_cell(tmp_path: Path) -> None:
    rows = [GOOD, ["J1", 2, "2026/02/30", 100.0, "", ""], ["J1", 3, "", 100.0, "", ""], ["J1", 4, dt.date(2026, 4, 20), "见附件", "", ""],
            [6.2220200000001e17, 5, dt.date(2026, 5, 20), 1.0, "", ""], ["J1", 6, "#REF!", 1.0, "", ""]]  # fmt: skip
    portfolio = read(dues(tmp_path, *rows, titles=[[], ["标题"]]))
    found = portfolio.problems.filter(portfolio.problems["code"].is_in(["P020", "P021", "P022", "P023", "P025"]))
    assert sorted(found.select("code", "cell", "header").rows()) == [
        ("P020", "C6", "应还日期"),
        ("P021", "C5", "应还日期"),
        ("P022", "D7", "应还金额"),
        ("P023", "A8", "借据号"),
        ("P025", "C9", "应还日期"),
    ]
    assert portfolio.set_aside["row"].to_list() == [5, 6, 7, 8, 9]
    assert portfolio.set_aside["cells"][0].to_list() == ["J1", "2", "2026/02/30", "100", None, None]


def test_an_unreadable_optional_cell_costs_the_cell_and_not_the_row(tmp_path: Path) -> None:
    ledger = [["借据号", "客户号", "五级分类", "证件号码"], ["J1", "1", "尚可", 110101199001010018.0]]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": ledger}))
    assert codes(portfolio) == ["P024", "P029"]
    assert portfolio.tables["loans"].select("five_tier", "id_number").row(0) == (None, None)


def test_a_table_that_begins_elsewhere_keeps_its_cell_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"还款明细": [DUES, ["J1", 1, "x", 1.0]]}, corner=(4, 2))
    problems = read(path, workbook(tmp_path / "b.xlsx", {"台账": LEDGER})).problems
    assert problems.filter(problems["code"] == "P021")["cell"].to_list() == ["E6"]


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "还款明细": [DUES, GOOD]}, hidden=["还款明细"]))
    assert codes(portfolio) == ["P019"]
    assert portfolio.tables["instalments"].height == 1


def test_a_sheet_of_another_kind_is_said_and_left(tmp_path: Path) -> None:
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "说明": [["名词", "含义"], ["逾期", "晚还"]]}))
    assert codes(portfolio) == ["P018"]
    assert portfolio.sheets["rows_not_data"].to_list() == [1, 2]


def test_numbers_in_a_date_column_are_said_to_be_read_as_serials(tmp_path: Path) -> None:
    portfolio = read(dues(tmp_path, GOOD, ["J1", 2, 46073.0, 100.0, "", ""]))
    assert "P035" in codes(portfolio)
    assert column(portfolio, "instalments", "due_on")[1] == dt.date(2026, 2, 20)


def test_a_guarantor_column_names_the_role(tmp_path: Path) -> None:
    rows = [["借据号", "保证人", "与借款人关系"], ["J1", "丙", "朋友"]]
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "担保人": rows}))
    assert portfolio.tables["parties"].select("party_name", "role", "borrower_id").row(0) == ("丙", "保证人", "001")


def test_a_sheet_with_a_header_and_no_rows_is_an_empty_table(tmp_path: Path) -> None:
    portfolio = read(workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "还款明细": [DUES]}))
    assert portfolio.tables["instalments"].is_empty()


def test_a_ledger_is_not_taken_for_instalments_nor_a_flat_schedule_for_a_ledger(tmp_path: Path) -> None:
    ledger = [
        ["借据号", "客户号", "客户名称", "贷款金额", "贷款余额", "到期日", "下次还款日", "下次应还金额"],
        ["J1", "1", "甲", 9, 8, "2027-01-01", "", ""],
    ]
    flat = [
        ["借据号", "客户号", "客户名称", "机构", "客户经理", "产品", "贷款金额", "应还日期", "应还金额"],
        ["J2", "2", "乙", "城关", "钱", "农贷", 9, "2026-01-01", 5],
    ]
    one, two = read(workbook(tmp_path / "a.xlsx", {"一": ledger})), read(workbook(tmp_path / "b.xlsx", {"二": flat}))
    assert set(one.tables) == {"loans"}
    assert set(two.tables) == {"loans", "instalments"}
    assert two.tables["loans"].select("loan_id", "borrower_name", "officer", "principal").row(0) == (
        "J2",
        "乙",
        "钱",
        900,
    )


def test_a_missing_required_column_is_refused_with_the_headers_seen(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(
            text(tmp_path / "a.csv", comma([["借据号", "期次", "应还日期", "实还日期"], ["J1", "1", "2026-01-20", ""]]))
        )
    assert refused.value.code == "P013"
    assert refused.value.facts["columns"] == ["due_amount"]
    assert refused.value.facts["headers"] == ["借据号", "期次", "应还日期", "实还日期"]
