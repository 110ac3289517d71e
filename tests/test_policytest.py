"""The rule set tested against its own examples and edges."""

import dataclasses

from overdue_cli import policytest
from overdue_cli.ruleset.load import RuleSet, load


def with_example(ruleset: RuleSet, rule_id: str, example: list[object]) -> RuleSet:
    chapters = tuple(
        chapter.model_copy(
            update={
                "rules": [
                    r.model_copy(update={"examples": [*r.examples, example]}) if r.id == rule_id else r
                    for r in chapter.rules
                ]
            }
        )
        for chapter in ruleset.chapters
    )
    return dataclasses.replace(ruleset, chapters=chapters)


def test_every_example_and_every_edge_of_the_shipped_rules_holds() -> None:
    assert policytest.failures(load()) == []
    assert policytest.count(load()) > 300


def test_a_wrong_example_is_found_with_what_came_out() -> None:
    assert policytest.failures(with_example(load(), "W04", [3, 8])) == [policytest.Failure("W04", 3, 8, 9)]


def test_a_wrong_level_example_is_found() -> None:
    assert policytest.failures(with_example(load(), "W13", ["staff", 0])) == [policytest.Failure("W13", "staff", 0, 8)]


def test_every_rule_shows_what_a_missing_value_does() -> None:
    assert [rule.id for rule in load().rules if not any(example[0] is None for example in rule.examples)] == []
