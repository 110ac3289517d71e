"""Whom to work with: the liable people who may be spoken to now, in order, and what each may hear.

Whoever is missing here is missing everywhere: no name of somebody who owes nothing leaves this room.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.followup.parties import GENERAL, JOINT
from overdue_cli.followup.signs_records import live_signals
from overdue_cli.ruleset.model import Conduct, Standing
from overdue_cli.words import template

SCHEMA = {
    "borrower_id": pl.String, "step": pl.Int32, "party_name": pl.String, "basis": pl.String, "title_zh": pl.String,
    "title_en": pl.String, "may_hear_zh": pl.String, "may_hear_en": pl.String, "until": pl.Date,
}  # fmt: skip


def contacts_allowed(frame: pl.DataFrame, given: Given, parties: pl.DataFrame) -> pl.DataFrame:
    """One row a borrower and person who may be spoken to, columns `SCHEMA`; nobody while a hold stands.

    Only borrowers on a list are asked about. The borrower comes first unless asked to be left alone.
    """
    conduct = given.ruleset.conduct
    open_rows = frame.lazy().filter(pl.col("hold").is_null() & pl.col("list").is_not_null())
    steps = {standing.basis: number for number, standing in enumerate(conduct.standings)}
    own = open_rows.select(
        "borrower_id", pl.col("borrower_name").alias("party_name"), pl.lit("borrower").alias("basis")
    )
    signals = live_signals(given).group_by("borrower_id").agg(pl.col("code").alias("live"))
    others = (
        parties.lazy()
        .filter((pl.col("basis") != "borrower") & ~pl.col("silent"))
        .join(open_rows.select("borrower_id", "days_past_due"), on="borrower_id", how="inner")
        .join(signals, on="borrower_id", how="left")
        .filter(pl.any_horizontal([_stands(standing, given) for standing in conduct.standings]))
        .select("borrower_id", "party_name", "basis", "until")
    )
    words = {
        "title_zh": {s.basis: s.title.zh for s in conduct.standings},
        "title_en": {s.basis: s.title.en for s in conduct.standings},
        "may_hear_zh": {s.basis: s.may_hear.zh for s in conduct.standings},
        "may_hear_en": {s.basis: s.may_hear.en for s in conduct.standings},
    }
    return (
        pl.concat([own, others], how="diagonal")
        .with_columns(pl.col("basis").replace_strict(steps, return_dtype=pl.Int32).alias("step"))
        .with_columns([pl.col("basis").replace_strict(of).alias(name) for name, of in words.items()])
        .group_by("borrower_id", "step", "party_name", "basis", *words)
        .agg(pl.col("until").max())
        .sort("borrower_id", "step", "party_name")
        .select(*SCHEMA)
        .collect()
    )


def _stands(standing: Standing, given: Given) -> pl.Expr:
    """Whether the party is of this standing and everything it needs is on record today."""
    tests = [
        pl.col("basis") == standing.basis,
        pl.col("days_past_due").fill_null(0) >= standing.from_days_past_due,
    ]
    if standing.needs_document:
        tests.append(pl.col("evidence_ref").is_not_null())
    if standing.needs_consent:
        tests.append(pl.col("consent_until") >= given.as_of)
    if standing.needs_signal:
        tests.append(pl.any_horizontal([pl.col("live").list.contains(code) for code in standing.needs_signal]))
    if standing.basis in (JOINT, GENERAL):
        in_time = (pl.col("until") >= given.as_of) | pl.col("claimed")
        tests += [in_time, ~pl.col("date_doubtful"), ~pl.col("old_contract")]
    return pl.all_horizontal(tests).fill_null(False)


def with_may_contact(frame: pl.DataFrame, ladder: pl.DataFrame, given: Given) -> pl.DataFrame:
    """`frame` with `may_contact_zh/en`: who by name, between which hours, how often; or the hold and nobody."""
    conduct = given.ruleset.conduct
    names = (
        ladder.lazy()
        .group_by("borrower_id", maintain_order=True)
        .agg(
            [
                pl.when(pl.col("basis") == "borrower")
                .then(pl.col(f"title_{language}"))
                .otherwise(pl.concat_str(f"title_{language}", pl.lit(" "), "party_name"))
                .str.join("；" if language == "zh" else "; ")
                .alias(f"people {language}")
                for language in ("zh", "en")
            ]
        )
    )
    window = {
        "from": pl.col("earliest_time"),
        "until": pl.col("latest_time"),
        "count": pl.col("planned_contacts"),
        "date": pl.col("earliest_contact"),
        "today": pl.lit(given.as_of),
    }
    said = [_may_contact(conduct, window, language).alias(f"may_contact_{language}") for language in ("zh", "en")]
    return (
        frame.lazy()
        .join(names, on="borrower_id", how="left", maintain_order="left")
        .with_columns(said)
        .drop("people zh", "people en")
        .collect()
    )


def _may_contact(conduct: Conduct, window: dict[str, pl.Expr], language: str) -> pl.Expr:
    relay = pl.col("lost") & ~pl.col("relay_used")
    parts = [
        pl.col(f"people {language}").fill_null(conduct.nobody_line.of(language)),
        pl.when(pl.col("planned_contacts") > 0).then(
            pl.when(pl.col("earliest_contact") > window["today"])
            .then(template(conduct.later_line.of(language), window))
            .otherwise(template(conduct.window_line.of(language), window))
        ),
        pl.when(pl.col("no_contact_log") & (pl.col("planned_contacts") > 0)).then(
            pl.lit(conduct.no_log_line.of(language))
        ),
        pl.when(relay).then(pl.lit(conduct.relay.line.of(language))),
    ]
    spoken = pl.concat_str(parts, separator="；" if language == "zh" else "; ", ignore_nulls=True)
    held = template(conduct.hold_line.of(language), {"reason": pl.col(f"hold_reason_{language}")})
    return pl.when(pl.col("hold").is_not_null()).then(held).otherwise(spoken)
