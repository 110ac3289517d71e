"""Loans: what was lent, on which terms, and the dates everything else hangs on."""

from __future__ import annotations

import datetime as dt

import polars as pl

from overdue_cli.sample import names
from overdue_cli.sample.amortisation import RATES
from overdue_cli.sample.dice import pick
from overdue_cli.sample.plan import Plan
from overdue_cli.sample.words import METHODS, PRODUCTS

_TERMS: dict[str, tuple[str, int, int, list[str]]] = {
    # product: (method, principal from, to in 千元, guarantees by tenths)
    "business": ("annuity", 80, 600, ["guaranteed"] * 4 + ["mortgaged"] * 4 + ["pledged"] + ["unsecured"]),
    "farmer": ("annuity", 20, 100, ["unsecured"] * 6 + ["guaranteed"] * 4),
    "consumer": ("annuity", 30, 200, ["unsecured"] * 8 + ["guaranteed"] * 2),
    "bullet": ("bullet", 200, 1500, ["mortgaged"] * 6 + ["pledged"] * 2 + ["guaranteed"] * 2),
    "single": ("single", 10, 50, ["unsecured"] * 10),
    "revolving": ("revolving", 20, 200, ["unsecured"] * 10),
}
_DUE_DAYS = [5, 8, 10, 10, 10, 15, 15, 20, 20, 20, 20, 21, 21, 22, 25, 25, 25, 25, 26, 28]


def loans(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """One row a loan: the borrower's columns, and the loan's terms and dates (amounts in fen)."""
    second = plan.dice.percent(pl.col("borrower"), "second") < pl.col("second_loan")
    both = pl.concat([people.with_columns(which=pl.lit(0, dtype=pl.Int64)),
                      people.filter(second).with_columns(which=pl.lit(1, dtype=pl.Int64))]).sort("borrower",
                      "which")  # fmt: skip
    key = pl.col("loan")
    return (
        both.with_columns(
            loan=pl.col("borrower") * 2 + pl.col("which"), follows=(pl.col("which") == 0) | pl.col("both_loans")
        )
        .with_columns(settled=~pl.col("follows") & (plan.dice.percent(key, "settled") < 15))
        .with_columns(_product(plan), due_count=_due_count(plan))
        .with_columns(_terms(plan))
        .with_columns(_dates(plan))
        .with_columns(loan_id=_loan_id(), approver=_approver(plan))
    )


def _product(plan: Plan) -> pl.Expr:
    other = pl.when(pl.col("firm")).then(pl.lit("business")).otherwise(pl.lit("consumer"))
    return pl.when(pl.col("follows")).then(pl.col("product")).otherwise(other).alias("product")


def _due_count(plan: Plan) -> pl.Expr:
    own = plan.dice.between(pl.col("loan"), "due count", pl.col("instalments_due_low"), pl.col("instalments_due_high"))
    return pl.when(pl.col("follows")).then(own).otherwise(plan.dice.between(pl.col("loan"), "due count", 8, 30))


def _terms(plan: Plan) -> list[pl.Expr]:
    dice, key, product = plan.dice, pl.col("loan"), pl.col("product")
    low, high = (product.replace_strict({k: v[i] for k, v in _TERMS.items()}, return_dtype=pl.Int64) for i in (1, 2))
    tenths = [g for v in _TERMS.values() for g in v[3]]
    kind = product.replace_strict({k: 10 * i for i, k in enumerate(_TERMS)}, return_dtype=pl.Int64)
    guarantee = pick(tenths, kind + dice.between(key, "guarantee", 0, 9))
    given = pl.col("follows") & (pl.col("guarantee") != "")
    return [
        product.replace_strict({k: v[0] for k, v in _TERMS.items()}, return_dtype=pl.String).alias("method"),
        (dice.between(key, "principal", low, high) * 100_000).alias("principal"),
        dice.between(key, "rate", 0, len(RATES) - 1).alias("rate"),
        pl.when(given).then(pl.col("guarantee")).otherwise(guarantee).alias("guarantee_type"),
        _term(plan).alias("term"),
        _due_day(plan).alias("due_day"),
        plan.word(product, PRODUCTS).alias("product_text"),
    ]


def _term(plan: Plan) -> pl.Expr:
    """Instalments in all: fixed by when the loan ends, else a usual term with at least two still to come."""
    need = pl.col("due_count") + 2
    longer = plan.dice.between(pl.col("loan"), "term", 0, 1)
    usual = (
        pl.when(need <= 12).then(12 + 12 * longer)
        .when(need <= 24).then(24 + 12 * longer)
        .when(need <= 36).then(36 + 24 * longer)
        .otherwise(60)
    )  # fmt: skip
    fixed = pl.when(pl.col("settled")).then(-2).when(pl.col("follows")).then(pl.col("ends_after"))
    return pl.coalesce(pl.col("due_count") + fixed, usual).cast(pl.Int64)


def _due_day(plan: Plan) -> pl.Expr:
    """Day of the month the instalments fall on, 1 … 28: the archetype's, or one of the branch's usual days."""
    fixed = (plan.today + pl.duration(days=pl.col("due_in"))).dt.day().cast(pl.Int64)
    usual = pl.lit(pl.Series(_DUE_DAYS)).gather(plan.dice.between(pl.col("loan"), "due day", 0, len(_DUE_DAYS) - 1))
    own = pl.when(pl.col("follows")).then(fixed)
    return pl.coalesce(own, usual).clip(upper_bound=28)


def due_on(as_of: dt.date, ago: pl.Expr) -> pl.Expr:
    """The due date `ago` cycles before the latest one that lies before the as-of date (that one is 0)."""
    month = as_of.year * 12 + as_of.month - 1 - ago - (pl.col("due_day") >= as_of.day).cast(pl.Int64)
    return pl.date(month // 12, month % 12 + 1, pl.col("due_day"))


def _dates(plan: Plan) -> list[pl.Expr]:
    first = due_on(plan.as_of, pl.col("due_count") - 1)
    lead = plan.dice.between(pl.col("loan"), "lead", 31, 45)
    return [
        (first - pl.duration(days=lead)).alias("disbursed_on"),
        due_on(plan.as_of, pl.col("due_count") - pl.col("term")).alias("matures_on"),
    ]


def _loan_id() -> pl.Expr:
    serial = (pl.col("loan") + 1).cast(pl.String).str.zfill(10)
    return pl.lit("0662") + pl.col("disbursed_on").dt.year().cast(pl.String) + serial


def _approver(plan: Plan) -> pl.Expr:
    """Exceptions come from one approver, which is a signal a management sheet should show."""
    who = pl.when(pl.col("exception")).then(2).otherwise(plan.dice.between(pl.col("loan"), "approver", 0, 4) % 3)
    return pick([a[plan.language] for a in names.APPROVERS], who)


def method_text(plan: Plan) -> pl.Expr:
    """The repayment method as the export spells it."""
    return plan.word(pl.col("method"), METHODS)
