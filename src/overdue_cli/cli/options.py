"""The options commands share: one place for each name, its help and its check."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.problems import Refusal

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)")


GRADING, WRITING, SPEAKING = "What is graded", "What is written", "What is said"
"""Headings of the help screen."""


class Language(StrEnum):
    """`auto` is the language of the headers."""

    auto = "auto"
    zh = "zh"
    en = "en"


class LogFormat(StrEnum):
    """For people, or one JSON object a line."""

    text = "text"
    json = "json"


Inputs = Annotated[
    list[Path],
    typer.Argument(metavar="INPUT", help="Files and folders of exports, in any mix.", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Grade with what was known on this day, such as 2026-11-20.",
        show_default="today",
        rich_help_panel=GRADING,
    ),
]
Rules = Annotated[
    str,
    typer.Option(
        "--rules",
        metavar="PATH|NAME",
        help="The rule set: a folder, or the name of a shipped one.",
        rich_help_panel=GRADING,
    ),
]
Mapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="What unusual headers and values mean (YAML).",
        show_default=False,
        rich_help_panel=GRADING,
    ),
]
Lang = Annotated[
    Language,
    typer.Option(
        "--lang",
        metavar="auto|zh|en",
        help="Language of the outputs; auto is that of the headers.",
        rich_help_panel=WRITING,
    ),
]
Horizon = Annotated[
    int,
    typer.Option(
        "--horizon",
        metavar="DAYS",
        min=1,
        max=366,
        help="How far ahead due dates are looked for.",
        rich_help_panel=GRADING,
    ),
]
Trail = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="DIR",
        help="The history of past runs: holds grades down, tells what changed; made if missing.",
        show_default=False,
        rich_help_panel=GRADING,
    ),
]
Capacity = Annotated[
    int | None,
    typer.Option(
        "--capacity",
        metavar="VISITS",
        min=1,
        help="Visits an officer can make until the next run: draws a line, shows the money below it.",
        show_default=False,
        rich_help_panel=WRITING,
    ),
]
Supervisors = Annotated[
    list[str] | None,
    typer.Option(
        "--supervisor",
        metavar="NAME",
        help="Who may confirm a grade better than the rules'; may be given several times.",
        show_default=False,
        rich_help_panel=GRADING,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say nothing unless something failed.", rich_help_panel=SPEAKING)
]
Logging = Annotated[
    LogFormat,
    typer.Option(
        "--log-format",
        metavar="text|json",
        help="What is said on stderr: text, or one JSON object a line.",
        rich_help_panel=SPEAKING,
    ),
]


Password = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="Open encrypted inputs with the password in the first line of this file, and encrypt every workbook with it.",
        show_default=False,
        rich_help_panel=WRITING,
    ),
]


Key = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="Open encrypted inputs with the password in the first line of this file.",
        show_default=False,
    ),
]


def day(text: str | None) -> dt.date:
    """The as-of date as typed, today if none was; Refusal P002 if it is no day of the calendar.

    Other orders of day and month are not guessed.

    >>> day("2026-11-20") == day("20261120") == day("2026/11/20") == day("2026年11月20日")
    True
    """
    if text is None:
        return dt.date.today()
    found = _DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        return dt.date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Refusal("P002", value=text, header="--as-of") from None


def known_filters(scored: ScoredPortfolio) -> None:
    """Refusal P003 where a filter names nobody: an empty worklist over a typing slip looks like good news."""
    for name in ("branch", "officer", "product"):
        value, known = getattr(scored.request, name), scored.borrowers[name].drop_nulls().unique().sort()
        if value is not None and value not in known:
            raise wrong(f"--{name}", value, ", ".join(known.head(20)) or "-")


def wrong(option: str, value: str, candidates: str) -> Refusal:
    """Refusal P003: `option` does not take `value` but `candidates`."""
    return Refusal("P003", header=option, value=value, candidates=candidates)


def suffixed(path: Path, option: str, *suffixes: str) -> Path:
    """`path` if it ends as the option demands, else Refusal P003: programs open a file by its suffix."""
    if path.suffix.lower() not in suffixes:
        raise wrong(option, str(path), ", ".join(f"*{suffix}" for suffix in suffixes))
    return path
