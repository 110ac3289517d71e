"""Facts about the loan itself and what the bank already says of it."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting
from overdue_cli.locale import details
from overdue_cli.tables import FIVE_TIERS
from overdue_cli.words import template


def stated_five_tier(key: str, setting: Setting) -> Plan:
    """The bank's own class, worst loan, as a position in the five tiers; null if the column is absent.

    A snapshot: for an as-of date before the export it is not evaluated.
    """
    rank = pl.col("five_tier").replace_strict(
        {tier: i for i, tier in enumerate(FIVE_TIERS)}, default=None, return_dtype=pl.Int8
    )
    known = setting.snapshot_holds and "loans.five_tier" in setting.columns
    return Plan(
        loans={key: rank.max()},
        value=pl.col(key).fill_null(0) if known else pl.lit(None, pl.Int8),
        proof=Proof("loans", rank > 0, rank),
    )


def paid_by_others(key: str, setting: Setting, *, months: int) -> Plan:
    """Who else paid within the months, the gravest: nobody, a third party, staff, the guarantor (position)."""
    rows = (pl.col("paid_by") > 0) & (pl.col("paid_on") >= setting.months_ago(months))
    known = bool({"instalments.payer", "payments.payer"} & setting.columns)
    return Plan(
        cash={key: pl.col("paid_by").filter(rows).max(), f"{key} any": pl.len()},
        value=pl.when(pl.col(f"{key} any") > 0).then(pl.col(key).fill_null(0)) if known else pl.lit(None, pl.Int8),
        proof=Proof("cash", rows, pl.col("paid_by")),
    )


def restructuring(key: str, setting: Setting, *, periods: int, months: int) -> Plan:
    """0 none or served, 1 restructured and in observation, 2 so and non-performing then or restructured twice.

    Observation runs from the first due date after the change, or from when a later late payment was put
    right, until so many months have passed and so many instalments were paid on time.
    """
    after = pl.col("due_on") > pl.col("restructured_on")
    until = pl.when("is_open").then(pl.lit(setting.as_of)).otherwise(pl.coalesce("satisfied_on", "due_on"))
    late = after & (pl.col("days_late") > 0).fill_null(True)
    start, served = f"{key} start", f"{key} served"
    begins = pl.max_horizontal(pl.col("due_on").filter(after).min(), until.filter(late).max())
    changed = (pl.col("restructured_on") <= setting.as_of) | (
        pl.col("restructured_on").is_null() & (pl.col("restructure_count") > 0)
    )
    done = (pl.col(start) <= setting.months_ago(months)) & (pl.col(served) >= periods)
    grave = pl.col("nonperforming_when_restructured").fill_null(False) | (pl.col("restructure_count") >= 2).fill_null(
        False
    )
    watched = changed.fill_null(False) & ~done.fill_null(False)
    level = pl.when(watched & grave).then(2).when(watched).then(1).otherwise(0)
    known = bool({"loans.restructured_on", "loans.restructure_count"} & setting.columns)
    return Plan(
        restructured={start: begins, served: (after & ~late & (pl.col("due_on") >= begins)).sum()},
        loans={key: level.max().cast(pl.Int8)},
        value=pl.col(key) if known else pl.lit(None, pl.Int8),
        proof=Proof("loans", watched, level),
    )


def sources_disagree(key: str, setting: Setting, *, days: int) -> Plan:
    """1 if the bank's days past due and ours differ by so many days, or a balance exceeds its principal; else 0."""
    ours, stated = pl.col("days_by_instalments"), pl.col("days_past_due")
    differ = ((stated - ours).abs() >= days).fill_null(False) & setting.speaks_of_today
    over = (pl.col("balance") > pl.col("principal")).fill_null(False)
    lists: dict[str, pl.Expr] = {}
    for language, said in details().items():
        # Filtered before words are made of them, and joined after loans have met: nearly all loans agree.
        where = {"loan": pl.col("loan_id").cast(pl.String).filter(differ), "stated": stated.filter(differ)}
        lists[f"{key} {language} days"] = template(said["days_differ"], where | {"ours": ours.filter(differ)})
        where = {"loan": pl.col("loan_id").cast(pl.String).filter(over)}
        lists[f"{key} {language} balance"] = template(said["balance_above"], where)
    return Plan(
        loans={key: (differ | over).any()} | lists,
        value=pl.col(key).cast(pl.Int8),
        detail={
            language: pl.concat_list(f"{key} {language} days", f"{key} {language} balance")
            .list.sort()
            .list.join(said["and"])
            for language, said in details().items()
        },
        proof=Proof("loans", differ | over, stated.fill_null(0)),
    )


def related_party(key: str, setting: Setting) -> Plan:
    """1 if any loan is marked as to a related party, else 0; null if no export tells."""
    related = pl.col("related_party").fill_null(False)
    known = "loans.related_party" in setting.columns
    return Plan(
        loans={key: related.any()},
        value=pl.col(key).cast(pl.Int8) if known else pl.lit(None, pl.Int8),
        proof=Proof("loans", related, pl.lit(0)),
    )


def refinanced(key: str, setting: Setting, *, words: list[str], signals: list[str]) -> Plan:
    """1 if a loan repays an earlier one of the borrower, by its product or method or by signal, else 0 (position).

    A signal without a date is one of an unknown day, and counts.
    """
    named = [word.lower() for word in words]
    told = pl.any_horizontal(
        pl.col(name).str.to_lowercase().str.contains_any(named).fill_null(False)
        for name in ("product", "repayment_method")
    )
    open_loan = told & pl.col("loan_status").ne_missing("settled")
    seen = pl.col("code").is_in(signals) & (pl.col("observed_on") <= setting.as_of).fill_null(True)
    known = bool({"loans.product", "loans.repayment_method"} & setting.columns) or "signals" in setting.tables
    found = pl.col(key).fill_null(False) | pl.col(f"{key} told").fill_null(False)
    return Plan(
        loans={key: open_loan.any()},
        signals={f"{key} told": seen.any()},
        value=found.cast(pl.Int8) if known else pl.lit(None, pl.Int8),
        proof=Proof("loans", open_loan, pl.lit(0)),
    )


def nonperforming_share_here(key: str, setting: Setting, *, days_past_due_from: int) -> Plan:
    """What of a debtor's balance here is non-performing by days or by the bank's own class (0-1); not for retail.

    Only balances in the currency of the worst loan are compared; a non-performing loan without a balance is
    taken for all of it. Asked where the export says non-retail: it moves the regulatory class alone, since days
    and the bank's own class already set the grade.
    """
    by_days = (pl.col("loan_days_past_due") >= days_past_due_from).fill_null(False)
    by_class = pl.col("five_tier").is_in(FIVE_TIERS[2:]).fill_null(False) & pl.lit(setting.snapshot_holds)
    bad, balance = by_days | by_class, pl.col("balance").clip(0)
    own = pl.col("currency").fill_null("").eq(pl.col("currency").fill_null("").first())
    share = balance.filter(bad & own).sum() / balance.filter(own).sum()
    unknown = (bad & pl.col("balance").is_null()).any()
    return Plan(
        loans={
            key: pl.when(unknown | share.is_nan()).then(bad.any().cast(pl.Float64)).otherwise(share),
            f"{key} firm": (pl.col("debtor_class") == "non_retail").fill_null(False).any(),
        },
        value=pl.col(key),
        applies=pl.col(f"{key} firm"),
        proof=Proof("loans", bad, pl.col("balance").fill_null(0)),
    )
