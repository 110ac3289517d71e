"""What the upgrade brake asks of the last twelve months: how bad it was, and how clean it has been since.

Performance lifts a grade, not hope: after lateness a borrower must show clean instalments for some months
before the grade may rise, whether or not an earlier run is on record.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Setting
from overdue_cli.ruleset.model import GRADES, Brake


def clean_since(setting: Setting, policy: Brake) -> Plan:
    """The best grade position the last twelve months allow, worst loan (0 to 4); `served …`, `late enough …` per step.

    Each step of the policy asks: was an instalment late enough to put the borrower at that grade, and have
    too few clean instalments or months, or no visit, followed since the last unclean one was put right?
    """
    late = pl.col("days_late")
    in_year = pl.col("is_open") | (pl.coalesce("satisfied_on", "due_on") >= setting.months_ago(policy.within_months))
    unclean = in_year & (late > policy.clean_at_most_days_late).fill_null(True)
    until = pl.when("is_open").then(pl.lit(setting.as_of)).otherwise(pl.coalesce("satisfied_on", "due_on"))
    last_cure = until.filter(unclean).max()
    history: dict[str, pl.Expr] = {
        "cured_on": last_cure,
        "clean since cure": (
            (pl.col("due_on") >= pl.coalesce(last_cure, pl.col("due_on").min()))
            & (late <= policy.clean_at_most_days_late)
        ).sum(),
    }
    loans: dict[str, pl.Expr] = {}
    floors: list[pl.Expr] = [pl.lit(0)]
    for step in policy.steps:
        held, served = f"held at {step.no_better_than}", served_column(step.no_better_than)
        # An unknown month is not clean, and no more than that is known of it.
        late_enough = (late >= step.days_late_from).fill_null(step.days_late_from <= policy.clean_at_most_days_late + 1)
        history[held] = (in_year & late_enough).any()
        rested = pl.col("cured_on").is_null() | (pl.col("cured_on") <= setting.months_ago(step.months))
        done = rested & (pl.col("clean since cure") >= step.instalments)
        if step.on_site_inspection:
            done = done & (
                pl.col("cured_on").is_null() | (pl.col("latest_on_site_on") >= pl.col("cured_on")).fill_null(False)
            )
        # The borrower is graded, not the loan: one loan's lateness waits for every unclean loan to be served.
        loans[held] = pl.col(held).any() & (pl.col("cured_on").is_not_null() & ~done.fill_null(False)).any()
        loans[served] = done.fill_null(False).all()
        loans[late_column(step.no_better_than)] = pl.col(held).any()
        floors.append(pl.when(pl.col(held).fill_null(False)).then(GRADES.index(step.no_better_than)).otherwise(0))
    return Plan(value=pl.max_horizontal(floors).cast(pl.Int8), history=history, loans=loans)


def late_column(grade: str) -> str:
    """Name of the column that says whether anything within twelve months was late enough for `grade`."""
    return f"late enough {grade}"


def served_column(grade: str) -> str:
    """Name of the column that says whether what a step asks before the grade may rise above `grade` is done."""
    return f"served {grade}"
