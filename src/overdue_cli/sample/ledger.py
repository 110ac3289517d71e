"""The loan ledger: terms from the loans, what is owed and next due from the instalments."""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.sample import amortisation
from overdue_cli.sample.loans import method_text
from overdue_cli.sample.plan import Plan

_TOLERANCE = 100  # fen: an instalment short by no more than 1.00 元 is paid


def ledger(plan: Plan, lent: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The canonical `loans` rows, agreeing with the instalments except where an archetype says otherwise."""
    frame = (
        lent.join(_owed(plan, rows), on="loan", how="left", maintain_order="left")
        .join(_next(plan, rows), on="loan", how="left", maintain_order="left")
        .with_columns(
            pl.col("overdue_principal", "overdue_interest").fill_null(0),
            repaid=amortisation.repaid(pl.col("due_count")),
        )
    )
    return frame.select(
        "loan", "outlet", "loan_id", "borrower_id", "borrower_name", "id_number", "phone", "branch",
        pl.when(~pl.col("unassigned")).then(pl.col("officer")).alias("officer"),
        pl.col("product_text").alias("product"), pl.col("industry_text").alias("industry"), "guarantee_type",
        method_text(plan).alias("repayment_method"), pl.lit("CNY").alias("currency"), "principal",
        _balance(plan).alias("balance"),
        "overdue_principal", "overdue_interest", _fees().alias("overdue_fees"), _days(plan).alias("days_past_due"),
        "disbursed_on", _matures(plan), *_next_due(plan), _tier(plan).alias("five_tier"), *_restructured(plan),
        "approver",
        pl.col("exception").alias("approval_exception"), pl.col("related").alias("related_party"),
        pl.when(pl.col("firm")).then(pl.lit("non_retail")).otherwise(pl.lit("retail")).alias("debtor_class"),
        *_status(plan),
        pl.when(pl.col("settled")).then(pl.lit("settled")).otherwise(pl.col("loan_status")).alias("loan_status"),
    )  # fmt: skip


def _owed(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Loan → oldest unpaid due date and what is owed; only loans that owe anything."""
    past = rows.filter(pl.col("due_on") < plan.today)
    short = past.filter(pl.col("paid_amount").fill_null(0) < pl.col("due_amount") - _TOLERANCE).select("loan").unique()
    return (
        past.join(short, on="loan", how="semi")
        .group_by("loan", "instalment_no", maintain_order=True)
        .agg(pl.first("due_on", "due_amount", "due_principal"), paid=pl.sum("paid_amount"))
        .filter(pl.col("paid") < pl.col("due_amount") - _TOLERANCE)
        .with_columns(owed=pl.col("due_amount") - pl.col("paid"))
        .with_columns(principal_owed=pl.min_horizontal("owed", pl.col("due_principal").fill_null(0)))
        .group_by("loan", maintain_order=True)
        .agg(
            oldest=pl.min("due_on"),
            overdue_principal=pl.sum("principal_owed"),
            overdue_interest=pl.sum("owed") - pl.sum("principal_owed"),
        )
    )


def _next(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Loan → its first instalment due today or later that is not paid yet, and principal paid in advance."""
    coming = rows.filter(pl.col("due_on") >= plan.today)
    unpaid = pl.col("paid_on").is_null()
    return coming.group_by("loan", maintain_order=True).agg(
        next_due_on=pl.col("due_on").filter(unpaid).min(),
        next_due_amount=pl.col("due_amount").filter(unpaid).first(),
        prepaid=pl.col("due_principal").filter(~unpaid).sum(),
    )


def _next_due(plan: Plan) -> list[pl.Expr]:
    """A loan whose schedule is not exported, or that ends later than it, still has its day in the ledger."""
    later = pl.col("matures_on") >= plan.today
    single = (pl.col("method") == "single") & later
    amount = pl.col("principal") + amortisation.interest(pl.col("term"))
    return [
        pl.coalesce(pl.col("next_due_on"), pl.when(single).then(pl.col("matures_on"))).alias("next_due_on"),
        pl.coalesce(pl.col("next_due_amount"), pl.when(single).then(amount)).alias("next_due_amount"),
    ]


def _balance(plan: Plan) -> pl.Expr:
    drawn = pl.col("principal") * plan.dice.between(pl.col("loan"), "drawn", 20, 60) // 100
    owing = pl.col("principal") - pl.col("repaid") - pl.col("prepaid").fill_null(0) + pl.col("overdue_principal")
    usual = pl.when(pl.col("method") == "revolving").then(drawn).otherwise(owing)
    return pl.when(pl.col("overstated_balance")).then(pl.col("principal") * 21 // 20).otherwise(usual)


def _matures(plan: Plan) -> pl.Expr:
    wrong = pl.when(pl.col("follows")).then(plan.back(pl.col("matured_ago")))
    return pl.coalesce(wrong, pl.col("matures_on")).alias("matures_on")


def _fees() -> pl.Expr:
    return (pl.col("overdue_principal") * 5 // 1000).fill_null(0)


def _days(plan: Plan) -> pl.Expr:
    counted = (plan.today - pl.col("oldest")).dt.total_days()
    return pl.coalesce(pl.when(pl.col("follows")).then(pl.col("stated_days")), counted, 0).cast(pl.Int32)


def _tier(plan: Plan) -> pl.Expr:
    """The bank's class: the archetype's; a loan more than 30 days overdue is at least special mention."""
    own = pl.when(pl.col("settled")).then(pl.lit("normal")).otherwise(pl.col("five_tier"))
    return pl.when((own == "normal") & (_days(plan) > 30)).then(pl.lit("special_mention")).otherwise(own)


def _restructured(plan: Plan) -> list[pl.Expr]:
    done = pl.col("follows") & pl.col("restructured_ago").is_not_null()
    return [
        pl.when(done).then(plan.back(pl.col("restructured_ago"))).alias("restructured_on"),
        pl.when(done).then(pl.col("restructure_count")).cast(pl.Int32).alias("restructure_count"),
        pl.when(done).then(pl.col("nonperforming")).alias("nonperforming_when_restructured"),
    ]


def _status(plan: Plan) -> list[pl.Expr]:
    """24 months of codes up to last month's end, `/` before the loan existed; only where the bureau reports."""
    has = pl.col("follows") & (pl.col("status") != "")
    text = pl.col("status").str.slice((24 - pl.col("due_count")).clip(0)).str.pad_start(24, "/")
    end = plan.as_of.replace(day=1) - dt.timedelta(days=1)
    return [pl.when(has).then(text).alias("status_history"), pl.when(has).then(pl.lit(end)).alias("status_history_end")]
