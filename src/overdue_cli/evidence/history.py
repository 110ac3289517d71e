"""Facts about how instalments were paid: one function a fact, the last N counted per loan.

The worst loan speaks for the borrower; only the late rate pools the loans, since a rate from few
instalments says little. A month whose status is unknown is not clean: it counts wherever late instalments
are counted, and is passed over where their days are averaged or compared.
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
    late = _recent(last) & (at_least_days <= LATE).fill_null(True)
    n, k = pl.col(f"{key} n"), pl.col(f"{key} k")
    p, z2 = k / n, z * z
    centre = p + z2 / (2 * n)
    spread = z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    upper = (centre + spread) / (1 + z2 / n)
    return Plan(
        history={f"{key} n": _recent(last).sum().cast(pl.Float64), f"{key} k": late.sum().cast(pl.Float64)},
        loans={f"{key} n": n.sum(), f"{key} k": k.sum()},
        # Some bounds fall exactly on an edge (15 late of 36: 0.5), where the last bits of a root must not decide.
        value=pl.when(n > 0).then(upper.round(9)),
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
        loans={key: pl.col(key).max(), f"{key} any": (pl.col("history rows") > 0).any()},
        value=pl.col(key).fill_null(pl.when(f"{key} any").then(0)),
        proof=Proof("history", rows & (LATE > 0), LATE),
    )


def worst_days_late_cured(key: str, setting: Setting, *, within_months: int) -> Plan:
    """Most days late among instalments still open or paid within the months (days)."""
    return worst_days_late(key, setting, months=within_months)


def late_instalments(key: str, setting: Setting, *, last: int, at_least_days: int) -> Plan:
    """How many of a loan's last instalments were late by so many days, worst loan (count)."""
    rows = _recent(last) & (at_least_days <= LATE).fill_null(True)
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
    rows = _recent(last) & pl.coalesce(by_amount, within_days < LATE, pl.lit(True))
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


def failed_debits(key: str, setting: Setting, *, last: int, weight_if_paid: float, within_days: int) -> Plan:
    """Debits that failed for lack of funds among a loan's last instalments, worst loan (weighted count).

    Each weighs 1, or less where the instalment was paid soon after all. Null if no export tells.
    """
    failed = _recent(last) & pl.col("no_funds")
    weight = pl.when(~pl.col("is_open") & (within_days >= LATE)).then(weight_if_paid).otherwise(1.0)
    known = "instalments.debit_result" in setting.columns
    return Plan(
        history={key: weight.filter(failed).sum()},
        loans={key: pl.col(key).max()},
        value=pl.col(key) if known else pl.lit(None, pl.Float64),
        proof=Proof("history", failed, LATE.fill_null(0)),
    )


def unpaid_statement_share(key: str, setting: Setting, *, last: int) -> Plan:
    """Mean share of the last statements left unpaid, worst loan (0–1); a blank payment is none.

    On a loan that has statements a blank one may have been paid by nothing.
    """
    statement = pl.col("statement_amount")
    asked = _recent(last)
    share = (pl.col("allocated").fill_null(0) / statement).clip(0, 1)
    paid = pl.when(statement.is_null()).then(0.0).when(statement <= 0).then(1.0).otherwise(share)
    return Plan(
        history={key: pl.when(statement.is_not_null().any()).then(1 - paid.filter(asked).mean())},
        loans={key: pl.col(key).max()},
        value=pl.col(key).round(9),
        applies=pl.col(key).is_not_null(),
        proof=Proof("history", asked & statement.is_not_null(), 1 - paid),
    )


def worst_status(key: str, setting: Setting, *, months: int, one_or_two: str, three: str, four_or_worse: str) -> Plan:
    """The worst monthly status code of the months, as a position; each level names its codes, as one text."""
    ranks = {code: rank for rank, codes in enumerate((one_or_two, three, four_or_worse), start=1) for code in codes}
    rank = pl.col("status_code").replace_strict(ranks, default=0, return_dtype=pl.Int8)
    within = pl.col("due_on") >= setting.months_ago(months)
    return Plan(
        cycles={key: rank.filter(within).max()},
        loans={key: pl.col(key).max()},
        value=pl.col(key),
        proof=Proof("cycles", within & (rank > 0), rank),
    )


def settled_by_others(key: str, setting: Setting, *, months: int, codes: str) -> Plan:
    """1 if one of the codes of the months says the debt was settled otherwise than by the borrower paying, else 0."""
    rows = pl.col("status_code").is_in(list(codes)) & (pl.col("due_on") >= setting.months_ago(months))
    return Plan(
        cycles={key: rows.any()},
        loans={key: pl.col(key).any()},
        value=pl.col(key).cast(pl.Int8),
        proof=Proof("cycles", rows, pl.lit(0)),
    )


def early_instalments_in_a_row(key: str, setting: Setting, *, last: int) -> Plan:
    """How many of the latest instalments in a row were paid before their due day, worst loan (count).

    In a row by number: where one is missing or unnumbered, what it would have shown is not assumed. A loan
    with none due so far counts 0 beside one that has some.
    """
    follows = (pl.col("instalment_no").shift(-1) - pl.col("instalment_no") == 1) | (pl.col("from_last") == 0)
    early = ((pl.col("satisfied_on") < pl.col("due_on")) & follows).fill_null(False)
    run = pl.coalesce(pl.when(~early).then("from_last").min(), pl.len()).clip(upper_bound=last).cast(pl.Int32)
    return Plan(
        history={key: run},
        loans={key: pl.when(pl.col(key).is_not_null().any()).then(pl.col(key).fill_null(0).min())},
        value=pl.col(key),
        proof=Proof("history", early & (pl.col("from_last") < last), pl.col("from_last").cast(pl.Int32).neg()),
    )
