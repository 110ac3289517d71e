"""An explanation on a terminal: the grade first, then each rule that counted with its rows, then what would change it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from overdue_cli.cli import look
from overdue_cli.locale import words

if TYPE_CHECKING:
    from rich.console import Console

    from overdue_cli.explain import Explanation, Row, RuleOutcome


def print_explanation(found: Explanation, language: str, as_of: dt.date, console: Console) -> None:
    """`found` printed to `console` in `language`."""
    said = words(language)["terminal"]["why"]
    head = Text.assemble(
        (found.borrower_id, "bold"), "  ", look.grade(found.grade), f"  {said['points'].format(n=found.score)}"
    )
    console.print(head)
    console.print(
        said["place"].format(as_of=as_of, tier=found.tier, rank=found.rank, stands=found.stands or said["unlisted"])
    )
    if found.five_tier_floor:
        console.print(said["five_tier"].format(tier=words(language)["five_tier"][found.five_tier_floor]))
    console.print(" → ".join(f"{name} {letter}" for name, letter in found.steps))
    console.print()
    counted = [rule for rule in found.rules if rule.state in ("overridden", "applied")]
    shown: dict[tuple[Row, ...], str] = {}
    for rule in counted:
        _rule(rule, shown, said, console)
    if not counted:
        console.print(said["nothing"])
    _groups(found, said, console)
    if found.what_if:
        console.print(Text(said["what_if"], style="bold"))
        for line in found.what_if:
            console.print(Padding(f"- {line}", (0, 0, 0, 2)))
    if found.treatment:
        console.print(Text(words(language)["terminal"]["treatment"]["title"], style="bold"))
        for label, text in found.treatment:
            console.print(Padding(f"{label}: {text}" if language == "en" else f"{label}：{text}", (0, 0, 0, 2)))
    _quiet_rules(found, said, console)
    console.print(words(language)["workbook"]["banner"])


def _rule(rule: RuleOutcome, shown: dict[tuple[Row, ...], str], said: dict[str, Any], console: Console) -> None:
    """One rule with its rows; rows that an earlier rule has shown are pointed at, not printed again."""
    marks = [said["overridden"]] if rule.state == "overridden" else []
    marks += [said["points"].format(n=f"{rule.points:+d}")] if rule.points else []
    marks += [said["floor"].format(grade=rule.no_better_than)] if rule.no_better_than else []
    marks += [said["notches"].format(n=rule.notches)] if rule.notches else []
    console.print(Text.assemble((f"{rule.id} {rule.title}", "bold"), f"  {' · '.join(marks)}"))
    if rule.says:
        console.print(Padding(rule.says, (0, 0, 0, 4)))
    rows = tuple(rule.evidence)
    if rows in shown:
        console.print(Padding(Text(said["rows_above"].format(rule=shown[rows]), style="dim"), (0, 0, 0, 6)))
        return
    for row in rows:
        console.print(Padding(Text(f"{row.says}  [{_place(row, said)}]", style="dim"), (0, 0, 0, 6)))
    if rows:
        shown[rows] = rule.id


def _place(row: Row, said: dict[str, Any]) -> str:
    """File, sheet and row as a person looks them up."""
    where = [row.file, row.sheet, said["row"].format(n=row.row) if row.row else None]
    return " · ".join(part for part in where if part)


def _groups(found: Explanation, said: dict[str, Any], console: Console) -> None:
    """Points by group, where a group gave any, and what its cap left of them."""
    table = look.table(
        (said["group"], "left"), (said["given"], "right"), (said["counted"], "right"), (said["cap"], "right")
    )
    for group in found.groups:
        if group.given or group.counted:
            table.add_row(group.title, str(group.given), str(group.counted), str(group.at_most or group.at_least))
    if table.row_count:
        console.print(table)


def _quiet_rules(found: Explanation, said: dict[str, Any], console: Console) -> None:
    """The rules that did not count, by state: not evaluated is not the same as fine."""
    for state in ("not_evaluated", "not_applicable", "not_applied"):
        names = [f"{rule.id} ({rule.lacks})" if rule.lacks else rule.id for rule in found.rules if rule.state == state]
        if names:
            console.print(Text(f"{said[state]}: {' '.join(names)}", style="dim"))
