"""Legal clocks: guarantee periods and limitation, which bear on the tier, and three that only ask to be watched.

Each runs to a date whatever the days past due are, and each can be stopped by one act; both stand in the row. Where a
date is missing or impossible the reading that ends sooner is taken, and said.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.clocks_watched import GIVEN, SCHEMA, answers, observation, rectification, shaped
from overdue_cli.followup.given import Given
from overdue_cli.followup.parties import GENERAL, JOINT
from overdue_cli.followup.signs_records import live_signals

DOUBTS = {
    "date_doubtful": ("约定日期早于放款，按法定六个月计，请法务核定", "the date agreed lies before the loan; the six months of the law are counted, legal desk to settle"),
    "old_contract": ("旧合同未写明保证方式，请法务核定", "an older contract without a mode; legal desk to settle"),
    "modes_differ": ("两处保证方式不一致，按一般保证计", "two modes on record; read as a general guarantee"),
    "mode_blank": ("未写明保证方式，按一般保证计", "no mode on record; read as a general guarantee"),
}  # fmt: skip


def clocks(given: Given, parties: pl.DataFrame) -> pl.DataFrame:
    """One row a clock that still runs or has run out, columns `SCHEMA`; the first to end first."""
    parts = [
        _guarantees(given, parties),
        _limitation(given),
        observation(given),
        rectification(given),
        answers(given),
    ]
    policy = given.ruleset.playbook.clocks.kinds
    kind = pl.col("kind")
    of = {
        "title_zh": {name: words.title.zh for name, words in policy.items()},
        "title_en": {name: words.title.en for name, words in policy.items()},
        "act_zh": {name: words.act.zh for name, words in policy.items()},
        "act_en": {name: words.act.en for name, words in policy.items()},
    }
    within = kind.replace_strict(
        {n: w.show_within_days for n, w in policy.items()}, default=None, return_dtype=pl.Int64
    )
    tier = kind.replace_strict({n: w.tier_within_days for n, w in policy.items()}, default=None, return_dtype=pl.Int64)
    left = pl.col("days_left")
    return (
        pl.concat(parts, how="diagonal")
        .with_columns((-given.age("date")).alias("days_left"))
        .with_columns(
            [kind.replace_strict(words, default=None, return_dtype=pl.String).alias(n) for n, words in of.items()]
        )
        .with_columns((left <= tier).fill_null(False).alias("is_tier_one"))
        .filter((left <= within).fill_null(True))
        .sort("date", "borrower_id", "loan_id", "kind", "party", "about_zh", nulls_last=False)
        .select(**{name: pl.col(name) if name in GIVEN or name in _MADE else pl.lit(None) for name in SCHEMA})
        .cast(pl.Schema(SCHEMA))
        .collect()
    )


_MADE = ("title_zh", "title_en", "act_zh", "act_en", "days_left", "is_tier_one")


def _guarantees(given: Given, parties: pl.DataFrame) -> pl.LazyFrame:
    """One row a guarantor not claimed from yet; the period is never interrupted, only used."""
    rows = parties.lazy().filter(pl.col("basis").is_in([JOINT, GENERAL]) & ~pl.col("claimed"))
    about = [
        pl.concat_str(
            [pl.when(pl.col(flag)).then(pl.lit(words[place])) for flag, words in DOUBTS.items()]
            + [pl.when(_changed()).then(pl.lit(CHANGED[place]))],
            separator=("；", "; ")[place],
            ignore_nulls=True,
        ).alias(name)
        for place, name in enumerate(("about_zh", "about_en"))
    ]
    kind = pl.when(pl.col("basis") == JOINT).then(pl.lit("guarantee_joint")).otherwise(pl.lit("guarantee_general"))
    return shaped(
        rows.with_columns(
            kind.alias("kind"), pl.col("party_name").alias("party"), pl.col("until").alias("date"), *about
        )
    )


CHANGED = (
    "贷款曾展期或重组，核对保证人书面同意",
    "the loan was extended or restructured: check the guarantor's written consent",
)


def _changed() -> pl.Expr:
    return pl.col("restructured_on").is_not_null()


def _limitation(given: Given) -> pl.LazyFrame:
    """One row an open loan whose last instalment is past: three years from then, or from what interrupted it last."""
    policy = given.ruleset.playbook.clocks
    loans = (
        given.sources["loans"]
        .lazy()
        .filter(pl.col("loan_status").ne_missing("settled") & pl.col("balance").ne_missing(0))
    )
    history = (
        given.sources["history"]
        .lazy()
        .group_by("loan_id")
        .agg(
            pl.col("last_paid_on").max(),
            pl.col("due_on").filter("is_open").min().alias("open_since"),
            pl.col("due_on").max().alias("last_due_on"),
        )
    )
    coming = given.coming().select("loan_id", pl.lit(True).alias("goes_on")).unique()
    receipts = _receipts(given)
    live = live_signals(given)
    called = (
        live.filter(pl.col("code").is_in(policy.accelerated_by))
        .group_by("borrower_id")
        .agg(pl.col("observed_on").max().alias("called_on"))
    )
    sued = live.filter(pl.col("code").is_in(policy.suit_ended_by)).select("borrower_id").unique()
    # Without a maturity the last instalment known is taken, unless more are to come.
    ends = pl.coalesce("called_on", "matures_on", pl.when(pl.col("goes_on").is_null()).then("last_due_on"))
    start = pl.max_horizontal("ended_on", "last_paid_on", "receipt_on")
    return shaped(
        loans.join(history, on="loan_id", how="left")
        .join(coming, on="loan_id", how="left")
        .join(receipts, on="borrower_id", how="left")
        .join(called, on="borrower_id", how="left")
        .join(sued, on="borrower_id", how="anti")
        .with_columns(ends.alias("ended_on"))
        .filter((pl.col("ended_on") < given.as_of) & (pl.col("open_since").is_not_null() | (pl.col("balance") > 0)))
        .with_columns(
            pl.lit("limitation").alias("kind"), start.dt.offset_by(f"{policy.limitation_years}y").alias("date")
        )
    )


def _receipts(given: Given) -> pl.LazyFrame:
    """Borrower → the last demand the borrower signed for; a guarantor's signature does not bind the borrower."""
    words = [word.lower() for word in given.ruleset.conduct.guarantor_words]
    by_guarantor = pl.col("contacted_party").str.to_lowercase().str.contains_any(words).fill_null(False)
    return (
        given.sources["contacts"]
        .lazy()
        .filter((pl.col("code") == "RECEIPT") & ~by_guarantor)
        .group_by("borrower_id")
        .agg(pl.col("contacted_on").max().alias("receipt_on"))
    )


def days_left(clock: pl.DataFrame) -> pl.LazyFrame:
    """Signs: days left of the guarantee period, and of the limitation, that ends first."""

    def first(*kinds: str) -> pl.Expr:
        return pl.col("days_left").filter(pl.col("kind").is_in(kinds)).min()

    return (
        clock.lazy()
        .group_by("borrower_id")
        .agg(
            first("guarantee_joint", "guarantee_general").alias("guarantee_days_left"),
            first("limitation").alias("limitation_days_left"),
        )
    )
