"""The rows people read: reasons in a few sentences, ids masked, one frame a list."""

from __future__ import annotations

import polars as pl

from overdue_cli.words import template

SENTENCES = 4
"""Reasons shown in a list row; the rest stand on the Reasons sheet, and the row says how many."""


def main_reasons(reasons: pl.DataFrame, language: str) -> pl.DataFrame:
    """One row a borrower and rule, worst first: of a rule's ladders the worst speaks, its points are kept."""
    return (
        reasons.group_by("borrower_id", "rule_id", maintain_order=True)
        .agg(pl.col(f"says_{language}", "fact", "no_better_than").first(), pl.col("points", "notches", "floor").max())
        .rename({f"says_{language}": "says"})
    )


def main_points(reasons: pl.DataFrame) -> pl.DataFrame:
    """`borrower_id`, `group`, `points`: what each group's rules gave together, before the group's cap."""
    rules = reasons.group_by("borrower_id", "group", "rule_id").agg(pl.col("points").max())
    return rules.group_by("borrower_id", "group").agg(pl.col("points").sum()).sort("borrower_id", "group")


def why(reasons: pl.DataFrame, language: str) -> pl.DataFrame:
    """`borrower_id`, `why`: the worst sentences, a line each, and how many more there are."""
    more = template(
        "（另有{n}条，见评级依据）" if language == "zh" else "({n} more under Reasons)", {"n": pl.col("n") - SENTENCES}
    )
    return (
        main_reasons(reasons, language)
        .group_by("borrower_id", maintain_order=True)
        .agg(pl.col("says").head(SENTENCES).str.join("\n").alias("why"), pl.len().alias("n"))
        .select(
            "borrower_id",
            pl.when(pl.col("n") > SENTENCES)
            .then(pl.concat_str("why", pl.lit("\n"), more))
            .otherwise("why")
            .alias("why"),
        )
    )


def all_reasons(reasons: pl.DataFrame, language: str) -> pl.DataFrame:
    """`borrower_id`, `reasons`: every rule that counted with its sentence, for machines and filters."""
    said = pl.concat_str("rule_id", pl.lit(" "), "says")
    return (
        main_reasons(reasons, language)
        .group_by("borrower_id", maintain_order=True)
        .agg(said.str.join("; ").alias("reasons"))
    )


def masked(column: str) -> pl.Expr:
    """All but the last four characters hidden; a short one wholly."""
    value = pl.col(column)
    return (
        pl.when(value.str.len_chars() >= 8)
        .then(pl.concat_str(pl.lit("****"), value.str.tail(4)))
        .when(value.is_not_null())
        .then(pl.lit("****"))
    )


def list_of(
    borrowers: pl.DataFrame, which: str, reasons: pl.DataFrame, language: str, columns: tuple[str, ...], *, unmask: bool
) -> pl.DataFrame:
    """The borrowers of one list (`overdue` or `before_due`) in rank order, with the columns asked for."""
    spoken = [
        pl.col(f"{name}_{language}").alias(name) for name in ("stands", "action", "owner", "may_contact", "forbidden")
    ]
    hidden = [] if unmask else [masked(name).alias(name) for name in ("id_number", "phone")]
    rows = borrowers.filter(pl.col("list") == which).with_columns(*spoken, *hidden)
    return rows.join(why(reasons, language), on="borrower_id", how="left", maintain_order="left").select(columns)


def placed(*further: str | pl.Expr) -> pl.Expr:
    """`file · sheet · …`; a file of one nameless sheet, such as CSV, shows none."""
    sheet = pl.col("source_sheet").cast(pl.String)
    return pl.concat_str("source_file", pl.when(sheet != "").then(sheet), *further, separator=" · ", ignore_nulls=True)
