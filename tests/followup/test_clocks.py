"""Legal clocks to the day: what starts them, what stops them, what is doubtful about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from casebook import AS_OF, grade

GUARANTOR = {"party_name": "Fang Bo", "role": "guarantor", "relation": "partner", "evidence_ref": "DB1"}


def clocks(**case: Any) -> list[dict[str, Any]]:
    return grade({"name": "", **case}).follow_up.clocks.to_dicts()


def kinds(**case: Any) -> dict[str, int | None]:
    return {clock["kind"]: clock["days_left"] for clock in clocks(**case)}


def joint(**more: Any) -> dict[str, Any]:
    return GUARANTOR | {"liability_basis": "guarantor_joint", "guarantee_mode": "joint"} | more


def test_a_running_loan_has_no_limitation_yet() -> None:
    assert kinds(late=40, open=2) == {}


def test_a_guarantee_far_off_is_not_shown() -> None:
    assert kinds(parties=[joint(guarantee_until=-500)]) == {}


def test_a_period_nobody_agreed_on_is_six_months_from_maturity() -> None:
    found = clocks(parties=[joint()], loan_dates={"matures_on": 30, "disbursed_on": 800}, late=30, matured=True)
    assert {c["kind"]: c["date"] for c in found}["guarantee_joint"] == dt.date(2027, 4, 21)


def test_an_expired_guarantee_stays_until_the_legal_desk_closes_it() -> None:
    case: dict[str, Any] = {"parties": [joint(guarantee_until=10)], "late": 40, "open": 2}
    assert kinds(**case) == {"guarantee_joint": -10}
    assert kinds(**case, signals=[{"code": "GUARANTEE_CLAIMED", "observed_on": 1}]) == {}


def test_a_demand_the_guarantor_signed_for_stops_a_joint_guarantee_and_no_general_one() -> None:
    signed = [{"contacted_on": 5, "result": "签收催收通知书", "contacted_party": "保证人"}]
    assert kinds(parties=[joint(guarantee_until=-30)], contacts=signed, late=40, open=2) == {}
    general = GUARANTOR | {"liability_basis": "guarantor_general", "guarantee_mode": "general", "guarantee_until": -30}
    assert kinds(parties=[general], contacts=signed, late=40, open=2) == {"guarantee_general": 30}
    assert kinds(parties=[general], signals=[{"code": "SUIT_FILED", "observed_on": 2}], late=40, open=2) == {}


def test_a_blank_mode_is_a_general_guarantee_and_said() -> None:
    (clock,) = clocks(parties=[GUARANTOR | {"guarantee_until": -100}], late=40, open=2)
    assert clock["kind"] == "guarantee_general"
    assert "no mode on record" in clock["about_en"]


def test_two_modes_on_record_make_a_general_guarantee_and_it_is_said() -> None:
    scored = grade(
        {"name": "", "late": 40, "open": 2, "parties": [joint(guarantee_mode="general", guarantee_until=-90)]}
    )
    (clock,) = scored.follow_up.clocks.to_dicts()
    assert clock["kind"] == "guarantee_general"
    assert scored.problems["code"].to_list() == ["F005"]


def test_a_guarantee_that_ended_before_the_loan_began_is_no_date_and_is_said() -> None:
    scored = grade({"name": "", "late": 40, "open": 2, "parties": [joint(guarantee_until=900)]})
    assert scored.follow_up.clocks.height == 0  # six months after a maturity still a year away
    assert scored.problems["code"].to_list() == ["F004"]
    assert scored.follow_up.ladder["basis"].to_list() == ["borrower"]


@pytest.mark.parametrize(
    ("contacts", "left"),
    [
        ([], 120),
        ([{"contacted_on": 100, "result": "签收催收通知书", "contacted_party": "本人"}], 996),
        ([{"contacted_on": 100, "result": "签收催收通知书", "contacted_party": "保证人"}], 120),
        ([{"contacted_on": 100, "result": "PTP", "promised_on": 90}], 120),
    ],
)
def test_a_receipt_of_the_borrower_interrupts_limitation_and_an_oral_promise_does_not(contacts: Any, left: int) -> None:
    ended = {"matures_on": 975, "disbursed_on": 1700}
    found = kinds(late=975, open=1, matured=True, loan_dates=ended, inspected=False, contacts=contacts)
    assert found["limitation"] == left


def test_a_suit_stops_limitation() -> None:
    case: dict[str, Any] = {"late": 975, "matured": True, "loan_dates": {"matures_on": 975}, "inspected": False}
    assert kinds(**case, signals=[{"code": "SUIT_FILED", "observed_on": 30}]) == {}


def test_observation_runs_a_year_from_the_first_due_date_after_and_anew_from_a_late_one() -> None:
    changed = {"loan_dates": {"restructured_on": 100}}
    assert clocks(**changed)[0]["date"] == dt.date(2027, 9, 9)
    late = clocks(**changed, habit=[0, 5])
    assert late[0]["date"] == dt.date(2027, 10, 14)


def test_a_finding_shows_when_it_was_to_be_put_right() -> None:
    found = clocks(inspections=[{"ago": 60, "finding": "USE_MISUSE", "rectify_by": AS_OF - dt.timedelta(days=30)}])
    assert [(c["kind"], c["days_left"], c["about_en"]) for c in found] == [
        ("rectification", -30, "funds not used as agreed")
    ]
