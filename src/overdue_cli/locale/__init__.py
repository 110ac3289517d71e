"""Sentences that belong to no rule, one YAML file a language; and what others say in English, in the other languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from overdue_cli import strict_yaml

LANGUAGES = ("zh", "en")
_KEY = re.compile(r"([\w.-]+): (.+)", re.DOTALL)


@cache
def words(language: str) -> dict[str, Any]:
    """All sentences of `language`, by section and key."""
    value: dict[str, Any] = strict_yaml.load(Path(__file__).parent / f"{language}.yaml").value
    return value


@cache
def _heard(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    known = strict_yaml.load(Path(__file__).parent / "heard.yaml").value
    return tuple((re.compile(pattern, re.DOTALL), said) for pattern, said in known.get(language, ()))


def heard(detail: str, language: str) -> str:
    """`detail`, which a library or a reader of files said in English, in `language`; as it is where nobody wrote the words.

    Several at once stand behind semicolons, and a key such as `headers:` stays before what is said of it.
    """
    if language == "en":
        return detail
    for pattern, said in _heard(language):
        if (found := pattern.fullmatch(detail)) is not None:
            return found.expand(said)
    if (keyed := _KEY.fullmatch(detail)) is not None:
        return f"{keyed.group(1)}: {heard(keyed.group(2), language)}"
    return "；".join(heard(part, language) for part in detail.split("; ")) if "; " in detail else detail


def say(language: str, key: str, /, **facts: Any) -> str:
    """The sentence at the dotted `key` with its `{facts}` filled in; KeyError if there is none."""
    node: Any = words(language)
    for part in key.split("."):
        node = node[part]
    return str(node).format(**facts)


def details() -> dict[str, dict[str, str]]:
    """Language → the phrases evidence fills into a rule's `{detail}`."""
    return {language: words(language)["details"] for language in LANGUAGES}
