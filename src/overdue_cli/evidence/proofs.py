"""The rows behind a fact, in words: which instalment, which inspection, in which file, sheet and row."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from overdue_cli.evidence.collect import Evidence
from overdue_cli.evidence.plan import Proof
from overdue_cli.locale import words
from overdue_cli.words import template

SCHEMA = {
    "borrower_id": pl.String,
    "fact": pl.String,
    "evidence": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.UInt32,
}
AT_MOST = 3
"""Rows shown for one fact: the worst few say it, the workbook must stay readable."""


def proofs_of(
    evidence: Evidence, borrowers: pl.Series, facts: Iterable[str], language: str, at_most: int = AT_MOST
) -> pl.DataFrame:
    """One row a borrower, fact and proving row, worst first, at most `at_most` each.

    Columns: `borrower_id`, `fact` (its key), `evidence` (words), `source_file`, `source_sheet`,
    `source_row`. Facts that no row can prove (a missing table, an old export) have none.
    """
    wanted = borrowers.implode()
    parts = [
        _of_fact(evidence.sources[plan.proof.source].lazy(), key, plan.proof, wanted, language, at_most)
        for key in dict.fromkeys(facts)
        if (plan := evidence.plans.get(key)) is not None and plan.proof is not None
    ]
    return pl.concat(parts).collect() if parts else pl.DataFrame(schema=SCHEMA)


def _of_fact(
    rows: pl.LazyFrame, key: str, proof: Proof, wanted: pl.Series, language: str, at_most: int
) -> pl.LazyFrame:
    # One row of a sheet may prove a fact twice, by two findings: their words decide, not the order of computing.
    order = ["borrower_id", pl.col("worst"), "source_file", "source_sheet", "source_row", "evidence"]
    return (
        rows.filter(pl.col("borrower_id").is_in(wanted))
        .filter(proof.rows)
        .with_columns(proof.worst.cast(pl.Float64).alias("worst"), _sentence(proof.source, language).alias("evidence"))
        .with_columns(pl.col("source_file", "source_sheet").cast(pl.String))
        .sort(order, descending=[False, True, False, False, False, False], nulls_last=True)
        .filter(pl.int_range(pl.len()).over("borrower_id") < at_most)
        .select(
            "borrower_id",
            pl.lit(key).alias("fact"),
            "evidence",
            "source_file",
            "source_sheet",
            "source_row",
        )
    )


def _sentence(source: str, language: str) -> pl.Expr:
    """How a row of `source` is said; the words stand in the locale under `evidence`."""
    said = words(language)["evidence"]
    if source in ("history", "cycles"):
        return _instalment(said)
    effective = pl.when("is_effective").then(pl.lit(said["effective"])).otherwise(pl.lit(said["ineffective"]))
    yuan = (pl.col("amount") / 100).round(2).cast(pl.String)
    # Source → which sentence, and the expressions for its places; only the one asked for is ever evaluated.
    spoken = {
        "inspections": ("inspection", {"date": pl.col("inspected_on"), "effective": effective}),
        "findings": ("finding", {"date": pl.col("inspected_on"), "shown": pl.col(f"shown_{language}")}),
        "contacts": ("contact", {"date": pl.col("contacted_on"), "result": pl.col("result").fill_null("…")}),
        "promises": ("promise", {"date": pl.col("made_on"), "by": pl.col("due_by"), "amount": yuan.fill_null("…")}),
        "cash": ("payment", {"loan": pl.col("loan_id"), "date": pl.col("paid_on"), "amount": yuan}),
        "signals": ("signal", {"date": pl.col("observed_on"), "code": pl.col("code")}),
    }
    name, places = spoken.get(source, ("loan", {"loan": pl.col("loan_id")}))
    return template(said[name], places)


def _instalment(said: dict[str, str]) -> pl.Expr:
    """An open, a late and a status-coded instalment are said differently."""
    number = (
        pl.when(pl.col("instalment_no").is_not_null())
        .then(template(said["number"], {"no": pl.col("instalment_no")}))
        .otherwise(pl.lit(""))
    )
    values = {
        "loan": pl.col("loan_id"),
        "number": number,
        "due": pl.col("due_on"),
        "days": pl.col("days_late"),
        "paid": pl.col("satisfied_on"),
        "code": pl.col("status_code"),
    }
    return (
        pl.when(pl.col("status_code").is_not_null())
        .then(template(said["status"], values))
        .when("is_open")
        .then(template(said["open"], values))
        .otherwise(template(said["late"], values))
    )
