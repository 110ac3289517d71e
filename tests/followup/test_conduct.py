"""When and how often: the profiles count what was tried and what was said, and give the first lawful day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from casebook import AS_OF, grade, row

FRIDAY = AS_OF
MONDAY = AS_OF + dt.timedelta(days=3)


def overlay(folder: Path, profile: str) -> str:
    """A rule set that holds to another profile."""
    text = f"""extends: conservative
name: abroad
version: "1"
title: {{zh: 境外, en: abroad}}
effective_from: 2026-11-24
changes:
  - at: conduct_profile
    to: {profile}
    because: another country
    source: {{tag: judgement, text: "for the test", checked: 2026-11-24}}
"""
    (folder / "ruleset.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def earliest(contacts: list[dict[str, Any]], rules: str = "conservative") -> dt.date | None:
    found = row(grade({"name": "", "late": 5, "contacts": contacts}, rules=rules))
    return found["earliest_contact"]


def test_nothing_tried_today_may_be_tried_today_at_nine() -> None:
    found = row(grade({"name": "", "late": 5}))
    assert (found["earliest_contact"], found["earliest_time"], found["planned_contacts"]) == (FRIDAY, "09:00", 1)


def test_tried_today_is_planned_for_the_next_working_day() -> None:
    assert earliest([{"contacted_on": 0, "result": "no answer"}]) == MONDAY


def test_the_row_says_the_later_day() -> None:
    found = row(grade({"name": "", "late": 5, "contacts": [{"contacted_on": 0, "result": "no answer"}]}))
    assert "2026-11-23起，09:00–20:00" in found["may_contact_zh"]


def test_seven_days_pass_after_a_conversation_under_regulation_f(tmp_path: Path) -> None:
    rules = overlay(tmp_path, "us")
    assert earliest([{"contacted_on": 3, "result": "WTP"}], rules) == AS_OF + dt.timedelta(days=5)
    assert earliest([{"contacted_on": 9, "result": "WTP"}], rules) == FRIDAY


def test_the_eighth_call_waits_until_the_first_of_seven_is_a_week_old(tmp_path: Path) -> None:
    calls = [{"contacted_on": ago, "result": "no answer"} for ago in (6, 5, 5, 4, 3, 2, 1)]
    assert earliest(calls, overlay(tmp_path, "us")) == AS_OF + dt.timedelta(days=1)
    assert earliest(calls[1:], overlay(tmp_path, "us")) == FRIDAY


def test_a_list_of_names_that_does_not_exist_is_refused_with_its_place(tmp_path: Path) -> None:
    from overdue_cli.problems import Refusal

    with pytest.raises(Refusal) as refusal:
        grade({"name": ""}, rules=overlay(tmp_path, "moon"))
    assert "conduct.yaml has the profiles cn, spm, uk, us" in refusal.value.facts["detail"]


@pytest.mark.parametrize(
    ("signals", "hold"),
    [
        ([{"code": "COMPLAINT", "observed_on": 40}], "dispute"),
        ([{"code": "COMPLAINT", "observed_on": 40}, {"code": "COMPLAINT_CLOSED", "observed_on": 2}], None),
        ([{"code": "COMPLAINT_CLOSED", "observed_on": 60}, {"code": "COMPLAINT", "observed_on": 40}], "dispute"),
        ([{"code": "LAWYER", "observed_on": 400}], None),  # too old to be alive
        ([{"code": "LAWYER"}], "lawyer"),  # undated: alive
        ([{"code": "BANKRUPTCY", "observed_on": 5}], "bankruptcy"),
        ([{"code": "INCAPACITY", "observed_on": 5}], "incapacity"),
        ([{"code": "DO_NOT_CONTACT", "observed_on": 5}], "do_not_contact"),
        ([{"code": "LAWYER", "observed_on": -5}], None),  # not yet seen
    ],
)
def test_a_hold_lives_while_its_signal_does(signals: list[dict[str, Any]], hold: str | None) -> None:
    assert row(grade({"name": "", "late": 5, "signals": signals}))["hold"] == hold


def test_a_dispute_is_over_when_the_borrower_owns_the_debt_again() -> None:
    dispute = {"contacted_on": 20, "result": "争议"}
    assert row(grade({"name": "", "late": 25, "contacts": [dispute]}))["hold"] == "dispute"
    later = [dispute, {"contacted_on": 3, "result": "PTP", "promised_on": -3}]
    assert row(grade({"name": "", "late": 25, "contacts": later}))["hold"] is None


def test_results_of_one_day_that_contradict_count_at_the_worse_and_are_said() -> None:
    both = [{"contacted_on": 3, "result": "RTP"}, {"contacted_on": 3, "result": "PTP", "promised_on": -3}]
    scored = grade({"name": "", "late": 25, "contacts": both})
    assert row(scored)["unwilling"]
    assert scored.problems["code"].to_list() == ["F001"]


def test_a_promise_without_a_date_is_due_a_week_later_and_said() -> None:
    scored = grade({"name": "", "late": 9, "contacts": [{"contacted_on": 7, "result": "PTP"}]})
    assert row(scored)["promise_due_in"] == 0
    assert scored.problems["code"].to_list() == ["F002"]
