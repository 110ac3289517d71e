"""Post-loan inspections: the regular ones of every borrower, and those an archetype plants."""

from __future__ import annotations

import polars as pl

from overdue_cli.sample.findings import CLEAN, FINDINGS
from overdue_cli.sample.plan import Plan, events
from overdue_cli.sample.words import CONCLUSIONS, KINDS, MET

_EVENT = {
    "ago": pl.Int64, "found": pl.List(pl.String), "as_code": pl.Boolean, "severity": pl.String, "kind": pl.String,
    "method": pl.String,
    "met": pl.String, "inspector": pl.Boolean, "conclusion": pl.String, "cooperation": pl.String,
    "recorded_after": pl.Int64,
    "rectify_within": pl.Int64, "rectified_after": pl.Int64,
}  # fmt: skip
_SEVERITIES = ["none", "yellow", "orange", "red"]


def inspections(plan: Plan, people: pl.DataFrame, lent: pl.DataFrame) -> pl.DataFrame:
    """The canonical rows, by borrower and date."""
    first_loan = lent.filter(pl.col("which") == 0).select("borrower", "disbursed_on", "loan_id")
    known = people.join(first_loan, on="borrower", how="left", maintain_order="left")
    rows = pl.concat([_regular(plan, known), _first(plan, known), _planted(plan, known)], how="diagonal")
    return (
        rows.filter(pl.col("inspected_on").is_between(pl.col("disbursed_on"), plan.today))
        .sort("borrower", "inspected_on", "order")
        .select("borrower", "outlet", *_COLUMNS)
    )


_COLUMNS = (
    "loan_id", "borrower_id", "inspected_on", "planned_on", "kind", "method", "inspector", "met_person", "finding",
    "severity",
    "conclusion", "cooperation", "evidence_ref", "recorded_on", "rectify_by", "rectified_on",
)  # fmt: skip


def _regular(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """The latest clean visit of everybody who was visited, and the one before it.

    Planted visits come after it: a clean one later than a finding could close it by what it denies.
    """
    key = pl.col("borrower")
    drawn = plan.dice.between(key, "inspected", pl.col("inspected_low"), pl.col("inspected_high"))
    apart = plan.dice.between(key, "inspected apart", 20, 70)
    latest = pl.max_horizontal(drawn, pl.col("oldest_planted") + apart)
    before = latest + plan.dice.between(key, "inspected before", 80, 100)
    rows = known.filter(pl.col("inspected_low").is_not_null())
    return pl.concat(
        [
            _clean(plan, rows.with_columns(ago=latest, order=pl.lit(2, dtype=pl.Int64)), "regular"),
            _clean(plan, rows.with_columns(ago=before, order=pl.lit(1, dtype=pl.Int64)), "regular"),
        ]
    )


def _first(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """The first visit after disbursement, where the loan is young enough for the export to show it."""
    after = plan.dice.between(
        pl.col("borrower"), "first inspected", pl.col("first_inspected_low"), pl.col("first_inspected_high")
    )
    age = (plan.today - pl.col("disbursed_on")).dt.total_days()
    rows = known.filter(pl.col("first_inspected_low").is_not_null() & (age < 450))
    return _clean(plan, rows.with_columns(ago=age - after, order=pl.lit(0, dtype=pl.Int64)), "first")


def _clean(plan: Plan, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Visits without an adverse finding; one officer writes the same bare word every time."""
    key = pl.col("borrower") * 4 + pl.col("order")
    texts = [pair[plan.language] or None for pair in CLEAN]
    terse = pl.col("desk") == 4
    wording = pl.when(terse).then(1).otherwise(plan.dice.between(key, "clean", 0, len(texts) - 1))
    met = pl.when(plan.dice.percent(key, "met") < 85).then(pl.lit("borrower")).otherwise(pl.lit("manager"))
    conclusion = (
        pl.when(terse | (plan.dice.percent(key, "conclusion") < 50)).then(pl.lit("normal")).otherwise(pl.lit("fine"))
    )
    frame = rows.with_columns(
        kind=pl.lit(kind), method=pl.lit("on_site"), met=met, conclusion=conclusion, cooperation=pl.lit("good"),
        severity=pl.lit("none"),
        finding=pl.lit(pl.Series(texts, dtype=pl.String)).gather(wording), visited_by=pl.col("officer"),
        recorded_after=plan.dice.between(key, "recorded", 0, 4), rectify_within=pl.lit(None, dtype=pl.Int64),
        rectified_after=pl.lit(None, dtype=pl.Int64),
    )  # fmt: skip
    return _written(plan, frame)


def _planted(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """The archetypes' own inspections; the wording changes from one borrower to the next."""
    found = events("inspections", _EVENT).with_columns(order=pl.col("event") + 3)
    keys = pl.col("found").list
    joint = "；" if plan.language == 0 else "; "
    texts = [_texts(plan.language, wording, joint, found) for wording in (0, 1)]
    found = found.with_columns(
        finding_0=pl.Series(texts[0], dtype=pl.String),
        finding_1=pl.Series(texts[1], dtype=pl.String),
        severity=pl.when((pl.col("severity") == "") & (keys.len() > 0))
        .then(pl.Series(_worst(found), dtype=pl.String))
        .otherwise(pl.col("severity")),
    )
    rows = known.drop("severity", strict=False).join(found, on="archetype", how="inner", maintain_order="left_right")
    later = plan.dice.between(pl.col("borrower"), "planted", 0, 3)  # not everybody on one day
    text = pl.when(pl.col("nth") % 2 == 0).then(pl.col("finding_0")).otherwise(pl.col("finding_1"))
    inspector = pl.when(pl.col("inspector")).then(pl.col("officer"))
    severity = pl.when(pl.col("severity") == "").then(pl.lit("none")).otherwise(pl.col("severity"))
    return _written(
        plan, rows.with_columns(ago=pl.col("ago") + later, finding=text, visited_by=inspector, severity=severity)
    )


def _texts(language: int, wording: int, joint: str, found: pl.DataFrame) -> list[str | None]:
    """The finding text of each planted inspection: its codes as they are, or the inspector's words."""
    texts = []
    for keys, as_code in zip(found["found"].to_list(), found["as_code"].to_list(), strict=True):
        words = [FINDINGS[k][0] if as_code else FINDINGS[k][2][wording][language] for k in keys]
        texts.append(joint.join(words) or None)
    return texts


def _worst(found: pl.DataFrame) -> list[str]:
    """The gravest severity among the findings of each planted inspection."""
    return [
        max((FINDINGS[k][1] for k in keys), key=_SEVERITIES.index, default="none") for keys in found["found"].to_list()
    ]


def _written(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Offsets as days on the calendar, keys as words."""
    key = pl.col("borrower") * 16 + pl.col("order")
    day = plan.back(pl.col("ago"))
    serial = plan.dice.between(key, "evidence", 10_000, 99_999).cast(pl.String)
    photo = pl.lit("YX") + day.dt.strftime("%Y%m") + serial
    recorded = pl.min_horizontal(day + pl.duration(days=pl.col("recorded_after")), plan.today)
    return rows.select(
        "borrower", "outlet", "order", "disbursed_on", "loan_id", "borrower_id", "method", "severity", "cooperation",
        "finding",
        day.alias("inspected_on"),
        (day - pl.duration(days=plan.dice.between(key, "planned", -2, 5))).alias("planned_on"),
        plan.word(pl.col("kind"), KINDS).alias("kind"), pl.col("visited_by").alias("inspector"),
        plan.word(pl.col("met"), MET).alias("met_person"),
        plan.word(pl.col("conclusion"), CONCLUSIONS).alias("conclusion"),
        pl.when(pl.col("method") == "on_site").then(photo).alias("evidence_ref"),
        recorded.alias("recorded_on"), (day + pl.duration(days=pl.col("rectify_within"))).alias("rectify_by"),
        (day + pl.duration(days=pl.col("rectified_after"))).alias("rectified_on"),
    )  # fmt: skip
