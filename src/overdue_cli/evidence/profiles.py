"""Which profile each loan belongs to, and what of the evidence hangs on it.

The loan is asked, not the borrower: of two loans one may be a card. A loan that no profile knows is nobody's
exception: the rule set itself holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from overdue_cli.ruleset.model import FactUse, LoanProfile, LoanTest

SOURCES = ("history", "cycles", "loans")
"""The frames whose rows are of one loan, and so of its profile."""


def with_profile(loans: pl.LazyFrame, profiles: Sequence[LoanProfile]) -> pl.LazyFrame:
    """`loans` with `profile`, the id of the first that knows the loan; null if none does."""
    known = [pl.when(pl.any_horizontal(_is(test) for test in p.loans)).then(pl.lit(p.id)) for p in profiles]
    return loans.with_columns(pl.coalesce([*known, pl.lit(None, pl.String)]).alias("profile"))


def _is(test: LoanTest) -> pl.Expr:
    """Every column named holds one of its words; a blank cell holds none."""
    asked = [
        pl.col(name).str.normalize("NFKC").str.to_lowercase().str.contains_any([word.lower() for word in words])
        for name in ("product", "repayment_method")
        if (words := getattr(test, name))
    ]
    if test.debtor_class:
        asked.append(pl.col("debtor_class").is_in(test.debtor_class))
    return pl.all_horizontal(asked).fill_null(False) if asked else pl.lit(False)


def with_grace(dues: pl.DataFrame, profiles: Sequence[LoanProfile]) -> pl.DataFrame:
    """Instalments with what was paid within its profile's grace counted as on time.

    Memory is softened, never the present: an open instalment is as late as it is, and the law's floors ask that.
    """
    grace = {p.id: p.grace_days for p in profiles if p.grace_days}
    if not grace:
        return dues
    days = pl.col("profile").replace_strict(grace, default=0, return_dtype=pl.Int32)
    forgiven = ~pl.col("is_open") & pl.col("status_code").is_null() & (pl.col("days_late") <= days)
    return dues.with_columns(pl.when(forgiven.fill_null(False)).then(0).otherwise("days_late").alias("days_late"))


def in_scope(use: FactUse) -> pl.Expr | None:
    """Whether a loan is among those the use asks; None if it asks them all."""
    if not use.of and not use.not_of:
        return None
    asked = pl.lit(True)
    if use.of:
        asked = pl.col("profile").is_in(use.of).fill_null(False)
    return asked & ~pl.col("profile").is_in(use.not_of).fill_null(False) if use.not_of else asked


def scope_column(use: FactUse) -> str:
    """Name of the column that says whether a borrower has a loan the use asks."""
    return f"asked {'+'.join(use.of)} not {'+'.join(use.not_of)}"
