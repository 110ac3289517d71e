"""How much of the best fitted model's Gini the rules hold on late instalments alone, on histories made up by seven processes.

    python benchmarks/processes.py [--borrowers 6000] [--rules conservative]

No process was made to suit a rule, and the rules were fitted to none. Each says how the odds of being late move from
one instalment to the next: borrowers that differ, memory, recency, a season, shocks that fade, a trend of one's own, a
mixture of few bad and many good. Each comes as dated monthly and weekly instalments and as monthly status codes; the
models see, for every instalment before the as-of date, whether it was late, and are scored outside their fold
(5 folds, pinned seeds). Bad is a next instalment paid late. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from comparators import boosted, logistic, out_of_fold

from overdue_cli.backtest import measures as m
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import RuleSet, load
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio, schema_of

END = dt.date(2026, 9, 1)
PROCESSES = ("differ", "memory", "recency", "season", "shock", "trend", "mixture")
AMOUNT = 100_000


@dataclass(frozen=True)
class Shape:
    """How a history is written down: days between dues (0: monthly), as codes or dated, how many instalments."""

    name: str
    count: int
    days: int = 0
    codes: bool = False


SHAPES = (
    Shape("12 monthly instalments", 12),
    Shape("24 monthly instalments", 24),
    Shape("12 status codes", 12, codes=True),
    Shape("6 status codes", 6, codes=True),
    Shape("16 weekly instalments", 16, days=7),
    Shape("40 weekly instalments", 40, days=7),
)


def level(process: str, n: int, dice: np.random.Generator) -> np.ndarray:
    """Log-odds of being late that a borrower is born with."""
    if process == "mixture":
        return np.where(dice.random(n) < 0.15, dice.normal(0, 0.8, n), dice.normal(-3.5, 0.5, n))
    mean, spread = {
        "differ": (-2.6, 1.3), "memory": (-2.8, 0.6), "recency": (-2.6, 0.8), "season": (-2.6, 1.1),
        "shock": (-3.2, 0.7), "trend": (-3.0, 0.9),
    }[process]  # fmt: skip
    return dice.normal(mean, spread, n)


MEMORY = {"memory": (1.2, 0.8, 0.5), "recency": (1.5, 0.4), "mixture": (1.5, 0.4), "differ": (0.3,), "season": (0.5,), "trend": (0.4,), "shock": ()}  # fmt: skip
"""What each of the latest instalments adds to the log-odds if it was late, the latest first."""


def days_late(process: str, n: int, count: int, dice: np.random.Generator) -> np.ndarray:
    """Days late of `n` borrowers' instalments, oldest first; the last is the one to be foretold."""
    born, slope, shock = level(process, n, dice), dice.normal(0, 0.15, n), np.zeros(n)
    late = np.zeros((n, count + 1), int)
    for t in range(count + 1):
        odds = born.copy()
        for back, weight in enumerate(MEMORY[process][:t], start=1):
            odds += weight * (late[:, t - back] > 0)
        if process == "season":
            odds += 0.8 * np.cos(2 * np.pi * t / 12)
        if process == "trend":
            odds += slope * np.clip(t - count / 2, -8, 8)
        if process == "shock":
            shock = np.where(dice.random(n) < 0.04, 3.0, shock * 0.75)
            odds += shock
        missed = dice.random(n) < 1 / (1 + np.exp(-odds))
        late[:, t] = np.where(missed, np.exp(dice.normal(2.2 + 0.25 * odds.clip(-4, 2), 1.0, n)).astype(int) + 1, 0)
    return late


def exported(late: np.ndarray, shape: Shape) -> tuple[Portfolio, np.ndarray]:
    """The history as an export would hold it, and who owes nothing on the as-of date."""
    ids = pl.Series("borrower_id", [f"{number:06}" for number in range(len(late))])
    loans = pl.DataFrame({"loan_id": ids, "borrower_id": ids, "currency": "CNY"})
    if shape.codes:
        months = np.select([late == 0, late <= 30, late <= 60], ["N", "1", "2"], "3")
        loans = loans.with_columns(
            pl.Series("status_history", ["".join(row) for row in months]), status_history_end=END - dt.timedelta(days=1)
        )
        return portfolio({"loans": loans}), late[:, -1] == 0
    count, n = shape.count, len(late)
    month = END.year * 12 + END.month - 1
    dues = [
        END - dt.timedelta(days=shape.days * back - 3) if shape.days
        else dt.date((month - back) // 12, (month - back) % 12 + 1, 10)
        for back in range(count, 0, -1)
    ]  # fmt: skip
    paid = np.array([day.toordinal() for day in dues]) + late
    seen = paid <= END.toordinal()
    on = pl.Series((paid - dt.date(1970, 1, 1).toordinal()).ravel()).cast(pl.Int32).cast(pl.Date)
    rows = pl.DataFrame(
        {"borrower_id": np.repeat(ids.to_numpy(), count), "due_on": dues * n, "paid_on": on, "seen": seen.ravel()}
    )
    rows = rows.with_columns(
        pl.when("seen").then("paid_on").alias("paid_on"), pl.when("seen").then(AMOUNT).alias("paid_amount"),
        due_amount=AMOUNT, loan_id="borrower_id", instalment_no=pl.Series(np.tile(np.arange(count) + 4, n)),
    )  # fmt: skip
    current = (seen | (np.array(dues) >= END)[None, :]).all(axis=1)
    return portfolio({"loans": loans, "instalments": rows}), current


def portfolio(frames: dict[str, pl.DataFrame]) -> Portfolio:
    """The frames as read from an export that had these columns and no others."""
    tables = {}
    for name, frame in frames.items():
        kinds = schema_of(name)
        blank = [pl.lit(None).alias(column) for column in kinds if column not in frame.columns]
        tables[name] = frame.with_columns(blank).select(pl.col(column).cast(kind) for column, kind in kinds.items())
    present = {name: frozenset(frame.columns) for name, frame in frames.items()}
    nothing = pl.DataFrame()
    return Portfolio(tables, present, nothing, nothing, nothing, END, "en")


def gini(score: np.ndarray, bad: np.ndarray) -> float:
    return 2 * m.auc(score, bad).value - 1


def compared(
    borrowers: int, ruleset: RuleSet
) -> Iterator[tuple[str, str, float, tuple[float, float], tuple[float, float]]]:
    """Process, shape, bad rate, the rules' Gini and the best model's: of everybody, and of those current."""
    for shape in SHAPES:
        for number, process in enumerate(PROCESSES):
            dice = np.random.default_rng([number, shape.count, shape.days, shape.codes])
            late = days_late(process, borrowers, shape.count, dice)
            past, bad = late[:, :-1], (late[:, -1] > 0).astype(int)
            held, current = exported(past, shape)
            graded = grade_portfolio(held, ruleset, Request(END)).borrowers.sort("borrower_id")
            score, seen = graded["score"].to_numpy(), (past > 0).astype(float)
            fitted = [out_of_fold(seen, bad, fit) for fit in (logistic, boosted)]
            best = [max(gini(f[who], bad[who]) for f in fitted) for who in (current | True, current)]
            yield (
                process,
                shape.name,
                bad.mean(),
                (gini(score, bad), gini(score[current], bad[current])),
                (best[0], best[1]),
            )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--borrowers", type=int, default=6000)
    asked.add_argument("--rules", default="conservative")
    options = asked.parse_args()
    print("| history | process | bad | rules | best model | held | held, current |\n|---|---|---|---|---|---|---|")
    held = []
    for process, shape, bad, rules, best in compared(options.borrowers, load(options.rules)):
        held.append([rules[0] / best[0], rules[1] / best[1]])
        print(
            f"| {shape} | {process} | {bad:.0%} | {rules[0]:.3f} | {best[0]:.3f} | {held[-1][0]:.1%} | {held[-1][1]:.1%} |",
            flush=True,
        )
    mean, least = np.mean(held, axis=0), np.min(held, axis=0)
    print(f"\nOn average {mean[0]:.1%}, among the current {mean[1]:.1%}; at least {least[0]:.1%} and {least[1]:.1%}.")


if __name__ == "__main__":
    main()
