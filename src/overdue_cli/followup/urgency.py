"""The list, the tier and the place in it.

Inside a tier the expected amount at risk decides, then the grade, the balance and the number: a total
order, so that the same portfolio always gives the same list. Currencies are never ranked together: each
has its own ranks.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.ruleset.model import Condition, Playbook, TierLine
from overdue_cli.words import template

OVERDUE, BEFORE_DUE = "overdue", "before_due"


def ranked(graded: pl.DataFrame, playbook: Playbook, as_of: dt.date) -> pl.DataFrame:
    """`graded` in rank order with `days_to_due`, `amount_at_risk`, `list`, `tier`, `rank`, `stands_zh/en`.

    `amount_at_risk` is likelihood × (due in the horizon + arrears), in fen; `list` is null for those in no
    list, who are kept and ranked all the same.
    """
    frame = graded.lazy().with_columns(
        (pl.col("next_due_on") - as_of).dt.total_days().cast(pl.Int32).alias("days_to_due"),
        (pl.col("likelihood") * (pl.col("due_in_horizon") + pl.col("arrears")))
        .round(0)
        .cast(pl.Int64)
        .alias("amount_at_risk"),
    )
    frame = frame.with_columns(_first_line(playbook).alias("line"))
    lines = [(tier.tier, line) for tier in playbook.tiers for line in tier.lines]
    tiers = {number: tier for number, (tier, _) in enumerate(lines)}
    frame = frame.with_columns(
        pl.col("line").replace_strict(tiers, default=playbook.unlisted_tier, return_dtype=pl.Int8).alias("tier"),
        *[_stands(lines, language).alias(f"stands_{language}") for language in ("zh", "en")],
    ).with_columns(_list(playbook).alias("list"))
    order = [
        pl.col("currency").fill_null(""),
        "tier",
        "amount_at_risk",
        "grade",
        pl.col("balance").fill_null(0),
        "borrower_id",
    ]
    return (
        frame.sort(order, descending=[False, False, True, True, True, False])
        .with_columns((pl.int_range(pl.len()).over(pl.col("currency").fill_null("")) + 1).cast(pl.UInt32).alias("rank"))
        .drop("line")
        .collect()
    )


def _list(playbook: Playbook) -> pl.Expr:
    listed = pl.col("tier") < playbook.unlisted_tier
    return pl.when(listed & (pl.col("days_past_due") > 0)).then(pl.lit(OVERDUE)).when(listed).then(pl.lit(BEFORE_DUE))


def _first_line(playbook: Playbook) -> pl.Expr:
    """Number of the first line that holds, tiers in order; null if none does."""
    lines = [line for tier in playbook.tiers for line in tier.lines]
    return pl.coalesce([pl.when(_holds(line)).then(pl.lit(number, pl.Int32)) for number, line in enumerate(lines)])


def _holds(line: TierLine) -> pl.Expr:
    return pl.all_horizontal([_passes(condition) for condition in line.when]).fill_null(False)


def _passes(condition: Condition) -> pl.Expr:
    value = pl.col(condition.fact.key if condition.fact else str(condition.column))
    tests = [pl.lit(True)]
    if condition.from_ is not None:
        tests.append(value >= condition.from_)
    if condition.below is not None:
        tests.append(value < condition.below)
    if condition.in_ is not None:
        tests.append(value.is_in(condition.in_))
    return pl.all_horizontal(tests).fill_null(False)


def _stands(lines: list[tuple[int, TierLine]], language: str) -> pl.Expr:
    """The sentence of the line that holds, with the row's own columns filled in."""
    columns = {name: pl.col(name) for name in ("days_past_due", "days_to_due", "grade")}
    said = [
        pl.when(pl.col("line") == number).then(template(line.says.of(language), columns))
        for number, (_, line) in enumerate(lines)
    ]
    return pl.coalesce(said)
