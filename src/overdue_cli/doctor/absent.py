"""What an input does not hold, and what that does to the grades: which rules are NOT EVALUATED, and why.

The rules say which facts they ask, the facts' plans name the columns they read, and the graded borrowers show
how many of them each rule could not judge: a new rule is in the answer without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from overdue_cli.evidence.plan import Plan
from overdue_cli.facts import FACTS
from overdue_cli.grading import band_column, titles
from overdue_cli.grading.bands import MISSING
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.model import Rule
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.tables import TABLES, Portfolio

_READS = {
    "history": "instalments", "cycles": "instalments", "loans": "loans", "inspections": "inspections",
    "findings": "inspections", "contacts": "contacts", "promises": "contacts", "parties": "parties",
    "signals": "signals", "cash": "payments",
}  # fmt: skip
"""Frame of a plan → the canonical table it is made from."""
_EVENTS = {
    "failed_debits": ("instalments.debit_result",),
    "stated_five_tier": ("loans.five_tier",),
    "paid_by_others": ("instalments.payer", "payments.payer"),
    "restructuring": ("loans.restructured_on", "loans.restructure_count"),
    "related_party": ("loans.related_party",),
}
"""Facts of events whose plan is not made where nobody exported the column, and so cannot name it."""


@dataclass(frozen=True)
class Unjudged:
    """A rule that could not judge `borrowers` of `of`.

    `state` is not_evaluated, or worst where the missing input counts as the worst it could hide; `lacks` are
    tables and `table.column`s the inputs do not hold; `covered_by` is the rule that holds the grade meanwhile.
    """

    rule: str
    title: str
    state: str
    borrowers: int
    of: int
    lacks: tuple[str, ...]
    covered_by: str | None
    covered_title: str | None


def absent_tables(portfolio: Portfolio) -> list[str]:
    """Canonical tables no input held; a ledger built from other tables is one of them."""
    there = {name for name in portfolio.tables if portfolio.present.get(name, frozenset()) - {"loan_id"}}
    return [name for name in TABLES if name not in there]


def absent_columns(portfolio: Portfolio) -> dict[str, list[str]]:
    """Table → its columns no input brought, for the tables that are there."""
    return {
        name: [c.name for c in TABLES[name].columns if c.name not in portfolio.present[name]]
        for name in TABLES
        if name not in absent_tables(portfolio)
    }


def unjudged(scored: ScoredPortfolio) -> list[Unjudged]:
    """Every rule that lacked its input for at least one borrower, those that lack it for most first."""
    named = titles(scored.ruleset, scored.language)
    counts = _counts(scored)
    absent = set(absent_tables(scored.portfolio))
    columns = {f"{t}.{c}" for t, missing in absent_columns(scored.portfolio).items() for c in missing}
    found = [
        Unjudged(
            rule=rule.id,
            title=named[rule.id],
            state="worst" if rule.missing.policy == "worst" else "not_evaluated",
            borrowers=counts[rule.id],
            of=scored.borrowers.height,
            lacks=tuple(_lacks(rule, scored, absent, columns)),
            covered_by=rule.missing.covered_by,
            covered_title=named.get(rule.missing.covered_by or ""),
        )
        for rule in scored.ruleset.rules
        if counts.get(rule.id)
    ]
    return sorted(found, key=lambda u: (-u.borrowers, u.rule))


def _counts(scored: ScoredPortfolio) -> dict[str, int]:
    """Rule → borrowers whose value is missing: not evaluated, or counted at the worst it could hide."""
    counts = {rule.id: pl.any_horizontal(_unknown(rule)).sum() for rule in scored.ruleset.rules if _unknown(rule)}
    row: dict[str, int] = scored.borrowers.select(**counts).row(0, named=True)
    return row


def _unknown(rule: Rule) -> list[pl.Expr]:
    """For each ladder of the rule, whether its value is missing."""
    out = []
    for ladder in ladders_of(rule):
        band = pl.col(band_column(ladder))
        if ladder.missing is not None and ladder.missing.policy == "worst":
            out.append((band >= 1) & pl.col(ladder.fact.key).is_null())
        elif ladder.missing is not None:
            out.append(band == MISSING)
    return [unknown.fill_null(False) for unknown in out]


def _lacks(rule: Rule, scored: ScoredPortfolio, tables: set[str], columns: set[str]) -> Iterator[str]:
    """The absent tables the rule's fact needs, else the absent columns its plan reads."""
    needed = [table for table in FACTS[rule.fact.name].needs if table in tables]
    if needed:
        yield from needed
        return
    plan = scored.evidence.plans.get(rule.fact.key)
    read = (_columns_of(plan) if plan is not None else set()) | set(_EVENTS.get(rule.fact.name, ()))
    yield from sorted(column for column in columns if column in read)


def _columns_of(plan: Plan) -> set[str]:
    """Canonical columns, as `table.column`, that the plan's aggregates read."""
    read: set[str] = set()
    for source, table in _READS.items():
        own = {c.name for c in TABLES[table].columns}
        expressions: Any = getattr(plan, source)
        for expression in expressions.values():
            read |= {f"{table}.{name}" for name in expression.meta.root_names() if name in own}
    return read
