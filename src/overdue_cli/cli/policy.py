"""The rule set on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overdue_cli.cli import look
from overdue_cli.locale import words

if TYPE_CHECKING:
    from rich.table import Table

    from overdue_cli.ruleset.load import RuleSet
    from overdue_cli.ruleset.model import Rule


def rules_table(ruleset: RuleSet, language: str) -> Table:
    """One line a rule, in chapter order."""
    said = words(language)["terminal"]["rules"]
    title = f"{ruleset.header.title.of(language)} · {ruleset.name} {ruleset.version}"
    kinds = ("left", "wrap", "left", "right", "left")
    names = ("id", "title", "group", "points", "floor")
    made = look.table(*((said[name], kind) for name, kind in zip(names, kinds, strict=True)), title=title)
    for rule in ruleset.rules:
        group = ruleset.groups[ruleset.group_of(rule.id)].title.of(language)
        made.add_row(rule.id, rule.title.of(language), group, _points(rule), look.grade(_floor(rule)))
    return made


def _points(rule: Rule) -> str:
    """The most the rule can give; a mitigant's are negative."""
    numbers = [band.points for band in rule.bands if isinstance(band.points, int)]
    if any(band.points == "value" for band in rule.bands):
        return "*"
    most = max(numbers, key=abs, default=0)
    return str(most) if most else ""


def _floor(rule: Rule) -> str:
    """The hardest grade the rule alone can set."""
    return max((band.no_better_than or "" for band in (*rule.bands, *rule.floors)), default="")
