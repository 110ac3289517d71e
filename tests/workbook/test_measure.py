"""How much room text takes, and what is left out where there is none."""

from __future__ import annotations

import polars as pl
import pytest

from overdue_cli.workbook.measure import first_lines, fitting, lines, lines_of, safe, units_of, whys

MORE = "({count} more)"


def reasons(*says: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"borrower_id": ["1"] * len(says), "says": list(says)}, schema={"borrower_id": pl.String, "says": pl.String}
    )


def why(*says: str, width: float = 20) -> list[str]:
    return whys(reasons(*says), width, MORE)["why"].to_list()[0].split("\n")


def test_nobody_without_reasons_is_given_a_why() -> None:
    assert whys(reasons(), 20, MORE).is_empty()


def test_a_chinese_character_is_twice_as_wide_as_a_digit() -> None:
    assert units_of("逾期31天") == 8


@pytest.mark.parametrize("text", ["", "a", "逾期", "x" * 40, "逾" * 40, "one\ntwo", "逾期\n\n天"])
def test_one_text_and_a_column_of_texts_are_measured_alike(text: str) -> None:
    assert pl.DataFrame({"t": [text]}).select(lines(pl.col("t"), 20)).item() == lines_of(text, 20)


def test_a_null_takes_one_line() -> None:
    assert pl.DataFrame({"t": [None]}, schema={"t": pl.String}).select(lines(pl.col("t"), 20)).item() == 1


def test_four_short_sentences_all_stand() -> None:
    assert why("a", "b", "c", "d") == ["a", "b", "c", "d"]


def test_of_five_sentences_three_stand_and_two_are_counted() -> None:
    assert why("a", "b", "c", "d", "e") == ["a", "b", "c", "(2 more)"]


def test_the_first_sentence_stands_however_long_it_is() -> None:
    assert why("x" * 200, "b") == ["x" * 200, "(1 more)"]


def test_borrowers_keep_their_own_sentences_in_their_order() -> None:
    frame = pl.DataFrame({"borrower_id": ["2", "2", "1"], "says": ["a", "b", "c"]})
    assert whys(frame, 20, MORE).rows() == [("2", "a\nb"), ("1", "c")]


def test_a_column_is_as_wide_as_its_longest_text_spread_over_its_lines_within_bounds() -> None:
    assert fitting(3, 10, 40) == 10
    assert fitting(30, 10, 40) == 33
    assert fitting(100, 10, 40, over=4) == 31
    assert fitting(999, 10, 40) == 40


def test_lines_beyond_the_last_are_counted() -> None:
    frame = pl.DataFrame({"t": ["a", "a\nb\nc\nd", "a\nb\nc\nd\ne", None]})
    assert frame.select(first_lines(pl.col("t"), 4, MORE)).to_series().to_list() == [
        "a",
        "a\nb\nc\nd",
        "a\nb\nc\n(2 more)",
        None,
    ]


def test_each_column_keeps_its_own_text_where_one_looks_like_markup() -> None:
    frame = pl.DataFrame({"a": ["<r>x</r>", None, "<s>"], "b": ["=1", "y", "z"]})
    assert frame.select(safe(pl.col(pl.String))).rows() == [(" <r>x</r>", "=1"), (None, "y"), ("<s>", "z")]
