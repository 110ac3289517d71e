"""What differs between two rule sets, in words a committee can vote on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from overdue_cli.ruleset.load import RuleSet

SILENT = {"digest", "overlays", "expired", "doubts"}


def differences(before: RuleSet, after: RuleSet) -> list[str]:
    """One line a changed value, `place: before → after`; rules and grades by id, an empty list if none."""
    return list(_walk(_tree(before), _tree(after), ()))


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


def _walk(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(before, list) and isinstance(after, list):
        before, after = _named(before), _named(after)
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key not in after:
                yield f"{'.'.join((*path, str(key)))}: removed"
            elif key not in before:
                yield f"{'.'.join((*path, str(key)))}: added"
            else:
                yield from _walk(before[key], after[key], (*path, str(key)))
    elif before != after:
        yield f"{'.'.join(path)}: {before} → {after}"


def _named(items: list[Any]) -> dict[str, Any]:
    """A list as a mapping: by id or code where its items have one, else by counting from 1."""
    return {
        str(item.get("id") or item.get("code") or number) if isinstance(item, dict) else str(number): item
        for number, item in enumerate(items, start=1)
    }
