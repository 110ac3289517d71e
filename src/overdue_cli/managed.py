"""The figures of duties, changes and the management view as a report for machines bears them; amounts in fen.

Figures, not rows: of inspections and clocks the counts, of people only what managers see anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from overdue_cli.history.changes import CHANGES
from overdue_cli.ruleset.model import GRADES

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

SOON_DAYS, NEAR_DAYS = 7, 60


def inspections(scored: ScoredPortfolio) -> dict[str, int]:
    """How many inspections fall due within the horizon, how many of them are overdue, and within a week."""
    late = scored.follow_up.inspections["days_overdue"]
    return {
        "due": late.len(),
        "overdue": int((late > 0).sum()),
        "within_7_days": int(((late <= 0) & (late >= -SOON_DAYS)).sum()),
        "never_inspected": scored.follow_up.inspections["last_effective_on"].null_count(),
    }


def clocks(scored: ScoredPortfolio) -> list[dict[str, Any]]:
    """One entry a kind of clock: how many run, how many ran out, end within sixty days, and stand in the first tier."""
    left = pl.col("days_left")
    frame = scored.follow_up.clocks.group_by("kind").agg(
        pl.len().cast(pl.Int64).alias("clocks"),
        (left < 0).sum().cast(pl.Int64).alias("over"),
        left.is_between(0, NEAR_DAYS).sum().cast(pl.Int64).alias("within_60_days"),
        pl.col("is_tier_one").sum().cast(pl.Int64).alias("tier_one"),
    )
    return frame.sort("kind").to_dicts()


def changes(scored: ScoredPortfolio) -> dict[str, Any] | None:
    """What moved since the last cycle: counts of each change, and from which grade to which by count and balance.

    None where there is no earlier cycle. The balance is today's; of a borrower no longer in the export the last known.
    """
    if scored.changes is None or scored.past is None or scored.past.latest is None:
        return None
    owed = scored.borrowers.select("borrower_id", "balance")
    before = scored.past.scores.select("borrower_id", "previous_balance")
    moved = (
        scored.changes.join(owed, on="borrower_id", how="left")
        .join(before, on="borrower_id", how="left")
        .with_columns(pl.coalesce("balance", "previous_balance").fill_null(0), pl.col("change").cast(pl.String))
    )
    sums = [pl.len().cast(pl.Int64).alias("borrowers"), pl.col("balance").sum()]
    by = {row["change"]: row for row in moved.group_by("change").agg(sums).iter_rows(named=True)}
    none = {"borrowers": 0, "balance": 0}
    both = moved.filter(pl.col("grade").is_not_null() & pl.col("previous_grade").is_not_null())
    cells = {
        (r["previous_grade"], r["grade"]): r for r in both.group_by("previous_grade", "grade").agg(sums).to_dicts()
    }
    return {
        "since": scored.past.latest,
        "counts": [{"change": name} | none | by.get(name, {}) for name in CHANGES],
        "migration": [
            {"from": old, "to": new} | {key: cells.get((old, new), none)[key] for key in none}
            for old in GRADES
            for new in GRADES
        ],
    }


def management(scored: ScoredPortfolio) -> dict[str, Any]:
    """Everything on the sheets for managers, row by row, in the run's language; never part of a log."""
    view = scored.follow_up.management
    other = "en" if scored.language == "zh" else "zh"

    def rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
        kept = frame.select(pl.exclude(f"^.*_{other}$"))
        return kept.rename({name: name.removesuffix(f"_{scored.language}") for name in kept.columns}).to_dicts()

    encouraged = view.encouragement.drop("note_zh", "note_en")
    peaks = view.weeks.drop("peak").rename({f"peak_{scored.language}": "peak"})
    signals = view.signals.drop("signal_zh", "signal_en")
    return {
        "disclaimer": view.disclaimer(scored.language),
        "signals": rows(signals),
        "weeks": rows(peaks),
        "cells": rows(view.cells),
        "largest": rows(view.largest),
        "groups": rows(view.groups),
        "capacity": rows(view.capacity),
        "encouragement": rows(encouraged),
        "referrals": view.referrals.group_by("queue").len("borrowers").sort("queue").to_dicts(),
    }
