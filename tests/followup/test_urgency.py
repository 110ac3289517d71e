"""Tiers, lists and ranks: what puts a row first, and that worse never means later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from casebook import BY_NAME, grade, row

import overdue_cli
from sample_portfolio import AS_OF, scored


def before(**columns: Any) -> pl.DataFrame:
    """What an earlier run said of the borrower."""
    usual = {"borrower_id": "B1", "previous_grade": "A", "previous_list": None, "previous_days_past_due": 0,
             "previous_willingness": 60.0, "previous_segment": None, "previous_arrears": 0}  # fmt: skip
    return pl.DataFrame([usual | columns]).with_columns(
        pl.lit("2026-10-20").str.to_date().alias("previous_as_of"),
        pl.lit("2026-10-20").str.to_date().alias("previous_seen_on"),
    )


def tier(**case: Any) -> int:
    return int(row(grade({"name": "", **case}))["tier"])


def test_nothing_is_urgent_about_a_clean_borrower() -> None:
    assert tier() == 5


@pytest.mark.parametrize(("late", "expected"), [(1, 2), (23, 2), (24, 1)])
def test_the_twenty_fourth_day_is_the_first_of_the_first_tier(late: int, expected: int) -> None:
    assert tier(late=late) == expected


def test_two_notches_worse_than_last_time_stands_first_and_one_does_not() -> None:
    misused = {"inspections": [{"finding": "USE_PROHIBITED", "severity": "red"}], "name": ""}
    assert row(grade(misused))["grade"] == "D"
    assert row(grade(misused, previous=before(previous_grade="B")))["tier"] == 1
    assert row(grade(misused, previous=before(previous_grade="C")))["tier"] > 1


def test_a_broken_promise_is_just_broken_for_a_week() -> None:
    promise = {"contacted_on": 20, "result": "PTP", "promised_amount": 1000}
    assert tier(late=20, contacts=[promise | {"promised_on": 8}]) == 1
    assert tier(late=20, contacts=[promise | {"promised_on": 10}]) == 2


def test_a_promise_logged_as_broken_today_is_news_where_an_older_one_explains_it() -> None:
    promise = {"contacted_on": 20, "result": "PTP", "promised_on": 12, "promised_amount": 1000}
    assert tier(late=20, contacts=[promise]) == 2
    assert tier(late=20, contacts=[promise, {"contacted_on": 1, "result": "违诺"}]) == 1


def test_a_promise_kept_is_not_urgent() -> None:
    kept = {"contacted_on": 20, "result": "PTP", "promised_on": 12, "promised_amount": 500}
    assert tier(late=20, part_paid=[13, 500], contacts=[kept]) == 2


@pytest.mark.parametrize("worse", ["RTP", "否认借款", "OOC"])
@pytest.mark.parametrize("ago", [1, 20])
def test_a_worse_answer_never_stands_lower(worse: str, ago: int) -> None:
    calm = {"name": "", "late": 9, "contacts": [{"contacted_on": ago, "result": "WTP"}]}
    bad = {"name": "", "late": 9, "contacts": [{"contacted_on": ago, "result": worse}]}
    a, b = row(grade(calm)), row(grade(bad))
    assert (b["tier"], -b["amount_at_risk"]) <= (a["tier"], -a["amount_at_risk"])


def test_an_inspection_due_is_a_list_of_its_own_unless_money_is_due_too() -> None:
    old = [{"ago": 200}]
    found = row(grade({"name": "", "inspections": old}))
    assert (found["grade"], found["list"], found["tier"]) == ("B", "inspections", 3)
    soon = row(grade({"name": "", "inspections": old, "last_due": 28}))
    assert (soon["list"], soon["tier"]) == ("before_due", 3)


def test_the_worst_grade_counts_in_full() -> None:
    worst = scored("en").borrowers.filter(pl.col("grade") == "E")
    assert (worst["amount_at_risk"] == worst["due_in_horizon"] + worst["arrears"]).all()


def test_the_frame_is_in_the_order_of_its_ranks() -> None:
    for language in ("zh", "en"):
        assert scored(language).borrowers["rank"].to_list() == list(range(1, scored(language).borrowers.height + 1))


def test_every_listed_row_of_the_sample_says_why_what_who_and_until_when() -> None:
    listed = scored("zh").listed
    for name in ("stands", "action", "owner", "may_contact", "forbidden"):
        assert (
            listed.select(pl.col(f"{name}_zh").is_null().any() | pl.col(f"{name}_en").is_null().any()).item() is False
        )
    assert listed["act_by"].null_count() <= listed.filter(pl.col("list") == "inspections").height


def test_willingness_falls_with_the_days_and_is_compared_with_the_last_run() -> None:
    case = {"name": "", "late": 5, "contacts": [{"contacted_on": 1, "result": "WTP"}]}
    short, long = row(grade(case)), row(grade(case | {"late": 40, "open": 2}))
    assert short["willingness"] > long["willingness"]
    assert row(grade(case, previous=before(previous_willingness=85.0)))["willingness_change"] == "steady"
    assert row(grade(case, previous=before(previous_willingness=20.0)))["willingness_change"] == "rising"
    worse = case | {"contacts": [{"contacted_on": 1, "result": "RTP"}]}
    assert row(grade(worse, previous=before(previous_willingness=20.0)))["willingness_change"] == "falling"


def test_without_any_record_there_is_no_figure() -> None:
    empty = BY_NAME["a_clean_borrower_not_yet_due_has_no_segment_no_call_and_no_clock"] | {"instalments": 0}
    found = row(grade(empty))
    assert found["willingness"] is None
    assert found["willingness_change"] == "unknown"


def test_arrears_nobody_gives_count_as_the_balance(tmp_path: Path) -> None:
    rows = [
        "loan_id,borrower_id,balance,days_past_due,overdue_principal",
        "L1,B1,1000,12,",
        "L2,B2,1000,12,80",
        "L3,B3,1000,0,",
    ]
    (tmp_path / "loans.csv").write_text("\n".join(rows), encoding="utf-8")
    found = {row["borrower_id"]: row for row in overdue_cli.score([tmp_path], as_of=AS_OF).borrowers.to_dicts()}
    assert [found[b]["amount_at_risk"] for b in ("B1", "B2", "B3")] == [
        round(found["B1"]["likelihood"] * 100_000), round(found["B2"]["likelihood"] * 8_000), 0
    ]  # fmt: skip
    assert found["B1"]["arrears"] == 0
