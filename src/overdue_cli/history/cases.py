"""Open cases carried from cycle to cycle: an overdue borrower who is missing from an export is said, not forgotten."""

from __future__ import annotations

import datetime as dt

import polars as pl

SCHEMA = {
    "borrower_id": pl.String,
    "state": pl.String,
    "opened_on": pl.Date,
    "last_seen_on": pl.Date,
    "cycles_unseen": pl.Int32,
    "grade": pl.String,
    "days_past_due": pl.Int32,
    "arrears": pl.Int64,
    "closed_on": pl.Date,
}
"""`state`: open (overdue now), cured (paid since the last cycle), carried (not in this export), closed (not in this
export, and an officer closed it with a reason). Amounts in fen. A case that is carried is carried until it is seen or
closed: none goes by itself."""
GOING_ON = ("open", "carried")


def cases(
    now: pl.DataFrame, before: pl.DataFrame | None, as_of: dt.date, closed: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The cases of this cycle, by borrower; `before` are those of the cycle before, `now` the graded borrowers.

    `closed` (`borrower_id`, `closed_on`) closes cases that the export no longer shows; one that is still overdue
    stays open, whatever anybody wrote.
    """
    earlier = pl.DataFrame(schema=SCHEMA) if before is None else before.filter(pl.col("state").is_in(GOING_ON))
    seen = now.select("borrower_id", "grade", pl.col("days_past_due").cast(pl.Int32), "arrears")
    told = pl.DataFrame(schema={"borrower_id": pl.String, "closed_on": pl.Date}) if closed is None else closed
    both = seen.join(
        earlier.drop("closed_on", strict=False), on="borrower_id", how="full", coalesce=True, suffix="_then"
    )
    both = both.join(told, on="borrower_id", how="left")
    here = pl.col("grade").is_not_null()
    late = (pl.col("days_past_due").fill_null(0) > 0) | (pl.col("arrears").fill_null(0) > 0)
    known = pl.col("opened_on").is_not_null()
    unseen = pl.when(here).then(0).otherwise(pl.col("cycles_unseen").fill_null(0) + 1).cast(pl.Int32)
    state = (
        pl.when(here & late)
        .then(pl.lit("open"))
        .when(here & known)
        .then(pl.lit("cured"))
        .when(~here & known)
        .then(pl.when(pl.col("closed_on") >= pl.col("opened_on")).then(pl.lit("closed")).otherwise(pl.lit("carried")))
    )
    columns = {
        "state": state,
        "opened_on": pl.coalesce("opened_on", pl.lit(as_of)),
        "last_seen_on": pl.when(here).then(pl.lit(as_of)).otherwise(pl.col("last_seen_on")),
        "cycles_unseen": unseen,
        **{name: pl.coalesce(name, f"{name}_then") for name in ("grade", "days_past_due", "arrears")},
        "closed_on": pl.when(state == "closed").then("closed_on"),
    }
    found = both.select("borrower_id", **columns)
    return found.filter(pl.col("state").is_not_null()).sort("borrower_id").select(*SCHEMA).cast(pl.Schema(SCHEMA))
