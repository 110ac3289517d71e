"""What officers answered, as a run uses it: contacts beside the bank's own log, grades that people set, cases closed.

Only answers to worklists of this day or earlier, and of them what had happened by this day: a run that is made up
for later comes out as it would have then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Names
from dataclasses import dataclass, replace

import polars as pl

from overdue_cli.collecting.confirmed import why_not
from overdue_cli.history import History, feedback
from overdue_cli.keys import officer_key
from overdue_cli.locale import words
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.tables import CONTACTS, Portfolio, schema_of
from overdue_cli.words import alternatives

CLOSED = "CLOSED"
LOG_LANGUAGE = "zh"
"""Results and causes enter the log by the words of the field's own code table, which every rule set knows."""
LABELLED = ("channel", "contacted", "result", "cause")


@dataclass(frozen=True)
class Answered:
    """Officers' answers of one history as one run sees them.

    `contacts`   rows of the collection log, their place the officer's workbook, sheet and row.
    `overrides`  one row a borrower whose grade a person set and that has not lapsed: `override_grade`,
                 `override_until`, `override_confirmed`, `override_why_not` (why a better one would not count), its
                 place, and `lapses_on`.
    `closed`     `borrower_id`, `closed_on`: cases an officer closed with a reason.
    `last`       `borrower_id`, `last_answer`: the latest answer in one line, in the run's language.
    `collections` the collections they come from, by name; `damaged` those passed over, and why.
    """

    contacts: pl.DataFrame
    overrides: pl.DataFrame
    closed: pl.DataFrame
    last: pl.DataFrame
    collections: tuple[str, ...]
    damaged: tuple[tuple[str, str], ...] = ()

    def joined(self, portfolio: Portfolio) -> Portfolio:
        """`portfolio` with these contacts in its log, but for promises its own log holds already."""
        if self.contacts.is_empty():
            return portfolio
        log = portfolio.tables.get("contacts", pl.DataFrame(schema=schema_of("contacts")))
        same = ["borrower_id", "contacted_on", "promised_on", "promised_amount"]
        promised = pl.any_horizontal(pl.col("promised_on", "promised_amount").is_not_null())
        own = log.filter(promised).select(same).unique()
        new = self.contacts.join(own, on=same, how="anti", nulls_equal=True, maintain_order="left")
        filled = {c.name for c in CONTACTS.columns if new[c.name].null_count() < new.height}
        present = portfolio.present | {"contacts": portfolio.present.get("contacts", frozenset()) | filled}
        return replace(portfolio, tables=portfolio.tables | {"contacts": pl.concat([log, new])}, present=present)


def answered(
    history: History, portfolio: Portfolio, ruleset: RuleSet, as_of: dt.date, language: str, supervisors: Names[str]
) -> Answered:
    """The answers in `history` to worklists up to `as_of`, of borrowers of this portfolio."""
    day = pl.coalesce("contacted_on", "cycle").alias("day")
    found = feedback.answers(history.root).with_columns(day)
    found = found.filter((pl.col("cycle") <= as_of) & (pl.col("day") <= as_of))
    closed = (
        found.filter(pl.col("result") == CLOSED).group_by("borrower_id").agg(pl.col("day").max().alias("closed_on"))
    )
    here = found.join(portfolio.tables["loans"].select("borrower_id").unique(), on="borrower_id", how="semi")
    here = here.sort("borrower_id", "day", "collection", "answer")
    names = tuple(c.name for c in feedback.standing(history.root) if c.number in found["collection"])
    harmed = tuple((f"feedback/{number:04}", because) for number, because in feedback.faulty(history.root).items())
    overrides = _overrides(here, portfolio, ruleset, as_of, supervisors)
    return Answered(_contacts(here), overrides, closed, _last(here, ruleset, language), names, harmed)


def _contacts(found: pl.DataFrame) -> pl.DataFrame:
    """Answers about a contact as rows of the log."""
    spoken = pl.any_horizontal(pl.col("result", "promised_on", "promised_amount").is_not_null())
    said = found.filter(spoken & (pl.col("result") != CLOSED).fill_null(True)).with_columns(_labels(LOG_LANGUAGE))
    schema = pl.Schema(schema_of("contacts"))
    named = said.rename({"contacted": "contacted_party"}).with_columns((pl.col("promised_amount") * 100).cast(pl.Int64))
    blank = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in named.columns]
    return named.with_columns(blank).select(*schema).cast(schema)


def _labels(language: str) -> list[pl.Expr]:
    """Codes as a log would have them, in the words of the drop-downs."""
    choices = words(language)["workbook"]["choices"]
    return [pl.col(name).replace_strict(choices[name], default=None, return_dtype=pl.String) for name in LABELLED]


def _overrides(
    found: pl.DataFrame, portfolio: Portfolio, ruleset: RuleSet, as_of: dt.date, supervisors: Names[str]
) -> pl.DataFrame:
    """The latest grade a person set for each borrower; of one day the worst."""
    longest = pl.duration(days=ruleset.header.override.longest_days)
    officers = portfolio.tables["loans"].select("borrower_id", "officer").drop_nulls().unique()
    keys = {name: officer_key(name) for name in officers["officer"].unique().to_list()}
    own = (
        officers.with_columns(pl.col("officer").replace_strict(keys, default=None, return_dtype=pl.String))
        .group_by("borrower_id")
        .agg(pl.col("officer").alias("officers"))
    )
    latest = (
        found.filter(pl.col("override_grade").is_not_null())
        .sort("borrower_id", "day", "collection", "override_grade")
        .group_by("borrower_id", maintain_order=True)
        .last()
        .join(own, on="borrower_id", how="left", maintain_order="left")
    )
    by, reason = pl.col("override_by_key"), pl.col("override_reason").is_not_null()
    now = pl.when(by.is_in(pl.col("officers"))).then(by).otherwise("officer_key")
    because = why_not(by, now, reason, pl.col("override_until"), supervisors)
    until = pl.min_horizontal(pl.col("override_until"), pl.col("day") + longest)
    return (
        latest.with_columns(until.alias("override_until"), because.alias("override_why_not"))
        .with_columns(pl.col("override_why_not").is_null().alias("override_confirmed"))
        .filter(pl.col("override_until") >= as_of)
        .select(
            "borrower_id", "override_grade", "override_until", "override_confirmed", "override_why_not", "collection",
            "source_file", "source_sheet", "source_row",
        )
    )  # fmt: skip


def _last(found: pl.DataFrame, ruleset: RuleSet, language: str) -> pl.DataFrame:
    """The latest answer of each borrower in one line; what may not be printed is left to the supervisor."""
    said = words(language)["collect"]
    forbidden = alternatives(word for listed in ruleset.conduct.never_printed.values() for word in listed)
    note = pl.when(pl.col("note").str.contains(f"(?i){forbidden}")).then(pl.lit(said["withheld"])).otherwise("note")
    promise = pl.concat_str(
        pl.lit(said["promised"]), pl.col("promised_on").cast(pl.String), pl.col("promised_amount").cast(pl.String),
        separator=" ", ignore_nulls=True,
    )  # fmt: skip
    promised = pl.any_horizontal(pl.col("promised_on", "promised_amount").is_not_null())
    parts = [
        pl.col("day").cast(pl.String),
        "channel",
        "contacted",
        "result",
        pl.when(promised).then(promise),
        "cause",
        note,
    ]
    line = pl.concat_str(parts, separator=" · ", ignore_nulls=True).alias("last_answer")
    latest = found.group_by("borrower_id", maintain_order=True).last()
    return latest.with_columns(_labels(language)).select("borrower_id", line)
