"""Repayment schedules as whole-number shares of the principal, so that amounts are exact everywhere.

Powers of a rate differ in the last digit between machines; here they are taken once in decimal
arithmetic and kept as parts in 10⁹. What an instalment repays is the difference of two balances, so
the instalments of a loan add up to its principal to the fen.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache

import polars as pl

RATES = (385, 435, 480, 535, 590, 650)
"""Yearly rates in basis points."""
UNIT = 1_000_000_000
LONGEST = 72


@lru_cache(maxsize=1)
def _tables() -> tuple[pl.Series, pl.Series]:
    """Repaid share after instalment n of a term, and the level payment of a term, each by rate."""
    repaid: list[int] = []
    level: list[int] = []
    with localcontext() as context:
        context.prec = 34
        for rate in RATES:
            monthly = Decimal(rate) / 120_000
            grown = [(1 + monthly) ** n for n in range(LONGEST + 1)]
            level.append(0)
            for term in range(1, LONGEST + 1):
                level.append(int((monthly * grown[term] / (grown[term] - 1) * UNIT).to_integral_value()))
                repaid += [
                    int(((grown[n] - 1) / (grown[term] - 1) * UNIT).to_integral_value()) for n in range(term + 1)
                ]
    return pl.Series("repaid", repaid, dtype=pl.Int64), pl.Series("level", level, dtype=pl.Int64)


_PER_RATE = sum(term + 1 for term in range(1, LONGEST + 1))


def repaid(number: pl.Expr) -> pl.Expr:
    """Principal repaid after instalment `number` of a row with `principal`, `term`, `rate`, `method`; fen."""
    term = pl.col("term")
    number = pl.min_horizontal(number, term).clip(0)
    start = pl.col("rate") * _PER_RATE + (term - 1) * (term + 2) // 2
    level = pl.col("principal") * pl.lit(_tables()[0]).gather(start + number) // UNIT
    at_the_end = pl.when(number >= term).then(pl.col("principal")).otherwise(pl.lit(0, dtype=pl.Int64))
    return pl.when(pl.col("method") == "annuity").then(level).otherwise(at_the_end)


def interest(number: pl.Expr) -> pl.Expr:
    """Interest in instalment `number`; fen. Level payments: what the payment leaves after principal."""
    payment = pl.col("principal") * pl.lit(_tables()[1]).gather(pl.col("rate") * (LONGEST + 1) + pl.col("term")) // UNIT
    monthly = pl.col("principal") * pick_rate() // 120_000
    months = pl.when(pl.col("method") == "single").then(pl.col("term")).otherwise(1)
    level = (payment - (repaid(number) - repaid(number - 1))).clip(0)
    return pl.when(pl.col("method") == "annuity").then(level).otherwise(monthly * months)


def pick_rate() -> pl.Expr:
    """The yearly rate of a row in basis points."""
    return pl.lit(pl.Series(RATES, dtype=pl.Int64)).gather(pl.col("rate"))
