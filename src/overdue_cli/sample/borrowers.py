"""One row a borrower: who they are, where, with whom, and the traits of their archetype."""

from __future__ import annotations

import polars as pl

from overdue_cli.sample import names
from overdue_cli.sample.dice import pick
from overdue_cli.sample.plan import Plan
from overdue_cli.sample.situations import cast
from overdue_cli.sample.words import INDUSTRIES, OUTLETS

_PRODUCTS = ["business"] * 7 + ["farmer"] * 7 + ["consumer"] * 5 + ["bullet"] * 1
_TRADES = ["materials", "retail", "food", "haulage", "machining", "clothing", "retail", "food"]
_FARMS = ["crops", "crops", "pigs", "fruit", "fruit"]
_WAGES = ["salaried", "salaried", "salaried", "retail", "food"]
_OUTLETS = [0] * 8 + [1] * 7 + [2] * 5
_DESKS = ((0, 0, 0, 0, 1, 1, 1, 2, 2, 2), (3, 3, 3, 3, 4, 4, 4, 5, 5, 5), (6, 6, 6, 6, 6, 7, 7, 7, 7, 7))
"""Officers of each outlet by tenths; the first carries more borrowers than the others."""


def borrowers(plan: Plan, first: int, last: int) -> pl.DataFrame:
    """Borrowers `first` … `last` − 1 with their particulars; `borrower` is the number all draws hang on."""
    key = pl.col("borrower")
    dice = plan.dice
    frame = cast(first, last).join(plan.traits, on="archetype", how="left", maintain_order="left")
    return (
        frame.with_columns(
            product=_or(pl.col("product"), dice.one_of(key, "product", _PRODUCTS)),
            outlet=pl.col("outlet").fill_null(pl.lit(pl.Series(_OUTLETS)).gather(dice.between(key, "outlet", 0, 19))),
        )
        .with_columns(firm=_firm(plan), industry=_or(pl.col("industry"), _industry(plan)))
        .with_columns(
            borrower_id=borrower_id(key),
            borrower_name=name(plan, key, pl.col("firm"), pl.col("industry")),
            id_number=names.document_number(dice, key, pl.col("firm")),
            phone=names.phone(dice, key, "phone"),
            desk=_desk(plan),
            branch=pick([o[plan.language] for o in OUTLETS], pl.col("outlet")),
            industry_text=plan.word(pl.col("industry"), INDUSTRIES),
            married=~pl.col("firm") & (dice.percent(key, "married") < 62),
        )
        .with_columns(officer=pick([o[plan.language] for o in names.OFFICERS], pl.col("desk")))
    )


def borrower_id(number: pl.Expr) -> pl.Expr:
    """Ten digits with leading zeros, as core systems give them."""
    return (3_170_000 + number * 13).cast(pl.String).str.zfill(10)


def name(plan: Plan, number: pl.Expr, is_firm: pl.Expr, industry: pl.Expr) -> pl.Expr:
    """The name of borrower `number`, which another borrower's row can also ask for."""
    person = names.person(plan.dice, number, "borrower", plan.language)
    return pl.when(is_firm).then(names.firm(plan.dice, number, industry, plan.language)).otherwise(person)


def _or(given: pl.Expr, drawn: pl.Expr) -> pl.Expr:
    return pl.when(given == "").then(drawn).otherwise(given)


def _firm(plan: Plan) -> pl.Expr:
    share = pl.col("product").replace_strict({"business": 25, "bullet": 50}, default=0, return_dtype=pl.Int64)
    return pl.col("firm").fill_null(plan.dice.percent(pl.col("borrower"), "firm") < share)


def _industry(plan: Plan) -> pl.Expr:
    key, dice = pl.col("borrower"), plan.dice
    return (
        pl.when(pl.col("product").is_in(["farmer", "single"])).then(dice.one_of(key, "industry/farm", _FARMS))
        .when(pl.col("product") == "consumer").then(dice.one_of(key, "industry/wage", _WAGES))
        .otherwise(dice.one_of(key, "industry/trade", _TRADES))
    )  # fmt: skip


def _desk(plan: Plan) -> pl.Expr:
    tenth = plan.dice.between(pl.col("borrower"), "desk", 0, 9)
    desks = pl.Series([d for outlet in _DESKS for d in outlet])
    return pl.lit(desks).gather(pl.col("outlet") * 10 + tenth)
