"""What no officer's output may hold: searched in everything follow-up and its neighbours say, cases and sample alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import openpyxl
import polars as pl
import pytest
from casebook import CASES, followed

from overdue_cli.ruleset.checks_followup import forbidden_pattern
from overdue_cli.scored import ScoredPortfolio
from sample_portfolio import scored

pytestmark = pytest.mark.slow

WORKBOOK_SHEETS_OF_INPUTS = {"数据质量", "口径与规则", "Data quality", "About"}
"""Sheets that name files, headers and the rule set, and no borrower's row."""


def said(portfolio: ScoredPortfolio) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every frame an officer may come to read, by name; of the borrowers the columns that are words."""
    follow = portfolio.follow_up
    spoken = [name for name in follow.borrowers.columns if name.endswith(("_zh", "_en", " zh", " en"))]
    yield "borrowers", follow.borrowers.select("borrower_id", *spoken)
    yield "clocks", follow.clocks
    yield "ladder", follow.ladder
    yield "collateral", follow.collateral
    yield "referrals", follow.management.referrals
    yield "encouragement", follow.management.encouragement
    yield "reasons", portfolio.reasons.select("borrower_id", pl.col("^says_.*$"))
    yield "scores", portfolio.scores.select("borrower_id", "reasons")


def words(frame: pl.DataFrame) -> Iterator[str]:
    for series in frame.select(pl.col(pl.String)).iter_columns():
        yield from (value for value in series.drop_nulls().unique().to_list() if value)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_output_of_the_sample_holds_a_word_that_is_never_printed(language: str) -> None:
    portfolio = scored(language)
    patterns = [re.compile(forbidden_pattern(portfolio.ruleset.conduct, n)) for n in ("zh", "en")]
    found = [
        (name, text) for name, frame in said(portfolio) for text in words(frame) for p in patterns if p.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("name", [case["name"] for case in CASES])
def test_no_output_of_a_case_holds_a_word_that_is_never_printed(name: str) -> None:
    portfolio = followed(name)
    patterns = [re.compile(forbidden_pattern(portfolio.ruleset.conduct, n)) for n in ("zh", "en")]
    found = [
        (where, text) for where, frame in said(portfolio) for text in words(frame) for p in patterns if p.search(text)
    ]
    assert found == []


def people_who_owe_nothing(portfolio: ScoredPortfolio) -> set[str]:
    """Names in the parties table that are not also a borrower's, a liable party's or a member of staff's."""
    parties, loans = portfolio.portfolio.tables["parties"], portfolio.portfolio.tables["loans"]
    owing = pl.col("liability_basis").is_in(["none", "spouse_unconfirmed"]) | pl.col("liability_basis").is_null()
    others = set(parties.filter(~owing)["party_name"]) | set(loans["borrower_name"]) | set(loans["officer"])
    others |= set(loans["approver"]) | set(portfolio.portfolio.tables["inspections"]["inspector"])
    return set(parties.filter(owing)["party_name"].drop_nulls()) - others


def named(names: set[str]) -> re.Pattern[str]:
    """The names as they stand; an English one not as the beginning of another."""
    return re.compile("|".join(rf"{re.escape(name)}(?![a-z])" for name in sorted(names)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_who_owes_nothing_is_named_anywhere(language: str) -> None:
    portfolio = scored(language)
    names = people_who_owe_nothing(portfolio)
    assert len(names) > 20
    pattern = named(names)
    management = portfolio.follow_up.management
    frames = [*said(portfolio), ("groups", management.groups), ("signals", management.signals)]
    frames += [("everything of the borrowers", portfolio.borrowers)]
    assert [(name, text) for name, frame in frames for text in words(frame) if pattern.search(text)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_names_nobody_who_owes_nothing_and_no_such_word(language: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    portfolio = scored(language)
    portfolio.to_workbook(tmp_path / "w.xlsx")
    patterns = [
        named(people_who_owe_nothing(portfolio)),
        *(re.compile(forbidden_pattern(portfolio.ruleset.conduct, n)) for n in ("zh", "en")),
    ]
    found = []
    for sheet in openpyxl.load_workbook(tmp_path / "w.xlsx", read_only=True):
        if sheet.title in WORKBOOK_SHEETS_OF_INPUTS:
            continue
        for cells in sheet.iter_rows(values_only=True):
            texts = [cell for cell in cells if isinstance(cell, str)]
            found += [(sheet.title, text) for text in texts for p in patterns if p.search(text)]
    assert found == []


def test_rows_with_compliance_say_only_that() -> None:
    for language in ("zh", "en"):
        theirs = scored(language).borrowers.filter(pl.col("queue") == "compliance")
        assert theirs.height >= 4
        for name in ("evidence_for", "evidence_against", "flip", "wording", "manner", "segment_title"):
            assert theirs[f"{name}_{language}"].null_count() == theirs.height
        assert theirs[f"action_{language}"].n_unique() == 1
