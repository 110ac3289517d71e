"""The loans table: one row a loan, merged, or built from the other tables where there is no ledger."""

from __future__ import annotations

import polars as pl

from overdue_cli.intake.clean import runs
from overdue_cli.intake.notes import note
from overdue_cli.tables import FIVE_TIERS, LOANS, Kind, schema_of

_WORST_FIRST = [*reversed(FIVE_TIERS)]


def merged(loans: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """One row a loan. Where several rows speak of one loan the worse number and class count (P034).

    Other columns take the first value that is there; provenance is the first row's.
    """
    repeated = loans["loan_id"].is_duplicated()
    if not repeated.any():
        return loans, []
    many = loans.filter(repeated)
    one = many.group_by("loan_id", maintain_order=True).agg(_worse(name) for name in loans.columns if name != "loan_id")
    extra = many.filter(~many["loan_id"].is_first_distinct())
    notes = [
        note("P034", table="loans", source_file=str(f), source_sheet=str(s), header="loan_id", detail=str(n))
        for f, s, n in extra.group_by("source_file", "source_sheet", maintain_order=True).len().iter_rows()
    ]
    first = loans.with_row_index("at").filter(pl.col("loan_id").is_first_distinct()).select("at", "loan_id")
    both = pl.concat([loans.filter(~repeated), one.select(loans.columns)])
    return first.join(both, on="loan_id", how="left", maintain_order="left").select(loans.columns), notes


def _worse(name: str) -> pl.Expr:
    column = pl.col(name)
    if name in {"source_file", "source_sheet", "source_row"}:
        return column.first()
    kind = LOANS.column(name).kind
    if kind is Kind.MONEY or name in {"days_past_due", "restructure_count"}:
        return column.max()
    if name == "five_tier":
        rank = column.replace_strict(_WORST_FIRST, list(range(len(FIVE_TIERS))), default=None, return_dtype=pl.Int8)
        return column.sort_by(rank, nulls_last=True).first()
    return column.max() if kind is Kind.FLAG else column.drop_nulls().first()


def built(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Loans named by the other tables, in the order they are met: the ids and nothing else."""
    schema = schema_of("loans")
    keys = ["loan_id", "borrower_id", "source_file", "source_sheet", "source_row"]
    named = [t.select(keys) for name, t in tables.items() if name in {"instalments", "payments"}]
    if not named:
        return pl.DataFrame(schema=schema)
    # The first row of each run of one loan and one borrower: all others would add nothing, and are nearly all there are.
    heads = [rows.filter(~_as_above("loan_id") | ~_as_above("borrower_id")) for rows in named]
    ids = pl.concat(heads).filter(pl.col("loan_id").is_not_null())
    ids = ids.group_by("loan_id", maintain_order=True).agg(
        pl.col("borrower_id").drop_nulls().first(), *(pl.col(k).first() for k in keys[2:])
    )
    rest = (pl.lit(None, t).alias(n) for n, t in schema.items() if n not in keys)
    return ids.with_columns(rest).select(pl.col(n).cast(t) for n, t in schema.items())


def _as_above(column: str) -> pl.Expr:
    """Whether a row says the same as the row above it; false on the first."""
    same = pl.col(column).eq_missing(pl.col(column).shift())
    return same & (pl.int_range(pl.len()) > 0)


def of_loans(loan_ids: pl.Series, loans: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """What `columns` of the ledger say of each of `loan_ids`, row by row; null where it does not know the loan.

    Asked once for each run of a loan, since exports keep the rows of a loan together; `loans` has one row a loan.
    """
    heads, run = runs(loan_ids.alias("loan_id"))
    known = heads.to_frame().join(loans.select("loan_id", *columns), on="loan_id", how="left", maintain_order="left")
    return known.select(pl.col(columns).gather(run))
