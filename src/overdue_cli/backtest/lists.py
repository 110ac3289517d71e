"""The before-due list judged as officers use it: who was on it above the line, and who came late after all."""

from __future__ import annotations

from typing import Any

import polars as pl

from overdue_cli.backtest import measures as m
from overdue_cli.backtest.replay import Replay

CAPACITY = 40
"""Borrowers an officer can see to before the due dates of a cycle, where nothing else is said: two a working day."""
WARNED = ("C", "D", "E")
"""Grades that call for more than a reminder."""


def hits(replay: Replay, capacity: int = CAPACITY) -> list[dict[str, Any]]:
    """Borrowers current then: on the list above each officer's line, listed below it, and not listed.

    One row a place with cases, late ones, their rate and the share of all late ones found there. Hit rate and
    false alarms are the first row's rate and its complement.
    """
    column = replay.primary
    known = replay.cases.filter(pl.col("current") & pl.col(column).is_not_null())
    listed = (pl.col("list") == "before_due").fill_null(False)
    order = (pl.col("rank").rank("ordinal").over("cycle", "officer", listed) <= capacity) & listed
    place = pl.when(order).then(pl.lit("above")).when(listed).then(pl.lit("below")).otherwise(pl.lit("unlisted"))
    found = known.with_columns(place.alias("place")).group_by("place").agg(pl.len(), pl.col(column).sum())
    held = {name: (n, bad) for name, n, bad in found.iter_rows()}
    late = sum(bad for _, bad in held.values())
    rows = []
    for name in ("above", "below", "unlisted"):
        n, bad = held.get(name, (0, 0))
        found_rate = m.rate(int(bad), n)
        rows.append(
            {
                "place": name, "cases": n, "bad": int(bad), "rate": found_rate.value if n else None,
                "low": found_rate.low, "high": found_rate.high, "false_alarms": 1 - found_rate.value if n and name != "unlisted" else None,
                "of_all_late": bad / late if late else None,
            }
        )  # fmt: skip
    return rows


def lead(replay: Replay) -> dict[str, Any]:
    """How long before the due date they missed borrowers had been warned of, in days.

    Of those current at a cycle's start who came late in it: the unbroken run of cycles up to it at grade C or
    worse tells since when. Cycles before the first one looked at are not known, so lead times are at least these.
    """
    cases = replay.cases
    if "late_due_on" not in cases.columns or replay.origin != "history":
        return {"late": 0, "warned": 0, "share": None, "median": None, "quarter": None}
    ordered = cases.sort("borrower_id", "cycle").with_columns(pl.col("grade").is_in(WARNED).alias("warned"))
    run = ordered.with_columns(pl.col("warned").rle_id().over("borrower_id").alias("run"))
    since = run.with_columns(pl.col("cycle").min().over("borrower_id", "run").alias("since"))
    late = since.filter(pl.col("current") & pl.col(replay.primary).fill_null(False))
    days = late.filter("warned").select((pl.col("late_due_on") - pl.col("since")).dt.total_days())["late_due_on"]
    return {
        "late": late.height,
        "warned": days.len(),
        "share": days.len() / late.height if late.height else None,
        "median": days.median(),
        "quarter": days.quantile(0.25, "nearest"),
    }
