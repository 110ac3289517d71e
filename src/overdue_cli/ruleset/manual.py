"""The rule set as a policy manual: one page of Markdown, generated, never typed."""

from __future__ import annotations

from collections.abc import Iterator

from overdue_cli.facts import FACTS, Unit
from overdue_cli.locale import words
from overdue_cli.ruleset import model
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.manual_pages import cited, level, pages, table, tag


def manual(ruleset: RuleSet, language: str) -> str:
    """The whole manual in `language`: grades, order of operations, every chapter and rule with its source."""
    return "\n".join(_manual(ruleset, words(language)["manual"], language)) + "\n"


def page(ruleset: RuleSet, rule_id: str, language: str) -> str:
    """One rule's page; KeyError if the rule set has none of that id."""
    rules = {rule.id: rule for rule in ruleset.rules}
    return "\n".join(_rule(rules[rule_id], words(language)["manual"], language)) + "\n"


def _manual(ruleset: RuleSet, said: dict[str, str], language: str) -> Iterator[str]:
    header = ruleset.header
    yield f"# {header.title.of(language)} ({ruleset.name} {ruleset.version})"
    yield ""
    yield said["intro"].format(date=header.effective_from)
    yield from ("", f"## {said['grades']}", "")
    yield f"| {said['grade']} | {said['points']} | {said['meaning']} | {said['likelihood']} | {said['action']} | {said['on_site']} |"
    yield "|---|---|---|---|---|---|"
    for step in header.grades:
        cells = (
            f"{step.id} {step.name.of(language)}",
            f"≥ {step.from_}",
            step.meaning.of(language),
            f"{step.likelihood:.0%}",
            step.action.of(language),
            str(step.on_site_days),
        )
        yield "| " + " | ".join(cells) + " |"
    yield ""
    yield said["order"].format(days=header.points.worst_grade_needs_days_past_due)
    for chapter in ruleset.chapters:
        group = ruleset.groups[chapter.group]
        cap = group.at_most if group.at_most else group.at_least
        yield from (
            "",
            f"## {group.title.of(language)}（{said['cap']} {cap}）"
            if language == "zh"
            else f"## {group.title.of(language)} ({said['cap']} {cap})",
            "",
        )
        yield f"*{chapter.why.of(language)}*"
        for rule in chapter.rules:
            yield ""
            yield from _rule(rule, said, language)
    yield from _regulation(ruleset, said, language)
    yield from pages(ruleset, said, language)


def _rule(rule: model.Rule, said: dict[str, str], language: str) -> Iterator[str]:
    yield f"### {rule.id} {rule.title.of(language)}"
    yield ""
    yield rule.why.of(language)
    yield ""
    for ladder in ladders_of(rule):
        yield f"{said['fact']}: `{ladder.fact.key}` ({_meaning(ladder.fact, language)})"
        yield ""
        yield f"| {said['value']} | {said['points']} | {said['floor']} | {said['says']} |"
        yield "|---|---|---|---|"
        for band in ladder.bands:
            floor = band.no_better_than or (f"+{band.notches}" if band.notches else "–")
            yield f"| {_edge(band, ladder, language)} | {band.points if band.points else '–'} | {floor} | {band.says.of(language)} |"
        yield ""
    cover = f" ({said['covered_by'].format(rule=rule.missing.covered_by)})" if rule.missing.covered_by else ""
    policy = words(language)["policies"][rule.missing.policy]
    yield f"- {said['missing']}: {policy}{cover}: {rule.missing.because.of(language)}"
    if rule.portfolio:
        yield f"- {said['portfolio']}"
    yield f"- {said['source']} [{tag(rule.source, language)}, {rule.source.checked}]: {rule.source.text.of(language)}"


def _meaning(use: model.FactUse, language: str) -> str:
    fact = FACTS[use.name]
    return fact.zh if language == "zh" else fact.en


def _edge(band: model.Band, ladder: model.Ladder, language: str) -> str:
    """The band's lower edge as a reader says it: `≥ 31`, `> 20%`, `orange`."""
    if band.is_ is not None:
        return level(ladder.fact, band.is_, language)
    number = band.above if band.above is not None else band.from_
    assert number is not None
    shown = f"{number:.0%}" if FACTS[ladder.fact.name].unit is Unit.SHARE else f"{number:g}"
    return f"> {shown}" if band.above is not None else f"≥ {shown}"


def _regulation(ruleset: RuleSet, said: dict[str, str], language: str) -> Iterator[str]:
    yield from ("", f"## {said['regulation']}", "")
    yield f"| {said['text']} | {said['value']} | {said['class']} | {said['source']} |"
    yield "|---|---|---|---|"
    classes, guarantees = words(language)["five_tier"], words(language)["manual"]["guarantees"]
    for chapter in ruleset.regulation.chapters:
        off = "" if chapter.enabled else f" ({said['off']}: {_of(chapter.because, language)})"
        for step in chapter.steps:
            only = f", {guarantees.get(step.guarantee, step.guarantee)}" if step.guarantee else ""
            yield f"| {chapter.title.of(language)}{off} | ≥ {step.from_}{only} | {classes[step.at_least]} | {cited(chapter.source, language)} |"
    yield ""
    rows = [
        (
            event.title.of(language) + ("" if event.enabled else f" ({said['off']})"),
            f"`{event.fact.key}` {_event_edge(event, language)}",
            classes[event.at_least],
            event.said_by,
            cited(event.source, language),
        )
        for event in ruleset.regulation.events
    ]
    yield from table((said[h] for h in ("event", "value", "class", "said_by", "source")), rows)
    grades = [(classes[name], grade) for name, grade in ruleset.regulation.grades.items()]
    yield ""
    yield from table((said["class"], said["floor"]), grades)


def _of(words: model.Words | None, language: str) -> str:
    return words.of(language) if words else ""


def _event_edge(event: model.RegulationEvent, language: str) -> str:
    if event.is_ is not None:
        return level(event.fact, event.is_, language)
    return f"> {event.above:g}" if event.above is not None else f"≥ {event.from_:g}"
