"""Phrases of the examination that the terminal and the workbook share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from overdue_cli.doctor.absent import Unjudged, absent_columns, absent_tables
from overdue_cli.tables import TABLES, Portfolio

if TYPE_CHECKING:
    from overdue_cli.doctor.diagnosis import Diagnosis

Sheet = dict[str, Any]


def place_of(sheet: Sheet) -> str:
    """`file · sheet`; a file of one nameless sheet is its file."""
    return " · ".join(part for part in (sheet["file"], sheet["sheet"]) if part)


def heading(found: Diagnosis, said: dict[str, Any], sheet: Sheet) -> str:
    """What the sheet was taken for, in a sentence."""
    place, table = place_of(sheet), TABLES.get(sheet["table"] or "")
    if table is not None:
        return str(said["sheet"]).format(place=place, table=getattr(table, found.language))
    headers = found.portfolio.headers
    nearest = None if headers is None else next(
        (h["table"] for h in headers.iter_rows(named=True) if (h["file"], h["sheet"]) == (sheet["file"], sheet["sheet"])), None
    )  # fmt: skip
    refused = any((r.facts.get("file"), r.facts.get("sheet")) == (sheet["file"], sheet["sheet"]) for r in found.refused)
    if refused and nearest:
        return str(said["sheet_refused"]).format(place=place, table=getattr(TABLES[nearest], found.language))
    return str(
        said["sheet_told" if sheet["score"] is None and not nearest and _told(found, sheet) else "sheet_none"]
    ).format(place=place)


def _told(found: Diagnosis, sheet: Sheet) -> bool:
    """Whether a mapping says that the sheet is to be left out."""
    return any(
        seen.told == "ignore" and (seen.grid.file, seen.grid.sheet) == (sheet["file"], sheet["sheet"])
        for seen in found.examined.seen
    )


def runners_up(text: str | None, language: str, stop: str) -> str:
    """`payments 6.0, loans 2.0` with the tables by their meaning."""
    pairs = [part.rsplit(" ", 1) for part in (text or "").split(", ") if part]
    return stop.join(f"{getattr(TABLES[table], language)} {score}" for table, score in pairs)


def absent_lines(portfolio: Portfolio, language: str, said: dict[str, Any]) -> list[str]:
    """A line for the tables, and one for the missing columns of each table that is there."""
    tables, lines = absent_tables(portfolio), []
    if tables:
        lines.append(said["absent_tables"].format(names=named(tables, language, said["stop"])))
    for table, columns in absent_columns(portfolio).items():
        if columns:
            names = named([f"{table}.{column}" for column in columns], language, said["stop"])
            lines.append(said["absent_columns"].format(table=getattr(TABLES[table], language), names=names))
    return lines or [said["nothing_absent"]]


def became(column: str, table: str, language: str, stop: str) -> str:
    """What a header became, by its meaning: one column or several, of the sheet's own table or of another."""
    names = [name if "." in name else f"{table}.{name}" for name in column.split(", ")]
    return named(names, language, stop)


def judged(rule: Unjudged, said: dict[str, Any], language: str) -> tuple[str, str, str | None]:
    """In words: for how many the rule could not judge, what it lacks, and which rule holds the grade meanwhile."""
    lacks = named(rule.lacks, language, said["stop"]) if rule.lacks else said["no_records"]
    state = str(said[rule.state]).format(count=rule.borrowers, of=rule.of)
    return state, lacks, f"{rule.covered_by} {rule.covered_title}" if rule.covered_by else None


def named(names: Sequence[str], language: str, stop: str) -> str:
    """Tables and `table.column`s by their meaning, with the name a mapping would use behind a column."""
    out = []
    for name in names:
        table, _, column = name.partition(".")
        meaning = getattr(TABLES[table].column(column) if column else TABLES[table], language)
        out.append(f"{meaning} ({column})" if column else str(meaning))
    return stop.join(out)
