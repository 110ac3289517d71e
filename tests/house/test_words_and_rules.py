"""Every sentence stands in both languages, every rule has its source."""

from __future__ import annotations

import dataclasses
import re
import string
from typing import Any

import pytest

from overdue_cli.facts import FACTS
from overdue_cli.locale import words
from overdue_cli.problems import CATALOGUE
from overdue_cli.ruleset.load import load, shipped
from overdue_cli.ruleset.model import Source, Words

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def leaves(node: Any, path: str = "") -> dict[str, str]:
    """Dotted key → sentence."""
    if isinstance(node, dict):
        return {key: value for name, inner in node.items() for key, value in leaves(inner, f"{path}.{name}").items()}
    if isinstance(node, list):
        return {key: value for n, inner in enumerate(node) for key, value in leaves(inner, f"{path}[{n}]").items()}
    return {path.lstrip("."): str(node)}


def places(sentence: str) -> set[str]:
    """The `{facts}` a sentence takes."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


ZH, EN = leaves(words("zh")), leaves(words("en"))


def test_both_languages_say_the_same_things() -> None:
    spelt_by_name = {key for key in ZH if key.startswith("levels.")}  # `red` needs no English entry
    assert EN.keys() - ZH.keys() == set()
    assert ZH.keys() - EN.keys() - spelt_by_name == set()


def test_a_sentence_takes_the_same_facts_in_both_languages() -> None:
    assert {key: (ZH[key], EN[key]) for key in ZH.keys() & EN.keys() if places(ZH[key]) != places(EN[key])} == {}


def test_english_holds_no_chinese() -> None:
    assert {key: said for key, said in EN.items() if CHINESE.search(said)} == {}


def test_every_problem_has_its_sentence_and_its_next_step() -> None:
    said = words("en")["problems"]
    assert set(said) == set(CATALOGUE)
    assert [code for code in said if not (said[code]["says"] and said[code]["next"])] == []


def both(node: Any) -> list[Words]:
    """All two-language wordings inside a model."""
    if isinstance(node, Words):
        return [node]
    if isinstance(node, list | tuple):
        return [found for item in node for found in both(item)]
    return [found for _, value in node for found in both(value)] if hasattr(type(node), "model_fields") else []


@pytest.mark.parametrize("name", shipped())
def test_every_rule_has_a_source_and_examples(name: str) -> None:
    rules = load(name).rules
    assert rules
    for rule in rules:
        assert isinstance(rule.source, Source) and isinstance(rule.missing.because, Words), rule.id
        assert rule.examples, rule.id


def sayings(value: Any) -> list[Words]:
    """All two-language wordings of a rule set: every sentence, reason and source of every page."""
    if isinstance(value, dict):
        return [found for inner in value.values() for found in sayings(inner)]
    return both(value)


@pytest.mark.parametrize("name", shipped())
def test_every_sentence_reason_and_source_of_the_policy_stands_in_both_languages(name: str) -> None:
    ruleset = load(name)
    pages = {field.name: getattr(ruleset, field.name) for field in dataclasses.fields(ruleset)}
    said = sayings(pages)
    assert len(said) > 500
    for words_ in said:
        assert CHINESE.search(words_.zh) or not re.search("[A-Za-z]{3}", words_.zh), words_
        assert not CHINESE.search(words_.en), words_
        assert places(words_.zh) == places(words_.en), words_


def test_every_level_a_manual_shows_has_its_chinese_word() -> None:
    bare = {level for fact in FACTS.values() for level in fact.levels} - set(words("zh")["levels"])
    assert bare == set("ABCDE")
