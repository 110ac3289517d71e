"""The rows of the long sheets beside the two lists: inspections due, legal clocks, what changed. In one language.

Filters of the run hold here as in the lists; what a manager sees stands in `management_pages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli.locale import say, words
from overdue_cli.workbook.book import CHANGES, CLOCKS, INSPECTIONS, WHO

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

SOON_DAYS = 7
NOT_THE_OFFICERS = ("compliance", "estate")


def who(scored: ScoredPortfolio) -> pl.DataFrame:
    """The borrowers the run's filters let through, with what names them on a sheet."""
    return scored.chosen.select(*WHO, "rank", "list", "queue", pl.col(f"action_{scored.language}").alias("action"))


def inspections(scored: ScoredPortfolio) -> pl.DataFrame:
    """One row a borrower whose inspection falls due within the horizon, columns `INSPECTIONS`, the most overdue first.

    What to look at are the findings still open; where a row is with compliance or the legal desk it says that instead.
    """
    said = words(scored.language)["workbook"]["inspections"]
    shown = f"shown_{scored.language}"
    gap = "；" if scored.language == "zh" else "; "
    found = (
        scored.follow_up.given.sources["findings"]
        .sort("severity", "inspected_on", shown, descending=[True, True, False], nulls_last=True)
        .unique(["borrower_id", shown], keep="first", maintain_order=True)
        .group_by("borrower_id", maintain_order=True)
        .agg(pl.col(shown).str.join(gap).alias("open"))
    )
    look = pl.concat_str(pl.lit(said["open_findings"]), "open")
    late = pl.col("days_overdue")
    state = (
        pl.when(late > 0)
        .then(pl.lit(said["overdue"]))
        .when(late >= -SOON_DAYS)
        .then(pl.lit(said["soon"]))
        .otherwise(pl.lit(said["later"]))
    )
    return (
        scored.follow_up.inspections.drop("grade")
        .join(who(scored), on="borrower_id", how="inner", maintain_order="left")
        .join(found, on="borrower_id", how="left", maintain_order="left")
        .with_columns(
            state.alias("state"),
            pl.when(late > 0).then(late).alias("days_overdue"),
            pl.when(pl.col("queue").is_in(NOT_THE_OFFICERS))
            .then("action")
            .when(pl.col("open").is_not_null())
            .then(look)
            .when(pl.col("last_effective_on").is_null())
            .then(pl.lit(said["never"]))
            .otherwise(pl.lit(said["regular"]))
            .alias("look_at"),
        )
        .select(*INSPECTIONS)
    )


def clocks(scored: ScoredPortfolio) -> pl.DataFrame:
    """One row a legal clock, columns `CLOCKS`: those in the first tier, then the first to end."""
    spoken = {"title": "clock", "about": "about", "act": "act"}
    return (
        scored.follow_up.clocks.drop("act", strict=False)
        .join(who(scored), on="borrower_id", how="inner", maintain_order="left")
        .with_columns([pl.col(f"{name}_{scored.language}").alias(to) for name, to in spoken.items()])
        .rename({"date": "ends_on"})
        .sort("is_tier_one", descending=True, maintain_order=True)
        .select(*CLOCKS)
    )


def changed(scored: ScoredPortfolio) -> pl.DataFrame | None:
    """One row a borrower who moved since the last cycle or stands on a list as before, columns `CHANGES`.

    None where there is nothing to compare with. Who stands as before and on no list is counted on the Summary only.
    """
    if scored.changes is None or scored.past is None or scored.past.latest is None:
        return None
    names = words(scored.language)["workbook"]["changes"]["names"]
    narrowed = scored.chosen.height < scored.borrowers.height
    rows = scored.changes.join(
        who(scored).drop("grade"), on="borrower_id", how="inner" if narrowed else "left", maintain_order="left"
    )
    moved = (pl.col("change") != "unchanged") | pl.col("list").is_not_null()
    return (
        rows.filter(moved)
        .sort("change", pl.col("notches").abs(), "rank", descending=[False, True, False], nulls_last=True)
        .with_columns(
            pl.col("change").cast(pl.String).replace_strict(names, return_dtype=pl.String),
            pl.col("notches").cast(pl.Int64).alias("notches_worse"),
            pl.col(f"reason_{scored.language}").alias("reason"),
        )
        .select([pl.col(name).cast(dtype) for name, dtype in CHANGES.items()])
    )


def compared(scored: ScoredPortfolio) -> str:
    """With which cycle the changes compare, or why with none."""
    if scored.changes is None or scored.past is None:
        return say(scored.language, "workbook.changes.no_history")
    if scored.past.latest is None:
        return say(scored.language, "workbook.changes.first_run")
    return say(scored.language, "workbook.changes.compared", date=scored.past.latest)
