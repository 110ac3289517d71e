"""Up slowly: the best grade this run allows, given the run before it and the last twelve months.

Down at once and by any number of notches; up one notch for every so many days, and only when what is owed
is paid, nothing grave is open, and the steps of the policy are served. Where no earlier run is known the
twelve months speak alone, and ask the same: who was late enough for a grade within them does not leave it
while anything is owed or open.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.ruleset.model import GRADES, Brake

PREVIOUS = {"previous_grade": pl.String, "previous_grade_by_rules": pl.String, "previous_as_of": pl.Date}
"""Columns of an earlier run beside each borrower; null for those it did not grade. The brake counts from the rules'
own grade: what a person set lapses by its date, and is no performance."""


def floor_by_brake(policy: Brake, as_of: pl.Expr, grave: pl.Expr) -> pl.Expr:
    """The best grade position allowed (Int8): the worse of the twelve-month test and the previous run's.

    `grave` says that an orange or red finding is open, which bars any rise.
    """
    previous = pl.col("previous_grade_by_rules").replace_strict(
        {g: i for i, g in enumerate(GRADES)}, default=None, return_dtype=pl.Int8
    )
    notches = ((as_of - pl.col("previous_as_of")).dt.total_days() // policy.up_one_notch_per_days).clip(lower_bound=0)
    paid = (pl.col("arrears") == 0) & (pl.col("days_past_due").fill_null(1) == 0)
    best = previous - pl.when(paid & ~grave).then(notches).otherwise(0)
    for step in reversed(policy.steps):
        at = GRADES.index(step.no_better_than)
        barred = (previous >= at) & ~pl.col(f"served {step.no_better_than}").fill_null(False)
        best = pl.when(barred).then(pl.max_horizontal(best, pl.lit(at))).otherwise(best)
    barred = ~paid | grave
    once = [
        pl.when(barred & pl.col(f"late enough {step.no_better_than}").fill_null(False))
        .then(GRADES.index(step.no_better_than))
        .otherwise(0)
        for step in policy.steps
    ]
    return pl.max_horizontal("brake", best.clip(0, len(GRADES) - 1), *once).cast(pl.Int8)
