"""Headers: the words of `rules/headers.yaml` against the canonical tables, and the ambiguous ones by their neighbours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import DUES, comma, read, text, workbook

from overdue_cli.intake.headers import lexicon, plain, unit_in
from overdue_cli.problems import Refusal
from overdue_cli.tables import TABLES

COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]
AMBIGUOUS = lexicon().ambiguous


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t}.{c.name}" for t, c in COLUMNS])
def test_every_column_is_known_by_its_name_and_both_its_meanings(table: str, column) -> None:
    for word in (column.name, column.zh, column.en):
        key = plain(word)
        found = lexicon().match(key, table)
        if word == column.name or key not in AMBIGUOUS:
            assert found is not None and found.column == column.name, word


@pytest.mark.parametrize(
    ("table", "column", "headers"),
    [
        (
            "loans",
            "loan_id",
            "借据号 借据编号 借据流水号 贷款账号 贷款编号 借款编号 贷款号 放款编号 台账编号 业务流水号",
        ),
        (
            "loans",
            "loan_id",
            "loan_account_no|account no|against_loan|note no|facility id|serialno|ListingId|listing_id",
        ),
        ("loans", "borrower_id", "客户号 客户编号 客户代码 核心客户号 ECIF号 CIF号"),
        ("loans", "borrower_id", "customer id|client id|cif|member_id|borrower id|applicant|user_id|SK_ID_CURR"),
        ("loans", "borrower_name", "客户名称 客户姓名 借款人 借款人名称 借款人姓名 户名 户主"),
        ("loans", "id_number", "证件号码 证件号 身份证号 统一社会信用代码"),
        ("loans", "officer", "客户经理 管户客户经理 管户人 信贷员 经办人 第一责任人 责任人"),
        ("loans", "branch", "经办机构 机构 机构名称 网点 支行 分行 营业部 管辖行 所属机构"),
        ("loans", "balance", "贷款余额 借据余额 结欠金额 本金余额 剩余本金 当前余额|out_prncp"),
        ("loans", "principal", "贷款金额 借据金额 合同金额 发放金额 放款金额|loan amount|funded_amnt"),
        (
            "loans",
            "days_past_due",
            "逾期天数 逾期本金天数 逾期利息天数 欠息天数 拖欠天数|dpd|days past due|days in arrears",
        ),
        ("loans", "matures_on", "到期日 贷款到期日 借据到期日 终止日|maturity date"),
        ("instalments", "due_on", "应还日期 应还日 计划还款日 到期还款日|due date|due_date"),
        ("instalments", "due_amount", "应还金额 应还本息 本期应还 应还总额|amount due|due_amt|emi|payable_amount"),
        ("instalments", "paid_on", "实还日期 实还日 实际还款日 入账日期 扣款日期|paid date|payment date|repay_date"),
        ("instalments", "paid_amount", "实还金额 已还金额 还款金额 当期还款金额|amount_paid|repay_amt"),
        ("inspections", "finding", "检查情况 发现问题 风险点 预警信号 检查内容"),
        ("contacts", "result", "联络结果 催收结果|disposition"),
        ("parties", "party_name", "保证人 担保人 共同借款人|guarantor|co-borrower"),
    ],
)
def test_words_of_the_domain_guide_are_known(table: str, column: str, headers: str) -> None:
    zh, *en = headers.split("|")
    for header in [*zh.split(), *en] if not zh.isascii() else [zh, *en]:
        found = lexicon().match(plain(header), table)
        assert found is not None and found.column == column, header


def test_a_header_is_compared_without_its_dress() -> None:
    assert plain("贷款余额\n（元）") == plain("贷 款 余 额：") == plain("*贷款余额*") == "贷款余额"
    assert plain("Loan_ID") == plain("loan-id") == plain("ＬＯＡＮ ＩＤ") == "loanid"
    assert unit_in("贷款余额(万元)") == "万元" and unit_in("贷款余额") is None


def test_a_word_inside_a_longer_header_is_heard_but_never_for_somebody_else() -> None:
    assert lexicon().match(plain("本行借据号"), "loans").column == "loan_id"
    assert lexicon().match(plain("保证人联系电话"), "loans") is None
    assert lexicon().match(plain("担保人客户号"), "loans") is None


BOTH = "实还金额"
DECIDED = {
    "beside_what_is_due_a_bare_day_is_due": (["借据号", "还款日", "应还金额", "实还日期", BOTH], "due_on"),
    "beside_the_due_day_it_is_paid": (["借据号", "应还日期", "应还金额", "还款日期", BOTH], "paid_on"),
    "with_nothing_paid_in_sight_it_is_due": (["借据号", "期次", "还款日期", "应还金额"], "due_on"),
}


@pytest.mark.parametrize(("headers", "column"), DECIDED.values(), ids=DECIDED.keys())
def test_an_ambiguous_day_is_decided_by_its_neighbours(headers: list[str], column: str, tmp_path: Path) -> None:
    row = ["J1", *("2026-01-20" if "日" in h else "3" if h == "期次" else "100" for h in headers[1:])]
    portfolio = read(text(tmp_path / "a.csv", comma([headers, row])))
    assert column in portfolio.present["instalments"]
    assert portfolio.tables["instalments"][column].to_list() == [dt.date(2026, 1, 20)]


def test_a_cash_ledger_by_its_name_is_paid(tmp_path: Path) -> None:
    portfolio = read(
        workbook(tmp_path / "a.xlsx", {"还款流水": [["借据号", "还款日期", "还款金额"], ["J1", "2026-01-20", 100]]})
    )
    assert portfolio.tables["payments"]["amount"].to_list() == [10000]


@pytest.mark.parametrize("date", ["还款日期", "还款日"])
def test_a_day_that_neighbours_do_not_decide_is_refused_with_its_candidates(date: str, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", comma([["借据号", date, "应还金额", BOTH], ["J1", "2026-01-20", "1", "1"]]))
    with pytest.raises(Refusal) as refused:
        read(path)
    assert refused.value.code == "P014"
    assert refused.value.facts["cell"] == "B1"
    assert set(refused.value.facts["candidates"]) == {"due_on", "paid_on"}


def test_two_dates_of_one_name_are_refused(tmp_path: Path) -> None:
    headers = ["借据号", "应还日期", "应还日期", "应还金额"]
    with pytest.raises(Refusal, match="P014"):
        read(text(tmp_path / "a.csv", comma([headers, ["J1", "2026-01-20", "2026-02-20", "1"]])))


def test_two_phones_are_no_question(tmp_path: Path) -> None:
    rows = [["借据号", "客户号", "联系电话", "联系电话"], ["J1", "1", "11", "22"]]
    assert read(text(tmp_path / "a.csv", comma(rows))).tables["loans"]["phone"].to_list() == ["11"]


def test_of_two_day_counts_the_worse_counts_and_interest_adds_up(tmp_path: Path) -> None:
    rows = [
        ["借据号", "客户号", "逾期本金天数", "逾期利息天数", "表内欠息", "表外欠息"],
        ["J1", "1", "3", "12", "10", "5.5"],
        ["J2", "2", "", "", "", ""],
    ]
    loans = read(text(tmp_path / "a.csv", comma(rows))).tables["loans"]
    assert loans["days_past_due"].to_list() == [12, None]
    assert loans["overdue_interest"].to_list() == [1550, None]


def test_shuffled_columns_and_english_headers_give_the_same_rows(tmp_path: Path) -> None:
    rows = [DUES, ["J1", "1", "2026-01-20", "100", "2026-01-21", "100"]]
    english = ["loan_id", "instalment_no", "due_on", "due_amount", "paid_on", "paid_amount"]
    order = [3, 5, 0, 2, 4, 1]
    shuffled = [[row[i] for i in order] for row in [english, *rows[1:]]]
    a = read(text(tmp_path / "a.csv", comma(rows))).tables["instalments"]
    b = read(text(tmp_path / "b.csv", comma(shuffled))).tables["instalments"]
    assert a.drop("source_file").equals(b.drop("source_file"))
