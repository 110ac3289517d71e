"""Who is liable, by what right, and until when. Whoever is not liable leaves the data here and is never seen again.

Contradictions take the reading that binds the bank more: two modes on record make a general guarantee, a blank mode
is general (Art. 686 of the Civil Code), a date before the loan is no date.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.followup.signs_records import live_signals

JOINT, GENERAL = "guarantor_joint", "guarantor_general"
NOT_BY_GUARANTEE = ("borrower", "co_borrower", "spouse_joint_debt_confirmed", "authorised_agent")


def liable(given: Given) -> pl.DataFrame:
    """One row a liable party: `borrower_id`, `loan_id`, `party_name`, `basis`, `until` (guarantees), `evidence_ref`,
    `consent_until`, `silent`, `claimed`, and what is doubtful: `modes_differ`, `mode_blank`, `date_doubtful`, `old_contract`.
    """
    rows = _with_loan(given)
    known = pl.col("liability_basis").is_in(NOT_BY_GUARANTEE)
    mode, basis = pl.col("guarantee_mode"), pl.col("liability_basis")
    role = _role(given.ruleset.conduct.guarantor_words)
    guarantees = basis.is_in([JOINT, GENERAL]) | (mode.is_not_null() & ~known) | (basis.is_null() & role)
    differ = ((basis == JOINT) & (mode == "general")) | ((basis == GENERAL) & (mode == "joint"))
    joint = ((mode == "joint") | (mode.is_null() & (basis == JOINT))) & ~differ.fill_null(False)
    kind = (
        pl.when(known).then(basis).when(guarantees & joint).then(pl.lit(JOINT)).when(guarantees).then(pl.lit(GENERAL))
    )
    policy = given.ruleset.playbook.clocks
    before = dt.date.fromisoformat(policy.joint_unless_stated_before)
    doubtful = (pl.col("guarantee_until") < pl.col("disbursed_on")).fill_null(False)
    default = pl.col("ends_on").dt.offset_by(f"{policy.guarantee_months}mo")
    stated = pl.when(~doubtful).then("guarantee_until")
    return (
        rows.with_columns(kind.alias("basis"))
        .filter(pl.col("basis").is_not_null())
        .with_columns(
            pl.when(pl.col("basis").is_in([JOINT, GENERAL])).then(pl.coalesce(stated, default)).alias("until"),
            differ.fill_null(False).alias("modes_differ"),
            (pl.col("basis").is_in([JOINT, GENERAL]) & mode.is_null()).alias("mode_blank"),
            doubtful.alias("date_doubtful"),
            (mode.is_null() & (pl.col("disbursed_on") < before)).fill_null(False).alias("old_contract"),
            pl.col("do_not_contact").fill_null(False).alias("silent"),
        )
        .join(_claimed(given), on="borrower_id", how="left")
        .with_columns(
            pl.when(pl.col("basis") == JOINT)
            .then(pl.col("claimed_on").is_not_null() | pl.col("claimed").fill_null(False))
            .otherwise(pl.col("sued").fill_null(False))
            .alias("claimed")
        )
        .select(
            "borrower_id", "loan_id", "party_name", "basis", "until", "evidence_ref", "consent_until", "silent", "claimed",
            "modes_differ", "mode_blank", "date_doubtful", "old_contract", "restructured_on",
        )
        .unique(maintain_order=True)
        .collect()
    )  # fmt: skip


def _role(words: list[str]) -> pl.Expr:
    return pl.col("role").str.to_lowercase().str.contains_any([word.lower() for word in words]).fill_null(False)


def _with_loan(given: Given) -> pl.LazyFrame:
    """Parties with the dates of their loan; one who names no loan stands for all, so the earliest end counts."""
    loans = given.sources["loans"].lazy().filter(pl.col("loan_status").ne_missing("settled"))
    dates = loans.select("loan_id", "disbursed_on", pl.col("matures_on").alias("ends_on"), "restructured_on")
    every = loans.group_by("borrower_id").agg(
        pl.col("disbursed_on").max().alias("any_disbursed_on"),
        pl.col("matures_on").min().alias("any_ends_on"),
        pl.col("restructured_on").max().alias("any_restructured_on"),
    )
    joined = given.sources["parties"].lazy().join(dates, on="loan_id", how="left")
    return joined.join(every, on="borrower_id", how="inner").with_columns(
        [pl.coalesce(name, f"any_{name}") for name in ("disbursed_on", "ends_on", "restructured_on")]
    )


def _claimed(given: Given) -> pl.LazyFrame:
    """Borrower → a guarantor signed for a demand, a claim is on record, a suit is on record."""
    policy = given.ruleset.playbook.clocks
    words = [word.lower() for word in given.ruleset.conduct.guarantor_words]
    demanded = (
        given.sources["contacts"]
        .lazy()
        .filter(
            (pl.col("code") == "RECEIPT")
            & pl.col("contacted_party").str.to_lowercase().str.contains_any(words).fill_null(False)
        )
        .group_by("borrower_id")
        .agg(pl.col("contacted_on").max().alias("claimed_on"))
    )
    steps = (
        live_signals(given)
        .group_by("borrower_id")
        .agg(
            pl.col("code").is_in(policy.claim_ended_by).any().alias("claimed"),
            pl.col("code").is_in(policy.suit_ended_by).any().alias("sued"),
        )
    )
    return demanded.join(steps, on="borrower_id", how="full", coalesce=True)


def of_parties(given: Given, parties: pl.DataFrame) -> pl.LazyFrame:
    """Signs: an unsigned spouse, a general guarantor, a borrower who must not be contacted."""
    conduct = given.ruleset.conduct
    unsigned = (pl.col("liability_basis") == "spouse_unconfirmed") | (
        _role(conduct.spouse_roles) & (pl.col("liability_basis").fill_null("none") == "none")
    )
    spouses = (
        given.sources["parties"]
        .lazy()
        .group_by("borrower_id")
        .agg(unsigned.fill_null(False).any().alias("unsigned_spouse"))
    )
    standing = (
        parties.lazy()
        .group_by("borrower_id")
        .agg(
            (pl.col("basis") == GENERAL).any().alias("general_guarantor"),
            ((pl.col("basis") == "borrower") & pl.col("silent")).any().alias("borrower_silent"),
        )
    )
    return spouses.join(standing, on="borrower_id", how="left")
