"""Facts about how a borrower answers: who was reached, what was promised, and was it kept.

A log line whose result nobody can read counts as not reached: the call may have been answered, but
nothing says so.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting
from overdue_cli.ruleset import model
from overdue_cli.words import alternatives

MEANINGS = ("reached", "failed", "promise", "broken", "refusal", "denial", "dispute", "lost")


def prepared(contacts: pl.LazyFrame, policy: model.Contacts, setting: Setting) -> pl.LazyFrame:
    """Contacts made by the as-of date, each meaning as a flag, and days counted back from the latest.

    Adds the flags `MEANINGS`, `code`, `day_reached` (anybody answered that day) and `day_back` (1 is the
    latest day tried). An undated line is kept: a refusal without a date is still a refusal.
    """
    words = {word.lower(): result for result in policy.results for word in (*result.words, result.code)}
    table = pl.DataFrame(
        [(word, result.code, list(result.means)) for word, result in words.items()],
        schema={"word": pl.String, "code": pl.String, "means": pl.List(pl.String)},
        orient="row",
    )
    said = contacts.select(pl.col("result").drop_nulls().unique()).with_columns(
        pl.col("result")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.extract(f"({alternatives(words)})", 1)
        .alias("word")
    )
    promised = pl.any_horizontal(pl.col("promised_on", "promised_amount").is_not_null())
    meant = pl.col("means").fill_null([])
    return (
        contacts.filter(pl.col("contacted_on").is_null() | (pl.col("contacted_on") <= setting.as_of))
        .join(said.join(table.lazy(), on="word", how="left").drop("word"), on="result", how="left")
        .with_columns([meant.list.contains(meaning).fill_null(False).alias(meaning) for meaning in MEANINGS])
        .with_columns(promise=pl.col("promise") | promised, reached=pl.col("reached") | promised)
        .with_columns(failed=~pl.col("reached"))
        .with_columns(
            pl.col("reached").any().over("borrower_id", "contacted_on").alias("day_reached"),
            pl.col("contacted_on").rank("dense", descending=True).over("borrower_id").alias("day_back"),
        )
    )


def mean_reminders(key: str, setting: Setting, *, last: int) -> Plan:
    """Mean reminders of a loan's last instalments, worst loan (count); open ones with those so far."""
    recent = pl.col("from_last") < last
    return Plan(
        history={key: pl.col("reminders").filter(recent).mean()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("history", recent & (pl.col("reminders") > 0), pl.col("reminders")),
    )


def failed_contact_days(key: str, setting: Setting, *, last: int) -> Plan:
    """On how many of the last days tried nobody was reached (count of days)."""
    rows = (pl.col("day_back") <= last) & ~pl.col("day_reached")
    return Plan(
        contacts={key: pl.col("contacted_on").filter(rows).n_unique()},
        value=pl.col(key),
        proof=Proof("contacts", rows, pl.col("contacted_on").cast(pl.Int32)),
    )


def lost_contact(key: str, setting: Setting, *, late_from: int) -> Plan:
    """Lost and not reached since, as a position in reachable, lost, lost and so many days late."""
    lost_on, reached_on = f"{key} lost_on", f"{key} reached_on"
    lost = (pl.col(lost_on) > pl.col(reached_on)).fill_null(pl.col(lost_on).is_not_null())
    late = (pl.col("days_past_due") >= late_from).fill_null(False)
    return Plan(
        contacts={
            lost_on: pl.col("contacted_on").filter("lost").max(),
            reached_on: pl.col("contacted_on").filter("reached").max(),
            f"{key} any": pl.len(),
        },
        value=pl.when(pl.col(f"{key} any") > 0)
        .then(pl.when(~lost).then(0).when(~late).then(1).otherwise(2))
        .cast(pl.Int8),
        proof=Proof("contacts", pl.col("lost"), pl.col("contacted_on").cast(pl.Int32)),
    )


def refusal(key: str, setting: Setting, *, months: int) -> Plan:
    """1 if the borrower refused to pay or denied the loan within the months or at an unknown time, else 0."""
    within = (pl.col("contacted_on") >= setting.months_ago(months)).fill_null(True)
    rows = (pl.col("refusal") | pl.col("denial")) & within
    return Plan(
        contacts={key: rows.any()},
        value=pl.col(key).cast(pl.Int8),
        proof=Proof("contacts", rows, pl.col("contacted_on").cast(pl.Int32).fill_null(0)),
    )


def broken_promise_share(key: str, setting: Setting, *, months: int) -> Plan:
    """Share of the promises that fell due within the months, their day passed, that were not kept (0–1)."""
    judged = pl.col("is_due") & (pl.col("due_by") >= setting.months_ago(months))
    return Plan(
        promises={key: pl.col("is_broken").filter(judged).mean()},
        value=pl.col(key),
        proof=Proof("promises", judged & pl.col("is_broken"), pl.col("made_on").cast(pl.Int32)),
    )


def promises_broken_in_a_row(key: str, setting: Setting, *, months: int) -> Plan:
    """The longest run of broken promises among those that fell due within the months, their day passed (count)."""
    judged = pl.col("is_due") & (pl.col("due_by") >= setting.months_ago(months))
    return Plan(
        promises={key: pl.col("broken_in_a_row").filter(judged).max()},
        value=pl.col(key),
        proof=Proof("promises", judged & pl.col("is_broken"), pl.col("made_on").cast(pl.Int32)),
    )
