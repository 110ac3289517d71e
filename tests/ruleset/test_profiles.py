"""Profiles of loans: each loan by its own wording of a rule, the borrower by the worst of them."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from frames import frame, portfolio
from overdue_cli import pipeline
from overdue_cli.followup.conduct import strictest
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.differences import differences
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.ruleset.model import LoanProfile
from overdue_cli.scored import Request
from population import AS_OF

HEAD = """\
extends: conservative
name: ours
version: "1"
title: {zh: 本行, en: ours}
effective_from: 2026-11-24
changes:
"""
SOURCE = "source: {tag: judgement, text: a test, checked: 2026-11-24}"


def overlay(folder: Path, at: str, to: str) -> Path:
    path = folder / "ours.yaml"
    path.write_text(HEAD + f"  - {{at: {at}, to: {to}, because: to try it, {SOURCE}}}\n", encoding="utf-8")
    return path


def card_changes(folder: Path, at: str, to: str) -> Path:
    """The card profile, wording one value of a rule anew."""
    change = f"{{at: {at}, to: {to}, because: to try it, {SOURCE}}}"
    return overlay(folder, "profiles.credit_card.changes", f"[{change}]")


def loans(*products: str | None, late: int = 10, **more: Any) -> dict[str, Any]:
    """One borrower with a loan of each product, every instalment of it `late` days late."""
    rows, dues = [], []
    for number, product in enumerate(products):
        key = {"loan_id": f"L{number}", "borrower_id": "B"}
        rows.append(key | {"product": product, "balance": 100, "disbursed_on": AS_OF - dt.timedelta(days=400)} | more)
        for back in range(6):
            due = AS_OF - dt.timedelta(days=20 + 30 * back)
            paid = {"paid_on": due + dt.timedelta(days=late), "paid_amount": 100_000}
            dues.append(key | {"instalment_no": 9 - back, "due_on": due, "due_amount": 100_000} | paid)
    return {"loans": frame("loans", rows), "instalments": frame("instalments", dues)}


def points(tables: dict[str, Any], ruleset: RuleSet, rule: str) -> int:
    scored = pipeline.grade_portfolio(portfolio(tables, AS_OF), ruleset, Request(AS_OF))
    counted = scored.reasons.filter(scored.reasons["rule_id"] == rule)
    return int(counted["points"].max() or 0)  # type: ignore[arg-type]


def test_a_rule_changed_for_cards_is_asked_of_cards_alone(tmp_path: Path) -> None:
    ours = load(card_changes(tmp_path, "W05.bands.3.points", "9"))
    assert points(loans("信用卡"), ours, "W05") == 9
    assert points(loans("小微"), ours, "W05") == points(loans(None), ours, "W05") == 6


def test_of_a_mixed_borrower_the_worst_answer_speaks(tmp_path: Path) -> None:
    ours = load(card_changes(tmp_path, "W05.bands.3.points", "9"))
    assert points(loans("小微", "信用卡"), ours, "W05") == 9
    milder = load(card_changes(tmp_path, "W05.bands.3.points", "5"))
    assert points(loans("信用卡"), milder, "W05") == 5
    assert points(loans("小微", "信用卡"), milder, "W05") == 6


def test_who_has_no_card_is_not_missing_one(tmp_path: Path) -> None:
    ours = load(card_changes(tmp_path, "W02.bands.4.points", "14"))
    assert points(loans("小微", late=0), ours, "W02") == points(loans("小微", late=0), load(), "W02")


def with_grace(days: int) -> RuleSet:
    ruleset = load()
    assert ruleset.profiles is not None
    cards = [
        p.model_copy(update={"grace_days": days if p.id == "credit_card" else 0}) for p in ruleset.profiles.profiles
    ]
    return dataclasses.replace(ruleset, profiles=ruleset.profiles.model_copy(update={"profiles": cards}))


def test_grace_softens_the_memory_of_cards_and_of_nothing_else() -> None:
    assert points(loans("信用卡", late=3), with_grace(3), "W05") == 0
    assert points(loans("信用卡", late=4), with_grace(3), "W05") == 4
    assert points(loans("小微", late=3), with_grace(3), "W05") == 4


def test_grace_never_touches_what_is_open() -> None:
    tables = loans("信用卡", late=0)
    due = frame(
        "instalments",
        [
            {
                "loan_id": "L0",
                "borrower_id": "B",
                "instalment_no": 10,
                "due_on": AS_OF - dt.timedelta(days=2),
                "due_amount": 100_000,
            }
        ],
    )
    tables["instalments"] = tables["instalments"].vstack(due)
    assert points(tables, with_grace(3), "W01") == points(tables, load(), "W01") == 6


REFUSED = {
    "a_value_that_does_not_exist": ("W99.bands.1.points", "1", "nothing is called 'W99'"),
    "a_value_of_no_rule": ("points.most", "90", "a profile changes values of rules"),
    "a_rule_s_own_name": ("W04.id", "W40", "a profile changes values of rules"),
    "points_that_fall_as_risk_rises": ("W01.bands.3.points", "1", "points never fall"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_profile_may_not_do_is_refused_at_its_own_place(name: str, tmp_path: Path) -> None:
    at, to, what = REFUSED[name]
    with pytest.raises(Refusal) as caught:
        load(card_changes(tmp_path, at, to))
    assert what in str(caught.value.facts["detail"])
    assert str(caught.value.facts["where"]).startswith("ours.yaml:7:")


@pytest.mark.parametrize(
    ("at", "to"),
    [
        ("profiles.credit_card.grace_days", "4"),
        ("profiles.consumer.conduct_profile", "mars"),
        ("regulation.chapters.cards_art_92.profiles", "[kiosk]"),
    ],
)
def test_names_and_numbers_that_cannot_hold_are_refused(at: str, to: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        load(overlay(tmp_path, at, to))
    assert caught.value.exit_code == 5


def test_a_profile_s_change_is_told_as_a_difference(tmp_path: Path) -> None:
    told = differences(load(), load(card_changes(tmp_path, "W05.bands.3.points", "9")))
    assert any("credit_card" in line for line in told)


def test_every_shipped_profile_says_why_and_differs_by_law_or_reason() -> None:
    ruleset = load()
    assert ruleset.profiles is not None
    found: list[LoanProfile] = ruleset.profiles.profiles
    assert [p.id for p in found] == ["credit_card", "bullet", "consumer", "micro_loan"]
    assert all(p.why and change.because for p in found for change in p.changes or p.changes)


def test_of_two_profiles_of_conduct_the_strictest_numbers_hold() -> None:
    profiles = load().conduct.profiles
    both = strictest([profiles["cn"], profiles["us"]])
    assert (both.plan_from, both.plan_until, both.working_days_only) == ("09:00", "20:00", True)
    assert (both.attempts_a_day, both.attempts_a_week, both.quiet_days_after_conversation) == (6, 7, 7)
    assert strictest([profiles["cn"]]) == profiles["cn"]


def test_a_profile_s_conduct_holds_for_its_own_borrowers(tmp_path: Path) -> None:
    ours = load(overlay(tmp_path, "profiles.consumer.conduct_profile", "spm"))
    until = {
        product: pipeline.grade_portfolio(portfolio(loans(*product), AS_OF), ours, Request(AS_OF)).borrowers[
            "latest_time"
        ][0]
        for product in (("小微",), ("个人消费贷",), ("小微", "个人消费贷"))
    }
    assert list(until.values()) == ["20:00", "18:00", "18:00"]
