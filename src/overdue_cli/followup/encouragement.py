"""What went well, by officer: cured, promised and kept, prevented, seen. Never money: cash alone teaches the wrong thing."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.ruleset.model_playbook import Thanks
from overdue_cli.words import template

AT_RISK = ("C", "D", "E")


def encouragement(borrowers: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row an officer: `cures`, `kept`, `visits`, `improving`, `prevented` (null without a history), `note_zh`,
    `note_en` (a thank-you to take home, null where there is nothing to thank for). In order of the officers' names.
    """
    policy = given.ruleset.playbook.management
    frame = borrowers.lazy().select("borrower_id", "officer", "late", "willingness_change")
    for part in (_cured(given), _kept(given), _visited(given), _prevented(borrowers, given)):
        frame = frame.join(part, on="borrower_id", how="left")
    prevented = pl.col("prevented").sum() if given.previous is not None else pl.lit(None, pl.Int64).first()
    counted = (
        frame.filter(pl.col("officer").is_not_null())
        .group_by("officer")
        .agg(
            (pl.col("cured").fill_null(False) & ~pl.col("late")).sum().cast(pl.Int64).alias("cures"),
            pl.col("kept").sum().cast(pl.Int64),
            pl.col("visits").sum().cast(pl.Int64),
            (pl.col("willingness_change") == "rising").sum().cast(pl.Int64).alias("improving"),
            prevented.cast(pl.Int64).alias("prevented"),
        )
    )
    notes = [_note(policy.thanks, language).alias(f"note_{language}") for language in ("zh", "en")]
    return counted.with_columns(notes).sort("officer").collect()


PARTS = ("cures", "kept", "prevented", "improving", "visits")


def _note(thanks: Thanks, language: str) -> pl.Expr:
    """The note: greeting, what there is to thank for, closing; null where there is nothing."""
    said = [
        pl.when(pl.col(part) > 0).then(template(getattr(thanks, part).of(language), {"n": pl.col(part)}))
        for part in PARTS
    ]
    gap, stop = {"zh": ("，", "。"), "en": ("; ", ".")}[language]
    deeds = pl.concat_str(said, separator=gap, ignore_nulls=True)
    greeting = template(thanks.greeting.of(language), {"officer": pl.col("officer")})
    opening, closing = pl.lit(thanks.opening.of(language)), pl.lit(thanks.closing.of(language))
    whole = pl.concat_str(greeting, pl.lit("\n"), opening, deeds, pl.lit(stop), pl.lit("\n"), closing)
    return pl.when(pl.sum_horizontal(*PARTS) > 0).then(whole)


def _recent(given: Given, column: str) -> pl.Expr:
    return given.age(column).is_between(0, given.ruleset.playbook.management.recent_days).fill_null(False)


def _cured(given: Given) -> pl.LazyFrame:
    """Borrowers with a late instalment put right these weeks; where there is a history, those late in the last run too."""
    trifling = given.ruleset.header.brake.clean_at_most_days_late
    lately = (pl.col("days_late") > trifling) & pl.col("satisfied_on").is_not_null() & _recent(given, "satisfied_on")
    here = given.sources["history"].lazy().group_by("borrower_id").agg(lately.any().alias("cured"))
    if given.previous is None:
        return here
    then = given.previous.lazy().select("borrower_id", (pl.col("previous_days_past_due") > 0).alias("was_late"))
    joined = here.join(then, on="borrower_id", how="full", coalesce=True)
    return joined.select(
        "borrower_id", (pl.col("cured").fill_null(False) | pl.col("was_late").fill_null(False)).alias("cured")
    )


def _kept(given: Given) -> pl.LazyFrame:
    """Promises whose day passed these weeks and that were kept."""
    kept = pl.col("is_due") & ~pl.col("is_broken") & _recent(given, "due_by")
    return given.sources["promises"].lazy().group_by("borrower_id").agg(kept.sum().alias("kept"))


def _visited(given: Given) -> pl.LazyFrame:
    """Effective inspections of these weeks."""
    seen = pl.col("is_effective") & _recent(given, "inspected_on")
    return given.sources["inspections"].lazy().group_by("borrower_id").agg(seen.sum().alias("visits"))


def _prevented(borrowers: pl.DataFrame, given: Given) -> pl.LazyFrame:
    """Listed before the due date in the last run at C or worse, since then due and paid in time: overdue prevented."""
    if given.previous is None:
        return borrowers.lazy().select("borrower_id", pl.lit(None, pl.Boolean).alias("prevented"))
    paid = (
        given.sources["history"]
        .lazy()
        .join(given.previous.lazy().select("borrower_id", "previous_seen_on"), on="borrower_id", how="inner")
        .filter(pl.col("due_on") > pl.col("previous_seen_on"))
        .group_by("borrower_id")
        .agg((pl.col("days_late") == 0).all().alias("in_time"))
    )
    warned = (pl.col("previous_list") == "before_due") & pl.col("previous_grade").is_in(AT_RISK)
    return (
        borrowers.lazy()
        .join(paid, on="borrower_id", how="inner")
        .select("borrower_id", (warned & pl.col("in_time") & ~pl.col("late")).fill_null(False).alias("prevented"))
    )
