"""A rule as ladders: one fact, its bands in order, the highest one reached counts.

The rule's own bands are the first ladder. Floors that ask the same fact stand together on a further
one, so that 60 days late says one thing and not three.
"""

from __future__ import annotations

from collections.abc import Iterable

from overdue_cli.ruleset import model


def ladders_of(rule: model.Rule) -> list[model.Ladder]:
    """The ladders of `rule`, its main one first, then those of the profiles that word it otherwise.

    Each loan is asked by its own profile's wording; the worst answer speaks for the borrower.
    """
    others = [variant.profile for variant in rule.variants]
    out = _ladders(rule, rule.id, not_of=others)
    for variant in rule.variants:
        out += _ladders(variant.rule, f"{rule.id}@{variant.profile}", of=[variant.profile], profile=variant.profile)
    return out


def _ladders(rule: model.Rule, name: str, *, profile: str | None = None, **scope: list[str]) -> list[model.Ladder]:
    """The ladders of one wording; `scope` says whose loans it asks (`of`, `not_of`)."""

    def scoped(fact: model.FactUse) -> model.FactUse:
        return fact.model_copy(update={key: names for key, names in scope.items() if names})

    places = tuple(("bands", i) for i in range(len(rule.bands)))
    main = model.Ladder(scoped(rule.fact), tuple(rule.bands), places, name, rule.missing, profile)
    further: dict[str, list[tuple[int, model.Floor]]] = {}
    for number, floor in enumerate(rule.floors):
        further.setdefault(floor.fact.key, []).append((number, floor))
    return [main] + [
        model.Ladder(
            scoped(floors[0][1].fact),
            tuple(floor for _, floor in floors),
            tuple(("floors", number) for number, _ in floors),
            f"{name}+{position}",
            profile=profile,
        )
        for position, floors in enumerate(further.values(), start=1)
    ]


def facts_of(rules: Iterable[model.Rule]) -> list[model.FactUse]:
    """Every fact the rules ask, in their order; one may stand several times."""
    return [ladder.fact for rule in rules for ladder in ladders_of(rule)]
