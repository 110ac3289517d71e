"""Who may be spoken to: liable, on record, in time, willing to be spoken to; and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from casebook import grade, row

pytestmark = pytest.mark.slow


def basis(parties: list[dict[str, Any]], **case: Any) -> list[str]:
    """The standings on the ladder of a borrower nine days late."""
    case = {"name": "", "late": 9, "parties": [{"party_name": "Xiang An", "role": "", **p} for p in parties], **case}
    return grade(case).follow_up.ladder["basis"].to_list()


@pytest.mark.parametrize(
    "party",
    [
        {"liability_basis": "none", "role": "brother"},
        {"liability_basis": None, "role": "neighbour"},
        {"liability_basis": "spouse_unconfirmed", "role": "spouse"},
        {"liability_basis": "spouse_joint_debt_confirmed", "role": "spouse"},  # no document
        {"liability_basis": "authorised_agent", "role": "agent", "evidence_ref": "A1"},  # no consent
        {"liability_basis": "authorised_agent", "role": "agent", "evidence_ref": "A1", "consent_until": 1},
        {"liability_basis": "guarantor_joint", "role": "guarantor", "guarantee_mode": "joint", "guarantee_until": 1},
        {"liability_basis": "guarantor_general", "role": "guarantor", "guarantee_until": -400},
        {"liability_basis": "co_borrower", "role": "co-borrower", "do_not_contact": True},
    ],
)
def test_nobody_is_reached_for_who_need_not_answer(party: dict[str, Any]) -> None:
    assert basis([party]) == ["borrower"]


@pytest.mark.parametrize(
    "party",
    [
        {"liability_basis": "co_borrower", "role": "co-borrower"},
        {"liability_basis": "spouse_joint_debt_confirmed", "role": "spouse", "evidence_ref": "S1"},
        {"liability_basis": "authorised_agent", "role": "agent", "evidence_ref": "A1", "consent_until": -1},
        {"liability_basis": "guarantor_joint", "role": "guarantor", "guarantee_mode": "joint", "guarantee_until": -1},
    ],
)
def test_whoever_is_liable_and_on_record_is_reached(party: dict[str, Any]) -> None:
    assert basis([party]) == ["borrower", party["liability_basis"]]


def test_a_joint_guarantor_is_not_told_in_the_first_week() -> None:
    party = {
        "liability_basis": "guarantor_joint",
        "role": "guarantor",
        "guarantee_mode": "joint",
        "guarantee_until": -1,
    }
    assert basis([party], late=7) == ["borrower"]
    assert basis([party], late=8) == ["borrower", "guarantor_joint"]


def test_a_general_guarantor_is_told_when_enforcement_has_ended_without_enough() -> None:
    party = {"liability_basis": "guarantor_general", "role": "guarantor", "guarantee_until": -400}
    done = [{"code": "ENFORCEMENT_ENDED", "observed_on": 3}, {"code": "SUIT_FILED", "observed_on": 300}]
    assert basis([party], late=120, open=4) == ["borrower"]
    assert basis([party], late=120, open=4, signals=done) == ["borrower", "guarantor_general"]


def test_the_relay_is_asked_once_and_only_while_contact_is_lost() -> None:
    lost = [{"contacted_on": 11, "result": "OOC"}]
    line = "reserved contact"
    assert line in row(grade({"name": "", "late": 9, "contacts": lost}))["may_contact_en"]
    asked = [*lost, {"contacted_on": 5, "result": "NSA", "contacted_party": "emergency contact"}]
    assert line not in row(grade({"name": "", "late": 9, "contacts": asked}))["may_contact_en"]
    found = [*lost, {"contacted_on": 5, "result": "WTP"}]
    assert line not in row(grade({"name": "", "late": 9, "contacts": found}))["may_contact_en"]


def test_a_borrower_who_asked_to_be_left_alone_is_on_hold() -> None:
    own = {"party_name": "Wu Ming", "role": "borrower", "liability_basis": "borrower", "do_not_contact": True}
    found = row(grade({"name": "", "late": 9, "parties": [own]}))
    assert (found["hold"], found["planned_contacts"]) == ("do_not_contact", 0)


def test_a_party_of_unknown_liability_is_said_and_not_named() -> None:
    scored = grade({"name": "", "late": 9, "parties": [{"party_name": "Xiang An", "role": "neighbour"}]})
    assert scored.problems["code"].to_list() == ["F003"]
    assert not scored.problems.select("value", "detail").row(0)[0]


@pytest.mark.parametrize(
    ("status", "value", "valued", "said"),
    [
        ("normal", 300_000, 40, "registered secured party"),
        ("normal", 300_000, 400, "too old"),
        ("normal", -5, 40, "no usable value"),
        ("未办妥", 300_000, 40, "priority must not be claimed"),
        ("查封", 300_000, 40, "nothing is said"),
    ],
)
def test_only_what_is_true_is_said_of_collateral(status: str, value: int, valued: int, said: str) -> None:
    thing = {"kind": "shop", "value": value, "valued_on": valued, "status": status}
    scored = grade({"name": "", "late": 9, "collateral": [thing]})
    assert said in scored.follow_up.collateral["says_en"][0]
    assert ("F006" in scored.problems["code"].to_list()) == (value < 0)
