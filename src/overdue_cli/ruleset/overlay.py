"""Single values of a rule set changed by another file: a bank's own threshold, a measure for one season.

A change names its place the way a person would, `W04.bands.2.points` or `points.groups.arrears.at_most`:
a rule by its id, an item of a list by its id or code or by counting from 1.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from overdue_cli.problems import Refusal
from overdue_cli.ruleset import model
from overdue_cli.strict_yaml import Document

Keys = tuple[str | int, ...]
Shape = TypeVar("Shape", bound=BaseModel)
SAID = {
    "missing": "is missing; every page of its kind has it",
    "extra_forbidden": "is not known here; correct its spelling or take it out",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "date_type": "must be a date such as 2026-11-24",
}
"""What is wrong with a value, in the words of a policy and not of the library that found it."""


@dataclass
class Overlaid:
    """A policy file with changes applied; `where` points to the change if the value comes from one."""

    document: Document
    value: Any
    changed: dict[Keys, str] = field(default_factory=dict)

    def where(self, keys: Keys = ()) -> str:
        """`file:line:column` of the value at `keys`: of the overlay's line if it was changed there."""
        for end in range(len(keys), -1, -1):
            if keys[:end] in self.changed:
                return self.changed[keys[:end]]
        return self.document.where(keys)


def applied(files: Mapping[str, Document], overlays: Sequence[tuple[Document, model.Overlay]]) -> dict[str, Overlaid]:
    """The files with every overlay's changes made, in order; Refusal R002 for a place that does not exist."""
    result = {
        name: Overlaid(document, copy.deepcopy(document.value) if overlays else document.value)
        for name, document in files.items()
    }
    for document, overlay in overlays:
        for number, change in enumerate(overlay.changes):
            where = document.where(("changes", number, "at"))
            name, keys = place_of(result, change.at, where)
            target = result[name]
            parent = target.value
            for key in keys[:-1]:
                parent = parent[key]
            parent[keys[-1]] = copy.deepcopy(change.to)
            target.changed[keys] = document.where(("changes", number, "to"))
    return result


def place_of(files: Mapping[str, Overlaid], at: str, where: str) -> tuple[str, Keys]:
    """The file and the keys inside it that `at` names."""
    first, *rest = at.split(".")
    for name, file in files.items():
        for number, rule in enumerate(file.value.get("rules", [])):
            if rule.get("id") == first:
                return name, _walk(rule, rest, at, where, ("rules", number))
    header = files["ruleset.yaml"].value
    if first in ("findings", "contacts", "regulation", "playbook", "causes", "conduct", "profiles"):
        name = header.get(first, f"{first}.yaml")
        page = files[name].value if name in files else {}
        if rest and rest[0] not in page and first in page:  # `profiles.credit_card`: the page's list of that name
            rest = [first, *rest]
        return name, _walk(page, rest, at, where, ())
    return "ruleset.yaml", _walk(header, [first, *rest], at, where, ())


def shaped(document: Document | Overlaid, value: Any, shape: type[Shape]) -> Shape:
    """`value` in its checked shape; Refusal R002 with the place of the first thing wrong."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(first["loc"])
        named = ".".join(str(k) for k in keys)
        said = SAID.get(first["type"], first["msg"])
        raise Refusal("R002", where=document.where(keys), detail=f"{named}: {said}") from error


def _walk(node: Any, steps: Sequence[str], at: str, where: str, keys: Keys) -> Keys:
    for step in steps:
        if isinstance(node, dict) and step in node:
            key: str | int = step
        elif isinstance(node, list) and (found := _item(node, step)) is not None:
            key = found
        else:
            raise Refusal(
                "R002",
                where=where,
                detail=f"{at!r} names no value of the rule set it extends: nothing is called {step!r} there",
            )
        keys, node = (*keys, key), node[key]
    if not steps:
        raise Refusal("R002", where=where, detail=f"{at!r} names a whole rule; name one value of it")
    return keys


def _item(items: list[Any], step: str) -> int | None:
    if step.isdigit() and 1 <= int(step) <= len(items):
        return int(step) - 1
    named = [i for i, item in enumerate(items) if isinstance(item, dict) and step in (item.get("id"), item.get("code"))]
    return named[0] if named else None
