"""What a well-formed rule set must also satisfy, without data: what ties one place to another.

Shape is pydantic's business (`model.py`); whether it is conservative is proved in `proofs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from overdue_cli.facts import FACTS, Unit
from overdue_cli.ruleset import model
from overdue_cli.ruleset.ladders import ladders_of

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One violation: the file, the path of keys inside it, and what is wrong in words."""

    file: str
    keys: Keys
    what: str


def faults(header: model.Header, chapters: tuple[model.Chapter, ...]) -> Iterator[Fault]:
    """Every violation, in reading order."""
    yield from _header_faults(header)
    groups = {group.id for group in header.points.groups}
    seen: set[str] = set()
    for file, chapter in zip(header.chapters, chapters, strict=True):
        if chapter.group not in groups:
            yield Fault(file, ("group",), f"the group {chapter.group!r} is not among {sorted(groups)} of ruleset.yaml")
        for number, rule in enumerate(chapter.rules):
            keys: Keys = ("rules", number)
            if rule.id in seen:
                yield Fault(file, (*keys, "id"), f"the rule {rule.id} stands twice; ids are unique over all chapters")
            seen.add(rule.id)
            yield from _rule_faults(file, keys, rule)


def _header_faults(header: model.Header) -> Iterator[Fault]:
    letters = tuple(step.id for step in header.grades)
    if letters != model.GRADES:
        yield Fault("ruleset.yaml", ("grades",), f"the grades must be {', '.join(model.GRADES)} in this order")
    if header.grades[0].from_ != 0:
        yield Fault("ruleset.yaml", ("grades", 0, "from"), "the first grade must start at 0 points")
    for number, (milder, worse) in enumerate(zip(header.grades, header.grades[1:], strict=False), start=1):
        if worse.from_ <= milder.from_:
            yield Fault("ruleset.yaml", ("grades", number, "from"), f"{worse.id} must start above {milder.id}")


def _rule_faults(file: str, keys: Keys, rule: model.Rule) -> Iterator[Fault]:
    if rule.variants:
        yield Fault(
            file, (*keys, "variants"), "what differs for a kind of loans stands in the profiles, not in the rule"
        )
    yield from fact_faults(file, (*keys, "fact"), rule.fact)
    for number, floor in enumerate(rule.floors):
        yield from fact_faults(file, (*keys, "floors", number, "fact"), floor.fact)
        if floor.no_better_than is None:
            yield Fault(file, (*keys, "floors", number), "a floor must say no_better_than")
    if any(use.name not in FACTS for use in (rule.fact, *(f.fact for f in rule.floors))):
        return
    for ladder in ladders_of(rule):
        yield from _ladder_faults(file, keys, ladder)


def fact_faults(file: str, keys: Keys, use: model.FactUse) -> Iterator[Fault]:
    """What is wrong with a use of a fact: its name, or its parameters."""
    fact = FACTS.get(use.name)
    if fact is None:
        yield Fault(
            file, (*keys, "name"), f"there is no fact {use.name!r}; the catalogue has {', '.join(sorted(FACTS))}"
        )
        return
    given, taken = set(use.parameters), set(fact.parameters)
    if given != taken:
        wrong = ", ".join(sorted(given ^ taken))
        yield Fault(file, keys, f"{use.name} takes the parameters {sorted(taken)}; missing or unknown: {wrong}")


def _ladder_faults(file: str, keys: Keys, ladder: model.Ladder) -> Iterator[Fault]:
    fact = FACTS[ladder.fact.name]
    previous: tuple[float, int] | None = None
    for place, band in zip(ladder.places, ladder.bands, strict=True):
        at = (*keys, *place)
        edges = [edge for edge in (band.from_, band.above, band.is_) if edge is not None]
        if len(edges) != 1:
            yield Fault(file, at, "a band has exactly one of from, above, is")
            return
        if (band.is_ is not None) != (fact.unit is Unit.LEVEL):
            yield Fault(
                file,
                at,
                f"{fact.name} is {'a level: use is' if fact.unit is Unit.LEVEL else 'a number: use from or above'}",
            )
            return
        if band.is_ is not None and band.is_ not in fact.levels:
            yield Fault(file, (*at, "is"), f"{fact.name} is one of {', '.join(fact.levels)}")
            return
        edge = (edge_of(fact.levels, band), int(band.above is not None))
        if previous is not None and edge <= previous:
            yield Fault(file, at, "bands must ascend: each edge lies above the one before")
        previous = edge
        if band.points != "value" and not isinstance(band.points, int):
            yield Fault(file, (*at, "points"), "points are a whole number, or the word `value`")
        for language in ("zh", "en"):
            if unknown := set(re.findall(r"\{(\w*)\}", band.says.of(language))) - {"value", "detail"}:
                yield Fault(
                    file,
                    (*at, "says", language),
                    f"a sentence may fill in {{value}} and {{detail}}, not {sorted(unknown)}",
                )


def edge_of(levels: tuple[str, ...], band: model.Band) -> float:
    if band.is_ is not None:
        return float(levels.index(band.is_))
    edge = band.from_ if band.from_ is not None else band.above
    assert edge is not None
    return float(edge)
