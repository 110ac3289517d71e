"""Sentences that belong to no rule, one YAML file a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from overdue_cli import strict_yaml

LANGUAGES = ("zh", "en")


@cache
def words(language: str) -> dict[str, Any]:
    """All sentences of `language`, by section and key."""
    value: dict[str, Any] = strict_yaml.load(Path(__file__).parent / f"{language}.yaml").value
    return value


def say(language: str, key: str, /, **facts: Any) -> str:
    """The sentence at the dotted `key` with its `{facts}` filled in; KeyError if there is none."""
    node: Any = words(language)
    for part in key.split("."):
        node = node[part]
    return str(node).format(**facts)


def details() -> dict[str, dict[str, str]]:
    """Language → the phrases evidence fills into a rule's `{detail}`."""
    return {language: words(language)["details"] for language in LANGUAGES}
