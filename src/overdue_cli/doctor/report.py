"""The examination as a workbook: files and sheets, headers, problems, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import __version__
from overdue_cli.doctor.diagnosis import Diagnosis
from overdue_cli.doctor.phrases import absent_lines, became, heading, judged, runners_up
from overdue_cli.locale import words
from overdue_cli.notices import admitted_of
from overdue_cli.problem_list import one_line
from overdue_cli.tables import TABLES
from overdue_cli.workbook.backtest import write_backtest as write_report
from overdue_cli.workbook.book import LIST_COLUMNS, Book
from overdue_cli.workbook.tables import Column, Page, Table

_WHOLE = ("header_row", "rows_in", "rows_used", "rows_set_aside", "rows_not_data", "count", "borrowers")
_SHEETS = ("file", "sheet", "table", "score", "runners_up", "header_row", "unit", "data_date", "rows_in", "rows_used",
           "rows_set_aside", "rows_not_data", "preamble")  # fmt: skip
_HEADERS = ("file", "sheet", "cell", "header", "column", "how", "unit")
_PROBLEMS = ("code", "effect", "count", "says", "next", "example")
_RULES = ("rule", "title", "state", "borrowers", "lacks", "covered")
_NARROW = 11
_WIDE = {"file": 26, "sheet": 18, "table": 14, "runners_up": 26, "preamble": 50, "header": 22, "column": 32, "how": 30,
         "says": 44, "next": 44, "example": 50, "title": 24, "state": 34, "lacks": 40, "covered": 28}  # fmt: skip


def write_diagnosis(found: Diagnosis, path: Path, password: str | None = None) -> None:
    """`path` with four sheets, the same as the terminal says, behind `password` if there is one; OSError if it cannot be written."""
    write_report(replace(_book(found), password=password), pages_of(found), path)


def pages_of(found: Diagnosis) -> list[Page]:
    """The sheets: what was read as what, every header, problems by code, what is missing and what it costs."""
    said = words(found.language)["check"]
    title = said["pages"]
    rows = {name: f"{count:,}" for name, count in found.rows.items()}
    looked = said["looked"].format(files=len(found.portfolio.inputs), sheets=found.portfolio.sheets.height, **rows)
    state = said["stopped"].format(count=len(found.refused)) if found.refused else said["ready"]
    missing = absent_lines(found.portfolio, found.language, said)
    return [
        _page(title["sheets"], [looked, state, said["says"]], said, _SHEETS, _sheets(found, said), said["none"]),
        _page(title["headers"], [], said, _HEADERS, _header_rows(found, said), said["none"]),
        _page(title["problems"], [], said, _PROBLEMS, _problem_rows(found, said), said["none"]),
        _page(title["rules"], missing, said, _RULES, _rule_rows(found, said), said["rules_none" if found.scored else "rules_stopped"]),
    ]  # fmt: skip


def _page(
    title: str,
    sentences: Sequence[str],
    said: dict[str, Any],
    names: Sequence[str],
    rows: Iterator[dict[str, Any]],
    empty: str,
) -> Page:
    columns = [Column(said["columns"][name], _style(name)) for name in names]
    values = [tuple(row.get(name) for name in names) for row in rows]
    widths = [float(_WIDE.get(name, _NARROW)) for name in names]
    return Page(title, sentences, [Table(title, columns, values, empty, filtered=True)], widths=widths)


def _style(name: str) -> str:
    return "whole" if name in _WHOLE else "decimal" if name == "score" else "date" if name == "data_date" else "text"


def _sheets(found: Diagnosis, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for sheet in found.portfolio.sheets.iter_rows(named=True):
        table = TABLES.get(sheet["table"] or "")
        taken = (
            getattr(table, found.language) if table else heading(found, said, sheet).split(said["colon"], 1)[-1].strip()
        )
        yield sheet | {"table": taken, "runners_up": runners_up(sheet["runners_up"], found.language, said["stop"])}


def _header_rows(found: Diagnosis, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if found.portfolio.headers is not None:
        for header in found.portfolio.headers.iter_rows(named=True):
            column = header["column"]
            meant = became(column, header["table"], found.language, said["stop"]) if column else None
            yield header | {"how": said["ways"][header["how"]], "column": meant}


def _problem_rows(found: Diagnosis, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in found.problems:
        examples = "\n".join(filter(None, map(one_line, group["examples"])))
        yield group | {"effect": said["effects"][group["effect"]], "example": examples}


def _rule_rows(found: Diagnosis, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for rule in found.unjudged:
        state, lacks, covered = judged(rule, said, found.language)
        yield {
            "rule": rule.rule,
            "title": rule.title,
            "state": state,
            "borrowers": rule.borrowers,
            "lacks": lacks,
            "covered": covered,
        }


def _book(found: Diagnosis) -> Book:
    """What every sheet shows of the run; nobody is listed."""
    header, language = found.ruleset.header, found.language
    nobody = pl.DataFrame(schema=dict.fromkeys(LIST_COLUMNS, pl.String))
    inputs = [(i.name, i.size, i.sha256) for i in found.portfolio.inputs]
    return Book(
        language, found.as_of, found.portfolio.data_date, 0, __version__, header.title.of(language), found.ruleset.name,
        found.ruleset.version, found.ruleset.digest, [], nobody, nobody, nobody, found.portfolio.sheets, nobody, {}, [], inputs, {},
        admitted=admitted_of(found.ruleset, language),
    )  # fmt: skip
