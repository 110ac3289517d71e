"""What the page of regulation must satisfy beside its shape: steps and classes that only ever get worse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from overdue_cli.facts import FACTS, Unit
from overdue_cli.ruleset import model
from overdue_cli.ruleset.checks import Fault, fact_faults

CLASSES = ("special_mention", "substandard", "doubtful", "loss")


def faults(file: str, regulation: model.Regulation, rules: Mapping[str, model.Rule]) -> Iterator[Fault]:
    """Every violation, in reading order."""
    if missing := set(CLASSES) - set(regulation.grades):
        yield Fault(file, ("grades",), f"no grade is given for {sorted(missing)[0]}")
        return
    for milder, worse in itertools.pairwise(CLASSES):
        if regulation.grades[worse] < regulation.grades[milder]:  # type: ignore[index]
            yield Fault(file, ("grades", worse), f"{worse} may not mean a better grade than {milder}")
    known = {chapter.id for chapter in regulation.chapters}
    for number, chapter in enumerate(regulation.chapters):
        keys = ("chapters", number)
        if unknown := set(chapter.instead_of) - known:
            yield Fault(file, (*keys, "instead_of"), f"there is no chapter {sorted(unknown)[0]!r}")
        if not chapter.enabled and chapter.because is None:
            yield Fault(file, keys, "a chapter that is off says why (because)")
        yield from _steps(file, keys, chapter)
    for number, event in enumerate(regulation.events):
        keys = ("events", number)
        yield from _event(file, keys, event)
        if event.said_by is not None and not _as_hard(rules.get(event.said_by), regulation.grades[event.at_least]):
            yield Fault(file, (*keys, "said_by"), f"{event.said_by} is no rule with a floor as hard as the class asks")


def _as_hard(rule: model.Rule | None, grade: str) -> bool:
    return rule is not None and any((band.no_better_than or "A") >= grade for band in (*rule.bands, *rule.floors))


def _steps(file: str, keys: tuple[str | int, ...], chapter: model.RegulationChapter) -> Iterator[Fault]:
    """For each guarantee, later days ask for the same class or a worse one; and every guarantee named is defined."""
    last: dict[str | None, model.RegulationStep] = {}
    for number, step in enumerate(chapter.steps):
        at = (*keys, "steps", number)
        if step.guarantee is not None and step.guarantee not in chapter.guarantees:
            yield Fault(file, (*at, "guarantee"), f"the chapter's guarantees do not define {step.guarantee!r}")
        before = last.get(step.guarantee)
        if before is not None and step.from_ <= before.from_:
            yield Fault(file, (*at, "from"), "steps must ascend: each lies above the one before")
        if before is not None and CLASSES.index(step.at_least) < CLASSES.index(before.at_least):
            yield Fault(file, (*at, "at_least"), "the class never gets better as days rise")
        last[step.guarantee] = step


def _event(file: str, keys: tuple[str | int, ...], event: model.RegulationEvent) -> Iterator[Fault]:
    """An event asks one known fact with one edge of its kind."""
    yield from fact_faults(file, (*keys, "fact"), event.fact)
    fact = FACTS.get(event.fact.name)
    edges = [edge for edge in (event.from_, event.above, event.is_) if edge is not None]
    if len(edges) != 1:
        yield Fault(file, keys, "an event has exactly one of from, above, is")
    elif fact is not None and (event.is_ is not None) != (fact.unit is Unit.LEVEL):
        yield Fault(
            file,
            keys,
            f"{fact.name} is {'a level: use is' if fact.unit is Unit.LEVEL else 'a number: use from or above'}",
        )
    elif fact is not None and event.is_ is not None and event.is_ not in fact.levels:
        yield Fault(file, (*keys, "is"), f"{fact.name} is one of {', '.join(fact.levels)}")
