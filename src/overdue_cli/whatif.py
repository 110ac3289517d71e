"""What would change a grade: the borrower's own records replayed with one thing different.

Nothing is estimated. Every alternative (the arrears paid today, a visit made, the findings put right, this
promise kept, that instalment paid on time, nothing paid until the next threshold) is graded again through all
caps, floors, the notch and the brake, all alternatives of all borrowers in one frame, and what comes out
differently is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli import evidence, grading
from overdue_cli.edges import nearest_edges
from overdue_cli.locale import words
from overdue_cli.replays import INSTALMENT, PLACE, replayed
from overdue_cli.ruleset.ladders import facts_of, ladders_of
from overdue_cli.words import template

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

ORDER = ("paid", "promise", "payment", "rectified", "inspection", "visited", "all", "unpaid")
SINGLE = ("paid", "rectified", "visited")
PROMISES = 2
"""The latest broken promises that are replayed by name."""
ASKED_BY_VISITS = {"windows_since_effective_inspection", "first_inspection_days", "history_depth", "inspections_given"}


def counterfactuals(scored: ScoredPortfolio, borrowers: pl.Series) -> pl.DataFrame:
    """What would give these borrowers another grade: `borrower_id`, `what`, `rule_id`, `grade`, `says`.

    Records replayed first, then the nearest edge of each rule that counted (`what` is `edge`), the best grades
    of those first. Only what changes the grade is told.
    """
    edges = nearest_edges(scored, borrowers).select(
        "borrower_id", pl.lit("edge").alias("what"), "rule_id", "grade", "says"
    )
    return pl.concat([outcomes(scored, borrowers), edges], how="diagonal").sort("borrower_id", maintain_order=True)


def outcomes(scored: ScoredPortfolio, borrowers: pl.Series) -> pl.DataFrame:
    """One row a borrower and replay that gives another grade: `borrower_id`, `what`, `grade`, `says`.

    In the order of `ORDER`, the warning last. Doing everything is told only where it does more than one thing
    alone.
    """
    chosen = _alternatives(scored, borrowers)
    if chosen.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(("borrower_id", "what", "grade", "says"), pl.String))
    told = chosen.join(_graded(scored, chosen), on="number", how="inner")
    worse = pl.col("what") == "unpaid"
    told = told.filter(pl.when(worse).then(pl.col("grade") > pl.col("now")).otherwise(pl.col("grade") < pl.col("now")))
    single = pl.col("grade").filter(pl.col("what").is_in(SINGLE)).min().over("borrower_id")
    more = (pl.col("what") != "all") | single.is_null() | (pl.col("grade") < single)
    return (
        told.filter(more)
        .with_columns(_said(scored).alias("says"))
        .sort("borrower_id", pl.col("what").cast(pl.Enum(ORDER)), "on", descending=[False, False, True])
        .select("borrower_id", "what", "grade", "says")
    )


def _said(scored: ScoredPortfolio) -> pl.Expr:
    said, language = words(scored.language)["whatif"], scored.language
    weekday = (
        pl.col("on")
        .dt.weekday()
        .replace_strict(dict(enumerate(words(language)["weekdays"], start=1)), default="", return_dtype=pl.String)
    )
    sentence = pl.lit(None, pl.String)
    for what in ORDER:
        filled = template(said[what], {"grade": pl.col("grade"), "date": pl.col("on"), "weekday": weekday})
        sentence = pl.when(pl.col("what") == what).then(filled).otherwise(sentence)
    return sentence


def _graded(scored: ScoredPortfolio, chosen: pl.DataFrame) -> pl.DataFrame:
    """`number`, `grade` of each alternative; what needs other borrowers is kept as it was."""
    ruleset, setting = scored.ruleset, scored.evidence.setting
    tables = {name: frame.lazy() for name, frame in replayed(scored, chosen).items()}
    found = evidence.collect(tables, facts_of(ruleset.rules), setting, ruleset.regulation, ruleset.header.brake)
    kept = [key for key, plan in scored.evidence.plans.items() if plan.portfolio]
    kept += [name for key in kept for name in (f"{key}?", f"{key} zh", f"{key} en") if name in scored.borrowers.columns]
    kept += [name for name in (*grading.PREVIOUS, *grading.OVERRIDE) if name in scored.borrowers.columns]
    whose = chosen.select("number", "borrower_id").join(scored.borrowers.select("borrower_id", *kept), on="borrower_id")
    frame = found.borrowers.with_columns(pl.col("borrower_id").cast(pl.UInt32).alias("number")).join(
        whose.drop("borrower_id"), on="number", how="left"
    )
    return grading.graded(frame, found.late_facts, ruleset, scored.request.as_of).select("number", "grade")


def _alternatives(scored: ScoredPortfolio, borrowers: pl.Series) -> pl.DataFrame:
    """One row an alternative worth trying: nobody current pays arrears, nobody without findings puts them right."""
    own = scored.borrowers.filter(pl.col("borrower_id").is_in(borrowers.implode()))
    now = own.select(
        "borrower_id", pl.col("grade").alias("now"), "days_past_due", "arrears", pl.lit(None, pl.Date).alias("on")
    )
    better = now.filter(pl.col("now") > "A")
    paid = better.filter((pl.col("days_past_due") > 0) | (pl.col("arrears") > 0))
    open_findings = scored.evidence.sources["findings"].select("borrower_id").unique()
    rectified = better.join(open_findings, on="borrower_id", how="semi")
    visited = better.filter(pl.col("borrower_id").is_in(_not_visited(scored, own).implode()))
    several = pl.concat([part.select("borrower_id") for part in (paid, rectified, visited)])
    everything = better.join(several.filter(several.is_duplicated()).unique(), on="borrower_id", how="semi")
    parts = {
        "paid": paid,
        "rectified": rectified,
        "visited": visited,
        "all": everything,
        "unpaid": _waiting(scored, now),
    }
    parts |= {"promise": _promises(scored, better), "payment": _payments(scored, better)}
    parts["inspection"] = _inspections(scored, better)
    chosen = pl.concat([part.with_columns(pl.lit(what).alias("what")) for what, part in parts.items()], how="diagonal")
    return chosen.with_columns(pl.col("wait").fill_null(0)).with_row_index("number")


def _not_visited(scored: ScoredPortfolio, own: pl.DataFrame) -> pl.Series:
    """Borrowers for whom a rule that asks for visits counted, or whom the brake holds."""
    bands = [
        grading.band_column(ladder)
        for rule in scored.ruleset.rules
        for ladder in ladders_of(rule)
        if ladder.fact.name in ASKED_BY_VISITS
    ]
    counted = pl.any_horizontal(pl.lit(False), *[pl.col(band) >= 1 for band in bands])
    return own.filter(counted | (pl.col("grade") > pl.col("grade_before_brake")))["borrower_id"]


def _waiting(scored: ScoredPortfolio, now: pl.DataFrame) -> pl.DataFrame:
    day = pl.lit(scored.request.as_of) + pl.duration(days=pl.col("wait"))
    return (
        now.with_columns(_days_to_next(scored).alias("wait")).filter(pl.col("wait") > 0).with_columns(day.alias("on"))
    )


def _promises(scored: ScoredPortfolio, better: pl.DataFrame) -> pl.DataFrame:
    """The latest promises that fell due and were broken, each with what was promised (fen) and its last day."""
    broken = scored.evidence.sources["promises"].filter(pl.col("is_due") & pl.col("is_broken"))
    if "amount" not in broken.columns:
        return better.clear()
    named = broken.filter(pl.col("amount").is_not_null()).sort("borrower_id", "made_on", descending=[False, True])
    latest = named.filter(pl.int_range(pl.len()).over("borrower_id") < PROMISES)
    columns = (
        "borrower_id",
        pl.col("made_on").alias("on"),
        pl.col("due_by").alias("day"),
        pl.col("amount").alias("promised"),
    )
    return better.drop("on").join(latest.select(columns), on="borrower_id", how="inner")


def _payments(scored: ScoredPortfolio, better: pl.DataFrame) -> pl.DataFrame:
    """The instalment that came latest among those the history rules look at, by its key."""
    last = scored.ruleset.header.conventions.history_instalments
    history = scored.evidence.sources["history"]
    late = history.filter((pl.col("from_last") < last) & (pl.col("days_late") > 0) & pl.col("due_amount").is_not_null())
    worst = late.sort("borrower_id", "days_late", *INSTALMENT, descending=[False, True, False, True, True])
    named = worst.unique("borrower_id", keep="first", maintain_order=True)
    return better.drop("on").join(
        named.select("borrower_id", *INSTALMENT, pl.col("due_on").alias("on")), on="borrower_id"
    )


def _inspections(scored: ScoredPortfolio, better: pl.DataFrame) -> pl.DataFrame:
    """The latest inspection that does not count, by its row, where none that counts came after it."""
    visits = scored.evidence.sources["inspections"].sort("borrower_id", "inspected_on", *PLACE)
    latest = visits.unique("borrower_id", keep="last", maintain_order=True).filter(~pl.col("is_effective"))
    return better.drop("on").join(
        latest.select("borrower_id", *PLACE, pl.col("inspected_on").alias("on")), on="borrower_id"
    )


def _days_to_next(scored: ScoredPortfolio) -> pl.Expr:
    """Days until the next edge of days past due that a rule sets a floor at; null for those not late or past the last."""
    edges = sorted(
        {
            int(b.from_)
            for rule in scored.ruleset.rules
            for ladder in ladders_of(rule)
            if ladder.fact.name == "days_past_due"
            for b in ladder.bands
            if b.from_ is not None and b.no_better_than
        }
    )
    late = pl.col("days_past_due")
    out = pl.lit(None, pl.Int64)
    for edge in reversed(edges):
        out = pl.when((late < edge) & (late > 0)).then(edge - late).otherwise(out)
    return out
