"""Facts about the loan itself and what the bank already says of it."""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting
from overdue_cli.tables import FIVE_TIERS


def stated_five_tier(key: str, setting: Setting) -> Plan:
    """The bank's own class, worst loan, as a position in the five tiers; null if the column is absent.

    A snapshot: for an as-of date before the export it is not evaluated.
    """
    rank = pl.col("five_tier").replace_strict({tier: i for i, tier in enumerate(FIVE_TIERS)}, default=None, return_dtype=pl.Int8)
    known = setting.snapshot_holds and "loans.five_tier" in setting.columns
    return Plan(
        loans={key: rank.max()},
        value=pl.col(key).fill_null(0) if known else pl.lit(None, pl.Int8),
        proof=Proof("loans", rank > 0, rank),
    )
