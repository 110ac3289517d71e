"""The arrow: read → normalise → evidence → grade → follow up → write.

Rooms do not know each other; they meet here. Evidence, grade and follow-up need only a partition's own
rows, `Setting`, and the small frame of what borrowers mean to each other: large portfolios can be graded
partition by partition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from overdue_cli import evidence, followup, grading
from overdue_cli.answered import answered
from overdue_cli.history import History, past
from overdue_cli.ruleset.checks_followup import conditions_of
from overdue_cli.ruleset.ladders import facts_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.load import load as load_rules
from overdue_cli.ruleset.model import FactUse
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import Portfolio

Step = Callable[[str, int, int], None]


def score(
    inputs: Sequence[Path | str],
    *,
    as_of: dt.date,
    rules: str | Path = "conservative",
    mapping: Path | str | None = None,
    request: Request | None = None,
    history: History | Path | str | None = None,
    on_step: Step | None = None,
) -> ScoredPortfolio:
    """Every borrower of `inputs` graded as of `as_of`; Refusal if the inputs or the rules cannot be used.

    `request` says more than the date where more is wanted: horizon, language, filters. `history` is looked at
    and not written: what earlier cycles said holds grades down and tells what changed, what officers answered joins
    the collection log; see `recording.record`.
    """
    ruleset = load_rules(rules, as_of)
    from overdue_cli import intake

    portfolio = intake.read_portfolio(
        [Path(p) for p in inputs],
        mapping=Path(mapping) if mapping else None,
        password=request.password if request else None,
        on_step=on_step,
    )
    request = request or Request(as_of)
    if history is None:
        return grade_portfolio(portfolio, ruleset, request)
    known = history if isinstance(history, History) else History(Path(history))
    before = past(known, as_of, ruleset.header.brake.up_one_notch_per_days)
    heard = answered(known, portfolio, ruleset, as_of, request.spoken(portfolio), request.supervisors)
    scored = grade_portfolio(heard.joined(portfolio), ruleset, request, before.scores, overrides=heard.overrides)
    return replace(scored, past=before, answered=heard)


def grade_portfolio(
    portfolio: Portfolio,
    ruleset: RuleSet,
    request: Request,
    previous: pl.DataFrame | None = None,
    partitions: int = 1,
    overrides: pl.DataFrame | None = None,
) -> ScoredPortfolio:
    """`portfolio` graded by `ruleset` as `request` asks.

    `previous` is what an earlier run said of each borrower, `overrides` the grades that people set.

    Borrowers are graded in so many `partitions`; the result does not depend on how many.
    """
    setting = setting_of(portfolio, ruleset, request)
    parts = partitioned(portfolio.tables, partitions)
    found = [evidence_of(tables, setting, ruleset) for tables in parts]
    shared = evidence.across_partitions(found)
    followed = [
        followup.followed_up(
            graded_partition(own, shared, ruleset, previous, overrides),
            _given(tables, own, portfolio, ruleset, request, previous),
        )
        for tables, own in zip(parts, found, strict=True)
    ]
    everybody = evidence.together(found)
    given = _given(portfolio.tables, everybody, portfolio, ruleset, request, previous)
    return ScoredPortfolio(request, ruleset, portfolio, everybody, followup.together(followed, given))


def partitioned(tables: Mapping[str, pl.DataFrame], partitions: int) -> list[Mapping[str, pl.DataFrame]]:
    """`tables` in so many parts, each with all rows of its borrowers and nobody else's."""
    if partitions == 1:
        return [tables]
    split = {
        name: frame.with_columns((pl.col("borrower_id").hash() % partitions).alias("part")).partition_by(
            "part", as_dict=True, include_key=False
        )
        for name, frame in tables.items()
    }
    return [{name: split[name].get((part,), tables[name].clear()) for name in tables} for part in range(partitions)]


def evidence_of(tables: Mapping[str, pl.DataFrame], setting: evidence.Setting, ruleset: RuleSet) -> evidence.Evidence:
    """Evidence of the borrowers whose rows, all of them, `tables` holds: a function of one partition."""
    rows = {name: frame.lazy() for name, frame in tables.items()}
    return evidence.collect(rows, fact_uses(ruleset), setting, ruleset.regulation, ruleset.header.brake)


def graded_partition(
    found: evidence.Evidence,
    shared: pl.DataFrame,
    ruleset: RuleSet,
    previous: pl.DataFrame | None = None,
    overrides: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Grades of one partition's borrowers; `shared` says what they mean to each other."""
    borrowers = found.borrowers.join(shared, on="borrower_id", how="left", maintain_order="left")
    if previous is not None:
        borrowers = borrowers.join(_earlier(previous), on="borrower_id", how="left")
    if overrides is not None:
        borrowers = borrowers.join(overrides.select("borrower_id", *grading.OVERRIDE), on="borrower_id", how="left")
    return grading.graded(borrowers, found.late_facts, ruleset, found.setting.as_of)


def _given(
    tables: Mapping[str, pl.DataFrame],
    found: evidence.Evidence,
    portfolio: Portfolio,
    ruleset: RuleSet,
    request: Request,
    previous: pl.DataFrame | None,
) -> followup.Given:
    """What follow-up of `tables` works from: evidence's frames as plain ones."""
    return followup.Given(
        sources={str(name): frame for name, frame in found.sources.items()},
        tables=tables,
        links=found.links,
        ruleset=ruleset,
        as_of=request.as_of,
        horizon_days=request.horizon_days,
        present=frozenset(portfolio.tables),
        previous=previous,
        capacity=request.capacity,
        calendar=request.calendar or followup.calendar_around(request.as_of),
    )


def _earlier(previous: pl.DataFrame) -> pl.DataFrame:
    """What grading asks of an earlier run; its grade is the rules' own where no person set another."""
    by_rules = next(name for name in ("previous_grade_by_rules", "previous_grade") if name in previous.columns)
    return previous.select(
        "borrower_id", "previous_grade", "previous_as_of", pl.col(by_rules).alias("previous_grade_by_rules")
    )


def inputs_of(inputs: Sequence[Path]) -> list[tuple[Path, str]]:
    """The files a run over `inputs` would read, with the names reports call them by; Refusal P001 or P010."""
    from overdue_cli.intake.gather import gather

    return gather(inputs)[0]


def fact_uses(ruleset: RuleSet) -> list[FactUse]:
    """Every fact the rule set asks for: in rules, and in the conditions of causes, playbook and conduct."""
    asked = facts_of(ruleset.rules)
    pages = (ruleset.causes, ruleset.playbook, ruleset.conduct)
    return asked + [c.fact for page in pages for _, c in conditions_of(page) if c.fact is not None]


def setting_of(portfolio: Portfolio, ruleset: RuleSet, request: Request) -> evidence.Setting:
    """What every fact of a run over `portfolio` shares: the day, the policy's conventions, what the inputs brought."""
    header = ruleset.header
    return evidence.Setting(
        as_of=request.as_of,
        data_date=portfolio.data_date,
        horizon_days=request.horizon_days,
        conventions=header.conventions,
        inspection=header.inspection,
        findings=ruleset.findings,
        contacts=ruleset.contacts,
        on_site_days=tuple(step.on_site_days for step in header.grades),
        profiles=tuple(ruleset.profiles.profiles) if ruleset.profiles else (),
        tables=frozenset(portfolio.tables),
        columns=frozenset(f"{table}.{column}" for table, columns in portfolio.present.items() for column in columns),
    )
