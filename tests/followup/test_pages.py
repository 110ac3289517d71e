"""The pages of follow-up are checked when they are read: names, tests that fit, words, order; each refusal has its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the shipped rules with one thing changed."""
    shutil.copytree(rules_home(), folder / "rules")
    path = folder / "rules" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / "rules" / "conservative"


def test_the_shipped_pages_are_sound() -> None:
    assert load().doubts == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("conservative/causes.yaml", "{column: broken_streak, from: 2}]", "{column: broken_spree, from: 2}]", "there is no sign or flag 'broken_spree'"),
        ("conservative/causes.yaml", "{column: vice, is: true}", "{column: vice, from: 1}", "vice is tested by is"),
        ("conservative/causes.yaml", "in: [lost, lost_and_late]", "in: [lost, gone]", "lost_contact is one of"),
        ("conservative/causes.yaml", "any:\n      - [{fact: {name: lost_contact", "any:\n      - [{column: unable, is: true}]\n      - [{fact: {name: lost_contact", "flags are read in order"),
        ("conservative/causes.yaml", "zh: 拒绝检查, en: refused an inspection", "zh: 拒绝检查, en: refused after an arrest", "'arrest' may not stand on an officer's output"),
        ("conservative/playbook.yaml", "zh: 同行业集中逾期：", "zh: 同行业集中逾期或核销：", "'核销' may not stand on an officer's output"),
        ("conservative/playbook.yaml", "cash expected on {next_cash_on}", "cash expected on {some_day}", "nothing fills ['some_day']"),
        ("conduct.yaml", "[{column: signals, has: [LAWYER]}]", "[{column: signals, in: [LAWYER]}]", "signals is tested by has"),
        ("conduct.yaml", "lawful_until: \"22:00\"", "lawful_until: late", "lawful_until"),
        ("conservative/causes.yaml", "  - id: S1\n", "  - id: S2\n", "the segments are S0 to S6, each once"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_where_it_stands(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        load(changed(tmp_path, file, old, new))
    assert refusal.value.code == "R002"
    assert said in refusal.value.facts["detail"]
    assert refusal.value.facts["where"].split(":")[0] == Path(file).name


def test_the_pages_are_part_of_the_digest(tmp_path: Path) -> None:
    other = changed(tmp_path, "conduct.yaml", 'plan_until: "20:00"', 'plan_until: "19:00"')
    assert load(other).digest != load().digest
    assert load(other).profile.plan_until == "19:00"


def test_an_overlay_may_change_a_value_of_these_pages(tmp_path: Path) -> None:
    text = """extends: conservative
name: local
version: "1"
title: {zh: 本行, en: local}
effective_from: 2026-11-24
changes:
  - at: causes.segments.S1.late.en
    to: call once
    because: a habit of the house
    source: {tag: judgement, text: "for the test", checked: 2026-11-24}
  - at: conduct.profiles.cn.plan_until
    to: "18:00"
    because: shorter days
    source: {tag: judgement, text: "for the test", checked: 2026-11-24}
"""
    (tmp_path / "ruleset.yaml").write_text(text, encoding="utf-8")
    found = load(tmp_path)
    assert next(s for s in found.causes.segments if s.id == "S1").late.en == "call once"
    assert found.profile.plan_until == "18:00"
