"""Facts about what is late today."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting


def days_past_due(key: str, setting: Setting) -> Plan:
    """Days past due over all loans: the worse of computed, stated and last status code.

    Every borrower carries the column already, since the lists need it too.
    """
    return Plan(value=pl.col("days_past_due"), proof=Proof("history", pl.col("is_open"), pl.col("days_late")))
