"""The report laid out: which table stands on which sheet, with which chart. Words come from the locale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from overdue_cli import __version__
from overdue_cli.locale import words
from overdue_cli.notices import admitted_of
from overdue_cli.ruleset.model import GRADES
from overdue_cli.workbook.book import LIST_COLUMNS, Book, GradeCard
from overdue_cli.workbook.tables import Chart, Column, Page, Table

if TYPE_CHECKING:
    from overdue_cli.backtest.report import Report

Row = dict[str, Any]
_GRADES = ("grade", "cases", "share", "bad", "rate", "low", "high", "stated", "p_too_low", "prudent_75", "prudent_90")
_POWER = ("outcome", "cases", "bad", "auc", "auc_low", "auc_high", "gini", "gini_low", "gini_high", "ks", "ks_low", "ks_high")  # fmt: skip
_SEGMENTS = ("group", "cases", "bad", "rate", "low", "high", "auc", "auc_low", "auc_high", "few")
_RULES = ("rule", "fires", "rate_then", "low", "high", "rate_otherwise", "auc_lost", "auc_lost_current", "few")
_NAMED = (48.0, *[13.0] * 9)
"""Widths of a page whose first column names what a row is about."""
_MIGRATION = ("grade", *GRADES, "milder", "same", "worse")
_STYLES = {
    "whole": ("cases", "bad", "fires", "judged", "current", "already_overdue", "nothing_due", "not_watched", "A", "B", "C", "D", "E"),
    "percent": ("share", "rate", "low", "high", "stated", "prudent_75", "prudent_90", "worst", "captured", "worsened", "cured",
                "rate_then", "rate_otherwise", "milder", "same", "worse", "false_alarms", "of_all_late", "measured"),
    "decimal": ("auc", "auc_low", "auc_high", "gini", "gini_low", "gini_high", "ks", "ks_low", "ks_high", "p_too_low", "p", "psi",
                "lift", "auc_lost", "auc_lost_current", "spread"),
    "date": ("cycle",),
}  # fmt: skip
_STYLE_OF = {name: style for style, names in _STYLES.items() for name in names}


def book_of(report: Report) -> Book:
    """What every sheet shows of the run; the lists of a worklist stay empty."""
    replay = report.replay
    header, language = replay.ruleset.header, replay.language
    nobody = pl.DataFrame(schema=dict.fromkeys(LIST_COLUMNS, pl.String))
    cards = [
        GradeCard(
            s.id, s.name.of(language), s.meaning.of(language), s.action.of(language), s.owner.of(language), s.review.of(language), s.likelihood
        )
        for s in header.grades
    ]  # fmt: skip
    return Book(
        language, replay.data_date, replay.data_date, replay.horizon_days, __version__, header.title.of(language),
        replay.ruleset.name, replay.ruleset.version, replay.ruleset.digest, cards, nobody, nobody, nobody,
        replay.portfolio.sheets, nobody, {}, [], [(i.name, i.size, i.sha256) for i in replay.portfolio.inputs], {},
        admitted=admitted_of(replay.ruleset, language),
    )  # fmt: skip


def pages(report: Report) -> list[Page]:
    """The sheets in order: verdict, order and likelihoods, groups, rules, cycles."""
    said = words(report.replay.language)["backtest"]
    found, made = report.figures, _Maker(said, report.replay.language)
    grades = [
        made.table(f"grades_{stratum}", _GRADES, _of(found.grades, stratum), made.rates(f"rates_{stratum}"))
        for stratum in ("all", "current")
    ]
    captured = [
        made.table(f"captured_{stratum}", ("worst", "captured", "lift"), _of(found.captured, stratum), made.curve())
        for stratum in ("all", "current")
    ]
    power = [made.table(f"power_{s}", _POWER, made.named(_of(found.power, s), "outcome")) for s in ("all", "current")]
    head = (report.lead["late"], report.lead["warned"], report.lead["median"])
    lead = said["lead"].format(late=head[0], warned=head[1], median="–" if head[2] is None else f"{head[2]:.0f}")
    hits = made.named(report.hits, "place")
    title, text = said["pages"], report.words
    sheets = [
        Page(title["verdict"], text, [grades[0], *power]),
        Page(title["grades"], [], [*grades, *captured, made.table("likelihoods", ("grade", "measured", "cases", "bad", "low", "high", "spread"), report.likelihoods)]),
        Page(title["lists"], [said["capacity"].format(n=report.capacity), lead], [
            made.table("hits", ("place", "cases", "bad", "rate", "low", "high", "false_alarms", "of_all_late"), hits),
            made.table("overdue", ("grade", "cases", "worsened", "cured"), found.overdue),
            made.table("excluded", ("outcome", "judged", "current", "already_overdue", "nothing_due", "not_watched"), made.named(found.excluded, "outcome")),
        ]),
        Page(title["segments"], [said["few_says"]], [made.table("segments", _SEGMENTS, made.groups(found.segments))], _NAMED),
        Page(title["rules"], [said["rules_says"]], [made.table("rules", _RULES, [r | {"rule": f"{r['rule']} {r[f'title_{made.language}']}"} for r in report.worth])], _NAMED),
        Page(title["cycles"], [], [
            made.table("cycles", ("cycle", "cases", "bad", "rate", "low", "high", "auc"), found.cycles, Chart("column", 0, 3, said["tables"]["cycles"], percent=True)),
            made.table("stability", ("cycle", "psi", "A", "B", "C", "D", "E"), found.stability),
            made.table("migration", _MIGRATION, moves(found.migration, "cases")),
            made.table("migration_money", _MIGRATION, moves(found.migration, "money"), style="money"),
        ]),
    ]  # fmt: skip
    return [replace(page, unbroken=True) for page in sheets]


def moves(migration: Sequence[Row], what: str) -> list[Row]:
    """One row a grade left: `what` by the grade come to, in main units, and the shares that went up, stayed, went down."""
    rows = []
    for at, letter in enumerate(GRADES):
        went = {row["to"]: row[what] or 0 for row in migration if row["grade"] == letter}
        if not (whole := sum(went.values())):
            continue
        unit = 100 if what == "money" else 1
        parts = (GRADES[:at], (letter,), GRADES[at + 1 :])
        shares = [sum(went.get(to, 0) for to in part) / whole for part in parts]
        by_grade = {to: went.get(to, 0) / unit for to in GRADES}
        rows.append({"grade": letter} | by_grade | dict(zip(("milder", "same", "worse"), shares, strict=True)))
    return rows


def _of(rows: Sequence[Row], stratum: str) -> list[Row]:
    return [row for row in rows if row["stratum"] == stratum]


class _Maker:
    """Tables with their headings in one language."""

    def __init__(self, said: dict[str, Any], language: str) -> None:
        self.said, self.language = said, language

    def table(
        self, key: str, names: Sequence[str], rows: Sequence[Row], chart: Chart | None = None, style: str | None = None
    ) -> Table:
        """The table called `key` with the columns `names` of `rows`; `style` is that of the grades' columns."""
        styles = _STYLE_OF | (dict.fromkeys(GRADES, style) if style else {})
        columns = [Column(self.said["columns"][name], styles.get(name, "text")) for name in names]
        values = [[self._shown(name, row) for name in names] for row in rows]
        return Table(self.said["tables"][key], columns, values, self.said["empty"], chart)

    def named(self, rows: Sequence[Row], column: str) -> list[Row]:
        """`rows` with the codes of `column` in words."""
        return [row | {column: self.said["names"].get(row[column], row[column])} for row in rows]

    def rates(self, key: str) -> Chart:
        """Bad rate by grade, in the grades' colours."""
        return Chart("column", 0, 4, self.said["charts"][key], graded=True, percent=True)

    def curve(self) -> Chart:
        """Share of the bad cases caught among the worst."""
        return Chart("line", 0, 1, self.said["charts"]["captured"], percent=True)

    def groups(self, rows: Sequence[Row]) -> list[Row]:
        """`rows` with what they are groups by and of as one text."""
        names = self.said["names"]
        return [row | {"group": f"{names[row['by']]} · {names.get(row['name'], row['name'])}"} for row in rows]

    def _shown(self, name: str, row: Row) -> Any:
        value = row[name]
        if name in ("low", "high") and not row.get("cases", row.get("fires")):
            return None  # an interval from nought to one says nothing
        if name == "few":
            return self.said["few"] if value else ""
        return None if isinstance(value, float) and math.isnan(value) else value
