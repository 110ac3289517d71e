"""Signs from the collection log and the promises in it; see `overdue_cli.signs` for what each says."""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.followup.heard import coded


def of_contacts(given: Given) -> pl.LazyFrame:
    """One row a borrower in the log."""
    rows, policy = _read(given), given.ruleset.contacts
    known = (pl.col("age") < policy.windows.temperament_days).fill_null(True)
    age, recent = pl.col("age"), pl.col("recent")
    disputed_on = pl.col("contacted_on").filter("disputes").max()
    settled_on = pl.col("contacted_on").filter(pl.col("code").is_in(policy.acknowledges) & ~pl.col("disputes")).max()
    undated = (pl.col("disputes") & pl.col("contacted_on").is_null()).any()
    still = undated | ((disputed_on > settled_on) | settled_on.is_null())
    last = pl.col("contacted_on").fill_null(given.as_of)
    return rows.group_by("borrower_id").agg(
        recent.sum().cast(pl.Int32).alias("contacts_logged"),
        age.min().alias("days_since_contact"),
        age.filter("reached").min().alias("days_since_reached"),
        # Said on the day it was logged, even where a promise of weeks ago explains it.
        (age.filter(pl.col("broken") & ~pl.col("promise")).min() - policy.promise.grace_days).alias(
            "days_since_said_broken"
        ),
        age.fill_null(0).filter(pl.col("refusal") | pl.col("denial")).min().alias("days_since_refusal"),
        pl.when(still).then(age.fill_null(0).filter("disputes").min()).alias("days_since_dispute"),
        pl.col("code").filter(recent).drop_nulls().unique().sort().alias("contact_codes"),
        _last("cause_code", recent, last).alias("cause"),
        _last("temper", known, last).alias("temperament"),
        pl.col("conflict").filter(known).any().alias("conflict_risk"),
        (pl.col("contradicts") & recent).any().alias("contradictory_contacts"),
        (pl.col("is_relay") & recent).any().alias("relay_used"),
        (
            pl.col("promise")
            & pl.col("promised_on").is_null()
            & (age < policy.windows.undated_promise_days).fill_null(True)
        )
        .any()
        .alias("promise_undated"),
    )


def _last(column: str, within: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The latest filled value; of one day the last in the alphabet, so that the order of rows is nothing."""
    spoken = within & pl.col(column).is_not_null()
    return pl.col(column).filter(spoken).sort_by(day.filter(spoken), pl.col(column).filter(spoken)).last()


def _read(given: Given) -> pl.LazyFrame:
    """The log with causes and temperaments as codes, and what the lines of one day say together."""
    policy, contacts = given.ruleset, given.sources["contacts"].lazy()
    causes = {word.lower(): cause.code for cause in policy.contacts.causes for word in (*cause.words, cause.code)}
    tempers = {word.lower(): temper.id for temper in policy.playbook.temperaments for word in temper.words}
    conflict = [temper.id for temper in policy.playbook.temperaments if temper.conflict]
    relays = [role.lower() for role in policy.conduct.relay.roles]
    age = given.age("contacted_on")
    rows = coded(contacts, "cause", causes, "cause_code", "other")
    rows = coded(rows, "temperament", tempers, "temper", None)
    day = ["borrower_id", "contacted_on"]
    against = pl.col("refusal") | pl.col("denial") | pl.col("lost")
    towards = pl.col("promise") | pl.col("code").is_in(["WTP", "PAID"])
    return rows.with_columns(
        age.alias("age"),
        (age < policy.contacts.windows.log_days).fill_null(True).alias("recent"),
        (pl.col("dispute") | pl.col("denial") | (pl.col("cause_code") == "dispute").fill_null(False)).alias("disputes"),
        pl.col("temper").is_in(conflict).fill_null(False).alias("conflict"),
        pl.col("contacted_party").str.to_lowercase().str.contains_any(relays).fill_null(False).alias("is_relay"),
        (against.any().over(day) & towards.fill_null(False).any().over(day)).alias("contradicts"),
    )


def of_promises(given: Given) -> pl.LazyFrame:
    """One row a borrower who promised."""
    grace = given.ruleset.contacts.promise.grace_days
    rows = given.sources["promises"].lazy()
    judged, broken = pl.col("is_due"), pl.col("is_due") & pl.col("is_broken")
    pending = ~pl.col("is_due") & pl.col("is_broken").fill_null(True)
    run = (
        pl.col("broken_in_a_row")
        .filter(judged)
        .sort_by(pl.col("made_on").filter(judged), pl.col("due_by").filter(judged), pl.col("number").filter(judged))
    )
    last_broken = (
        pl.col("is_broken")
        .filter(judged)
        .sort_by(pl.col("made_on").filter(judged), pl.col("due_by").filter(judged), pl.col("number").filter(judged))
    )
    return rows.group_by("borrower_id").agg(
        (-given.age("due_by")).filter(pending).min().alias("promise_due_in"),
        (given.age("due_by") - grace).filter(broken).min().alias("days_since_broken"),
        pl.when(last_broken.last()).then(run.last()).otherwise(0).cast(pl.Int32).alias("broken_streak"),
        (judged & ~pl.col("is_broken") & (given.age("made_on") < given.ruleset.contacts.windows.log_days))
        .sum()
        .cast(pl.Int32)
        .alias("kept_promises"),
    )
