"""Proof that a rule set is conservative, from its files alone.

What is proved: risk never pays (points, floors, likelihoods, visits and review move one way), what is
missing never helps (evidence of good conduct takes the worst it could hide, or another rule that does
covers it), and nothing is written that cannot happen. A rule set with a doubt is refused unless it says
of itself, in words, why it is not conservative.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from overdue_cli.facts import FACTS, Nature, Unit
from overdue_cli.ruleset import model
from overdue_cli.ruleset.checks import Fault, Keys, edge_of
from overdue_cli.ruleset.ladders import ladders_of


def doubts(header: model.Header, chapters: tuple[model.Chapter, ...]) -> Iterator[Fault]:
    """Everything that cannot be proven, in reading order."""
    yield from _grades(header)
    yield from _caps(header, chapters)
    rules = {rule.id: rule for chapter in chapters for rule in chapter.rules}
    for file, chapter in zip(header.chapters, chapters, strict=True):
        for number, rule in enumerate(chapter.rules):
            keys: Keys = ("rules", number)
            yield from _missing(file, keys, rule, rules)
            for ladder in ladders_of(rule):
                yield from _asked_of_all(file, keys, ladder)
                yield from _one_way(file, keys, ladder)
                yield from _reachable(file, keys, ladder)
            if rule.portfolio != any(FACTS[ladder.fact.name].portfolio for ladder in ladders_of(rule)):
                yield Fault(
                    file, keys, f"{rule.id} must say `portfolio: true` exactly if its fact needs other borrowers"
                )


def counted(chapters: Iterable[model.Chapter]) -> dict[str, int]:
    """How much was proven: rules, ladders and bands, and the rules whose missing evidence is held to the worst."""
    rules = [rule for chapter in chapters for rule in chapter.rules]
    ladders = [ladder for rule in rules for ladder in ladders_of(rule)]
    held = [
        rule
        for rule in rules
        if FACTS[rule.fact.name].nature is Nature.CONDUCT and rule.missing.policy in ("worst", "not_evaluated")
    ]
    return {
        "rules": len(rules),
        "ladders": len(ladders),
        "bands": sum(len(ladder.bands) for ladder in ladders),
        "held": len(held),
        "to_check": sum(rule.source.tag == "law-memory" for rule in rules),
    }


def _grades(header: model.Header) -> Iterator[Fault]:
    for number, (milder, worse) in enumerate(zip(header.grades, header.grades[1:], strict=False), start=1):
        if worse.likelihood < milder.likelihood:
            yield Fault(
                "ruleset.yaml",
                ("grades", number, "likelihood"),
                f"{worse.id} is stated likelier to pay than {milder.id}",
            )
        if worse.on_site_days > milder.on_site_days:
            yield Fault(
                "ruleset.yaml", ("grades", number, "on_site_days"), f"{worse.id} is visited less often than {milder.id}"
            )
    steps = header.brake.steps
    for number, (milder_step, worse_step) in enumerate(itertools.pairwise(steps), start=1):
        if worse_step.months < milder_step.months or worse_step.no_better_than < milder_step.no_better_than:
            yield Fault("ruleset.yaml", ("brake", "steps", number), "being later must not shorten the brake")


def _caps(header: model.Header, chapters: tuple[model.Chapter, ...]) -> Iterator[Fault]:
    """Caps hold the rules under them and together reach the worst grade."""
    groups = {group.id: group for group in header.points.groups}
    worst = header.grades[-1].from_
    if sum(group.at_most for group in groups.values()) < worst:
        yield Fault(
            "ruleset.yaml", ("points", "groups"), f"all caps together stay below {worst}, where the worst grade starts"
        )
    if header.points.most < worst:
        yield Fault(
            "ruleset.yaml", ("points", "most"), f"the total is capped below {worst}, where the worst grade starts"
        )
    for file, chapter in zip(header.chapters, chapters, strict=True):
        group = groups[chapter.group]
        for number, rule in enumerate(chapter.rules):
            most = max(_points(ladder) for ladder in ladders_of(rule))
            if most > group.at_most and not FACTS[rule.fact.name].higher_is_riskier:
                yield Fault(file, ("rules", number), "a mitigant gives points")
            elif most > group.at_most:
                yield Fault(
                    file,
                    ("rules", number),
                    f"{rule.id} gives {most} points, but its group is capped at {group.at_most}",
                )


def _points(ladder: model.Ladder) -> int:
    return max((band.points for band in ladder.bands if isinstance(band.points, int)), default=0)


def _missing(file: str, keys: Keys, rule: model.Rule, rules: Mapping[str, model.Rule]) -> Iterator[Fault]:
    """Missing evidence of good conduct takes the worst, or a rule that does covers it."""
    fact, missing = FACTS[rule.fact.name], rule.missing
    at = (*keys, "missing")
    if missing.covered_by is not None and missing.covered_by not in rules:
        yield Fault(file, (*at, "covered_by"), f"there is no rule {missing.covered_by!r}")
        return
    if fact.nature is Nature.EVENT or missing.policy == "worst" or not fact.higher_is_riskier:
        return
    if missing.policy == "not_applicable" and not fact.may_not_apply:
        yield Fault(
            file, at, f"{fact.name} applies to everybody: missing must be `worst`, or `not_evaluated` and covered"
        )
    if missing.policy == "not_evaluated" and not _covered(missing.covered_by, rules):
        yield Fault(
            file,
            at,
            f"{fact.name} is evidence of good conduct: missing takes the worst, or a rule that does covers it (covered_by)",
        )


def _covered(by: str | None, rules: Mapping[str, model.Rule]) -> bool:
    """The covering rule takes missing evidence for the worst and sets a floor, or is covered by one that does."""
    seen: set[str] = set()
    while by is not None and by not in seen and by in rules:
        seen.add(by)
        rule = rules[by]
        if rule.missing.policy == "worst" and rule.bands[-1].no_better_than not in (None, "A"):
            return True
        by = rule.missing.covered_by
    return False


def _asked_of_all(file: str, keys: Keys, ladder: model.Ladder) -> Iterator[Fault]:
    """Only a fact that some borrowers have no part in may be asked of some loans alone."""
    use = ladder.fact
    if (use.of or use.not_of) and not FACTS[use.name].may_not_apply:
        scope = "fact" if ladder.missing else "floors"
        yield Fault(file, (*keys, scope), f"{use.name} concerns every loan: asking some only lets the others off")


def _one_way(file: str, keys: Keys, ladder: model.Ladder) -> Iterator[Fault]:
    """Points, floors and notches never fall as risk rises; a mitigant only ever takes off."""
    riskier = FACTS[ladder.fact.name].higher_is_riskier
    points = floor = notches = 0
    for place, band in zip(ladder.places, ladder.bands, strict=True):
        at = (*keys, *place)
        given = points if band.points == "value" else band.points
        if (given < points) if riskier else (given > points):
            yield Fault(file, (*at, "points"), "points never fall as risk rises")
        rank = model.GRADES.index(band.no_better_than or "A")
        if rank < floor or band.notches < notches:
            yield Fault(file, at, "floors and notches never ease as risk rises")
        points, floor, notches = given, rank, band.notches


def _reachable(file: str, keys: Keys, ladder: model.Ladder) -> Iterator[Fault]:
    """No band beyond what its fact can be: a count above the instalments looked at, a share above one."""
    fact, last = FACTS[ladder.fact.name], ladder.fact.parameters.get("last")
    most = (
        1.0
        if fact.unit is Unit.SHARE and fact.within_one
        else last
        if fact.unit is Unit.COUNT and last is not None
        else None
    )
    for place, band in zip(ladder.places, ladder.bands, strict=True):
        edge = edge_of(fact.levels, band)
        if most is not None and (edge > most or (edge == most and band.above is not None)):
            yield Fault(file, (*keys, *place), f"no borrower can reach this band: {fact.name} is at most {most}")
