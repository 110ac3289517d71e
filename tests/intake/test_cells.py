"""Cells: every notation of the wild, each case a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from overdue_cli.intake.cells import Cells, parse
from overdue_cli.intake.headers import lexicon
from overdue_cli.intake.read.grid import column_of
from overdue_cli.tables import TABLES

DAY = dt.date(2013, 12, 29)
BAD = object()


def parsed(table: str, name: str, *cells: Any, unit: int = 1) -> Cells:
    return parse(column_of(cells), TABLES[table].column(name), unit, lexicon())


def one(table: str, name: str, cell: Any, unit: int = 1) -> Any:
    """The value a lone cell is read as; BAD where it cannot be read."""
    cells = parsed(table, name, cell, unit=unit)
    return BAD if cells.bad[0] else cells.value[0]


DATES = {
    "a_stored_date": (DAY, DAY),
    "a_stored_date_with_a_time": (dt.datetime(2013, 12, 29, 15, 30), DAY),
    "eight_digits_as_text": ("20131229", DAY),
    "eight_digits_as_a_number": (20131229.0, DAY),
    "hyphens": ("2013-12-29", DAY),
    "slashes": ("2013/12/29", DAY),
    "full_stops": ("2013.12.29", DAY),
    "chinese_words": ("2013年12月29日", DAY),
    "single_digits": ("2013/1/2", dt.date(2013, 1, 2)),
    "a_time_behind_it": ("2013-12-29 00:00:00", DAY),
    "a_time_behind_eight_digits": ("20131229153000", DAY),
    "an_iso_moment": ("2013-12-29T15:30:00", DAY),
    "full_width_digits": ("２０１３－１２－２９", DAY),
    "spaces_and_an_apostrophe": (" '2013-12-29\u00a0", DAY),
    "a_month_by_name": ("29 Dec 2013", DAY),
    "an_excel_serial": (41637.0, DAY),
    "an_excel_serial_as_text": ("41637", DAY),
    "a_serial_with_a_time": (41637.75, DAY),
    "zeros_are_a_blank": ("00000000", None),
    "a_zero_is_a_blank": (0.0, None),
    "the_last_day_of_all_is_a_blank": ("99991231", None),
    "the_last_day_of_all_as_a_number_is_a_blank": (99991231.0, None),
    "the_first_day_of_excel_is_a_blank": ("1900-01-01", None),
    "the_year_2200_is_a_blank": ("2200-01-01", None),
    "a_dash_is_a_blank": ("—", None),
    "nothing_is_a_blank": ("", None),
    "two_digit_years_are_refused": ("13-12-29", BAD),
    "a_day_first_date_is_refused": ("29/12/2013", BAD),
    "the_thirtieth_of_february_is_refused": ("2013-02-30", BAD),
    "the_thirteenth_month_is_refused": (20131329.0, BAD),
    "a_small_number_is_an_amount_that_slipped": (1234.5, BAD),
    "words_are_refused": ("待定", BAD),
}


@pytest.mark.parametrize(("cell", "expected"), DATES.values(), ids=DATES.keys())
def test_a_date_is_read_from(cell: Any, expected: Any) -> None:
    assert one("instalments", "due_on", cell) == expected


MONEY = {
    "a_number": (1234.5, 123450),
    "zero_is_a_value": (0.0, 0),
    "zero_as_text_is_a_value": ("0.00", 0),
    "text": ("1234.50", 123450),
    "thousands": ("1,234.50", 123450),
    "millions": ("1,234,567", 123456700),
    "a_currency_sign": ("￥1,234.50", 123450),
    "another_currency_sign": ("¥ 12", 1200),
    "yuan_behind_it": ("1234.5元", 123450),
    "ten_thousands": ("1.2万", 1200000),
    "ten_thousands_of_yuan": ("1.2万元", 1200000),
    "brackets_are_minus": ("(123)", -12300),
    "full_width_brackets_are_minus": ("（123.45）", -12345),
    "a_minus_behind": ("123-", -12300),
    "a_minus_before": ("-123", -12300),
    "full_width_digits": ("１２３．４５", 12345),
    "a_space_inside": ("1 234.50", 123450),
    "half_a_fen_goes_to_the_even": (0.285, 28),
    "half_a_fen_as_text_goes_to_the_even": ("0.295", 30),
    "a_float_that_is_not_what_was_typed": (1.005, 100),
    "a_large_amount": (90_000_000_000.01, 9_000_000_000_001),
    "a_blank": ("", None),
    "a_word_for_nothing": ("暂无", None),
    "not_available": ("#N/A", None),
    "words": ("见附件", BAD),
    "two_numbers": ("12/34", BAD),
    "a_comma_for_a_point": ("1234,5", BAD),
    "more_than_a_float_can_hold": (1e17, BAD),
    "infinity": ("inf", BAD),
    "a_date_slipped_into_the_column": (DAY, BAD),
}


@pytest.mark.parametrize(("cell", "expected"), MONEY.values(), ids=MONEY.keys())
def test_an_amount_is_read_from(cell: Any, expected: Any) -> None:
    assert one("instalments", "due_amount", cell) == expected


def test_a_unit_multiplies_before_rounding() -> None:
    assert one("loans", "balance", 1.23456789, unit=10_000) == 1234568
    assert one("loans", "balance", "0.1", unit=10_000) == 100000


IDS = {
    "leading_zeros_are_kept": ("00123", "00123"),
    "a_whole_number_has_no_point": (123.0, "123"),
    "fifteen_digits_are_whole": (123456789012345.0, "123456789012345"),
    "sixteen_digits_as_a_number_are_damaged": (1234567890123456.0, BAD),
    "eighteen_digits_as_text_are_whole": ("110101199001010018", "110101199001010018"),
    "a_number_in_scientific_notation_is_damaged": ("1.10101E+17", BAD),
    "letters_and_hyphens": ("PJ-2026/001", "PJ-2026/001"),
    "full_width_digits": ("００１２", "0012"),
    "an_apostrophe_before_it": ("'00123", "00123"),
    "invisible_characters": ("\u200b0012\ufeff3\u00a0", "00123"),
    "an_id_that_looks_like_a_date_stays_text": ("20131229", "20131229"),
    "a_word_for_nothing": ("无", None),
}


@pytest.mark.parametrize(("cell", "expected"), IDS.values(), ids=IDS.keys())
def test_an_id_is_read_from(cell: Any, expected: Any) -> None:
    assert one("loans", "loan_id", cell) == expected


OTHERS = {
    "a_third_period": ("instalments", "instalment_no", "第3期", 3),
    "a_period_of_twelve": ("instalments", "instalment_no", "3/12", 3),
    "days_with_their_word": ("loans", "days_past_due", "15天", 15),
    "days_as_a_number": ("loans", "days_past_due", 0.0, 0),
    "half_a_day_is_no_count": ("loans", "days_past_due", 1.5, BAD),
    "yes": ("loans", "related_party", "是", True),
    "no": ("loans", "related_party", "否", False),
    "none_of_a_flag_is_no": ("loans", "related_party", "无", False),
    "a_stored_true": ("loans", "related_party", True, True),
    "a_one_for_yes": ("loans", "related_party", 1.0, True),
    "maybe_is_no_answer": ("loans", "related_party", "也许", BAD),
    "a_blank_flag_is_unknown": ("loans", "related_party", "", None),
    "a_class_in_words": ("loans", "five_tier", "可疑", "doubtful"),
    "a_class_behind_its_number": ("loans", "five_tier", "02-关注", "special_mention"),
    "a_canonical_code": ("loans", "five_tier", "loss", "loss"),
    "a_code_in_capitals_with_a_space": ("loans", "five_tier", "Special Mention", "special_mention"),
    "an_unknown_class": ("loans", "five_tier", "尚可", BAD),
    "a_guarantee": ("loans", "guarantee_type", "保证", "guaranteed"),
    "no_guarantee_is_unsecured": ("loans", "guarantee_type", "无", "unsecured"),
    "a_currency_in_words": ("loans", "currency", "人民币", "CNY"),
    "a_currency_code_not_listed": ("loans", "currency", "sgd", "SGD"),
    "nothing_due": ("instalments", "status_code", "*", "*"),
    "not_open_is_a_code_and_no_blank": ("instalments", "status_code", "/", "/"),
    "months_late_as_a_number": ("instalments", "status_code", 2.0, "2"),
    "an_unknown_status": ("instalments", "status_code", "X", BAD),
    "a_signal_of_an_open_list": ("signals", "code", "funds_ok", "FUNDS_OK"),
    "a_name_with_spaces_around": ("loans", "borrower_name", " 王 五\u3000", "王 五"),
    "a_name_keeps_its_full_width_brackets": ("loans", "borrower_name", "甲（乙）", "甲（乙）"),
    "a_number_as_text": ("loans", "product", 12.0, "12"),
    "a_word_for_nothing_is_no_text": ("inspections", "finding", "无", None),
}


@pytest.mark.parametrize(("table", "name", "cell", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_a_cell_is_read_from(table: str, name: str, cell: Any, expected: Any) -> None:
    assert one(table, name, cell) == expected


def test_a_column_of_all_stored_types_is_read_cell_by_cell() -> None:
    cells = parsed("instalments", "due_on", DAY, "2013/12/29", 20131229.0, dt.datetime(2013, 12, 29, 1), "", "?", None)
    assert cells.value.to_list() == [DAY, DAY, DAY, DAY, None, None, None]
    assert cells.bad.to_list() == [False, False, False, False, False, True, False]


def test_a_long_column_of_few_values_is_read_as_a_short_one() -> None:
    cells = parsed("loans", "five_tier", *["正常", "关注", "", "怪"] * 50)
    assert cells.value.to_list() == ["normal", "special_mention", None, None] * 50
    assert cells.bad.to_list() == [False, False, False, True] * 50
