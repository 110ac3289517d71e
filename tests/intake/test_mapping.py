"""The mapping file: headers, values, units, tables, wide months; and what is refused in it, with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import column, comma, read, text

from overdue_cli.problems import Refusal
from smallest import REPOSITORY

TAIWAN = REPOSITORY / "sample_data" / "mappings" / "taiwan_cards.yaml"
CARDS = REPOSITORY.parent / "shared" / "data" / "taiwan_cards_2005.csv"


def mapping(tmp_path: Path, content: str) -> Path:
    return text(tmp_path / "map.yaml", content)


def test_headers_values_unit_currency_and_date_are_taken_from_it(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", comma([["借据号", "户编", "金", "档"], ["J1", "7", "1.5", "一档"]]))
    own = "headers: {户编: borrower_id, 金: balance, 档: five_tier}\nvalues: {档: {一档: normal}}\nunit: 万元\ncurrency: USD\ndata_date: 2026-10-31\nassume: {branch: 总行}\n"
    portfolio = read(path, mapping=mapping(tmp_path, own))
    loans = portfolio.tables["loans"].select("borrower_id", "balance", "five_tier", "currency", "branch")
    assert loans.row(0) == ("7", 1_500_000, "normal", "USD", "总行")
    assert portfolio.data_date == dt.date(2026, 10, 31)


def test_it_settles_an_ambiguous_header(tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv", comma([["借据号", "还款日期", "应还金额", "实还金额"], ["J1", "2026-01-20", "1", "1"]])
    )
    assert column(read(path, mapping=mapping(tmp_path, "headers: {还款日期: due_on}\n")), "instalments", "due_on") == [
        dt.date(2026, 1, 20)
    ]


def test_a_sheet_it_ignores_is_left(tmp_path: Path) -> None:
    a, b = (text(tmp_path / f"{n}.csv", comma([["借据号", "客户号", "客户名称"], [n, n, n]])) for n in "ab")
    portfolio = read(a, b, mapping=mapping(tmp_path, "tables: {b.csv: ignore}\n"))
    assert column(portfolio, "loans", "loan_id") == ["a"]


def test_months_side_by_side_become_rows_with_the_payment_on_the_last_day_of_its_month(tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv",
        comma(
            [
                ["id", "s1", "b1", "p1", "s2", "b2", "p2"],
                ["7", "0", "100", "40", "2", "90", "0"],
                ["8", "?", "", "", "", "", ""],
            ]
        ),
    )
    own = """
headers: {id: loan_id, b2: balance}
months:
  - {month: 2026-01, status_code: s1, statement_amount: b1, paid_amount: p1}
  - {month: 2026-02, status_code: s2, statement_amount: b2, paid_amount: p2, paid_month: 2026-03}
values:
  s1: {0: N}
  s2: {2: "1"}
"""
    portfolio = read(path, mapping=mapping(tmp_path, own))
    rows = portfolio.tables["instalments"].select(
        "loan_id", "due_on", "status_code", "statement_amount", "paid_on", "paid_amount", "source_row"
    )
    assert rows.rows() == [
        ("7", dt.date(2026, 1, 31), "N", 10000, dt.date(2026, 1, 31), 4000, 2),
        ("7", dt.date(2026, 2, 28), "1", 9000, None, 0, 2),
    ]
    unread = portfolio.problems.filter(portfolio.problems["code"] == "P024")
    assert unread.select("cell", "header", "value").rows() == [("B3", "s1", "?")]


BROKEN = {
    "an_unknown_key": ("heders: {a: loan_id}\n", "map.yaml:1:9"),
    "an_unknown_column": ("headers:\n  a: loan_id\n  b: loan\n", "map.yaml:2:3"),
    "an_unknown_table": ("tables: {x: loan}\n", "map.yaml:1:9"),
    "a_key_twice": ("unit: 元\nunit: 万元\n", "map.yaml:2:1"),
    "an_unknown_unit": ("currency: USD\nunit: 块\n", "map.yaml:2:7"),
    "a_month_that_is_none": ("months:\n  - {month: 2026-13, status_code: a}\n", "map.yaml:2:13"),
    "no_yaml": ("headers: {a: \n", "map.yaml:2:1"),
    "a_list": ("- a\n", "map.yaml:1:1"),
}


@pytest.mark.parametrize(("content", "where"), BROKEN.values(), ids=BROKEN.keys())
def test_it_is_refused_with_its_place_for(content: str, where: str, tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", comma([["借据号", "客户号"], ["J1", "1"]]))
    with pytest.raises(Refusal) as refused:
        read(path, mapping=mapping(tmp_path, content))
    assert (refused.value.code, refused.value.facts["where"]) == ("P015", where)


def test_a_month_that_names_no_header_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", comma([["借据号", "客户号"], ["J1", "1"]]))
    with pytest.raises(Refusal, match="P015"):
        read(path, mapping=mapping(tmp_path, "months: [{month: 2026-01, status_code: s}]\n"))


def test_the_shipped_mapping_knows_every_column_it_names(tmp_path: Path) -> None:
    months = [f"{kind}{n}" for kind in ("BILL_AMT", "PAY_AMT") for n in range(1, 7)]
    headers = [
        "ID",
        "LIMIT_BAL",
        "SEX",
        *(f"PAY_{n}" for n in (0, 2, 3, 4, 5, 6)),
        *months,
        "default.payment.next.month",
    ]
    row = ["1", 20000, 2, 2, 2, -1, -1, -2, 0, *range(101, 107), *range(1, 7), 1]
    portfolio = read(text(tmp_path / "a.csv", comma([headers, row])), mapping=TAIWAN)
    dues = portfolio.tables["instalments"].select("due_on", "status_code", "statement_amount", "paid_amount")
    assert dues.rows()[-2:] == [(dt.date(2005, 8, 31), "1", 10300, 200), (dt.date(2005, 9, 30), "2", 10200, 100)]
    assert dues["status_code"].to_list() == ["N", "*", "N", "N", "1", "2"]
    assert portfolio.tables["loans"].select("principal", "balance", "currency", "debtor_class").row(0) == (
        2_000_000,
        10100,
        "TWD",
        "retail",
    )


@pytest.mark.skipif(not CARDS.exists(), reason=f"{CARDS.name} is not beside this checkout")
def test_the_card_file_reads_whole() -> None:
    portfolio = read(CARDS, mapping=TAIWAN)
    assert portfolio.tables["loans"].height == 15_000
    assert portfolio.tables["instalments"].height == 90_000
    assert set(portfolio.problems["code"]) == {"P030", "P033", "P045"}
