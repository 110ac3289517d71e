"""Invented borrowers from a few lines of YAML: a year of instalments, a visit, and whatever the case adds.

Numbers are days before the day of the run (negative: days to come), amounts are yuan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import strict_yaml
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.problems import SCHEMA
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import TABLES, Portfolio, schema_of

AS_OF = dt.date(2026, 11, 20)
"""A Friday."""
YUAN = 100
DUE = 1_000 * YUAN
CASES: list[dict[str, Any]] = strict_yaml.load(Path(__file__).with_name("cases.yaml")).value["cases"]
BY_NAME = {case["name"]: case for case in CASES}


def day(ago: int | None) -> dt.date | None:
    """So many days before the run."""
    return None if ago is None else AS_OF - dt.timedelta(days=ago)


def instalments(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Twelve instalments that were due and two to come; the last `open` of them unpaid, the oldest `late` days ago."""
    late = case.get("late", 0)
    unpaid = case.get("open", 1 if late else 0)
    habit = case.get("habit", [])
    newest = late - 30 * (unpaid - 1) if unpaid else case.get("last_due", 12)
    count = case.get("instalments", 12)
    rows = []
    for back in range(count):
        due, is_open = newest + 30 * back, back < unpaid
        waited = 0 if is_open or back - unpaid >= len(habit) else habit[back - unpaid]
        part = case.get("part_paid") if back == unpaid - 1 else None
        paid = (part and day(part[0]), part and part[1] * YUAN) if is_open else (day(due - waited), DUE)
        extra = {"debit_result": case["debit"]} if back == 0 and "debit" in case else {}
        extra |= {"payer": case["payer"]} if back == unpaid and "payer" in case else {}
        rows.append(
            {"instalment_no": count - back, "due_on": day(due), "paid_on": paid[0], "paid_amount": paid[1]} | extra
        )
    for ahead in range(0 if case.get("matured") else 2):
        rows.append({"instalment_no": count + 1 + ahead, "due_on": day(newest - 30 * (ahead + 1))})
    return [{"loan_id": "L1", "borrower_id": "B1", "due_amount": DUE} | row for row in rows]


def tables(case: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Table name → rows of the case."""
    who = {"loan_id": "L1", "borrower_id": "B1"}
    loan = who | {
        "borrower_name": "Wu Ming", "officer": "Li", "branch": "North", "product": "micro", "industry": "retail", "currency": "CNY",
        "principal": 50_000 * YUAN, "balance": 20_000 * YUAN, "disbursed_on": day(700), "matures_on": day(-400),
        "loan_status": "active", "five_tier": "normal", "debtor_class": "retail", "related_party": False,
    }  # fmt: skip
    dates = {name: day(ago) for name, ago in case.get("loan_dates", {}).items()}
    visits = case.get("inspections", [{}] if case.get("inspected", True) else [])
    return {
        "loans": [loan | case.get("loan", {}) | dates],
        "instalments": instalments(case),
        "inspections": [_visit(who, visit) for visit in visits],
        "contacts": [who | _dated(contact, "contacted_on", "promised_on") for contact in case.get("contacts", [])],
        "parties": [who | _dated(party, "guarantee_until", "consent_until") for party in case.get("parties", [])],
        "collateral": [who | _dated(thing, "valued_on") for thing in case.get("collateral", [])],
        "signals": [{"borrower_id": "B1"} | _dated(s, "observed_on", "expected_on") for s in case.get("signals", [])],
    }


def _visit(who: dict[str, str], visit: Mapping[str, Any]) -> dict[str, Any]:
    ago = visit.get("ago", 20)
    usual = {
        "inspected_on": day(ago), "recorded_on": day(ago - 1), "method": "on_site", "inspector": "Li", "met_person": "borrower",
        "finding": "normal", "conclusion": "as agreed", "cooperation": "good",
    }  # fmt: skip
    return who | usual | {name: value for name, value in visit.items() if name != "ago"}


def _dated(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The row with days ago as dates, yuan as fen."""
    dated = {name: day(row[name]) if name in row else None for name in names}
    amounts = {name: row[name] * YUAN for name in ("value", "amount", "promised_amount") if name in row}
    return dict(row) | dated | amounts


def portfolio(case: Mapping[str, Any], language: str = "en") -> Portfolio:
    """The case as intake would hand it over."""
    frames, present = {}, {}
    for name, rows in tables(case).items():
        kinds = {column.name: column.kind for column in TABLES[name].columns}
        schema = schema_of(name)
        placed = [
            row | {"source_file": f"{name}.csv", "source_sheet": "", "source_row": number}
            for number, row in enumerate(rows, start=2)
        ]
        frames[name] = pl.DataFrame(
            [{key: row.get(key) for key in schema} for row in placed],
            schema={key: pl.String if key in ("source_file", "source_sheet") else kind for key, kind in schema.items()},
        ).cast({"source_file": pl.Categorical, "source_sheet": pl.Categorical})
        present[name] = frozenset(kinds)
    sheets = dict.fromkeys(("rows_in", "rows_used", "rows_set_aside", "rows_not_data"), pl.Int64)
    problems = {name: getattr(pl, kind) for name, kind in SCHEMA.items()}
    return Portfolio(
        frames, present, pl.DataFrame(schema=problems), pl.DataFrame(schema=sheets), pl.DataFrame(), AS_OF, language
    )


policy = cache(load)
"""The shipped rule set of a name, read once for all cases."""


@cache
def followed(name: str, capacity: int | None = None) -> ScoredPortfolio:
    """The named case, graded and followed up."""
    return grade(BY_NAME[name], capacity=capacity)


def grade(
    case: Mapping[str, Any],
    *,
    capacity: int | None = None,
    previous: pl.DataFrame | None = None,
    rules: str = "conservative",
) -> ScoredPortfolio:
    """A case, graded and followed up; `previous` is what an earlier run said."""
    request = Request(AS_OF, language="en", capacity=capacity)
    return grade_portfolio(portfolio(case), policy(rules, AS_OF), request, previous)


def row(scored: ScoredPortfolio) -> dict[str, Any]:
    """The one borrower."""
    assert scored.borrowers.height == 1
    return scored.borrowers.row(0, named=True)
