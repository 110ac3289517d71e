"""The oracle's borrowers as canonical tables, and those graded by the pipeline."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from oracle.records import Borrower, Inspection, Instalment, Loan, Payment, Run
from overdue_cli import pipeline
from overdue_cli.problems import SCHEMA
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import TABLES, Portfolio, schema_of

policy = cache(load)
"""The shipped rule set, read once for all who grade by it."""
Rows = list[dict[str, Any]]
KEYWORDS = {
    "USE_MISUSE": "挪用",
    "LAW_SUIT": "涉诉",
    "FAMILY": "家庭纠纷",
    "BIZ_STOP": "停产",
    "NONCOOP": "不配合",
    "HEALTH": "重大疾病",
    "DISASTER": "受灾",
}
"""A word for each finding that inspections deny in generated text."""


def frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """`rows` in the table's schema, columns not given null, with the row's number as its source."""
    schema = schema_of(table)
    full = [
        {name: row.get(name) for name in schema} | {"source_file": f"{table}.csv", "source_row": number}
        for number, row in enumerate(rows, start=2)
    ]
    return pl.DataFrame(full, schema=schema)


def portfolio(
    tables: Mapping[str, pl.DataFrame], data_date: dt.date | None, absent: Iterable[str] = (), language: str = "en"
) -> Portfolio:
    """A portfolio of these tables; `absent` names columns (`loans.five_tier`) no export brought."""
    columns = {
        name: frozenset(c.name for c in TABLES[name].columns if f"{name}.{c.name}" not in set(absent))
        for name in tables
    }
    return Portfolio(
        dict(tables),
        columns,
        pl.DataFrame(schema={name: getattr(pl, kind) for name, kind in SCHEMA.items()}),
        pl.DataFrame(schema=dict.fromkeys(("rows_in", "rows_used", "rows_set_aside", "rows_not_data"), pl.Int64)),
        pl.DataFrame(),
        data_date,
        language,
    )


def tables_of(borrowers: Sequence[Borrower], *, inspections: bool = True) -> dict[str, pl.DataFrame]:
    """The borrowers' loans, instalments, payments, inspections, and whatever other rows they have."""
    loans, dues, cash, visits = [], [], [], []
    others: dict[str, Rows] = {}
    for borrower in borrowers:
        for loan in borrower.loans:
            key = {"loan_id": f"{borrower.id}-{loan.id}", "borrower_id": borrower.id}
            loans.append(key | _loan(loan))
            dues += [key | row for instalment in loan.instalments for row in _instalment(instalment)]
            cash += [key | {"paid_on": p.on, "amount": p.amount, "payer": p.payer} for p in loan.cash]
        visits += [{"borrower_id": borrower.id} | _inspection(visit) for visit in borrower.inspections]
        lead = {"loan_id": f"{borrower.id}-{borrower.loans[0].id}", "borrower_id": borrower.id}
        for table, row in borrower.others:
            others.setdefault(table, []).append(lead | dict(row))
    rows = {"loans": loans, "instalments": dues, "payments": cash, "inspections": visits} | others
    kept = {name: frame(name, these) for name, these in rows.items() if these or name != "payments"}
    return kept if inspections else {name: table for name, table in kept.items() if name != "inspections"}


def _loan(loan: Loan) -> dict[str, Any]:
    return {
        "currency": "CNY",
        "balance": 10_000_00,
        "principal": 20_000_00,
        "disbursed_on": loan.disbursed,
        "days_past_due": loan.stated_days,
        "five_tier": loan.five_tier,
        "product": loan.product,
        "status_history": loan.status,
        "status_history_end": loan.status_end,
    } | dict(loan.more)


def _instalment(instalment: Instalment) -> Rows:
    key = {
        "instalment_no": instalment.number,
        "due_on": instalment.due,
        "due_amount": instalment.amount,
        "reminders": instalment.reminders,
        "debit_result": instalment.debit,
        "statement_amount": instalment.statement,
    }
    payments: tuple[Payment, ...] = instalment.payments or (Payment(None, None),)
    return [key | {"paid_on": p.on, "paid_amount": p.amount, "payer": p.payer} for p in payments]


def _inspection(visit: Inspection) -> dict[str, Any]:
    return {
        "inspected_on": visit.on,
        "method": visit.method,
        "inspector": visit.inspector,
        "met_person": visit.met,
        "conclusion": visit.conclusion,
        "evidence_ref": visit.evidence,
        "recorded_on": visit.recorded,
        "severity": visit.severity,
        "rectified_on": visit.rectified,
        "rectify_by": visit.rectify_by,
        "cooperation": visit.cooperation,
        "finding": "；".join([*visit.found, *(f"未发现{KEYWORDS[code]}" for code in visit.denied)]) or None,
    }


def only_rules(ruleset: RuleSet, rules: Iterable[str]) -> RuleSet:
    """The rule set with the named rules alone; groups, floors of law, notch and brake stay."""
    kept = set(rules)
    chapters = tuple(
        chapter.model_copy(update={"rules": [rule for rule in chapter.rules if rule.id in kept]})
        for chapter in ruleset.chapters
    )
    return dataclasses.replace(ruleset, chapters=chapters)


def graded(borrowers: Sequence[Borrower], run: Run, ruleset: RuleSet | None = None) -> ScoredPortfolio:
    """The borrowers through the pipeline, all in one portfolio."""
    tables = tables_of(borrowers, inspections=run.inspections_given)
    return pipeline.grade_portfolio(portfolio(tables, run.data_date), ruleset or policy(), Request(run.as_of))
