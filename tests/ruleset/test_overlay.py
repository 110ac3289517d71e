"""A rule set that extends another and changes single values of it."""

import datetime as dt
from pathlib import Path

import pytest

from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load

HEAD = """\
extends: conservative
name: our-bank
version: "1"
title: {zh: 本行, en: ours}
effective_from: 2026-11-24
"""
CHANGE = "changes:\n  - {at: %s, to: %s, because: the committee said so, source: {tag: judgement, text: minutes, checked: 2026-11-24}}\n"


def overlay(folder: Path, at: str, to: str, extra: str = "") -> Path:
    path = folder / "ours.yaml"
    path.write_text(HEAD + extra + CHANGE % (at, to), encoding="utf-8")
    return path


def refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        load(path)
    return caught.value


def test_a_changed_value_stands_and_the_others_stay(tmp_path: Path) -> None:
    ours, theirs = load(overlay(tmp_path, "W04.bands.2.points", "8")), load()
    habit = {rule.id: rule for rule in ours.rules}["W04"]
    assert [band.points for band in habit.bands] == [3, 8, 9, 12]
    assert [rule for rule in ours.rules if rule.id != "W04"] == [rule for rule in theirs.rules if rule.id != "W04"]
    assert ours.digest != theirs.digest
    assert (ours.name, ours.version) == ("our-bank", f"{theirs.version}+1")


def test_a_list_item_is_found_by_its_id(tmp_path: Path) -> None:
    assert load(overlay(tmp_path, "points.groups.history.at_most", "39")).groups["history"].at_most == 39


def test_an_overlay_ends_on_its_last_day_and_is_remembered_as_expired(tmp_path: Path) -> None:
    path = overlay(tmp_path, "W04.bands.2.points", "8", "expires_on: 2026-12-31\n")
    assert load(path, dt.date(2026, 12, 31)).overlays[0].name == "our-bank"
    after = load(path, dt.date(2027, 1, 1))
    assert (after.overlays, [o.name for o in after.expired], after.digest) == ((), ["our-bank"], load().digest)


def test_a_changed_value_is_held_to_the_rules_at_its_own_line(tmp_path: Path) -> None:
    refusal = refused(overlay(tmp_path, "W04.bands.2.points", "1"))
    assert (refusal.code, refusal.exit_code, refusal.facts["where"]) == ("R003", 5, "ours.yaml:7:34")


def test_a_place_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    refusal = refused(overlay(tmp_path, "W04.bands.9.points", "8"))
    assert (refusal.code, refusal.facts["where"]) == ("R002", "ours.yaml:7:10")
    assert "'9'" in refusal.facts["detail"]


def test_a_whole_rule_cannot_be_replaced(tmp_path: Path) -> None:
    assert "whole rule" in refused(overlay(tmp_path, "W04", "8")).facts["detail"]


def test_a_circle_of_rule_sets_is_refused(tmp_path: Path) -> None:
    path = overlay(tmp_path, "W04.bands.2.points", "8")
    path.write_text(path.read_text(encoding="utf-8").replace("conservative", "ours.yaml"), encoding="utf-8")
    assert "circle" in refused(path).facts["detail"]


def test_what_cannot_be_proven_stands_if_it_says_so_itself(tmp_path: Path) -> None:
    extra = "not_conservative_because: {zh: 试行, en: a trial}\n"
    ours = load(overlay(tmp_path, "W04.bands.2.points", "1", extra))
    assert len(ours.doubts) == 1 and ours.doubts[0].startswith("ours.yaml:8:")
    assert [words.en for words in ours.not_conservative_because] == ["a trial"]
