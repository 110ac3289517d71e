"""The rule set on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overdue_cli.cli import look
from overdue_cli.locale import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from overdue_cli.ruleset.load import RuleSet
    from overdue_cli.ruleset.model import Rule
    from overdue_cli.simulate import Simulation

MOVES_SHOWN = 20


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


def print_moves(found: Simulation, language: str, console: Console) -> None:
    """Who would move: first how many and how much between each two grades, then the borrowers, farthest first."""
    said = words(language)["terminal"]["moves"]
    worse, better = (found.moves.filter(found.moves["notches"] * sign > 0) for sign in (1, -1))
    console.print(
        said["head"].format(all=found.borrowers, moved=found.moves.height, worse=worse.height, better=better.height)
    )
    if found.moves.is_empty():
        return
    pairs = look.table(
        (said["before"], "left"), (said["after"], "left"), (said["borrowers"], "right"), (said["balance"], "right")
    )
    for before, after, borrowers, balance in found.table.filter(found.table["before"] != found.table["after"]).rows():
        pairs.add_row(look.grade(before), look.grade(after), str(borrowers), look.money(balance))
    console.print(pairs)
    names = ("borrower", "before", "after", "notches", "balance", "score")
    made = look.table(*((said[name], "right" if name in ("notches", "balance", "score") else "left") for name in names))
    for row in found.moves.head(MOVES_SHOWN).iter_rows(named=True):
        score = f"{row['score_before']} > {row['score_after']}"
        cells = (f"{row['notches']:+d}", look.money(row["balance"]), score)
        made.add_row(row["borrower_id"], look.grade(row["before"]), look.grade(row["after"]), *cells)
    console.print(made)
    if found.moves.height > MOVES_SHOWN:
        console.print(said["more"].format(n=found.moves.height - MOVES_SHOWN))
