"""What an officer may write into a list: choices, dates and amounts, over exactly the rows that exist.

Excel checks what is typed, not what is pasted; nothing is locked, so whoever reads the sheet back checks
again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from overdue_cli.workbook.columns import Block, Column
from overdue_cli.workbook.writer import Bench

CHOICES = ("channel", "contacted", "result", "cause")
BACK_DAYS, AHEAD_DAYS = 366, 731
"""How far from the as-of date a contact or a promise may lie."""
LONGEST_NOTE = 500


def hint(bench: Bench, key: str) -> str:
    """What to write in a column, in a few words."""
    return str(bench.words["hints"][key]).format(date=bench.book.as_of)


def choices(bench: Bench, key: str) -> list[str]:
    """The drop-down of a column; the grades' own letters for an override, nothing for free columns."""
    if key == "override_grade":
        return [card.letter for card in bench.book.grades]
    return list(bench.words["choices"][key].values()) if key in CHOICES else []


def validate(bench: Bench, page: Any, columns: Sequence[Column], first: int, last: int) -> None:
    """Drop-downs, date and amount checks and the tint of the officer's columns, rows `first` to `last`."""
    own = [at for at, column in enumerate(columns) if column.block is Block.OFFICER]
    for at in own:
        page.data_validation(first, at, last, at, _rule(bench, columns[at].key))
    # A condition that always holds draws lines and tint at no cost a cell, and ends with the list.
    always = {"type": "formula", "criteria": "=TRUE", "format": bench.style["fill_row"]}
    page.conditional_format(first, own[0], last, own[-1], always)


def _rule(bench: Bench, key: str) -> dict[str, Any]:
    said = bench.words
    rule: dict[str, Any] = {"error_title": said["refused_title"], "ignore_blank": True}
    if listed := choices(bench, key):
        return rule | {"validate": "list", "source": listed, "error_message": said["refused_list"]}
    if key in ("contacted_on", "promised_on", "override_until"):
        first, last = bench.book.as_of - dt.timedelta(BACK_DAYS), bench.book.as_of + dt.timedelta(AHEAD_DAYS)
        message = said["refused_date"].format(**{"from": first, "to": last})
        return rule | {
            "validate": "date",
            "criteria": "between",
            "minimum": first,
            "maximum": last,
            "error_message": message,
        }
    if key == "promised_amount":
        return rule | {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": said["refused_amount"]}
    return rule | {"validate": "length", "criteria": "<=", "value": LONGEST_NOTE, "error_message": said["refused_text"]}
