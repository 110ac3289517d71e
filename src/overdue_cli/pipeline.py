"""The arrow: read → normalise → evidence → grade → follow up → write.

Rooms do not know each other; they meet here. `grade_partition` needs only a partition's own rows and what
`Setting` holds, so large portfolios can be graded partition by partition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from overdue_cli import evidence, followup, grading
from overdue_cli.ruleset.ladders import ladders_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.load import load as load_rules
from overdue_cli.ruleset.model import FactUse
from overdue_cli.tables import Portfolio

Step = Callable[[str, int, int], None]
HORIZON_DAYS = 35


@dataclass(frozen=True)
class Request:
    """One run's question, as asked: everything but the inputs' contents."""

    as_of: dt.date
    horizon_days: int = HORIZON_DAYS
    language: str = "auto"
    branch: str | None = None
    officer: str | None = None
    product: str | None = None


@dataclass(frozen=True)
class ScoredPortfolio:
    """A graded portfolio; frames are in rank order, amounts in fen.

    `borrowers` carries every fact and step; `scores` the published columns of it.
    """

    request: Request
    ruleset: RuleSet
    portfolio: Portfolio
    evidence: evidence.Evidence
    borrowers: pl.DataFrame

    @property
    def language(self) -> str:
        """The language of the outputs: as asked, else that of the inputs' headers."""
        return self.portfolio.language if self.request.language == "auto" else self.request.language

    @property
    def problems(self) -> pl.DataFrame:
        """One row a problem of the inputs."""
        return self.portfolio.problems

    @cached_property
    def reasons(self) -> pl.DataFrame:
        """One row a borrower and rule that counted, worst first."""
        return grading.reasons_of(self.borrowers, self.ruleset)


def score(
    inputs: Sequence[Path | str],
    *,
    as_of: dt.date,
    rules: str | Path = "conservative",
    mapping: Path | str | None = None,
    horizon_days: int = HORIZON_DAYS,
    language: str = "auto",
    on_step: Step | None = None,
) -> ScoredPortfolio:
    """Every borrower of `inputs` graded as of `as_of`; Refusal if the inputs or the rules cannot be used."""
    ruleset = load_rules(rules)
    from overdue_cli import intake

    portfolio = intake.read_portfolio([Path(p) for p in inputs], mapping=Path(mapping) if mapping else None, on_step=on_step)
    return grade_portfolio(portfolio, ruleset, Request(as_of, horizon_days, language))


def grade_portfolio(portfolio: Portfolio, ruleset: RuleSet, request: Request) -> ScoredPortfolio:
    """`portfolio` graded by `ruleset` as `request` asks."""
    setting = _setting(portfolio, ruleset, request)
    tables = {name: frame.lazy() for name, frame in portfolio.tables.items()}
    found, graded = grade_partition(tables, setting, ruleset)
    ranked = followup.ranked(graded, ruleset.playbook, request.as_of)
    borrowers = followup.with_actions(ranked, ruleset, request.as_of)
    return ScoredPortfolio(request, ruleset, portfolio, found, borrowers)


def grade_partition(
    tables: Mapping[str, pl.LazyFrame], setting: evidence.Setting, ruleset: RuleSet
) -> tuple[evidence.Evidence, pl.DataFrame]:
    """Evidence and grades of the borrowers whose rows, all of them, `tables` holds."""
    found = evidence.collect(tables, _fact_uses(ruleset), setting, ruleset.regulation, ruleset.header.brake)
    return found, grading.graded(found.borrowers, found.late_facts, ruleset)


def _fact_uses(ruleset: RuleSet) -> list[FactUse]:
    asked = [ladder.fact for rule in ruleset.rules for ladder in ladders_of(rule)]
    conditions = [condition for tier in ruleset.playbook.tiers for line in tier.lines for condition in line.when]
    return asked + [condition.fact for condition in conditions if condition.fact is not None]


def _setting(portfolio: Portfolio, ruleset: RuleSet, request: Request) -> evidence.Setting:
    header = ruleset.header
    return evidence.Setting(
        as_of=request.as_of,
        data_date=portfolio.data_date,
        horizon_days=request.horizon_days,
        conventions=header.conventions,
        inspection=header.inspection,
        findings=ruleset.findings,
        on_site_days=tuple(step.on_site_days for step in header.grades),
        tables=frozenset(portfolio.tables),
        columns=frozenset(f"{table}.{column}" for table, columns in portfolio.present.items() for column in columns),
    )
