"""Tables held against each other: each disagreement is found with both values, and agreement says nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import codes, comma, read, text

from overdue_cli.intake.headers import lexicon
from overdue_cli.pipeline import score
from overdue_cli.ruleset.load import load
from overdue_cli.tables import Portfolio

LEDGER = ["借据号", "客户号", "客户名称", "贷款金额", "贷款余额", "放款日期", "到期日", "逾期天数", "借据状态"]
LOAN = ["J1", "001", "甲", 1000, 500, "2025-12-20", "2026-12-20", 0, "正常"]
DUES = ["借据号", "期次", "应还日期", "应还金额", "应还本金", "实还日期", "实还金额"]
PAID = ["J1", 1, "2026-01-20", 100, 90, "2026-01-20", 100]
DATED = "截止日期：2026-03-01"


def held(tmp_path: Path, loan: dict[int, object], *dues: list[object]) -> Portfolio:
    changed = [loan.get(i, cell) for i, cell in enumerate(LOAN)]
    ledger = text(tmp_path / "台账.csv", f"{DATED}\n" + comma([LEDGER, changed]))
    return read(ledger, text(tmp_path / "还款明细.csv", f"{DATED}\n" + comma([DUES, *(dues or [PAID])])))


def said(portfolio: Portfolio) -> list[tuple[object, ...]]:
    found = portfolio.problems
    return found.filter(found["code"].is_in(["P032", "P057", "P058"])).select("code", "cell", "value", "detail").rows()


def test_tables_that_agree_are_not_disturbed(tmp_path: Path) -> None:
    portfolio = held(tmp_path, {})
    assert codes(portfolio) == []


@pytest.mark.parametrize(
    ("loan", "dues", "wanted"),
    [
        ({5: "2026-02-01"}, PAID, ("P032", "F3", "2026-01-20", "@before_lent 2026-02-01")),
        ({6: "2026-01-19"}, PAID, ("P032", "C3", "2026-01-20", "@after_maturity 2026-01-19")),
        ({5: "2027-01-01"}, [*PAID[:5], "", ""], ("P032", "G3", "2026-12-20", "@matures_first 2027-01-01")),
        ({}, [*PAID[:5], "2026-03-02", 100], ("P032", "F3", "2026-03-02", "@in_the_future 2026-03-01")),
        ({4: 1200}, PAID, ("P058", "E3", "1200.0", "@over_principal 1000.0")),
        ({7: 40}, PAID, ("P058", "H3", "40", "@days_differ 0")),
        ({7: 0}, [*PAID[:5], "2026-01-20", 50], ("P058", "H3", "0", "@days_differ 40")),
        ({4: 50, 7: 40}, [*PAID[:5], "", ""], ("P058", "E3", "50.0", "@balance_short 90.0")),
    ],
)
def test_a_disagreement_is_shown_with_both_values(
    loan: dict[int, object], dues: list[object], wanted: tuple[object, ...], tmp_path: Path
) -> None:
    assert wanted in said(held(tmp_path, loan, dues))


@pytest.mark.parametrize(
    ("loan", "dues"),
    [
        ({7: 3}, PAID),  # three days are two evenings
        ({5: "2026-01-20"}, PAID),  # paid on the day it was lent
        ({6: "2026-01-20"}, PAID),  # due on the day it matures
        ({4: 1000}, PAID),
        ({}, [*PAID[:5], "2026-03-01", 100]),  # on the data date itself; before it the days are counted
    ],
)
def test_the_day_or_the_fen_before_is_no_disagreement(
    loan: dict[int, object], dues: list[object], tmp_path: Path
) -> None:
    assert [row for row in said(held(tmp_path, loan, dues)) if row[0] == "P032" or loan] == []


def test_an_open_loan_without_instalments_is_said_and_a_settled_one_is_not(tmp_path: Path) -> None:
    ledger = [LEDGER, LOAN, ["J2", "002", "乙", *LOAN[3:]], ["J3", "003", "丙", *LOAN[3:8], "结清"]]
    portfolio = read(text(tmp_path / "台账.csv", comma(ledger)), text(tmp_path / "还款.csv", comma([DUES, PAID])))
    assert [row[:3] for row in said(portfolio)] == [("P057", "A3", "J2")]


def test_one_name_is_not_one_borrower_and_one_number_is_with_both_names_said(tmp_path: Path) -> None:
    ledger = [LEDGER, LOAN, ["J2", "002", *LOAN[2:]], ["J3", "001", "乙", *LOAN[3:]]]
    portfolio = read(text(tmp_path / "台账.csv", comma(ledger)))
    assert portfolio.tables["loans"]["borrower_id"].to_list() == ["001", "002", "001"]
    assert said(portfolio) == [("P058", "C4", "乙", "@two_names")]


def test_rows_that_match_no_borrower_are_set_aside_under_the_header_the_sheet_has(tmp_path: Path) -> None:
    ledger = text(tmp_path / "台账.csv", comma([LEDGER, LOAN]))
    visits = text(tmp_path / "检查.csv", comma([["客户编号", "检查日期", "检查结论"], ["009", "2026-01-05", "正常"]]))
    calls = text(
        tmp_path / "催收.csv", comma([["客户编号", "催收日期", "催收结果"], ["008", "2026-01-05", "承诺还款"]])
    )
    found = read(ledger, visits, calls).problems
    lost = found.filter(found["code"] == "P027").sort("source_file")
    assert lost.select("source_file", "cell", "header", "value").rows() == [
        ("催收.csv", "A2", "客户编号", "008"),
        ("检查.csv", "A2", "客户编号", "009"),
    ]


OPEN = [*PAID[:5], "", ""]
WORSE = {
    "stated_days_where_they_are_more": ({7: 40}, [PAID], {"days_past_due": 40}),
    "counted_days_where_they_are_more": ({7: 0}, [OPEN], {"days_past_due": 40, "arrears": 10_000}),
    "the_balance_where_it_is_more_than_was_lent": ({4: 1200}, [PAID], {"balance": 120_000}),
    "what_instalments_still_ask_where_the_balance_is_less": ({4: 50}, [PAID, ["J1", 2, "2026-04-20", 100, 90, "", ""]], {"balance": 9_000}),
    "arrears_of_a_loan_that_is_said_to_be_settled": ({4: 300, 8: "结清"}, [OPEN], {"days_past_due": 40, "balance": 30_000}),
    "no_payment_where_its_day_has_not_come": ({}, [[*PAID[:5], "2026-03-02", 100]], {"days_past_due": 40}),
    "an_instalment_due_after_maturity": ({6: "2026-01-19"}, [OPEN], {"days_past_due": 40}),
    "the_longer_of_two_day_counts_of_one_loan": ({7: 5}, [PAID], {"days_past_due": 5}),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("loan", "dues", "wanted"), WORSE.values(), ids=WORSE.keys())
def test_of_two_sources_the_worse_counts(
    loan: dict[int, object], dues: list[list[object]], wanted: dict[str, int], tmp_path: Path
) -> None:
    held(tmp_path, loan, *dues)
    scored = score([tmp_path], as_of=dt.date(2026, 3, 1))
    row = scored.borrowers.row(0, named=True)
    assert {name: row[name] for name in wanted} == wanted
    assert {"P032", "P058"} & set(scored.problems["code"])


def test_a_settled_loan_without_a_balance_is_settled_whatever_its_schedule_says(tmp_path: Path) -> None:
    portfolio = held(tmp_path, {4: 0, 8: "结清"}, OPEN)
    assert portfolio.tables["loans"]["loan_status"].to_list() == ["settled"]


def test_the_yuan_that_two_sources_may_differ_is_that_of_an_instalment() -> None:
    assert lexicon().apart.fen == round(load().header.conventions.tolerance * 100)
