"""Facts about revolving credit: how the statements were paid, how much of the line is used.

Only loans with statements are asked. A cycle counts, also one with nothing to pay: an account in which nothing moves
shows nothing, and what is not shown is not good. So does a cycle whose statement is blank, for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting

STATED = pl.col("statement_amount").is_not_null()
PAID = pl.col("allocated").fill_null(0)


def statements_without_payment(key: str, setting: Setting, *, last: int) -> Plan:
    """How many of the last statements were followed by no payment at all, worst loan (count).

    A statement of nought counts too; null if no export holds payments.
    """
    unpaid = (PAID <= 0).cast(pl.Int32).tail(last).sum()
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
    return _of_lines(key, setting, "loans.principal", PAID.tail(last).sum(), left, proof)


def share_of_line_used(key: str, setting: Setting) -> Plan:
    """The latest statement, or today's balance if larger, as a share of the credit line, worst loan.

    An unknown line counts as used up, and so does one whose latest statement is blank.
    """
    balance = pl.col("balance") if setting.snapshot_holds else pl.lit(None, pl.Int64)

    def used(statement: pl.Expr) -> pl.Expr:
        share = (pl.max_horizontal(statement, balance) / pl.col("principal")).clip(0)
        return pl.when(_line_known() & ~pl.col(blank)).then(share).otherwise(pl.max_horizontal(1.0, share))

    blank = f"{key} blank"
    proof = Proof("loans", pl.col(_stated(key)).is_not_null(), used(pl.col(_stated(key))))
    latest = pl.col("statement_amount").last()
    plan = _of_lines(key, setting, "loans.principal", latest.fill_null(0), used, proof)
    return replace(plan, statements={**plan.statements, blank: latest.is_null()})


def line_below_peers(key: str, setting: Setting, *, at_least: int) -> Plan:
    """How many times the smallest credit line goes into the median of the same product and currency.

    Null below `at_least` peers, where a median says little, and for borrowers without a line.
    """
    peers = ("product", "currency")
    line = pl.col(f"{key} line")
    enough = line.is_not_null().sum().over(peers) >= at_least
    smallest = pl.col("principal").filter(_line_known() & pl.col(_stated(key)).is_not_null()).min()
    return Plan(
        statements={_stated(key): pl.len()},
        loans={f"{key} line": smallest},
        value=pl.when(enough & line.is_not_null()).then((line.median().over(peers) / line).round(6)),
        portfolio=True,
    )


def _line_known() -> pl.Expr:
    return (pl.col("principal") > 0).fill_null(False)


def _stated(key: str) -> str:
    """The column of a loan's aggregate over its statements; null for a loan without any."""
    return f"{key} stated"


def _of_lines(
    key: str, setting: Setting, column: str, of_loan: pl.Expr, value: Callable[[pl.Expr], pl.Expr], proof: Proof
) -> Plan:
    """A fact of revolving loans: `value` of the aggregate, loan by loan, the worst one speaks.

    Null where no export brought `column`.
    """
    stated = pl.col(_stated(key))
    return Plan(
        statements={_stated(key): of_loan},
        loans={
            key: pl.when(stated.is_not_null()).then(value(stated)).max(),
            f"{key} asked": stated.is_not_null().any(),
        },
        value=pl.col(key).cast(pl.Float64).round(9) if column in setting.columns else pl.lit(None, pl.Float64),
        applies=pl.col(f"{key} asked"),
        proof=proof,
    )
