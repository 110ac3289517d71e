"""Loans with what their instalments say, and borrowers as their lead loan shows them.

The lead loan is the worst one: most days past due, then the largest balance, then the number, so that
the choice does not hang on the order of rows.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from polars.lazyframe.group_by import LazyGroupBy

from overdue_cli.evidence.plan import Expressions, Setting
from overdue_cli.ruleset import model

FIVE_TIER_FLOORS = ("", "special_mention", "substandard", "doubtful", "loss")
ATTRIBUTES = (
    "borrower_name", "id_number", "phone", "branch", "officer", "product", "industry", "guarantee_type", "repayment_method", "profile",
)  # fmt: skip


def with_dues(
    loans: pl.LazyFrame, dues: pl.LazyFrame, stages: Mapping[str, Expressions], setting: Setting
) -> pl.LazyFrame:
    """Loans with the aggregates of their instalments and what every fact may use of them.

    `stages` are the aggregates over a loan's `history`, `cycles`, `statements` and `restructured` rows; see `Plan`.
    Adds `loan_days_past_due` (days; null where nothing tells), `loan_arrears`, `loan_due_in_horizon`
    (fen), `late_unmeasured` (fen: the balance of a late loan of which nothing says how much is late), `loan_next_due_on`, `all rows`, `history rows`, `history known`, `instalments numbered`.
    """
    past = _past(dues.filter("is_history"), stages["history"])
    coming = _coming(dues.filter(~pl.col("is_history") & pl.col("status_code").is_null()), setting)
    by_code = dues.filter(pl.col("status_code").is_not_null()).group_by("loan_id")
    coded = by_code.agg(pl.len().alias("coded rows"), *_named(stages["cycles"]))
    changed = dues.filter(pl.col("is_history") & pl.col("restructured_on").is_not_null()).group_by("loan_id")
    stated = pl.col("days_past_due") if setting.snapshot_holds else pl.lit(None, pl.Int32)
    arrears = (
        pl.sum_horizontal("overdue_principal", "overdue_interest", "overdue_fees")
        if setting.snapshot_holds
        else pl.lit(0)
    )
    # Instalments of any kind, none of them open: not late. Codes that all say "nothing due": not late either.
    told = (
        pl.col("amounts").fill_null(False)
        | (pl.col("coming rows") > 0)
        | (pl.col("history rows").is_null() & (pl.col("coded rows") > 0))
    )
    by_amount = pl.when(told).then(pl.col("days_open").fill_null(0))
    next_known = (pl.col("next_due_on") >= setting.as_of) & setting.snapshot_holds
    within = pl.col("next_due_on") <= setting.horizon_end
    return (
        loans.join(past, on="loan_id", how="left")
        .join(coming, on="loan_id", how="left")
        .join(coded, on="loan_id", how="left")
        .join(_statements(dues).agg(_named(stages["statements"])), on="loan_id", how="left")
        .join(changed.agg(_named(stages["restructured"])), on="loan_id", how="left")
        .with_columns(
            by_amount.cast(pl.Int32).alias("days_by_instalments"),
            pl.max_horizontal(by_amount, "status_now", stated).cast(pl.Int32).alias("loan_days_past_due"),
            pl.max_horizontal(pl.col("open_amount").fill_null(0), arrears.fill_null(0)).alias("loan_arrears"),
            pl.coalesce("scheduled_on", pl.when(next_known).then("next_due_on")).alias("loan_next_due_on"),
            pl.coalesce("scheduled_amount", pl.when(next_known & within).then("next_due_amount"), 0).alias(
                "loan_due_in_horizon"
            ),
            pl.sum_horizontal(pl.col("history rows", "coming rows", "coded rows").fill_null(0)).alias("all rows"),
        )
        .with_columns(_late_unmeasured())
    )


def _late_unmeasured() -> pl.Expr:
    """An amount nobody gave may be as large as the balance; taken as nothing it would put the loan last."""
    said = pl.any_horizontal(pl.col("overdue_principal", "overdue_interest", "overdue_fees").is_not_null())
    unknown = (pl.col("loan_days_past_due") > 0) & ~pl.col("amounts").fill_null(False) & ~said
    return pl.when(unknown).then("balance").otherwise(0).fill_null(0).alias("late_unmeasured")


def _past(history_rows: pl.LazyFrame, history: Expressions) -> pl.LazyFrame:
    has_amount = pl.col("due_amount").is_not_null()
    return history_rows.group_by("loan_id").agg(
        pl.len().alias("history rows"),
        pl.col("days_late").is_not_null().sum().alias("history known"),
        (pl.col("instalment_no") >= 1).any().alias("instalments numbered"),
        has_amount.any().alias("amounts"),
        pl.col("days_late").filter(pl.col("is_open") & has_amount).max().alias("days_open"),
        pl.col("status_now").max(),
        (pl.col("due_amount") - pl.col("allocated")).clip(0).filter("is_open").sum().alias("open_amount"),
        *_named(history),
    )


def _statements(dues: pl.LazyFrame) -> LazyGroupBy:
    """The past rows of a loan with statements, in order of their due date: those with a status code if these have any.

    A row whose statement is blank stays: left out, it would let an older and better one into the last three.
    """
    coded = pl.col("status_code").is_not_null()
    past = dues.filter(pl.col("is_history") | coded)
    lines = past.filter(pl.col("statement_amount").is_not_null()).group_by("loan_id").agg(coded.any().alias("by code"))
    rows = past.join(lines, on="loan_id", how="inner", maintain_order="left")
    return rows.filter(coded == pl.col("by code")).group_by("loan_id", maintain_order=True)


def _named(aggregates: Expressions) -> list[pl.Expr]:
    return [expr.alias(name) for name, expr in aggregates.items()]


def _coming(coming_rows: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    due = (pl.col("due_amount") - pl.col("allocated")).clip(0)
    return coming_rows.group_by("loan_id").agg(
        pl.len().alias("coming rows"),
        pl.col("due_on").filter("is_open").min().alias("scheduled_on"),
        due.filter(pl.col("is_open") & (pl.col("due_on") <= setting.horizon_end)).sum().alias("scheduled_amount"),
    )


def with_five_tier_floor(loans: pl.LazyFrame, regulation: model.Regulation) -> pl.LazyFrame:
    """Adds `five_tier_floor_rank`: the worst class the enabled regulations ask for by days, 0 for none.

    A chapter that names profiles concerns only their loans; where it stands instead of others, those are silent.
    """
    days = pl.col("loan_days_past_due")
    enabled = [chapter for chapter in regulation.chapters if chapter.enabled]
    concerned = {chapter.id: _concerned(chapter) for chapter in enabled}
    ranks = [pl.lit(0)]
    for chapter in enabled:
        instead = [concerned[other.id] for other in enabled if chapter.id in other.instead_of]
        holds = concerned[chapter.id] & ~pl.any_horizontal(pl.lit(False), *instead)
        ranks.append(pl.when(holds).then(_rank(chapter, days)).otherwise(0))
    return loans.with_columns(pl.max_horizontal(ranks).cast(pl.Int8).alias("five_tier_floor_rank"))


def _concerned(chapter: model.RegulationChapter) -> pl.Expr:
    """Whether the loan is one the chapter speaks of; a loan of no profile is of none that it leaves out."""
    profile = pl.col("profile").fill_null("")
    named = profile.is_in(chapter.profiles) if chapter.profiles else pl.lit(True)
    return named & ~profile.is_in(chapter.not_profiles)


def _rank(chapter: model.RegulationChapter, days: pl.Expr) -> pl.Expr:
    """The class by days; a guarantee the chapter does not know, or none on record, is its first kind."""
    kinds = {word: kind for kind, words in chapter.guarantees.items() for word in words}
    first = next(iter(chapter.guarantees), "")
    known = pl.col("guarantee_type").replace_strict(kinds, default=None, return_dtype=pl.String)
    secured = known.fill_null(first) if kinds else pl.lit("")
    steps = [pl.lit(0)]
    for step in chapter.steps:
        reached = (days >= step.from_).fill_null(False)
        if step.guarantee is not None:
            reached = reached & (secured == step.guarantee)
        steps.append(pl.when(reached).then(FIVE_TIER_FLOORS.index(step.at_least)).otherwise(0))
    return pl.max_horizontal(steps)


def by_borrower(loans: pl.LazyFrame, aggregates: Expressions) -> pl.LazyFrame:
    """One row a borrower with an open loan: who it is, how much, how late, and the facts' aggregates.

    Amounts are those in the lead loan's currency, since currencies are never summed; `currencies` counts
    them so that the sheet can say there are others.
    """
    lead = [pl.col("loan_days_past_due").fill_null(-1), pl.col("balance").fill_null(0), pl.col("loan_id")]
    own = pl.col("currency").fill_null("").eq(pl.col("currency").fill_null("").first())
    open_loan = pl.col("loan_status").ne_missing("settled")
    return (
        loans.sort("borrower_id", *lead, descending=[False, True, True, False])
        .group_by("borrower_id", maintain_order=True)
        .agg(
            *[pl.col(name).drop_nulls().first() for name in ATTRIBUTES],
            pl.col("currency").first(),
            pl.col("currency").n_unique().alias("currencies"),
            open_loan.sum().alias("open_loans"),
            pl.col("balance").filter(own).sum(),
            pl.col("loan_days_past_due").max().alias("days_past_due"),
            pl.col("loan_arrears").filter(own).sum().alias("arrears"),
            pl.col("late_unmeasured").filter(own).sum(),
            pl.col("loan_due_in_horizon").filter(own).sum().alias("due_in_horizon"),
            pl.col("loan_next_due_on").min().alias("next_due_on"),
            pl.col("five_tier_floor_rank").max(),
            *_named(aggregates),
        )
        .filter(pl.col("open_loans") > 0)
    )
