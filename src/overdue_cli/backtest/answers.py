"""Outcomes that come from a file: who of those graded went bad, in the bank's own words for it.

The file has a column with the borrower's or the loan's number and one with 0 or 1 (no / yes, 否 / 是).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from overdue_cli.backtest.known import as_known_on
from overdue_cli.backtest.outcomes import DAYS, DUE, NOT_WATCHED, outcome
from overdue_cli.backtest.replay import Replay, graded_cases
from overdue_cli.intake import OUTCOME, IdTable, read_ids
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio

HEADERS = ("outcome", "bad", "default", "target", "late", "overdue", "结果", "违约", "是否违约", "逾期", "是否逾期")
"""What the outcome's column may be called where neither mapping nor option says."""
TRUE, FALSE = ("1", "1.0", "true", "yes", "y", "是", "bad"), ("0", "0.0", "false", "no", "n", "否", "good")


def answered(
    portfolio: Portfolio,
    ruleset: RuleSet,
    request: Request,
    answers: Path,
    column: str | None = None,
    mapping: Path | None = None,
) -> Replay:
    """The borrowers graded once, on `request.as_of`, against the file's outcomes; Refusal B002, B003, B004."""
    told = min(request.as_of, portfolio.data_date or request.as_of)
    shown = replace(as_known_on(portfolio, told), data_date=told)
    table = read_ids(answers, mapping, request.password)
    found = _outcomes(table, column, shown)
    scored = grade_portfolio(shown, ruleset, replace(request, as_of=told))
    first = outcome(DAYS[0])
    cases = graded_cases(scored, told).join(found, on="borrower_id", how="left").sort("borrower_id")
    if cases["bad"].is_null().all():
        raise Refusal("B003", file=table.file, value=table.frame[table.frame.columns[0]].drop_nulls().head(1).to_list())
    if not cases["bad"].any():
        raise Refusal("B002", cycles=1)
    empty = [pl.lit(None, pl.Boolean).alias(n) for n in (*map(outcome, DAYS[1:]), "worsened", "cured")]
    cases = cases.rename({"bad": first}).with_columns(
        *empty,
        pl.lit(None, pl.Date).alias("late_due_on"),
        pl.lit(None, pl.Int32).alias("days_after"),
        pl.when(pl.col(first).is_null()).then(pl.lit(NOT_WATCHED)).otherwise(pl.lit(DUE)).alias("state"),
    )
    language = portfolio.language if request.language == "auto" else request.language
    return Replay(cases, (told,), None, first, table.file, True, ruleset, shown, request.horizon_days, language, told)


def _outcomes(table: IdTable, column: str | None, portfolio: Portfolio) -> pl.DataFrame:
    """`borrower_id`, `bad`; a loan's outcome is its borrower's, the worst of several."""
    word = pl.col(_column(table, column)).str.strip_chars().str.to_lowercase()
    bad = pl.when(word.is_in(TRUE)).then(True).when(word.is_in(FALSE)).then(False)
    given = table.frame.select(pl.col(table.id_column).alias("id"), bad.alias("bad"))
    key = "borrower_id" if table.meaning == "borrower_id" else "loan_id"
    owners = portfolio.tables["loans"].select(pl.col(key).alias("id"), "borrower_id").unique()
    return owners.join(given.drop_nulls(), on="id").group_by("borrower_id").agg(pl.col("bad").max())


def _column(table: IdTable, asked: str | None) -> str:
    """The header of the outcome: as asked, as mapped, by its name, or the only one that holds 0 and 1 alone."""
    others = [name for name in table.frame.columns if name != table.id_column]
    if asked is not None:
        if asked in others:
            return asked
        raise Refusal("B004", file=table.file, value=asked, candidates=", ".join(others))
    if table.mapped.get(OUTCOME) in others:
        return table.mapped[OUTCOME]
    named = [name for name in others if name.strip().lower() in HEADERS]
    binary = [n for n in others if set(table.frame[n].drop_nulls().str.to_lowercase().unique()) <= {*TRUE, *FALSE}]
    for choice in (named, binary):
        if len(choice) == 1:
            return choice[0]
    raise Refusal("B004", file=table.file, value="-", candidates=", ".join(others))
