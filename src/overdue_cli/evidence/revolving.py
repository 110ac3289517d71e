"""Facts about revolving credit: how the statements were paid, how much of the line is used.

Only loans with statements are asked. A cycle counts where its statement is known, also one with nothing to
pay: an account in which nothing moves shows nothing, and what is not shown is not good.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting

STATED = pl.col("statement_amount").is_not_null()
PAID = pl.col("allocated").fill_null(0)


def statements_without_payment(key: str, setting: Setting, *, last: int) -> Plan:
    """How many of the last statements were followed by no payment at all, worst loan (count).

    A statement of nought counts too; null if no export holds payments.
    """
    unpaid = _latest((PAID <= 0).cast(pl.Int32), last).sum()
    proof = Proof("history", STATED & (PAID <= 0), pl.lit(0))
    return _of_lines(key, setting, "instalments.paid_amount", unpaid, lambda count: count, proof)


def share_of_line_not_covered(key: str, setting: Setting, *, last: int) -> Plan:
    """What the payments on the last statements leave of the credit line, as a share of it, worst loan (0–1).

    The line can be drawn tomorrow; payments are what shows how much of it could be borne. An unknown line is
    not covered at all.
    """

    def left(paid: pl.Expr) -> pl.Expr:
        return pl.when(_line_known()).then(1 - (paid / pl.col("principal")).clip(0, 1)).otherwise(1.0)

    proof = Proof("history", STATED, PAID.neg())
    return _of_lines(key, setting, "loans.principal", _latest(PAID, last).sum(), left, proof)


def share_of_line_used(key: str, setting: Setting) -> Plan:
    """The latest statement, or today's balance if larger, as a share of the credit line, worst loan.

    An unknown line counts as used up.
    """
    balance = pl.col("balance") if setting.snapshot_holds else pl.lit(None, pl.Int64)

    def used(statement: pl.Expr) -> pl.Expr:
        share = (pl.max_horizontal(statement, balance) / pl.col("principal")).clip(0)
        return pl.when(_line_known()).then(share).otherwise(1.0)

    latest = _latest(pl.col("statement_amount"), 1).last()
    proof = Proof("loans", _stated(key).is_not_null(), used(_stated(key)))
    return _of_lines(key, setting, "loans.principal", latest, used, proof)


def line_below_peers(key: str, setting: Setting, *, at_least: int) -> Plan:
    """How many times the smallest credit line goes into the median of the same product and currency.

    Null below `at_least` peers, where a median says little, and for borrowers without a line.
    """
    stated = _latest(pl.col("statement_amount"), 1).last()
    peers = ("product", "currency")
    line = pl.col(f"{key} line")
    enough = line.is_not_null().sum().over(peers) >= at_least
    smallest = pl.col("principal").filter(_line_known() & _stated(key).is_not_null()).min()
    return Plan(
        history={f"{key} due": stated},
        cycles={f"{key} coded": stated},
        loans={f"{key} line": smallest},
        value=pl.when(enough & line.is_not_null()).then((line.median().over(peers) / line).round(6)),
        portfolio=True,
    )


def _line_known() -> pl.Expr:
    return (pl.col("principal") > 0).fill_null(False)


def _latest(value: pl.Expr, last: int) -> pl.Expr:
    """`value` of a loan's last so many cycles with a statement, oldest first."""
    return value.filter(STATED).sort_by(pl.col("due_on").filter(STATED)).tail(last)


def _stated(key: str) -> pl.Expr:
    """A loan's aggregate, from its status codes or else from its instalments; null for a loan without statements."""
    return pl.coalesce(f"{key} coded", f"{key} due")


def _of_lines(
    key: str, setting: Setting, column: str, of_loan: pl.Expr, value: Callable[[pl.Expr], pl.Expr], proof: Proof
) -> Plan:
    """A fact of revolving loans: `value` of the aggregate, loan by loan, the worst one speaks.

    Null where no export brought `column`.
    """
    asked = pl.when(STATED.any()).then(of_loan)
    stated = _stated(key)
    return Plan(
        history={f"{key} due": asked},
        cycles={f"{key} coded": asked},
        loans={
            key: pl.when(stated.is_not_null()).then(value(stated)).max(),
            f"{key} asked": stated.is_not_null().any(),
        },
        value=pl.col(key).cast(pl.Float64).round(9) if column in setting.columns else pl.lit(None, pl.Float64),
        applies=pl.col(f"{key} asked"),
        proof=proof,
    )
