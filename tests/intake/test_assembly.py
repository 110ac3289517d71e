"""Many sheets, one portfolio: joined, counted once, every row with its borrower, halves of payments taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import DUES, LEDGER, codes, column, comma, read, text, workbook

from overdue_cli.intake import read_portfolio
from overdue_cli.problems import Refusal

PAID = ["J1", 1, "2026-01-20", 100, "2026-01-21", 100]
OPEN = ["J1", 2, "2026-02-20", 100, "", ""]


def test_one_table_on_many_sheets_and_files_is_one_table(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"城关": [DUES, PAID], "河东": [DUES, ["J2", *PAID[1:]]]})
    workbook(tmp_path / "b.xlsx", {"台账": LEDGER, "三": [DUES, OPEN]})
    portfolio = read(tmp_path)
    assert codes(portfolio) == []
    assert column(portfolio, "instalments", "loan_id") == ["J1", "J2", "J1"]
    assert column(portfolio, "instalments", "borrower_id") == ["001", "002", "001"]
    assert [*map(str, column(portfolio, "instalments", "source_sheet"))] == ["城关", "河东", "三"]


def test_the_order_in_which_files_are_named_changes_only_the_order_of_rows(tmp_path: Path) -> None:
    a, b = text(tmp_path / "a.csv", comma([DUES, PAID, OPEN])), text(tmp_path / "b.csv", comma(LEDGER))
    one, two = read(a, b), read(b, a)
    for name, frame in one.tables.items():
        assert frame.equals(two.tables[name])


def test_a_file_given_twice_and_in_its_folder_is_read_once(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", comma([DUES, PAID]))
    assert len(read(path, tmp_path, path).inputs) == 1


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for month, row in (("2026-10", PAID), ("2026-11", ["J2", "x", "?", 1, "", ""])):
        (tmp_path / month).mkdir()
        text(tmp_path / month / "a.csv", comma([DUES, row]))
    portfolio = read(tmp_path / "2026-10" / "a.csv", tmp_path / "2026-11" / "a.csv")
    assert portfolio.sheets["file"].to_list() == ["a.csv", "2026-11/a.csv"]
    assert portfolio.set_aside["file"].to_list() == ["2026-11/a.csv"]


def test_lock_files_hidden_files_and_other_kinds_in_a_folder_are_left_alone_and_said(tmp_path: Path) -> None:
    for name in ("~$a.xlsx", ".a.csv", "readme.docx", "photo.png"):
        (tmp_path / name).write_bytes(b"x")
    text(tmp_path / "a.csv", comma(LEDGER))
    portfolio = read(tmp_path)
    assert [f.name for f in portfolio.inputs] == ["a.csv"]
    assert set(portfolio.problems.filter(portfolio.problems["code"] == "P037")["source_file"]) == {
        "photo.png",
        "readme.docx",
        "~$a.xlsx",
    }


def test_a_row_twice_counts_once_and_is_said(tmp_path: Path) -> None:
    portfolio = read(text(tmp_path / "a.csv", comma(LEDGER)), text(tmp_path / "b.csv", comma([DUES, PAID, OPEN, PAID])))
    assert codes(portfolio) == ["P026"]
    assert column(portfolio, "instalments", "source_row") == [2, 3]
    assert portfolio.sheets["rows_not_data"].to_list() == [1, 2]


def test_a_loan_on_two_lines_takes_the_worse_number_and_class(tmp_path: Path) -> None:
    headers = ["借据号", "客户号", "客户名称", "逾期天数", "五级分类", "贷款余额"]
    rows = [headers, ["J1", "1", "甲", 0, "正常", 5], ["J2", "2", "乙", 0, "正常", 5], ["J1", "1", "", 31, "关注", 4]]
    portfolio = read(text(tmp_path / "a.csv", comma(rows)))
    assert codes(portfolio) == ["P034"]
    loans = portfolio.tables["loans"].select("loan_id", "borrower_name", "days_past_due", "five_tier", "balance")
    assert loans.rows() == [("J1", "甲", 31, "special_mention", 500), ("J2", "乙", 0, "normal", 500)]


def test_rows_that_belong_to_nobody_are_set_aside_in_full(tmp_path: Path) -> None:
    visits = [["客户号", "检查日期", "检查方式"], ["001", "2026-01-01", "现场"], ["999", "2026-01-01", "现场"]]
    path = workbook(tmp_path / "a.xlsx", {"台账": LEDGER, "检查": visits, "还款明细": [DUES, ["J9", *PAID[1:]]]})
    portfolio = read(path)
    assert codes(portfolio) == ["P027", "P027"]
    assert portfolio.tables["inspections"].height == 1
    assert portfolio.tables["instalments"].is_empty()
    assert sorted(cells[0] for cells in portfolio.set_aside["cells"].to_list()) == ["999", "J9"]


def test_a_loan_the_ledger_lacks_of_a_borrower_it_knows_is_added(tmp_path: Path) -> None:
    headers = [*DUES, "客户号"]
    portfolio = read(
        text(tmp_path / "a.csv", comma(LEDGER)), text(tmp_path / "b.csv", comma([headers, ["J7", *OPEN[1:], "002"]]))
    )
    assert codes(portfolio) == ["P036"]
    assert column(portfolio, "loans", "loan_id") == ["J1", "J2", "J7"]
    assert column(portfolio, "instalments", "borrower_id") == ["002"]


def test_without_a_ledger_loans_are_taken_from_the_instalments(tmp_path: Path) -> None:
    portfolio = read(text(tmp_path / "a.csv", comma([DUES, PAID, OPEN, ["J5", *OPEN[1:]]])))
    assert codes(portfolio) == ["P030", "P031"]
    assert column(portfolio, "loans", "borrower_id") == ["J1", "J5"]


def test_the_ledgers_borrower_goes_before_the_rows_own(tmp_path: Path) -> None:
    portfolio = read(
        text(tmp_path / "a.csv", comma(LEDGER)), text(tmp_path / "b.csv", comma([[*DUES, "客户号"], [*PAID, "002"]]))
    )
    assert column(portfolio, "instalments", "borrower_id") == ["001"]


@pytest.mark.parametrize(("paid_on", "paid"), [("", 100), ("2026-01-21", ""), ("2026-01-21", "见附件")])
def test_half_a_payment_is_not_counted(paid_on: str, paid: object, tmp_path: Path) -> None:
    portfolio = read(text(tmp_path / "a.csv", comma([DUES, [*PAID[:4], paid_on, paid], PAID])))
    assert portfolio.tables["instalments"].select("paid_on", "paid_amount").rows() == [
        (None, None),
        (dt.date(2026, 1, 21), 10000),
    ]
    assert "P028" in codes(portfolio)


def test_nothing_paid_is_no_half_payment(tmp_path: Path) -> None:
    assert "P028" not in codes(read(text(tmp_path / "a.csv", comma([DUES, [*OPEN[:4], "", 0]]))))


def test_paid_days_without_any_amounts_are_said_once_and_counted_as_unpaid(tmp_path: Path) -> None:
    rows = [
        ["借据号", "应还日期", "应还金额", "实还日期"],
        *(["J1", f"2026-0{m}-20", 5, f"2026-0{m}-20"] for m in range(1, 5)),
    ]
    portfolio = read(text(tmp_path / "a.csv", comma(rows)))
    assert codes(portfolio).count("P041") == 1
    assert column(portfolio, "instalments", "paid_on") == [None] * 4


def test_a_currency_not_named_is_yuan_and_said(tmp_path: Path) -> None:
    headers = ["借据号", "客户号", "币种"]
    portfolio = read(text(tmp_path / "a.csv", comma([headers, ["J1", "1", "美元"], ["J2", "2", ""]])))
    assert column(portfolio, "loans", "currency") == ["USD", "CNY"]
    assert portfolio.problems.filter(portfolio.problems["code"] == "P038")["detail"].to_list() == ["1"]


def test_same_name_borrowers_are_never_joined_by_name(tmp_path: Path) -> None:
    rows = [["借据号", "客户名称", "贷款余额"], ["J1", "甲", 1], ["J2", "甲", 1]]
    assert column(read(text(tmp_path / "a.csv", comma(rows))), "loans", "borrower_id") == ["J1", "J2"]


@pytest.mark.parametrize(("name", "code"), [("nowhere", "P001"), ("", "P010")])
def test_nothing_to_read_is_refused(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=code):
        read_portfolio([tmp_path / name])


def test_each_file_is_told_as_a_step(tmp_path: Path) -> None:
    text(tmp_path / "a.csv", comma(LEDGER))
    text(tmp_path / "b.csv", comma([DUES, PAID]))
    told: list[tuple[str, int, int]] = []
    read_portfolio([tmp_path], on_step=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "read"] == [("read", 1, 2), ("read", 2, 2)]
