"""What the records of people and promises contradict, and which reading was taken: the one that binds the bank more.

Rows of the shape every problem has, so that they stand on the Data quality sheet with file, sheet and row. No value
is shown: a party's row may hold somebody who must not be named.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.followup.given import Given
from overdue_cli.problems import SCHEMA

PLACE = ("source_file", "source_sheet", "source_row")


def doubts(given: Given) -> pl.DataFrame:
    """One row a doubtful row, in the schema of problems: F001 contradicting results, F002 promise without a date,
    F003 party of unknown liability, F004 guarantee date before the loan, F005 two guarantee modes, F006 collateral
    value of nought or less."""
    parts = [*_contacts(given), *_parties(given), _collateral(given)]
    types = {name: getattr(pl, kind) for name, kind in SCHEMA.items()}
    return (
        pl.concat(parts, how="diagonal")
        .select(
            [
                pl.col(name).cast(kind) if name in _MADE else pl.lit(None, kind).alias(name)
                for name, kind in types.items()
            ]
        )
        .sort("code", *PLACE)
        .collect()
    )


_MADE = ("code", "table", "header", *PLACE)


def _row(rows: pl.LazyFrame, code: str, table: str, header: str) -> pl.LazyFrame:
    return rows.select(
        pl.lit(code).alias("code"), pl.lit(table).alias("table"), pl.lit(header).alias("header"),
        pl.col("source_file").cast(pl.String), pl.col("source_sheet").cast(pl.String), "source_row",
    )  # fmt: skip


def _contacts(given: Given) -> list[pl.LazyFrame]:
    rows = given.sources["contacts"].lazy()
    day = ["borrower_id", "contacted_on"]
    against = pl.col("refusal") | pl.col("denial") | pl.col("lost")
    towards = pl.col("promise") | pl.col("code").is_in(["WTP", "PAID"]).fill_null(False)
    contradicts = against & towards.any().over(day) & pl.col("contacted_on").is_not_null()
    undated = (
        pl.col("promise")
        & pl.col("promised_on").is_null()
        & (given.age("contacted_on") < given.ruleset.contacts.windows.log_days)
    )
    return [
        _row(rows.filter(contradicts), "F001", "contacts", "result"),
        _row(rows.filter(undated), "F002", "contacts", "promised_on"),
    ]


def _parties(given: Given) -> list[pl.LazyFrame]:
    conduct = given.ruleset.conduct
    loans = given.sources["loans"].lazy().select("loan_id", "disbursed_on")
    rows = given.sources["parties"].lazy().join(loans, on="loan_id", how="left", maintain_order="left")
    role = pl.col("role").str.to_lowercase()
    known = [
        w.lower()
        for w in (*conduct.guarantor_words, *conduct.spouse_roles, *conduct.relay.roles, *conduct.controller_roles)
    ]
    basis, mode = pl.col("liability_basis"), pl.col("guarantee_mode")
    unknown = basis.is_null() & mode.is_null() & ~role.str.contains_any(known).fill_null(False)
    early = pl.col("guarantee_until") < pl.col("disbursed_on")
    differ = ((basis == "guarantor_joint") & (mode == "general")) | ((basis == "guarantor_general") & (mode == "joint"))
    return [
        _row(rows.filter(unknown), "F003", "parties", "liability_basis"),
        _row(rows.filter(early), "F004", "parties", "guarantee_until"),
        _row(rows.filter(differ), "F005", "parties", "guarantee_mode"),
    ]


def _collateral(given: Given) -> pl.LazyFrame:
    rows = given.table("collateral").lazy().filter(pl.col("value") <= 0)
    return _row(rows, "F006", "collateral", "value")
