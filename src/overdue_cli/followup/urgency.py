"""The list, the tier and the place in it.

Inside a tier the expected amount at risk decides, then the grade, the balance and the number: a total
order, so that the same portfolio always gives the same list. Currencies are never ranked together: each
has its own ranks.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.conditions import all_of
from overdue_cli.ruleset.model import Playbook, TierLine
from overdue_cli.words import template

OVERDUE, BEFORE_DUE = "overdue", "before_due"
CERTAIN = "E"
"""The grade that counts in full, whatever likelihood a bank's own back-test states for it."""


def placed_in_tiers(frame: pl.DataFrame, playbook: Playbook) -> pl.DataFrame:
    """`frame` with `amount_at_risk`, `list`, `tier`, `stands_zh/en`: what a borrower's own columns say.

    `amount_at_risk` is likelihood × (due in the horizon + arrears), in fen, the balance standing for arrears nobody
    gave; `list` is null for those in no
    list, who are kept and ranked all the same. The columns that the tiers' lines ask for must be there.
    """
    likelihood = pl.when(pl.col("grade") == CERTAIN).then(1.0).otherwise(pl.col("likelihood"))
    amounts = pl.sum_horizontal("due_in_horizon", "arrears", "late_unmeasured")
    at_risk = (likelihood * amounts).round(0).cast(pl.Int64)
    lines = [(tier.tier, line) for tier in playbook.tiers for line in tier.lines]
    tiers = {number: tier for number, (tier, _) in enumerate(lines)}
    lazy = frame.lazy().with_columns(at_risk.alias("amount_at_risk"), _first_line(lines).alias("line"))
    return (
        lazy.with_columns(
            pl.col("line").replace_strict(tiers, default=playbook.unlisted_tier, return_dtype=pl.Int8).alias("tier"),
            *[_stands(lines, language).alias(f"stands_{language}") for language in ("zh", "en")],
        )
        .with_columns(_list(playbook, lines).alias("list"))
        .drop("line")
        .collect()
    )


def in_rank_order(frame: pl.DataFrame) -> pl.DataFrame:
    """All borrowers in a total order with `rank`, from 1 in each currency."""
    currency = pl.col("currency").fill_null("")
    order = [currency, "tier", "amount_at_risk", "grade", pl.col("balance").fill_null(0), "borrower_id"]
    ordered = frame.sort(order, descending=[False, False, True, True, True, False])
    return ordered.with_columns((pl.int_range(pl.len()).over(currency) + 1).cast(pl.UInt32).alias("rank"))


def _list(playbook: Playbook, lines: list[tuple[int, TierLine]]) -> pl.Expr:
    """Overdue before all else, then before the due dates; a list of its own only where no other line holds."""
    listed = pl.col("tier") < playbook.unlisted_tier
    usual = pl.any_horizontal([all_of(line.when) for _, line in lines if line.list is None])
    own = {number: line.list for number, (_, line) in enumerate(lines) if line.list is not None}
    by_line = pl.col("line").replace_strict(own, default=None, return_dtype=pl.String)
    return (
        pl.when(listed & (pl.col("days_past_due") > 0))
        .then(pl.lit(OVERDUE))
        .when(listed & usual)
        .then(pl.lit(BEFORE_DUE))
        .when(listed)
        .then(by_line)
    )


def _first_line(lines: list[tuple[int, TierLine]]) -> pl.Expr:
    """Number of the first line that holds, tiers in order; null if none does."""
    return pl.coalesce(
        [pl.when(all_of(line.when)).then(pl.lit(number, pl.Int32)) for number, (_, line) in enumerate(lines)]
    )


def _stands(lines: list[tuple[int, TierLine]], language: str) -> pl.Expr:
    """The sentence of the line that holds, with the row's own columns filled in."""
    columns = {name: pl.col(name) for name in ("days_past_due", "days_to_due", "grade")}
    said = [
        pl.when(pl.col("line") == number).then(template(line.says.of(language), columns))
        for number, (_, line) in enumerate(lines)
    ]
    return pl.coalesce(said)
