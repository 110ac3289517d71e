"""Nobody in the sample can be a person: wrong check characters, phones no operator gave out."""

from __future__ import annotations

import polars as pl
from sample_files import COMMITTED, english

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_character(number: str) -> str:
    """The last character a resident's number would have by GB 11643."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11]


def test_no_document_number_is_valid() -> None:
    loans = english(COMMITTED / "en")["loans"]
    numbers = loans.filter(~pl.col("id_number").str.contains("E"))
    people = numbers.filter(pl.col("debtor_class") == "retail")["id_number"]
    assert people.str.len_chars().unique().to_list() == [18]
    assert all(check_character(number) != number[17] for number in people)
    firms = numbers.filter(pl.col("debtor_class") == "non_retail")["id_number"]
    assert firms.len() > 0
    assert firms.str.ends_with("Z").all()  # Z is not in the alphabet of a firm's number


def test_every_phone_has_a_prefix_nobody_was_given() -> None:
    tables = english(COMMITTED / "en")
    for table in ("loans", "parties"):
        assert tables[table]["phone"].str.contains(r"^125\d{8}$").all()


def test_people_beside_a_loan_are_liable_and_not_liable() -> None:
    bases = set(english(COMMITTED / "en")["parties"]["liability_basis"])
    assert {
        "co_borrower",
        "guarantor_joint",
        "guarantor_general",
        "spouse_unconfirmed",
        "authorised_agent",
        "none",
    } <= bases
