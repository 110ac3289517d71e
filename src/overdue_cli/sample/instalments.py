"""Instalments of the window and the coming cycle, with what was paid against them."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from overdue_cli.sample import amortisation
from overdue_cli.sample.loans import due_on
from overdue_cli.sample.plan import Plan
from overdue_cli.sample.situations import ARCHETYPES

HORIZON = 35
"""Days after the as-of date that the export already shows."""
_MINIMUM = 2
"""Percent of a statement a revolving borrower must pay."""


@lru_cache(maxsize=1)
def _pattern() -> pl.DataFrame:
    """What archetypes fix by the cycle, one row a payment; `fixed` with null days is an unpaid instalment."""
    rows = []
    for index, (a, _) in enumerate(ARCHETYPES):
        for ago in sorted({*a.pays, *a.reminders, *a.debits, *a.payers}):
            common = (a.reminders.get(ago), a.debits.get(ago), a.payers.get(ago))
            parts: tuple[tuple[int | None, int | None], ...] = a.pays.get(ago, ()) or ((None, None),)
            rows += [(index, ago, ago in a.pays, *part, *common) for part in parts]
    schema = {"pattern": pl.Int32, "ago": pl.Int64, "fixed": pl.Boolean, "fixed_days": pl.Int64, "percent": pl.Int64,
              "fixed_reminders": pl.Int32, "fixed_debit": pl.String, "fixed_payer": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


_KEPT = (
    "loan", "loan_id", "borrower_id", "outlet", "archetype", "follows", "due_count", "term", "due_day", "method",
    "rate", "principal", "early", "late", "late_most", "strained", "strained_late", "strained_most", "pays_statement",
    "no_schedule",
)  # fmt: skip


def instalments(plan: Plan, lent: pl.DataFrame) -> pl.DataFrame:
    """One row an instalment or a payment against one, in order of loan and number; amounts in fen."""
    rows = (
        lent.with_columns(ago=_cycles())
        .select(*_KEPT, "ago")
        .explode("ago")
        .with_columns(instalment_no=pl.col("due_count") - pl.col("ago"))
        .filter(pl.col("instalment_no").is_between(1, pl.col("term")))
        .filter((pl.col("method") != "single") | (pl.col("instalment_no") == pl.col("term")))
        .with_columns(due_on=due_on(plan.as_of, pl.col("ago")))
        .filter((pl.col("method") == "single") | (pl.col("due_on") <= plan.today + pl.duration(days=HORIZON)))
        .with_columns(pattern=pl.when(pl.col("follows")).then(pl.col("archetype")))
    )
    rows = rows.join(_pattern(), on=["pattern", "ago"], how="left", maintain_order="left_right")
    return (
        rows.with_columns(_due(plan))
        .with_columns(due_amount=_due_amount())
        .with_columns(_paid(plan))
        .with_columns(_told(plan))
    )


def _cycles() -> pl.Expr:
    """Cycles an export shows, oldest first; a single payment is shown from the start, however far off."""
    coming = pl.when(pl.col("method") == "single").then(pl.col("due_count") - pl.col("term")).otherwise(-2)
    return pl.int_ranges(pl.min_horizontal(coming, -2), pl.col("window"), dtype=pl.Int64).list.reverse()


def _due(plan: Plan) -> list[pl.Expr]:
    number = pl.col("instalment_no")
    key = pl.col("loan") * 128 + number
    statement = pl.col("principal") * plan.dice.between(key, "statement", 20, 60) // 100
    revolving = pl.col("method") == "revolving"
    principal = amortisation.repaid(number) - amortisation.repaid(number - 1)
    return [
        key.alias("key"),
        pl.when(revolving).then(statement).alias("statement_amount"),
        pl.when(~revolving).then(principal).alias("due_principal"),
        pl.when(~revolving).then(amortisation.interest(number)).alias("due_interest"),
    ]


def _due_amount() -> pl.Expr:
    return pl.coalesce(pl.col("statement_amount") * _MINIMUM // 100, pl.col("due_principal") + pl.col("due_interest"))


def _paid(plan: Plan) -> list[pl.Expr]:
    """Day and amount: as the archetype fixes them, else by habit; never a day after the as-of date.

    Who was struck by an event pays late more often in the cycles since, and no longer early.
    """
    dice, key = plan.dice, pl.col("key")
    chance = dice.percent(key, "habit")
    strained = (pl.col("strained") > 0) & (pl.col("ago") < pl.col("strained"))
    likely = pl.when(strained).then(pl.col("strained_late")).otherwise(pl.col("late"))
    most = pl.when(strained).then(pl.col("strained_most")).otherwise(pl.col("late_most"))
    days = (
        pl.when(chance < likely).then(dice.between(key, "days late", 1, most))
        .when(~strained & (chance < pl.col("late") + pl.col("early"))).then(-dice.between(key, "days early", 1, 4))
        .otherwise(0)
    )  # fmt: skip
    past = pl.col("due_on") < plan.today
    usual = pl.col("due_on") + pl.duration(days=days)
    usual = (
        pl.when(past).then(pl.min_horizontal(usual, plan.today)).when((usual <= plan.today) & (days < 0)).then(usual)
    )
    fixed = pl.col("due_on") + pl.duration(days=pl.col("fixed_days"))
    paid_on = pl.when(pl.col("fixed").fill_null(False)).then(fixed).otherwise(usual)
    paid_on = pl.when(paid_on <= plan.today).then(paid_on)
    share = pl.col("due_amount") * pl.col("percent").fill_null(100) // 100
    amount = pl.coalesce(pl.col("statement_amount") * pl.col("pays_statement") // 100, share)
    return [paid_on.alias("paid_on"), pl.when(paid_on.is_not_null()).then(amount).alias("paid_amount")]


def _told(plan: Plan) -> list[pl.Expr]:
    """Who paid, how the direct debit went, how often the borrower was reminded."""
    paid = pl.col("paid_on").is_not_null()
    late = paid & (pl.col("paid_on") > pl.col("due_on"))
    reminders = pl.when(pl.col("due_on") < plan.today).then(late.cast(pl.Int32))
    return [
        pl.when(paid).then(pl.coalesce("fixed_payer", pl.lit("self"))).alias("payer"),
        pl.coalesce(pl.col("fixed_debit"), pl.when(paid & ~late).then(pl.lit("ok"))).alias("debit_result"),
        pl.coalesce(pl.col("fixed_reminders"), reminders).alias("reminders"),
    ]
