"""An analyst's own workbook as a test of the rule set: borrowers as exports have them, and the grade each should get.

The records stand in sheets of any form that intake reads; one more sheet names borrowers and what is expected of
them. They are graded as any portfolio is, so that a scenario that holds here holds in a run.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from overdue_cli.intake import read_ids, read_portfolio
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import Request, ScoredPortfolio

GRADE_HEADERS = ("expected_grade", "expected grade", "预期等级", "期望等级")
RULE_HEADERS = ("expected_rules", "expected rules", "预期规则", "期望规则")


@dataclass(frozen=True)
class Mismatch:
    """One expectation that came out otherwise; `rule` is None where it is about the grade."""

    borrower: str
    rule: str | None
    expected: str
    got: str


@dataclass(frozen=True)
class Outcome:
    """How a workbook came out: seen from which day, how many expectations, and those that did not hold."""

    file: str
    as_of: dt.date
    expectations: int
    mismatches: tuple[Mismatch, ...]
    language: str


def outcome(path: Path, ruleset: RuleSet, as_of: dt.date | None = None, mapping: Path | None = None) -> Outcome:
    """The scenarios of one workbook graded by `ruleset`; Refusal where it cannot be read or expects nothing.

    Seen from `as_of`, else from the date the workbook itself bears, else from its latest event.
    """
    expected = read_ids(path, mapping, having=GRADE_HEADERS)
    portfolio = read_portfolio([path], mapping=mapping)
    day = as_of or portfolio.data_date or dt.date.max
    scored = grade_portfolio(portfolio, ruleset, Request(day))
    rows = expected.frame.filter(pl.col(expected.id_column).is_not_null() & (pl.col(expected.id_column) != ""))
    grades, rules = _column(rows, GRADE_HEADERS), _column(rows, RULE_HEADERS)
    found: list[Mismatch] = []
    for borrower, grade, named in zip(rows[expected.id_column], grades, rules, strict=True):
        found += _checked(str(borrower), grade, named, scored)
    asked = sum(grade is not None for grade in grades) + sum(len(_named(text)) for text in rules)
    return Outcome(path.name, day, asked, tuple(found), portfolio.language)


def _column(rows: pl.DataFrame, headers: tuple[str, ...]) -> list[str | None]:
    """The cells under one of the headers; nothing expected where there is no such column."""
    for name in rows.columns:
        if name.strip().lower().replace(" ", "_") in {header.replace(" ", "_") for header in headers}:
            return [str(cell).strip() or None if cell is not None else None for cell in rows[name]]
    return [None] * rows.height


def _checked(borrower: str, grade: str | None, named: str | None, scored: ScoredPortfolio) -> list[Mismatch]:
    own = scored.borrowers.filter(pl.col("borrower_id") == borrower)
    if own.is_empty():
        return [Mismatch(borrower, None, grade or "", "")]
    found = []
    got = own["grade"][0]
    if grade is not None and grade.upper() != got:
        found.append(Mismatch(borrower, None, grade, got))
    counted = scored.reasons.filter(pl.col("borrower_id") == borrower)
    points = dict(counted.group_by("rule_id").agg(pl.col("points").sum()).iter_rows())
    for rule, wanted in _named(named):
        given = points.get(rule)
        if wanted == "not" and given is not None:
            found.append(Mismatch(borrower, rule, "–", str(given)))
        elif wanted != "not" and (given is None or (wanted and int(wanted) != given)):
            found.append(Mismatch(borrower, rule, wanted or "+", "–" if given is None else str(given)))
    return found


def _named(text: str | None) -> list[tuple[str, str]]:
    """`W01 W04=9 !I03` as rule and what is wanted of it: nothing more than that it counted, its points, or not."""
    out = []
    for denied, rule, points in re.findall(r"(!?)([A-Z]\d{2})(?:\s*[=:：]\s*(-?\d+))?", text or ""):
        out.append((rule, "not" if denied else points))
    return out
