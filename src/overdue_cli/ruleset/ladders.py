"""A rule as ladders: one fact, its bands in order, the highest one reached counts.

The rule's own bands are the first ladder. Floors that ask the same fact stand together on a further
one, so that 60 days late says one thing and not three.
"""

from __future__ import annotations

from collections.abc import Iterable

from overdue_cli.ruleset import model


def ladders_of(rule: model.Rule) -> list[model.Ladder]:
    """The ladders of `rule`, its main one first."""
    main = model.Ladder(rule.fact, tuple(rule.bands), tuple(("bands", i) for i in range(len(rule.bands))), rule.id)
    further: dict[str, list[tuple[int, model.Floor]]] = {}
    for number, floor in enumerate(rule.floors):
        further.setdefault(floor.fact.key, []).append((number, floor))
    return [main] + [
        model.Ladder(
            floors[0][1].fact,
            tuple(floor for _, floor in floors),
            tuple(("floors", number) for number, _ in floors),
            f"{rule.id}+{position}",
        )
        for position, floors in enumerate(further.values(), start=1)
    ]


def facts_of(rules: Iterable[model.Rule]) -> list[model.FactUse]:
    """Every fact the rules ask, in their order; one may stand several times."""
    return [ladder.fact for rule in rules for ladder in ladders_of(rule)]
