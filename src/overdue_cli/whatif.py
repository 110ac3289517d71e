"""What would change a grade: the borrower's own records replayed with one thing different.

Nothing is estimated. Each replay changes the records of many borrowers in one way (the arrears paid today,
a visit made, the findings put right, nothing paid until the next threshold), grades them again through all
caps, floors and the brake, and keeps what comes out differently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from overdue_cli import evidence, grading
from overdue_cli.locale import words
from overdue_cli.pipeline import fact_uses
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.tables import TABLES, Kind, schema_of
from overdue_cli.words import template

Tables = dict[str, pl.LazyFrame]
Replay = Callable[[Tables, ScoredPortfolio, pl.DataFrame], Tables]


def outcomes(scored: ScoredPortfolio, borrowers: pl.Series) -> pl.DataFrame:
    """One row a borrower and replay that gives another grade: `borrower_id`, `what`, `grade`, `says`.

    In the order of `REPLAYS`, the warnings last. Doing everything is told only where it does more than
    one thing alone.
    """
    now = scored.borrowers.filter(pl.col("borrower_id").is_in(borrowers.implode())).select(
        "borrower_id", "grade", "days_past_due"
    )
    thresholds = now.with_columns(_days_to_next(scored).alias("wait"))
    parts = [_replayed(name, replay, scored, thresholds) for name, replay in REPLAYS.items()]
    single = pl.col("grade").filter(pl.col("what").is_in(SINGLE)).min().over("borrower_id")
    more = (pl.col("what") != "all") | single.is_null() | (pl.col("grade") < single)
    return pl.concat(parts).filter(more).sort("borrower_id", "order", maintain_order=True).drop("order")


def _replayed(name: str, replay: Replay, scored: ScoredPortfolio, now: pl.DataFrame) -> pl.DataFrame:
    """The borrowers whose grade this replay changes, with the sentence that says so."""
    who = now if name != "unpaid" else now.filter(pl.col("wait").is_not_null())
    own = {
        table: frame.lazy().filter(pl.col("borrower_id").is_in(who["borrower_id"].implode()))
        for table, frame in scored.portfolio.tables.items()
    }
    again = _graded(replay(own, scored, who), scored)
    said = words(scored.language)["whatif"][name]
    day = scored.request.as_of + pl.duration(days=pl.col("wait").fill_null(0))
    return (
        again.join(who, on="borrower_id", how="inner", suffix="_now", maintain_order="left")
        .filter(pl.col("grade") != pl.col("grade_now"))
        .filter(
            (pl.col("grade") > pl.col("grade_now")) if name == "unpaid" else (pl.col("grade") < pl.col("grade_now"))
        )
        .select(
            "borrower_id",
            pl.lit(name).alias("what"),
            "grade",
            template(said, {"grade": pl.col("grade"), "date": day}).alias("says"),
            pl.lit(list(REPLAYS).index(name)).alias("order"),
        )
    )


def _graded(tables: Tables, scored: ScoredPortfolio) -> pl.DataFrame:
    """`borrower_id`, `grade` of the changed records; what needs other borrowers is kept as it was."""
    ruleset, setting = scored.ruleset, scored.evidence.setting
    found = evidence.collect(tables, fact_uses(ruleset), setting, ruleset.regulation, ruleset.header.brake)
    kept = [key for key, plan in found.plans.items() if plan.portfolio]
    kept += [name for key in kept for name in (f"{key}?", f"{key} zh", f"{key} en") if name in scored.borrowers.columns]
    kept += [name for name in grading.PREVIOUS if name in scored.borrowers.columns]
    frame = found.borrowers.join(scored.borrowers.select("borrower_id", *kept), on="borrower_id", how="left")
    return grading.graded(frame, found.late_facts, ruleset, scored.request.as_of).select("borrower_id", "grade")


def _paid_today(tables: Tables, scored: ScoredPortfolio, who: pl.DataFrame) -> Tables:
    """Every open instalment that was due is paid in full on the as-of date, and the ledger agrees."""
    as_of = scored.request.as_of
    history = (
        scored.evidence.sources["history"]
        .lazy()
        .filter(pl.col("is_open") & (pl.col("due_amount") > pl.col("allocated")))
    )
    paid = history.select(
        "loan_id", "borrower_id", "instalment_no", "due_on", "due_amount",
        pl.lit(as_of).alias("paid_on"), (pl.col("due_amount") - pl.col("allocated")).alias("paid_amount"),
    )  # fmt: skip
    settled = [
        pl.lit(0).cast(kind).alias(name)
        for name, kind in (
            ("days_past_due", pl.Int32),
            ("overdue_principal", pl.Int64),
            ("overdue_interest", pl.Int64),
            ("overdue_fees", pl.Int64),
        )
    ]
    return _with_rows(tables, "instalments", paid.join(who.lazy(), on="borrower_id", how="semi")) | {
        "loans": tables["loans"].with_columns(settled)
    }


def _visited_today(tables: Tables, scored: ScoredPortfolio, who: pl.DataFrame) -> Tables:
    """Somebody goes there today, meets the borrower, finds nothing new and enters it."""
    as_of = scored.request.as_of
    visit = who.lazy().select(
        "borrower_id",
        *[pl.lit(as_of).alias(name) for name in ("inspected_on", "recorded_on")],
        pl.lit("on_site").alias("method"),
        *[pl.lit("-- today").alias(name) for name in ("inspector", "met_person", "conclusion")],
    )
    return _with_rows(tables, "inspections", visit)


def _rectified_today(tables: Tables, scored: ScoredPortfolio, who: pl.DataFrame) -> Tables:
    """Every finding on record is put right today."""
    if "inspections" not in tables:
        return tables
    return tables | {
        "inspections": tables["inspections"].with_columns(
            pl.coalesce("rectified_on", pl.lit(scored.request.as_of)).alias("rectified_on")
        )
    }


def _all_of_it(tables: Tables, scored: ScoredPortfolio, who: pl.DataFrame) -> Tables:
    """Paid, put right and visited, all today."""
    return _visited_today(_rectified_today(_paid_today(tables, scored, who), scored, who), scored, who)


def _unpaid(tables: Tables, scored: ScoredPortfolio, who: pl.DataFrame) -> Tables:
    """Nothing is paid until the next threshold of days past due: every record grows older by the days to it."""
    waits = who.lazy().select("borrower_id", "wait")
    older = {}
    for name, frame in tables.items():
        dates = [c.name for c in TABLES[name].columns if c.kind is Kind.DATE]
        moved = [pl.col(day) - pl.duration(days=pl.col("wait")) for day in dates]
        older[name] = frame.join(waits, on="borrower_id", how="left").with_columns(moved).drop("wait")
    stated = pl.col("days_past_due") + pl.when(pl.col("days_past_due") > 0).then(pl.col("wait")).otherwise(0)
    loans = (
        older["loans"]
        .join(waits, on="borrower_id", how="left")
        .with_columns(stated.cast(pl.Int32).alias("days_past_due"))
        .drop("wait")
    )
    return older | {"loans": loans}


def _with_rows(tables: Tables, name: str, rows: pl.LazyFrame) -> Tables:
    table = tables.get(name, pl.LazyFrame(schema=schema_of(name)))
    return tables | {name: pl.concat([table, rows], how="diagonal_relaxed")}


SINGLE = ("paid", "rectified", "visited")
REPLAYS: Mapping[str, Replay] = {
    "paid": _paid_today,
    "rectified": _rectified_today,
    "visited": _visited_today,
    "all": _all_of_it,
    "unpaid": _unpaid,
}


def _days_to_next(scored: ScoredPortfolio) -> pl.Expr:
    """Days until the next edge of days past due that a rule sets a floor at; null for those not late or past the last."""
    edges = sorted(
        {
            int(b.from_)
            for r in scored.ruleset.rules
            if r.fact.name == "days_past_due"
            for b in r.bands
            if b.from_ is not None and b.no_better_than
        }
    )
    late = pl.col("days_past_due")
    out = pl.lit(None, pl.Int64)
    for edge in reversed(edges):
        out = pl.when((late < edge) & (late > 0)).then(edge - late).otherwise(out)
    return out
