"""What differs between two rule sets, in words a committee can vote on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from overdue_cli.locale import words
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import Band
from overdue_cli.ruleset.model_base import said_in

SILENT = {"digest", "overlays", "expired", "doubts"}


def differences(before: RuleSet, after: RuleSet, language: str = "en") -> list[str]:
    """One line a changed value, with its reason where an overlay gives one; an empty list if none.

    A rule is called by id and title and its bands by their edge, other places by their keys.
    """
    reasons = {change.at: said_in(change.because, language) for overlay in after.overlays for change in overlay.changes}
    titles = {rule.id: rule.title.of(language) for each in (before, after) for rule in each.rules}
    bands = {rule.id: [_edge(band) for band in rule.bands] for rule in after.rules}
    said = words(language)["differences"]
    lines = []
    for path, what in _walk(_tree(before), _tree(after), ()):
        at = ".".join(path[1:] if path[0] in ("rules", "rule set") else path)
        why = reasons.get(at)
        told = said.get(what, what)
        lines.append(f"{_place(path, titles, bands, said)}: {told}" + (f" ({why})" if why else ""))
    return lines


def _place(path: tuple[str, ...], titles: dict[str, str], bands: dict[str, list[str]], said: dict[str, Any]) -> str:
    """`W04 Repeated lateness, band ≥ 1, points`."""
    if path[0] != "rules" or len(path) < 2:
        return ".".join(path)
    _, rule, *rest = path
    if len(rest) > 1 and rest[0] == "bands" and int(rest[1]) <= len(bands.get(rule, ())):
        rest = [f"{said['band']} {bands[rule][int(rest[1]) - 1]}", *rest[2:]]
    named = [said["keys"].get(key, key) for key in rest]
    return ", ".join([f"{rule} {titles.get(rule, '')}".strip(), *named])


def _edge(band: Band) -> str:
    """The lower edge as a reader says it."""
    if band.is_ is not None:
        return band.is_
    return f"> {band.above}" if band.above is not None else f"≥ {band.from_}"


def _tree(ruleset: RuleSet) -> dict[str, Any]:
    """The rule set as nested plain values, lists of named things keyed by their name."""
    header = ruleset.header.model_dump(by_alias=True, exclude_none=True)
    header.pop("chapters")
    rules = {
        rule.id: {"group": ruleset.group_of(rule.id)} | rule.model_dump(by_alias=True, exclude_none=True)
        for rule in ruleset.rules
    }
    parts = {
        name: getattr(ruleset, name).model_dump(by_alias=True, exclude_none=True)
        for name in ("findings", "contacts", "regulation", "playbook", "causes", "conduct", "profiles")
        if getattr(ruleset, name) is not None
    }
    return {"rule set": header, "rules": rules} | parts


def _walk(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(before, list) and isinstance(after, list):
        before, after = _named(before), _named(after)
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key not in after:
                yield (*path, str(key)), "removed"
            elif key not in before:
                yield (*path, str(key)), "added"
            else:
                yield from _walk(before[key], after[key], (*path, str(key)))
    elif before != after:
        yield path, f"{before} → {after}"


def _named(items: list[Any]) -> dict[str, Any]:
    """A list as a mapping: by id or code where its items have one, else by counting from 1."""
    return {
        str(item.get("id") or item.get("code") or number) if isinstance(item, dict) else str(number): item
        for number, item in enumerate(items, start=1)
    }
