"""What `overdue check` says: sheet by sheet, header by header, then problems, what is missing and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from overdue_cli.doctor.phrases import absent_lines, became, heading, judged, runners_up
from overdue_cli.locale import words
from overdue_cli.problem_list import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from overdue_cli.doctor.diagnosis import Diagnosis

Sheet = dict[str, Any]
STYLES = {"refused": "bold red", "set_aside": "yellow", "worse": "yellow", "assumed": "cyan", "note": "dim"}
CHECK = ("contained", "neighbours", "ambiguous")
"""Ways of knowing a header that somebody should look at."""


def print_diagnosis(found: Diagnosis, console: Console, files: Sequence[Path], *, today: bool) -> None:
    """The examination told on `console`; values are masked and nobody is named."""
    said, terminal = words(found.language)["check"], words(found.language)["terminal"]
    date = found.portfolio.data_date or said["unknown"]
    asked = terminal["today"] if today else ""
    console.print(Text(said["as_of"].format(as_of=found.as_of, today=asked, data_date=date), style="bold"))
    rows = {name: f"{count:,}" for name, count in found.rows.items()}
    sheets = found.portfolio.sheets
    console.print(said["looked"].format(files=len(found.portfolio.inputs), sheets=sheets.height, **rows))
    for alike in _alike(found):
        console.print()
        _sheet(found, said, alike, console)
    _problems(found, said, console)
    _absent(found, said, console)
    console.print()
    for path in files:
        console.print(Text.assemble(f"{terminal['written']} ", (str(path), "bold")), soft_wrap=True)
    if found.refused:
        console.print(Text(said["stopped"].format(count=len(found.refused)), style="bold red"))
    else:
        console.print(Text(said["ready"], style="bold green"))


def _alike(found: Diagnosis) -> list[list[Sheet]]:
    """The sheets in their order, those of one file that were read alike (one a branch) together."""
    groups: dict[Any, list[Sheet]] = {}
    for sheet in found.portfolio.sheets.iter_rows(named=True):
        headers = tuple((h["header"], h["column"]) for h in found.headers(sheet["file"], sheet["sheet"]))
        key = (sheet["file"], sheet["table"], sheet["header_row"], sheet["unit"], headers)
        groups.setdefault(key, []).append(sheet)
    return list(groups.values())


def _sheet(found: Diagnosis, said: dict[str, Any], alike: list[Sheet], console: Console) -> None:
    """What sheets read alike were taken for and why, and every header of theirs."""
    first = alike[0]
    console.print(Text(heading(found, said, first), style="bold"))
    for line in _facts(found, said, alike):
        console.print(Padding(line, (0, 0, 0, 2)))
    for line, style in header_lines(found, said, first):
        console.print(Padding(Text(line, style=style), (0, 0, 0, 2)))


def _facts(found: Diagnosis, said: dict[str, Any], alike: list[Sheet]) -> Iterator[str]:
    """Scores, header row, unit, date, counts, the lines above the header, and the sheets read alike."""
    first = alike[0]
    if first["score"] is not None:
        key = "sure" if first["runners_up"] else "alone"
        named = runners_up(first["runners_up"], found.language, said["stop"])
        yield str(said[key]).format(score=f"{first['score']:g}", runners_up=named)
    if first["table"]:
        known = {"unit": first["unit"] or "–", "data_date": first["data_date"] or said["unknown"]}
        yield str(said["facts"]).format(header_row=first["header_row"], **known)
    counts = {
        name: f"{sum(sheet[name] for sheet in alike):,}"
        for name in ("rows_in", "rows_used", "rows_set_aside", "rows_not_data")
    }
    yield str(said["counts"]).format(**counts)
    if first["preamble"]:
        yield str(said["preamble"]).format(preamble=first["preamble"])
    if len(alike) > 1:
        yield str(said["same"]).format(count=len(alike) - 1, places=said["stop"].join(s["sheet"] for s in alike[1:]))


def header_lines(found: Diagnosis, said: dict[str, Any], sheet: Sheet) -> list[tuple[str, str]]:
    """A line for each way in which headers were known, with its colour: what needs a look stands out."""
    ways: dict[str, list[str]] = {}
    for header in found.headers(sheet["file"], sheet["sheet"]):
        column = header["column"]
        meant = (
            became(column, header["table"], found.language, said["stop"])
            if column and column != header["header"]
            else column
        )
        became_so = f" → {meant}" if meant else ""
        place = f"{header['cell']} " if header["how"] in CHECK else ""
        ways.setdefault(header["how"], []).append(f"{place}{header['header']}{became_so}")
    return [
        (f"{said['ways'][how]}: {said['stop'].join(ways[how])}", "yellow" if how in CHECK or how == "unknown" else "")
        for how in said["ways"]
        if how in ways
    ]


def _problems(found: Diagnosis, said: dict[str, Any], console: Console) -> None:
    """Problems by code with their examples and the next step."""
    console.print()
    console.print(Text(said["problems"], style="bold"))
    groups = found.problems
    if not groups:
        console.print(Padding(said["none"], (0, 0, 0, 2)))
    for group in groups:
        effect = said["effects"][group["effect"]]
        line = f"{group['code']}  {group['says']}  x{group['count']}  [{effect}]"
        console.print(Padding(Text(line, style=STYLES[group["effect"]]), (0, 0, 0, 2)))
        shown = [text for example in group["examples"] if (text := one_line(example))]
        for text in shown:
            console.print(Padding(Text(text), (0, 0, 0, 8)))
        if shown and group["count"] > len(group["examples"]):
            console.print(Padding(said["more"].format(n=group["count"] - len(group["examples"])), (0, 0, 0, 8)))
        console.print(Padding(Text(f"{said['next']}: {group['next']}", style="dim"), (0, 0, 0, 8)))


def _absent(found: Diagnosis, said: dict[str, Any], console: Console) -> None:
    """Tables and columns no input brought, and the rules that could not judge for want of them."""
    console.print()
    console.print(Text(said["absent"], style="bold"))
    for line in absent_lines(found.portfolio, found.language, said):
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()
    console.print(Text(said["rules"], style="bold"))
    if found.scored is None:
        console.print(Padding(said["rules_stopped"], (0, 0, 0, 2)))
    elif not found.unjudged:
        console.print(Padding(said["rules_none"], (0, 0, 0, 2)))
    for rule in found.unjudged:
        state, lacks, covered = judged(rule, said, found.language)
        lacks = said["lacks"].format(names=lacks) if rule.lacks else lacks
        held = said["covered"].format(rule=rule.covered_by, title=rule.covered_title) if covered else ""
        text = said["joined"].join(part for part in (state, lacks, held) if part)
        console.print(Padding(f"{rule.rule}  {rule.title}: {text}", (0, 0, 0, 2)))
