"""Facts about how instalments were paid: one function a fact, the last N counted per loan.

The worst loan speaks for the borrower; only the late rate pools the loans, since a rate from few
instalments says little. A month whose status is unknown is not clean: it counts as late in the rate
and is passed over where days are needed.
"""

from __future__ import annotations

import math

import polars as pl

from overdue_cli.evidence.dues import short_column
from overdue_cli.evidence.plan import Plan, Proof, Setting

LATE = pl.col("days_late")


def _recent(last: int) -> pl.Expr:
    return pl.col("from_last") < last


def late_rate_upper(key: str, setting: Setting, *, last: int, at_least_days: int, z: float) -> Plan:
    """Upper Wilson bound of the share of late instalments, loans pooled (share 0–1).

    Wilson and not the plain share: nought of three is not the same as nought of twelve.
    """
    late = _recent(last) & (LATE >= at_least_days).fill_null(True)
    n, k = pl.col(f"{key} n"), pl.col(f"{key} k")
    p, z2 = k / n, z * z
    centre = p + z2 / (2 * n)
    spread = z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    upper = (centre + spread) / (1 + z2 / n)
    return Plan(
        history={f"{key} n": _recent(last).sum().cast(pl.Float64), f"{key} k": late.sum().cast(pl.Float64)},
        loans={f"{key} n": n.sum(), f"{key} k": k.sum()},
        value=pl.when(n > 0).then(upper),
        proof=Proof("history", late, LATE.fill_null(math.inf)),
    )


def _open_within(setting: Setting, months: int) -> pl.Expr:
    """Open on any day of the last `months` months; an unknown month by its own date."""
    return pl.col("is_open") | (pl.coalesce("satisfied_on", "due_on") >= setting.months_ago(months))


def worst_days_late(key: str, setting: Setting, *, months: int) -> Plan:
    """Most days any instalment open within the months was late, paid since or not (days)."""
    rows = _open_within(setting, months)
    return Plan(
        history={key: LATE.filter(rows).max()},
        loans={key: pl.col(key).max(), "history any": (pl.col("history rows") > 0).any()},
        value=pl.col(key).fill_null(pl.when("history any").then(0)),
        proof=Proof("history", rows & (LATE > 0), LATE),
    )


def worst_days_late_cured(key: str, setting: Setting, *, within_months: int) -> Plan:
    """Most days late among instalments still open or paid within the months (days)."""
    return worst_days_late(key, setting, months=within_months)


def late_instalments(key: str, setting: Setting, *, last: int, at_least_days: int) -> Plan:
    """How many of a loan's last instalments were late by so many days, worst loan (count)."""
    rows = _recent(last) & (LATE >= at_least_days)
    return Plan(
        history={key: rows.sum()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("history", rows, LATE),
    )


def mean_days_late(key: str, setting: Setting, *, last: int) -> Plan:
    """Mean days late of a loan's last instalments, worst loan (days)."""
    return Plan(
        history={key: LATE.filter(_recent(last)).mean()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("history", _recent(last) & (LATE > 0), LATE),
    )


def short_instalments(key: str, setting: Setting, *, last: int, share: float, within_days: int) -> Plan:
    """How many of a loan's last instalments had less than the share by so many days after due (count).

    A status code carries no amounts: there, later than so many days is short.
    """
    by_amount = pl.col(short_column(within_days)) < pl.col("due_amount") * share
    rows = _recent(last) & pl.coalesce(by_amount, LATE > within_days, pl.lit(True))
    return Plan(
        history={key: rows.sum()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("history", rows, LATE.fill_null(0)),
    )


def first_instalment_days_late(key: str, setting: Setting, *, last: int) -> Plan:
    """Days the instalment numbered 1 was late while it is among the last (days); null if none is."""
    first = (pl.col("instalment_no") == 1) & _recent(last)
    return Plan(
        history={key: LATE.filter(first).max()},
        loans={key: pl.col(key).max(), f"{key} numbered": pl.col("instalments numbered").any()},
        value=pl.col(key),
        applies=pl.col(key).is_not_null() | ~pl.col(f"{key} numbered").fill_null(False),
        proof=Proof("history", first, LATE),
    )


def first_instalment_days_unpaid(key: str, setting: Setting) -> Plan:
    """Days the instalment numbered 1 has been open (days); null where it is paid or unknown."""
    first = (pl.col("instalment_no") == 1) & pl.col("is_open")
    return Plan(
        history={key: LATE.filter(first).max()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("history", first, LATE),
    )
