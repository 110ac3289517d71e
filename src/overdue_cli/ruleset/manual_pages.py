"""The pages of the manual beside the rules: profiles, findings, inspections, brake, causes, playbook, contacts, conduct.

Everything is read from the rule set; only headings come from the locale, so the manual cannot say what the policy
does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from overdue_cli.facts import FACTS
from overdue_cli.locale import words
from overdue_cli.ruleset import model
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model_base import said_in
from overdue_cli.signs import SIGNS
from overdue_cli.tables import TABLES

Said = dict[str, str]


def pages(ruleset: RuleSet, said: Said, language: str) -> Iterator[str]:
    """All further pages, in the order of the work: what is judged, then what is done, then how it may be done."""
    yield from _profiles(ruleset, said, language)
    yield from _inspections(ruleset, said, language)
    yield from _findings(ruleset, said, language)
    yield from _causes(ruleset.causes, said, language)
    yield from _playbook(ruleset.playbook, said, language)
    yield from _contacts(ruleset.contacts, said, language)
    yield from _conduct(ruleset.conduct, said, language)


def table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table; a blank cell is a dash."""
    names = list(headers)
    yield "| " + " | ".join(names) + " |"
    yield "|---" * len(names) + "|"
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "/") if cell not in (None, "") else "–" for cell in row) + " |"


def tag(source: model.Source, language: str) -> str:
    """How sure we are of a source, in words."""
    return str(words(language)["tags"][source.tag])


def cited(source: model.Source, language: str) -> str:
    """A source in a cell: how sure we are, and its text."""
    return f"[{tag(source, language)}] {source.text.of(language)}"


def level(fact: model.FactUse, name: str, language: str) -> str:
    """A level of a fact as a reader says it; one name may mean another thing of another fact."""
    levels = words(language)["levels"]
    return str(levels.get(f"{fact.name}.{name}", levels.get(name, name)))


def heading(text: str, source: model.Source, language: str) -> Iterator[str]:
    """A heading, and under it where the page comes from."""
    yield from ("", f"## {text}", "")
    said = words(language)["manual"]["source"]
    yield from (f"{said} [{tag(source, language)}, {source.checked}]: {source.text.of(language)}", "")


def _profiles(ruleset: RuleSet, said: Said, language: str) -> Iterator[str]:
    if ruleset.profiles is None:
        return
    yield from ("", f"## {said['profiles']}", "", ruleset.profiles.why.of(language), "")
    fields = {column.name: getattr(column, language) for column in TABLES["loans"].columns}
    rows = []
    for p in ruleset.profiles.profiles:
        known = "; ".join(f"{fields[name]}: {', '.join(found)}" for test in p.loans for name, found in test if found)
        changes = "; ".join(f"{c.at} → {c.to} ({said_in(c.because, language)})" for c in p.changes)
        title = f"{p.title.of(language)} (`{p.id}`)"
        rows.append(
            (title, p.why.of(language), known, p.grace_days, p.conduct_profile, changes, cited(p.source, language))
        )
    heads = ("profile", "why", "known_by", "grace", "conduct", "changes", "source")
    yield from table((said[h] for h in heads), rows)


def _inspections(ruleset: RuleSet, said: Said, language: str) -> Iterator[str]:
    test, brake = ruleset.header.inspection, ruleset.header.brake
    yield from heading(said["effective"], test.source, language)
    yield said["effective_text"].format(days=test.entered_within_days)
    yield from heading(brake.title.of(language), brake.source, language)
    yield said["brake_text"].format(
        days=brake.up_one_notch_per_days, clean=brake.clean_at_most_days_late + 1, months=brake.within_months
    )
    yield ""
    heads = ("late_from", "floor", "instalments", "months", "visit")
    yes = {True: "✓", False: None}
    rows = [
        (f"≥ {s.days_late_from}", s.no_better_than, s.instalments, s.months, yes[s.on_site_inspection])
        for s in brake.steps
    ]
    yield from table((said[h] for h in heads), rows)


def _findings(ruleset: RuleSet, said: Said, language: str) -> Iterator[str]:
    policy, levels = ruleset.findings, words(language)["levels"]
    yield from heading(said["findings"], policy.source, language)
    yield from (
        said["findings_text"].format(severity=levels.get(policy.unmapped.severity, policy.unmapped.severity)),
        "",
    )
    rows = []
    for finding in policy.findings:
        for reading in finding.readings:
            severity = levels.get(reading.severity, reading.severity)
            late = finding.worse_when
            floor = (reading.no_better_than or "") + (
                f" ({late.no_better_than} ≥ {late.days_past_due_from})" if late else ""
            )
            rows.append((finding.code, finding.title.of(language), severity, floor, ", ".join(reading.words)))
    yield from table((said[h] for h in ("code", "meaning", "severity", "floor", "words")), rows)
    negation = policy.negation
    yield ""
    for name in ("adjacent", "governs_lists", "resolved", "uncertain"):
        yield f"- {said[name]}: {', '.join(getattr(negation, name))}"


def _causes(causes: model.Causes, said: Said, language: str) -> Iterator[str]:
    yield from heading(said["causes"], causes.source, language)
    heads = ("segment", "tests", "late", "before", "forbidden", "flip")
    rows = [
        (
            f"{s.id} {s.title.of(language)}",
            any_of(s.any, language),
            s.late.of(language),
            s.before.of(language),
            s.forbidden.of(language) if s.forbidden else None,
            s.flip.of(language),
        )
        for s in causes.segments
    ]
    yield from table((said[h] for h in heads), rows)
    yield ""
    items = [
        (
            e.says.of(language),
            any_of(e.any, language),
            f"{e.willingness:+d}",
            ", ".join(e.speaks_for),
            ", ".join(e.against),
        )
        for e in causes.evidence
    ]
    yield from table((said[h] for h in ("evidence", "tests", "willingness", "speaks_for", "against")), items)
    yield ""
    flags = [(f"`{flag.name}`", flag.why.of(language), any_of(flag.any, language)) for flag in causes.flags]
    yield from table((said[h] for h in ("flag", "why", "tests")), flags)


def _playbook(playbook: model.Playbook, said: Said, language: str) -> Iterator[str]:
    yield from heading(said["playbook"], playbook.source, language)
    tiers = [
        (f"{tier.tier} {tier.title.of(language)}", all_of(line.when, language), line.says.of(language))
        for tier in playbook.tiers
        for line in tier.lines
    ]
    yield from table((said[h] for h in ("tier", "tests", "says")), tiers)
    yield ""
    stages = [
        (f"≥ {s.from_}", s.who.of(language), s.what.of(language), s.willing.of(language), s.within_working_days)
        for s in playbook.stages
    ]
    yield from table((said[h] for h in ("stage", "who", "what", "willing", "within")), stages)
    yield ""
    specials = [
        (
            f"`{s.id}`",
            any_of(s.any, language),
            s.who.of(language) if s.who else None,
            s.what.of(language),
            s.forbidden.of(language) if s.forbidden else None,
            s.within_working_days,
        )
        for s in playbook.specials
    ]
    yield from table((said[h] for h in ("special", "tests", "who", "what", "forbidden", "within")), specials)
    yield from ("", f"**{said['forbidden']}**: {playbook.forbidden.of(language)}")


def _contacts(contacts: model.Contacts, said: Said, language: str) -> Iterator[str]:
    yield from heading(said["contacts"], contacts.source, language)
    means = words(language)["manual"]["means"]
    rows = [
        (r.code, r.title.of(language), ", ".join(means[each] for each in r.means), ", ".join(r.words))
        for r in contacts.results
    ]
    yield from table((said[h] for h in ("code", "meaning", "tells", "words")), rows)
    promise = contacts.promise
    yield ""
    yield said["promise_text"].format(
        share=f"{promise.kept_at_share:.0%}", grace=promise.grace_days, days=promise.undated_due_after_days
    )


def _conduct(conduct: model.Conduct, said: Said, language: str) -> Iterator[str]:
    yield from heading(said["conduct_page"], conduct.source, language)
    heads = ("profile", "hours", "planned", "a_day", "conversations", "a_week", "quiet", "source")
    rows = [
        (
            f"{p.title.of(language)} (`{name}`)",
            f"{p.plan_from}–{p.plan_until} ({p.lawful_from}–{p.lawful_until})",
            *(
                p.planned_a_day,
                p.attempts_a_day,
                p.conversations_a_day,
                p.attempts_a_week,
                p.quiet_days_after_conversation,
            ),
            cited(p.source, language),
        )
        for name, p in conduct.profiles.items()
    ]
    yield from table((said[h] for h in heads), rows)
    yield ""
    people = [(s.title.of(language), s.from_days_past_due or None, s.may_hear.of(language)) for s in conduct.standings]
    yield from table((said[h] for h in ("liable", "from_days", "may_hear")), people)
    yield ""
    holds = [(h.code, any_of(h.any, language), h.says.of(language), h.instead.of(language)) for h in conduct.holds]
    yield from table((said[h] for h in ("hold", "tests", "says", "instead")), holds)


def any_of(tests: model.AnyOf | None, language: str) -> str:
    """Tests as a reader says them: one of the lists must hold whole."""
    return str(words(language)["manual"]["or"]).join(all_of(each, language) for each in tests) if tests else ""


def all_of(tests: Iterable[model.Condition], language: str) -> str:
    """Tests that must all hold."""
    joined = str(words(language)["manual"]["and"])
    return joined.join(f"{_named(test, language)} {_asked(test)}" for test in tests)


def _named(test: model.Condition, language: str) -> str:
    """What a test asks, by its words in the catalogue; a flag by its name, which the page explains."""
    known = FACTS.get(test.fact.name) if test.fact else SIGNS.get(str(test.column))
    if known is None:
        return f"`{test.key}`"
    inside = ", ".join(f"{name}={value}" for name, value in test.fact.parameters.items()) if test.fact else ""
    return str(getattr(known, language)) + (f" ({inside})" if inside else "")


def _asked(test: model.Condition) -> str:
    parts = []
    if test.from_ is not None:
        parts.append(f"≥ {test.from_}")
    if test.below is not None:
        parts.append(f"< {test.below}")
    for values in (test.in_, test.has):
        if values is not None:
            parts.append("∈ " + ", ".join(values))
    if test.is_ is not None:
        parts.append("✓" if test.is_ else "✗")
    return " ".join(parts) or "∅"
