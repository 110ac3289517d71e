"""The policy manual, and two rule sets compared in words."""

import dataclasses

import pytest

from overdue_cli.ruleset.differences import differences
from overdue_cli.ruleset.load import load
from overdue_cli.ruleset.manual import manual, page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_stands_in_the_manual_with_its_title_and_source(language: str) -> None:
    ruleset = load()
    text = manual(ruleset, language)
    for rule in ruleset.rules:
        assert f"### {rule.id} {rule.title.of(language)}" in text
        assert rule.source.text.of(language) in text
        assert rule.why.of(language) in text and rule.missing.because.of(language) in text


def test_a_page_shows_each_edge_as_a_reader_says_it() -> None:
    assert "| > 10% | 3 |" in page(load(), "W02", "en")
    assert "| ≥ 31 | 25 | D |" in page(load(), "W01", "en")


def test_an_unknown_rule_has_no_page() -> None:
    with pytest.raises(KeyError):
        page(load(), "W99", "en")


def test_equal_rule_sets_do_not_differ() -> None:
    assert differences(load(), load()) == []


def test_a_changed_band_is_told_with_both_values() -> None:
    before = load()
    arrears, *others = before.chapters
    rule = arrears.rules[0]
    bands = [rule.bands[0].model_copy(update={"points": 7}), *rule.bands[1:]]
    changed = arrears.model_copy(update={"rules": [rule.model_copy(update={"bands": bands}), *arrears.rules[1:]]})
    after = dataclasses.replace(before, chapters=(changed, *others))
    assert differences(before, after) == ["W01 Days past due now, band ≥ 1, points: 6 → 7"]
