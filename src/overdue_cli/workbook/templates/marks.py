"""The marks of a template: where they stand, which field each means, and a value put in a mark's place."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

from overdue_cli.locale import words
from overdue_cli.problems import Refusal
from overdue_cli.workbook.measure import LONGEST_TEXT
from overdue_cli.workbook.templates import Values

MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
RUN, ROW = "run", "row"
GROUPS = ("", RUN, ROW, "due", "person", "reason", "look")
"""Fields of a page's borrower, of the run, of each borrower of a list, and of a borrower's own lists."""
DATE, MONEY = "yyyy-mm-dd", "#,##0.00"
Field = tuple[str, str]
"""Group and name: `("", "borrower_name")`, `("row", "borrower_name")`, `("due", "due_on")`, `("run", "as_of")`."""


@dataclass(frozen=True)
class Fields:
    """Every field a mark may name, by each of its names."""

    known: Mapping[str, Field]

    def of(self, text: str) -> Field | None:
        """The field a mark's text names, None if there is none."""
        return self.known.get(_plain(text))

    def near(self, text: str) -> str:
        """Fields whose names look like `text`."""
        close = difflib.get_close_matches(_plain(text), self.known, n=4, cutoff=0.5)
        return ", ".join(f"{{{{{name}}}}}" for name in close) or "{{borrower_name}}, {{row.borrower_name}}"


def fields_of() -> Fields:
    """Every field by its name and by its label in each language; a borrower's may also stand in a repeated row."""
    known: dict[str, Field] = {}
    for language in ("zh", "en"):
        groups = words(language)["doorstep"]["fields"]
        for group in GROUPS:
            titles = ("",) if group in ("", RUN) else (group, groups["groups"][group])
            for name, label in groups["" if group == ROW else group].items():
                for title in titles:
                    for said in (name, label):
                        known.setdefault(_plain(f"{title}.{said}" if title else said), (group, name))
    return Fields(known)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold().replace(" ", "_")


def marks_in(cell: Cell | MergedCell) -> list[str]:
    """The texts of the marks in a cell; a formula has none."""
    return MARK.findall(cell.value) if isinstance(cell.value, str) and cell.data_type != "f" else []


def fields_in(cell: Cell | MergedCell, fields: Fields, name: str) -> list[Field]:
    """The fields of a cell's marks; Refusal T003 for a mark that names none."""
    out = []
    for text in marks_in(cell):
        field = fields.of(text)
        if field is None:
            raise Refusal(
                "T003",
                file=name,
                sheet=cell.parent.title,
                cell=cell.coordinate,
                value=text,
                candidates=fields.near(text),
            )
        out.append(field)
    return out


def put(cell: Cell, fields: Fields, values: Mapping[str, Values]) -> None:
    """The marks of a cell replaced from `values` (group → field → value); marks of other groups stay.

    A cell that is nothing but one mark takes the value as it is, a number or a date, in the cell's own format. Text
    is text whatever it begins with.
    """
    found = [fields.of(text) for text in marks_in(cell)]
    if not any(field is not None and field[0] in values for field in found):
        return
    alone = MARK.fullmatch(str(cell.value).strip())
    if alone and found[0] is not None:
        group, name = found[0]
        _set(cell, values[group].get(name))
        return

    def said(match: re.Match[str]) -> str:
        field = fields.of(match[1])
        return match[0] if field is None or field[0] not in values else _text(values[field[0]].get(field[1]))

    _set(cell, MARK.sub(said, str(cell.value)))


def _set(cell: Cell, value: Any) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT] or None
        if cell.value is None:
            return
        cell.data_type = "s"  # after the value, which would make a formula of a name that begins with =
        return
    cell.value = value
    if cell.number_format == "General" and value is not None:
        cell.number_format = DATE if isinstance(value, dt.date) else MONEY if isinstance(value, float) else "General"


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return "" if value is None else str(value)
