"""A person's grade over the rules' own: worse freely, better only confirmed and never across a floor of regulation.

Whether it is confirmed is decided where officers' answers are read; here it is only weighed against the grade
the rules came to today, so that an override for the better of last month does not become one for the worse.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.grading.bands import floor_of
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.ruleset.model import GRADES, Words
from overdue_cli.words import template

OVERRIDE = {"override_grade": pl.String, "override_until": pl.Date, "override_confirmed": pl.Boolean}
"""Columns beside a borrower for whom somebody set a grade that has not lapsed."""
EFFECTS = pl.Enum(["worse", "better", "held", "same", "unconfirmed"])
"""`held`: better was confirmed, regulation keeps the grade from it; `unconfirmed`: better, and so ignored."""
COUNTED = ("worse", "better", "held")
RULE = "override"
"""Stands where a rule's id would."""
_PLACE = {letter: place for place, letter in enumerate(GRADES)}


def with_override(frame: pl.LazyFrame, ruleset: RuleSet, regulation: pl.Expr, brake: pl.Expr) -> pl.LazyFrame:
    """`frame` with `grade_before_override`, `override_effect`, and `grade` as a person set it (positions).

    `regulation` and `brake` are the grades below which the law's class and the twelve months allow none.
    """
    policy = ruleset.header.override
    floors = [floor_of(rule) for rule in ruleset.rules if rule.id in policy.never_crosses]
    asked = pl.col("override_grade").replace_strict(_PLACE, default=None, return_dtype=pl.Int8)
    floor = pl.max_horizontal(regulation, brake, *floors).cast(pl.Int8)
    own, confirmed = pl.col("grade"), pl.col("override_confirmed").fill_null(False)
    better = pl.min_horizontal(own, pl.max_horizontal(asked, floor))
    effect = (
        pl.when(asked.is_null())
        .then(None)
        .when(asked > own)
        .then(pl.lit("worse"))
        .when(asked == own)
        .then(pl.lit("same"))
        .when(~confirmed)
        .then(pl.lit("unconfirmed"))
        .when(better > asked)
        .then(pl.lit("held"))
        .otherwise(pl.lit("better"))
    )
    reached = pl.when(asked > own).then(asked).when((asked < own) & confirmed).then(better).otherwise(own)
    return frame.with_columns(
        own.alias("grade_before_override"), effect.cast(EFFECTS).alias("override_effect"), reached.alias("grade")
    )


def says(ruleset: RuleSet, language: str) -> pl.Expr:
    """What is said of an override that counted: from which grade to which, until when; never its own words."""
    policy = ruleset.header.override
    values = {
        "asked": pl.col("override_grade"), "from": pl.col("grade_before_override"), "to": pl.col("grade"),
        "until": pl.col("override_until").cast(pl.String),
    }  # fmt: skip
    said: dict[str, Words] = {"worse": policy.worse_says, "better": policy.better_says, "held": policy.held_says}
    effect = pl.col("override_effect").cast(pl.String)
    return pl.coalesce(
        [pl.when(effect == name).then(template(text.of(language), values)) for name, text in said.items()]
    )
