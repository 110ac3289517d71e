"""Facts about what is late today."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting


def days_past_due(key: str, setting: Setting) -> Plan:
    """Days past due over all loans: the worse of computed, stated and last status code.

    Every borrower carries the column already, since the lists need it too; of some loans only, it is asked anew.
    """
    of_some = {} if key == "days_past_due" else {key: pl.col("loan_days_past_due").max()}
    return Plan(loans=of_some, value=pl.col(key), proof=Proof("history", pl.col("is_open"), pl.col("days_late")))


def days_without_payment(key: str, setting: Setting) -> Plan:
    """Days the oldest instalment on which nothing at all was paid has been open, worst loan; 0 if there is none.

    Asked of the instalment and not of the calendar: the day of the last payment would move closer, and the
    answer look better, if an earlier instalment had been paid later.
    """
    bare = pl.col("is_open") & (pl.col("allocated") <= 0)
    return Plan(
        history={key: pl.col("days_late").filter(bare).max(), f"{key} any": pl.col("due_amount").is_not_null().any()},
        loans={key: pl.col(key).max(), f"{key} any": pl.col(f"{key} any").any()},
        value=pl.when(f"{key} any").then(pl.col(key).fill_null(0)),
        proof=Proof("history", bare, pl.col("days_late")),
    )


def overdue_loans(key: str, setting: Setting, *, at_least_days: int) -> Plan:
    """How many of the borrower's loans are late by so many days (count)."""
    late = pl.col("loan_days_past_due") >= at_least_days
    return Plan(
        loans={key: late.sum(), f"{key} known": pl.col("loan_days_past_due").is_not_null().any()},
        value=pl.when(pl.col(f"{key} known")).then(pl.col(key).cast(pl.Int32)),
        proof=Proof("loans", late, pl.col("loan_days_past_due")),
    )


def overdue_share_elsewhere(key: str, setting: Setting, *, code: str) -> Plan:
    """Share of the debts at all banks more than 90 days overdue, by the latest such signal (0–1); not for retail.

    The signal's level holds the share, as `25%` or `0.25`.
    """
    number = pl.col("level").str.extract(r"([0-9]+(?:\.[0-9]+)?)", 1).cast(pl.Float64, strict=False)
    share = pl.when(pl.col("level").str.contains("%")).then(number / 100).otherwise(number)
    seen = (pl.col("code") == code) & (pl.col("observed_on") <= setting.as_of).fill_null(True)
    return Plan(
        signals={key: share.filter(seen).sort_by(pl.col("observed_on").filter(seen), nulls_last=False).last()},
        loans={f"{key} retail": (pl.col("debtor_class") == "retail").fill_null(False).all()},
        value=pl.col(key),
        applies=~pl.col(f"{key} retail"),
        proof=Proof("signals", seen, share),
    )
