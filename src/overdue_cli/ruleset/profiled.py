"""Rules as the profiles of loans word them: the single values a profile changes, proven like the rules themselves.

Each profile with changes makes a rule set of its own, which is checked and proven whole; what differs from the
base is then hung on the rule it differs from, so that one rule speaks of every loan in its own words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from overdue_cli.problems import Refusal
from overdue_cli.ruleset import checks, model, proofs
from overdue_cli.ruleset.checks import Fault
from overdue_cli.ruleset.overlay import Overlaid, place_of, shaped

Chapters = tuple[model.Chapter, ...]


@dataclass(frozen=True)
class Profiled:
    """The chapters with every profile's wording on its rule, and what of it cannot be proven, `place what`."""

    chapters: Chapters
    doubts: tuple[str, ...]


def faults(file: str, profiles: model.Profiles, pages: Mapping[str, object]) -> Iterator[Fault]:
    """Names that do not exist, and grace that would reach past what the brake calls clean."""
    header, conduct, regulation = pages["header"], pages["conduct"], pages["regulation"]
    assert isinstance(header, model.Header)
    assert isinstance(conduct, model.Conduct)
    assert isinstance(regulation, model.Regulation)
    known, seen = {p.id for p in profiles.profiles}, set()
    for number, profile in enumerate(profiles.profiles):
        if profile.id in seen:
            yield Fault(file, ("profiles", number, "id"), f"the profile {profile.id!r} stands twice")
        seen.add(profile.id)
        if profile.conduct_profile is not None and profile.conduct_profile not in conduct.profiles:
            have = ", ".join(sorted(conduct.profiles))
            yield Fault(file, ("profiles", number, "conduct_profile"), f"conduct.yaml has the profiles {have}")
        if not 0 <= profile.grace_days <= header.brake.clean_at_most_days_late:
            most = header.brake.clean_at_most_days_late
            yield Fault(
                file, ("profiles", number, "grace_days"), f"grace is from 0 to {most} days, what the brake calls clean"
            )
        for at, test in enumerate(profile.loans):
            if not (test.product or test.repayment_method or test.debtor_class):
                yield Fault(file, ("profiles", number, "loans", at), "a test of loans names a column and its words")
    yield from _named(known, header, regulation)


def unknown_scopes(header: model.Header, chapters: Chapters, profiles: model.Profiles | None) -> Iterator[Fault]:
    """Facts that are asked of loans of a profile nobody defined."""
    known = {p.id for p in profiles.profiles} if profiles else set()
    for file, chapter in zip(header.chapters, chapters, strict=True):
        for number, rule in enumerate(chapter.rules):
            uses = [
                (("fact",), rule.fact),
                *((("floors", n, "fact"), floor.fact) for n, floor in enumerate(rule.floors)),
            ]
            for place, use in uses:
                if unknown := {*use.of, *use.not_of} - known:
                    yield Fault(file, ("rules", number, *place), f"there is no profile {sorted(unknown)[0]!r}")


def _named(known: set[str], header: model.Header, regulation: model.Regulation) -> Iterator[Fault]:
    """Profiles that regulation names must exist."""
    for number, chapter in enumerate(regulation.chapters):
        for key in ("profiles", "not_profiles"):
            if unknown := set(getattr(chapter, key)) - known:
                keys = ("chapters", number, key)
                yield Fault(header.regulation, keys, f"there is no profile {sorted(unknown)[0]!r}")


def profiled(
    file: str, profiles: model.Profiles, files: Mapping[str, Overlaid], header: model.Header, chapters: Chapters
) -> Profiled:
    """The chapters with the wordings of all profiles; Refusal R002 with the place in `file` where one is not valid."""
    known = set(proofs.doubts(header, chapters))
    doubts: list[str] = []
    worded: dict[str, list[model.Variant]] = {}
    for number, profile in enumerate(profiles.profiles):
        if not profile.changes:
            continue
        changed = _changed(file, number, profile, files)
        own = tuple(shaped(changed[name], changed[name].value, model.Chapter) for name in header.chapters)
        for fault in checks.faults(header, own):
            raise Refusal("R002", where=changed[fault.file].where(fault.keys), detail=fault.what)
        doubts += [f"{changed[d.file].where(d.keys)} {d.what}" for d in proofs.doubts(header, own) if d not in known]
        for theirs, ours in zip((r for c in own for r in c.rules), (r for c in chapters for r in c.rules), strict=True):
            if theirs != ours:
                worded.setdefault(ours.id, []).append(model.Variant(profile=profile.id, rule=theirs))
    return Profiled(tuple(_with(chapter, worded) for chapter in chapters), tuple(doubts))


def _changed(file: str, number: int, profile: model.LoanProfile, files: Mapping[str, Overlaid]) -> dict[str, Overlaid]:
    """The files with the profile's values in place, each known to stand on the profile's own line."""
    result = {
        name: Overlaid(each.document, copy.deepcopy(each.value), dict(each.changed)) for name, each in files.items()
    }
    for at, change in enumerate(profile.changes):
        where = files[file].where(("profiles", number, "changes", at, "at"))
        name, keys = place_of(result, change.at, where)
        if keys[:1] != ("rules",) or keys[2:3] in (("id",), ("variants",), ("examples",), ("portfolio",)):
            detail = f"a profile changes values of rules, such as W04.bands.2.points; {change.at!r} is none"
            raise Refusal("R002", where=where, detail=detail)
        parent = result[name].value
        for key in keys[:-1]:
            parent = parent[key]
        parent[keys[-1]] = copy.deepcopy(change.to)
        result[name].changed[keys] = files[file].where(("profiles", number, "changes", at, "to"))
    return result


def _with(chapter: model.Chapter, worded: Mapping[str, list[model.Variant]]) -> model.Chapter:
    rules = [rule.model_copy(update={"variants": worded.get(rule.id, [])}) for rule in chapter.rules]
    return chapter.model_copy(update={"rules": rules})
