"""`overdue rules` as a policy person types it."""

from pathlib import Path

from smallest import AS_OF, Run

OVERLAY = """\
extends: conservative
name: stricter
version: "1"
title: {zh: 更严, en: stricter}
effective_from: 2026-11-24
changes:
  - {at: grades.B.from, to: %s, because: to see who moves, source: {tag: judgement, text: a test, checked: 2026-11-24}}
"""


def overlay(folder: Path, value: int) -> Path:
    path = folder / "stricter.yaml"
    path.write_text(OVERLAY % value, encoding="utf-8")
    return path


def test_the_shipped_rules_pass_their_own_test(overdue: Run) -> None:
    done = overdue("rules", "test", "--lang", "en")
    assert done.returncode == 0
    assert b", 0 came out otherwise" in done.stdout


def test_an_example_that_no_longer_holds_ends_with_five(overdue: Run, tmp_path: Path) -> None:
    path = overlay(tmp_path, 9)
    path.write_text(
        path.read_text(encoding="utf-8").replace("grades.B.from, to: 9", "W04.bands.2.points, to: 8"), encoding="utf-8"
    )
    done = overdue("rules", "test", "--rules", path, "--lang", "en")
    assert done.returncode == 5
    assert b"W04: the value 2 should give 6 and gives 8" in done.stdout


def test_one_rule_is_shown_on_its_own_and_an_unknown_one_is_wrong_usage(overdue: Run) -> None:
    assert overdue("rules", "show", "W04", "--lang", "en").stdout.startswith(b"### W04 Repeated lateness")
    assert overdue("rules", "show", "W99").returncode == 2


def test_two_rule_sets_are_compared_in_words(overdue: Run, tmp_path: Path) -> None:
    assert overdue("rules", "diff", "conservative", "conservative", "--lang", "en").stdout == b"They do not differ\n"
    told = overdue("rules", "diff", "conservative", overlay(tmp_path, 9), "--lang", "en").stdout.decode()
    assert told == "rule set.grades.B.from: 10 → 9 (to see who moves)\n"


def test_a_change_is_tried_on_a_portfolio(overdue: Run, tmp_path: Path, exports: Path) -> None:
    done = overdue("rules", "simulate", "conservative", overlay(tmp_path, 9), exports, "--as-of", AS_OF, "--lang", "en")
    assert done.returncode == 0
    assert b"Of 3 borrowers 0 would move" in done.stdout


def test_a_rule_set_that_cannot_be_proven_conservative_is_refused_with_its_place(overdue: Run, tmp_path: Path) -> None:
    path = overlay(tmp_path, 9)
    path.write_text(
        path.read_text(encoding="utf-8").replace("grades.B.from, to: 9", "W01.bands.3.points, to: 1"), encoding="utf-8"
    )
    done = overdue("rules", "check", "--rules", path, "--lang", "en")
    assert done.returncode == 5
    assert b"stricter.yaml:7:" in done.stderr


def test_a_check_says_what_was_proven(overdue: Run) -> None:
    told = overdue("rules", "check", "--lang", "en").stdout.decode()
    assert "points, floors and notches never ease as risk rises" in told
    assert "missing evidence of good conduct never helps" in told
    assert "Principal in one sum at maturity" in told


def test_a_change_that_contradicts_an_example_says_what_to_do(overdue: Run, tmp_path: Path) -> None:
    path = overlay(tmp_path, 9)
    changed = path.read_text(encoding="utf-8").replace("grades.B.from, to: 9", "W04.bands.2.points, to: 8")
    path.write_text(changed, encoding="utf-8")
    told = overdue("rules", "test", "--rules", path, "--lang", "en").stdout.decode()
    assert "let the overlay set W04.examples too" in told
