"""Strings of monthly codes: every alphabet, either direction, the month they end with, and what is said of the reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from export_files import codes, column, read, text

from overdue_cli.intake.alphabets import alphabets
from overdue_cli.problems import explain
from overdue_cli.tables import STATUS_CODES, Portfolio

END = dt.date(2026, 10, 31)


def ledger(
    folder: Path, *strings: str, header: str = "还款记录", end: str = "2026-10-31", above: str = "", mapping: str = ""
) -> Portfolio:
    """A ledger with these strings; cells are parted by tabs, so that a string may hold commas."""
    rows = "".join(f"J{n}\t{n:03}\t{string}\t{end}\n" for n, string in enumerate(strings, start=1))
    path = text(folder / "台账.csv", f"{above}借据号\t客户号\t{header}\t还款记录截止月\n{rows}")
    return read(path, mapping=text(folder / "m.yaml", mapping) if mapping else None)


def strings(portfolio: Portfolio) -> list[str | None]:
    return column(portfolio, "loans", "status_history")


def said(portfolio: Portfolio, code: str = "P046") -> str:
    found = portfolio.problems.filter(portfolio.problems["code"] == code)
    assert found.height == 1, portfolio.problems["code"].to_list()
    return explain(found.row(0, named=True), "en").splitlines()[0]


ALPHABETS = {
    "the_credit_register": ("还款记录", ["///NN12", "NN*M#DZ"], ["///NN12", "NN*M#DZ"], "credit register"),
    "metro_2_with_a_charge_off": ("还款记录", ["L6543210EBB"], ["//*N234567B"], "Metro 2"),
    "digits_that_may_be_two_things_count_as_the_worse": ("还款记录", ["0001230"], ["N432NNN", "NNN234N"], "the worst of them"),
    "digits_whose_header_says_months": ("还款记录（逾期期数，旧到新）", ["0001230"], ["NNN123N"], ""),
    "months_in_a_list": ("还款记录（旧到新）", ["0,0,1,12,0"], ["NN17N"], "months late"),
    "days_in_a_list": ("还款记录（旧到新）", ["0,30,31,95,400"], ["N1247"], "days late"),
    "open_and_closed_months_of_home_credit": ("还款记录", ["CC0125X"], ["#B21NCC"], "C closed"),
    "experian_where_the_header_says_so": ("Experian payment history", ["CC1-9"], ["B/2NN"], "Experian"),
    "transunion_where_the_header_says_so": ("TransUnion payment pattern", ["1112X"], ["#2NNN"], "TransUnion"),
    "equifax_where_the_header_says_so": ("Equifax payment history", ["119E"], ["*BNN"], "Equifax"),
    "card_codes": ("还款记录（旧到新）", ["-2,-1,0,2"], ["*NN2"], ""),
    "words_with_commas": ("还款记录（旧到新）", ["正常，正常，逾期2期，结清"], ["NN2C"], ""),
    "words_without_any_mark": ("还款记录（旧到新）", ["未开户正常逾期1正常"], ["/N1N"], ""),
    "words_and_days": ("还款记录（旧到新）", ["正常|逾期45天|正常"], ["N2N"], ""),
    "buckets_of_collectors": ("还款记录（旧到新）", ["M0 M1 M2 M3"], ["N123"], ""),
    "late_without_a_number_grows_while_it_lasts": ("还款记录（旧到新）", ["正常,逾期,逾期,正常,逾期"], ["N12N1"], ""),
    "full_width_codes": ("还款记录", ["／ＮＮ１"], ["/NN1"], "credit register"),
}  # fmt: skip


@pytest.mark.parametrize(("header", "given", "expected", "words"), ALPHABETS.values(), ids=ALPHABETS.keys())
def test_a_string_is_read_in_the_alphabet_of(
    header: str, given: list[str], expected: list[str], words: str, tmp_path: Path
) -> None:
    portfolio = ledger(tmp_path, *given, header=header)
    assert strings(portfolio)[0] in expected
    assert words in said(portfolio) if words else "P046" not in codes(portfolio)


DIRECTIONS = {
    "months_before_the_opening_on_the_left": (["//N1"], "//N1", "oldest month first (seen"),
    "months_before_the_opening_on_the_right": (["1N//", "NN"], "//N1", "latest month first (seen"),
    "a_closing_on_the_left": (["CCN1"], "1NCC", "latest month first (seen"),
    "nothing_seen_by_the_custom_of_its_alphabet": (["NN1N"], "NN1N", "oldest month first (the custom"),
    "nothing_seen_and_no_custom_by_the_worse_of_both": (["100", "000"], "NN2", "the worse one counts"),
    "the_worse_of_both_for_each_loan_by_itself": (["001", "100"], "NN2", "the worse one counts"),
    "no_jump_of_arrears_since_each_instalment_may_be_coded_by_itself": (["003200"], "NN34NN", "the worse one counts"),
}


@pytest.mark.parametrize(("given", "first", "words"), DIRECTIONS.values(), ids=DIRECTIONS.keys())
def test_the_direction_is_told_by(given: list[str], first: str, words: str, tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, *given)
    assert strings(portfolio)[0] == first
    assert words in said(portfolio)


@pytest.mark.parametrize("header", ["还款记录（由近及远）", "还款记录(最近在前)", "payment history, newest first"])
def test_a_header_that_states_the_direction_is_believed_and_nothing_is_left_to_say(header: str, tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, "1NN", header=header)
    assert strings(portfolio) == ["NN1"]
    assert "P046" not in codes(portfolio)


def test_a_mapping_states_alphabet_direction_and_month(tmp_path: Path) -> None:
    mapping = "status: {alphabet: months_late, order: newest_first, end: 2026-09}\n"
    portfolio = ledger(tmp_path, "210", end="", mapping=mapping)
    assert strings(portfolio) == ["N12"]
    assert column(portfolio, "loans", "status_history_end") == [dt.date(2026, 9, 30)]
    assert {"P046", "P047"}.isdisjoint(codes(portfolio))


def test_a_mapping_translates_single_codes(tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, "NNQ", mapping='values: {status_history: {Q: "3"}}\n')
    assert strings(portfolio) == ["NN3"]


def test_a_code_nobody_knows_is_unknown_and_never_clean(tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, "NNQN")
    assert strings(portfolio) == ["NN#N"]
    assert said(portfolio, "P048").endswith("Q")


@pytest.mark.parametrize(
    ("header", "end", "above", "month"),
    [
        ("还款记录", "2026-10", "", END),
        ("还款记录", "202610", "", END),
        ("还款记录（截至2026年9月）", "", "", dt.date(2026, 9, 30)),
        ("还款记录", "", "截止日期：2026-11-20\t\t\t\n", dt.date(2026, 11, 20)),
        ("还款记录", "", "", None),
    ],
    ids=["its_column", "six_digits_of_its_column", "its_header", "the_data_date_and_that_is_said", "nothing_and_that_is_said"],
)  # fmt: skip
def test_the_last_month_is_told_by(header: str, end: str, above: str, month: dt.date | None, tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, "NN1", header=header, end=end, above=above)
    assert column(portfolio, "loans", "status_history_end") == [month]
    assert ("P047" in codes(portfolio), "P049" in codes(portfolio)) == (bool(above), month is None)


def test_a_string_that_excel_made_a_number_of_is_damaged_and_unknown(tmp_path: Path) -> None:
    portfolio = ledger(tmp_path, "1.11111E+23")
    assert strings(portfolio) == [None]
    assert "P029" in codes(portfolio)


ROWS = {
    "words": ("正常 逾期1期 逾期45天 结清", "N12C", False),
    "the_register": ("N 1 * C", "N1*C", False),
    "digits": ("0 1 2 0", "N23N", True),
    "home_credit": ("0 X C 5", "N#CB", False),
}


@pytest.mark.parametrize(("given", "expected", "assumed"), ROWS.values(), ids=ROWS.keys())
def test_a_code_a_row_is_read_in_the_alphabet_of(given: str, expected: str, assumed: bool, tmp_path: Path) -> None:
    rows = "".join(f"J1,2026-{n:02}-20,{code}\n" for n, code in enumerate(given.split(), start=1))
    portfolio = read(text(tmp_path / "还款.csv", f"借据号,应还日期,还款状态\n{rows}"))
    assert "".join(column(portfolio, "instalments", "status_code")) == expected
    assert ("P046" in codes(portfolio)) == assumed


def test_every_alphabet_speaks_in_codes_of_the_register() -> None:
    known = alphabets()
    assert set(known.severity) == set(STATUS_CODES)
    assert {code for a in known.every.values() for code in a.codes.values()} <= set(STATUS_CODES)
    assert {a.order for a in known.every.values()} <= {None, "oldest_first", "newest_first"}
