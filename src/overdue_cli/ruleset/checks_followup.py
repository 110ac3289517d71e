"""What the pages of follow-up must satisfy beside their shape: names that exist, tests that fit, words an officer may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from overdue_cli.facts import FACTS, Unit
from overdue_cli.ruleset import model
from overdue_cli.ruleset.checks import Fault, Keys, fact_faults
from overdue_cli.signs import SIGNS, Kind
from overdue_cli.words import alternatives

CONDUCT = "conduct.yaml"
PLACES = {"days_past_due", "days_to_due", "grade", "next_cash_on", "from", "until", "count", "reason", "name", "officer",
          "n", "collect", "date"}  # fmt: skip
"""What the sentences of these pages may fill in."""
HEARD_NOT_SAID = {"words", "roles", "code", "never_printed", "findings", "unregistered", "lost"}
"""Keys whose texts are looked for in inputs, never printed."""


@dataclass(frozen=True)
class Pages:
    """The pages checked together."""

    header: model.Header
    contacts: model.Contacts
    causes: model.Causes
    playbook: model.Playbook
    conduct: model.Conduct


def faults(pages: Pages) -> Iterator[Fault]:
    """Every violation, page by page in reading order."""
    flags = {flag.name for flag in pages.causes.flags}
    causes, playbook = pages.header.causes, pages.header.playbook
    yield from _flag_order(causes, pages.causes)
    yield from _segment_order(causes, pages.causes)
    for file, page in ((causes, pages.causes), (playbook, pages.playbook), (CONDUCT, pages.conduct)):
        for keys, condition in conditions_of(page):
            yield from _condition_faults(file, keys, condition, flags)
        yield from _wording_faults(file, page, pages.conduct)
    if pages.header.conduct_profile not in pages.conduct.profiles:
        known = ", ".join(sorted(pages.conduct.profiles))
        yield Fault("ruleset.yaml", ("conduct_profile",), f"conduct.yaml has the profiles {known}")


def _flag_order(file: str, causes: model.Causes) -> Iterator[Fault]:
    """A flag may ask only flags above it, and none may bear the name of a sign."""
    seen: set[str] = set()
    names = {flag.name for flag in causes.flags}
    for number, flag in enumerate(causes.flags):
        if flag.name in SIGNS or flag.name in seen:
            yield Fault(file, ("flags", number, "name"), f"{flag.name!r} is taken already")
        seen.add(flag.name)
        for keys, condition in conditions_of(flag.any, ("flags", number, "any")):
            if condition.column in names - seen or condition.column == flag.name:
                yield Fault(file, keys, f"the flag {condition.column!r} stands further down; flags are read in order")


def _segment_order(file: str, causes: model.Causes) -> Iterator[Fault]:
    ids = [segment.id for segment in causes.segments]
    if sorted(ids) != [f"S{number}" for number in range(7)]:
        yield Fault(file, ("segments",), "the segments are S0 to S6, each once")
    for number, segment in enumerate(causes.segments):
        if (segment.any is None) != (segment.id == "S0") or (segment.id == "S0") != (number == len(ids) - 1):
            yield Fault(file, ("segments", number), "only S0 has no tests, and it stands last")


def conditions_of(node: Any, keys: Keys = ()) -> Iterator[tuple[Keys, model.Condition]]:
    """Every condition inside a page with the keys that lead to it."""
    if isinstance(node, model.Condition):
        yield keys, node
    elif isinstance(node, model.Strict):
        for name, field in type(node).model_fields.items():
            yield from conditions_of(getattr(node, name), (*keys, field.alias or name))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from conditions_of(item, (*keys, number))


def _condition_faults(file: str, keys: Keys, condition: model.Condition, flags: set[str]) -> Iterator[Fault]:
    if (condition.column is None) == (condition.fact is None):
        yield Fault(file, keys, "a condition asks either a column or a fact")
        return
    given = {name for name in ("from_", "below", "in_", "is_", "has", "blank") if getattr(condition, name) is not None}
    if not given:
        yield Fault(file, keys, "a condition needs one of from, below, in, is, has, blank")
        return
    if condition.fact is not None:
        yield from fact_faults(file, (*keys, "fact"), condition.fact)
        if condition.fact.name not in FACTS:
            return
        fact = FACTS[condition.fact.name]
        fits = {"in_", "blank"} if fact.unit is Unit.LEVEL else {"from_", "below", "blank"}
        if unknown := set(condition.in_ or []) - set(fact.levels):
            yield Fault(file, keys, f"{fact.name} is one of {', '.join(fact.levels)}, not {sorted(unknown)}")
    elif condition.column in flags:
        fits = {"is_"}
    elif condition.column in SIGNS:
        fits = FITTING[SIGNS[condition.column].kind]
    else:
        yield Fault(file, keys, f"there is no sign or flag {condition.column!r}; signs are {', '.join(sorted(SIGNS))}")
        return
    if given - fits:
        yield Fault(
            file,
            keys,
            f"{condition.column or condition.fact} is tested by {', '.join(sorted(f.rstrip('_') for f in fits))}",
        )


FITTING = {
    Kind.NUMBER: {"from_", "below", "blank"},
    Kind.TEXT: {"in_", "blank"},
    Kind.FLAG: {"is_"},
    Kind.CODES: {"has"},
}


def _wording_faults(file: str, page: model.Strict, conduct: model.Conduct) -> Iterator[Fault]:
    """Sentences with words an officer must not read, or with places nobody fills."""
    forbidden = {language: re.compile(forbidden_pattern(conduct, language)) for language in ("zh", "en")}
    for keys, said in _sentences(page, ()):
        for language, pattern in forbidden.items():
            text = said.of(language)
            if found := pattern.search(text):
                yield Fault(file, (*keys, language), f"{found[0]!r} may not stand on an officer's output")
            if unknown := set(re.findall(r"\{(\w*)\}", text)) - PLACES:
                yield Fault(file, (*keys, language), f"nothing fills {sorted(unknown)}")


def forbidden_pattern(conduct: model.Conduct, language: str) -> str:
    """A regular expression that finds what conduct.yaml says is never printed, in one language."""
    words = conduct.never_printed["zh" if language == "zh" else "en"]
    return f"(?i)(?:{alternatives(words)})"


def _sentences(node: Any, keys: Keys) -> Iterator[tuple[Keys, model.Words]]:
    if isinstance(node, model.Words):
        yield keys, node
    elif isinstance(node, model.Strict):
        for name, field in type(node).model_fields.items():
            if name not in HEARD_NOT_SAID:
                yield from _sentences(getattr(node, name), (*keys, field.alias or name))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _sentences(item, (*keys, number))
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _sentences(item, (*keys, name))
