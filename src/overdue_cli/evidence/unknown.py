"""Facts about what is not known: missing records, too few of them, or too old."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Setting

OPEN_LOAN = pl.col("loan_status").ne_missing("settled")


def repayment_record(key: str, setting: Setting, *, new_within_days: int) -> Plan:
    """0 if every open loan old enough shows an instalment, and something tells how late it is; else 1."""
    age = (pl.lit(setting.as_of) - pl.col("disbursed_on")).dt.total_days()
    silent = (pl.col("all rows") == 0) | pl.col("loan_days_past_due").is_null()
    bare = OPEN_LOAN & silent & ~(age <= new_within_days).fill_null(False)
    return Plan(loans={key: bare.any()}, value=pl.col(key).cast(pl.Int8))


def history_depth(key: str, setting: Setting, *, at_least: int) -> Plan:
    """0 with enough due instalments, 1 too few but effectively inspected since disbursement, 2 too few.

    Asked of every open loan, the worst speaks: a long record on an old loan says little of a new one.
    """
    thin = OPEN_LOAN & (pl.col("history known").fill_null(0) < at_least)
    level = pl.when(~thin).then(0).when(pl.col("first_effective_on").is_not_null()).then(1).otherwise(2)
    return Plan(loans={key: level.max().cast(pl.Int8)}, value=pl.col(key))


def export_age(key: str, setting: Setting) -> Plan:
    """Days from the data date to the as-of date, not below 0; null if the export bears no date at all."""
    days = None if setting.data_date is None else max((setting.as_of - setting.data_date).days, 0)
    return Plan(value=pl.lit(days, pl.Int32))
