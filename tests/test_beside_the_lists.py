"""What stands beside the two lists: duties, changes, the managers' pages and the grounds of a grade, on the sample."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from functools import cache

import polars as pl
import pytest

from overdue_cli import duties, figures, grounds, whatif
from overdue_cli.history import Past
from overdue_cli.history.cases import SCHEMA as CASES
from overdue_cli.history.past import REASONS
from overdue_cli.management_pages import management_pages
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.workbook.book import WAYS_PLACE
from overdue_cli.workbook.tables import Page
from sample_portfolio import AS_OF, portfolio, scored

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
BEFORE = dt.date(2026, 10, 20)


@cache
def after_a_cycle() -> ScoredPortfolio:
    """The sample with a cycle before it, in which everybody stood at C and fifteen days late, one has gone, one is new."""
    now = scored("en").borrowers
    seen = now.sort("borrower_id").slice(1).select(
        "borrower_id", pl.lit("C").alias("previous_grade"), pl.lit(BEFORE).alias("previous_seen_on"),
        pl.lit(15, pl.Int32).alias("previous_days_past_due"), pl.lit(1_000, pl.Int64).alias("previous_arrears"),
        pl.lit(5_000, pl.Int64).alias("previous_balance"),
    )  # fmt: skip
    gone = seen.head(1).with_columns(pl.lit("gone away").alias("borrower_id"))
    past = Past(BEFORE, None, pl.concat([seen, gone]), pl.DataFrame(schema=REASONS), pl.DataFrame(schema=CASES))
    return dataclasses.replace(scored("en"), past=past)


def texts(page: Page) -> str:
    """Everything a page says, as one text."""
    return json.dumps(dataclasses.asdict(page), ensure_ascii=False, default=str)


# --- inspections and clocks


@LANGUAGES
def test_every_inspection_due_has_its_row_and_its_state(language: str) -> None:
    run = scored(language)
    rows = duties.inspections(run)
    assert rows["borrower_id"].to_list() == run.follow_up.inspections["borrower_id"].to_list()
    assert rows["days_overdue"].is_not_null().sum() == run.figures()["inspections"]["overdue"]
    assert rows["state"].n_unique() == 3
    assert rows["look_at"].null_count() == 0


def test_a_row_with_compliance_is_told_nothing_of_its_findings() -> None:
    run = scored("en")
    theirs = run.borrowers.filter(pl.col("queue") == "compliance")
    rows = duties.inspections(run).filter(pl.col("borrower_id").is_in(theirs["borrower_id"].implode()))
    assert set(rows["look_at"]) <= set(theirs["action_en"])


def test_clocks_of_the_first_tier_stand_first_and_each_names_the_act_that_stops_it() -> None:
    rows = duties.clocks(scored("en"))
    assert rows.height == scored("en").follow_up.clocks.height
    assert rows["is_tier_one"].cast(pl.Int8).is_sorted(descending=True)
    assert rows["act"].null_count() == 0


def test_filters_hold_on_the_long_sheets_too() -> None:
    narrow = dataclasses.replace(scored("en"), request=Request(AS_OF, language="en", branch="Qingdu"))
    for rows in (duties.inspections(narrow), duties.clocks(narrow)):
        assert set(rows["branch"]) == {"Qingdu"}


# --- changes


def test_without_a_history_nothing_is_said_to_have_changed_and_why() -> None:
    assert duties.changed(scored("en")) is None
    assert "no history" in duties.compared(scored("en"))
    assert scored("en").figures()["changes"] is None


def test_the_first_cycle_on_record_lists_nobody_as_new() -> None:
    empty = after_a_cycle().past
    assert empty is not None
    first = dataclasses.replace(after_a_cycle(), past=dataclasses.replace(empty, latest=None))
    assert duties.changed(first) is None
    assert "no earlier cycle" in duties.compared(first)


def test_changes_list_who_moved_and_who_stays_on_a_list_with_both_grades() -> None:
    run = after_a_cycle()
    rows = duties.changed(run)
    assert rows is not None
    assert set(rows["change"]) >= {"new", "worsened", "cured", "not in this export"}
    assert rows.filter(pl.col("change") == "worsened")["notches_worse"].min() == 1
    unchanged = rows.filter(pl.col("change") == "unchanged")["borrower_id"]
    assert set(unchanged) <= set(run.listed["borrower_id"])
    assert rows.filter(pl.col("change") == "not in this export")["officer"].null_count() == 1


def test_the_migration_adds_up_by_count_and_by_balance() -> None:
    run = after_a_cycle()
    moves = run.figures()["changes"]
    cells = moves["migration"]
    assert len(cells) == 25
    assert sum(cell["borrowers"] for cell in cells) == run.borrowers.height - 1  # the new one comes from no grade
    assert sum(entry["borrowers"] for entry in moves["counts"]) == run.borrowers.height + 1  # and the gone one
    gone = next(entry for entry in moves["counts"] if entry["change"] == "gone")
    assert gone["balance"] == 5_000


# --- managers' pages


@LANGUAGES
def test_both_pages_say_that_a_signal_is_no_verdict(language: str) -> None:
    pages = management_pages(scored(language))
    assert list(pages) == ["officers", "concentration"]
    said = {"zh": "仅为需要查看的信号，不是结论", "en": "a signal to look, not a verdict"}[language]
    assert all(page.warning.startswith(said) for page in pages.values())


def test_a_workbook_for_one_officer_has_no_page_for_managers() -> None:
    one = dataclasses.replace(scored("en"), request=Request(AS_OF, language="en", officer="Shi Feng"))
    assert management_pages(one) == {}


def test_every_signal_of_the_view_is_on_the_page_with_its_interval() -> None:
    run = scored("en")
    table = management_pages(run)["officers"].tables[-1]
    shown = {(row[0], row[1]) for row in table.rows[1:]}
    people = run.follow_up.management.signals.select("scope", "who").unique()
    assert len(shown) == people.height
    rates = [cell for row in table.rows[1:] for cell in row[2:] if isinstance(cell, float | tuple)]
    assert len(rates) == run.follow_up.management.signals.height


def test_the_line_of_visits_and_the_money_below_it_stand_on_the_page_and_in_the_notices() -> None:
    run = grade_portfolio(portfolio("en"), load("conservative", AS_OF), Request(AS_OF, language="en", capacity=5))
    below = run.report()["capacity"][0]
    page = management_pages(run)["officers"]
    amount = f"{below['uncovered']:,.0f}"
    assert any(amount in table.says for table in page.tables)
    assert any(amount in notice for notice in run.notices())
    plain = management_pages(scored("en"))["officers"]
    assert any("no line is drawn" in table.says for table in plain.tables)


def test_thanks_say_only_what_there_is_and_never_money() -> None:
    for card in management_pages(scored("en"))["officers"].cards:
        assert " 0" not in card.text
        assert "CNY" not in card.text
        assert card.text.endswith("thanks to your family.")


def test_the_pages_for_managers_hold_no_word_of_bad_debts() -> None:
    for language in ("zh", "en"):
        for page in management_pages(scored(language)).values():
            assert not any(word in texts(page).lower() for word in ("write-off", "provision", "核销", "拨备", "呆账"))


def test_the_report_tells_the_view_in_yuan_and_a_log_names_nobody() -> None:
    run = scored("en")
    told = run.report()["figures"]["management"]
    assert set(told) == {
        "disclaimer", "signals", "weeks", "cells", "largest", "groups", "capacity", "encouragement", "referrals",
    }  # fmt: skip
    assert told["largest"][0]["balance"] == run.follow_up.management.largest["balance"][0] / 100
    logged = json.dumps(run.report(named=False), default=str)
    names = [name for name in run.borrowers["officer"].drop_nulls().unique() if name in logged]
    assert names == []
    assert not set(figures.NAMED) & set(run.report(named=False)["figures"])


# --- grounds


@LANGUAGES
def test_every_listed_borrower_is_told_how_the_grade_came_about(language: str) -> None:
    run = scored(language)
    rows = grounds.grounds(run)
    origin = rows.filter(pl.col("place") == 0)
    assert origin["borrower_id"].to_list() == run.listed["borrower_id"].to_list()
    final = origin["says"].str.extract(r"([A-E])$")
    assert final.to_list() == run.listed["grade"].to_list()


def test_the_points_of_the_groups_add_up_to_the_score() -> None:
    origin = grounds.grounds(scored("en")).filter(pl.col("place") == 0)
    told = origin["evidence"].str.replace_all(r" \(of \d+, capped at -?\d+\)", "")
    sums = told.str.extract_all(r" (-?\d+)(?:;|$)").list.eval(
        pl.element().str.extract(r"(-?\d+)").cast(pl.Int32)
    ).list.sum()  # fmt: skip
    # No points at all leave the score alone in the cell.
    assert (sums.clip(0, 100) == scored("en").listed["score"]).all()


def test_what_would_change_a_grade_is_what_explain_says() -> None:
    run = scored("en")
    rows = run.book().settled().grounds.filter(pl.col("place") == WAYS_PLACE)
    ways = whatif.counterfactuals(run, rows["borrower_id"])
    first = ways.unique("borrower_id", keep="first", maintain_order=True)
    told = rows.join(first, on="borrower_id", suffix="_way")
    assert told.height > 50
    assert told.filter(~pl.col("says").str.starts_with(pl.col("says_way"))).height == 0
    assert rows["says"].null_count() == 0


def test_a_row_with_compliance_says_nothing_of_cause_or_change() -> None:
    run = scored("en")
    theirs = run.listed.filter(pl.col("queue") == "compliance")["borrower_id"]
    rows = grounds.grounds(run).filter(pl.col("borrower_id").is_in(theirs.implode()))
    assert rows["place"].unique().to_list() == [0]
