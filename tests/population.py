"""Borrowers drawn at random: every shape of record, with values on and beside the edges of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from oracle.months import months_before
from oracle.records import YUAN, Borrower, Inspection, Instalment, Loan, Payment
from oracle.seen import FINDINGS

DAYS = (0, 0, 0, 0, 0, 0, -40, -2, 1, 2, 3, 4, 7, 8, 15, 16, 30, 31, 32, 60, 61, 90, 91, 92, 120, 185, 271, 361, 400)
AMOUNTS = (1_000 * YUAN, 1_000 * YUAN, 333_33, 20 * YUAN)
DENIED = ("USE_MISUSE", "LAW_SUIT", "FAMILY", "BIZ_STOP", "NONCOOP")
FOUND = tuple(FINDINGS)
SOME_DAYS = (
    dt.date(2026, 11, 20),
    dt.date(2026, 11, 30),
    dt.date(2027, 2, 28),
    dt.date(2028, 2, 29),
    dt.date(2027, 5, 31),
)
AS_OF = SOME_DAYS[0]


def days(number: int) -> dt.timedelta:
    """So many days."""
    return dt.timedelta(days=number)


def chance(dice: Random, share: float) -> bool:
    """True that often."""
    return dice.random() < share


def payments(dice: Random, due: dt.date, amount: int, manner: str) -> tuple[Payment, ...]:
    """What was paid on an instalment: in full, in parts, short, back and forth, or not at all."""
    first = due + days(dice.choice(DAYS if manner == "late" else (0, 0, 0, -1, -20, 1, 3, 4)))
    later = first + days(dice.choice((1, 3, 5, 29, 45, 100)))
    full = Payment(first, amount)
    short = amount - dice.choice((1, 99, 100, 101, amount // 20, amount // 20 + 1, amount // 2))
    shape = dice.random()
    if manner == "late" and shape < 0.08:
        return ()
    if shape < 0.75:
        return (full,)
    if shape < 0.83:
        return (Payment(first, short), Payment(later, amount - short))
    if shape < 0.88:
        return (Payment(first, short),)
    if shape < 0.93:
        return (full, Payment(later, -amount), Payment(later + days(dice.choice((0, 2, 40))), amount))
    if shape < 0.96:
        return (full, Payment(later, -amount // 2))
    return dice.choice(((Payment(None, amount),), (Payment(first, None),), (Payment(first, amount * 2),)))


def instalments(dice: Random, as_of: dt.date, manner: str) -> tuple[Instalment, ...]:
    """A monthly schedule, its last due dates around the as-of date, perhaps in the future."""
    count = dice.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 13, 15))
    future = dice.choice((0, 0, 1, 2))
    last = as_of + days(dice.choice((-30, -10, -4, -3, -2, -1, 0, 1, 5)))
    start = 1 if chance(dice, 0.5) else 7
    numbered = chance(dice, 0.8)
    amount = dice.choice(AMOUNTS)
    out = []
    for index in range(count):
        due = months_before(last, count - 1 - index - future)
        paid = payments(dice, due, amount, manner) if due <= as_of or chance(dice, 0.2) else ()
        out.append(Instalment(due, amount, start + index if numbered else None, tuple(dict.fromkeys(paid))))
    return tuple(out)


def ledger(dice: Random, schedule: tuple[Instalment, ...]) -> tuple[tuple[Instalment, ...], tuple[Payment, ...]]:
    """The same payments taken off the instalments into a cash ledger."""
    cash = [p for i in schedule for p in i.payments if p.on and p.amount]
    if chance(dice, 0.3) and cash:
        cash.pop(dice.randrange(len(cash)))
    bare = tuple(Instalment(i.due, i.amount, i.number) for i in schedule)
    return bare, tuple(dict.fromkeys(cash))


def status(dice: Random, as_of: dt.date) -> tuple[str, dt.date]:
    """A status string that ends in a month before or, to be cut, after the as-of date."""
    alphabet = dice.choice(("NNNNN", "NNNN1M", "NNN123", "N1#*/", "N1234567"))
    codes = "".join(dice.choice(alphabet) for _ in range(dice.choice((1, 2, 3, 6, 12, 24))))
    return codes, as_of + days(dice.choice((-40, -25, -10, -1, 12)))


def loan(dice: Random, name: str, as_of: dt.date) -> Loan:
    """One loan: its records as instalments, as a ledger beside the schedule, as a status string, or none."""
    manner = dice.choice(("prompt", "prompt", "late"))
    schedule, cash, codes = instalments(dice, as_of, manner), (), (None, None)
    shape = dice.random()
    if shape < 0.15:
        schedule, cash = ledger(dice, schedule)
    elif shape < 0.25:
        schedule, codes = (), status(dice, as_of)
    disbursed = as_of - days(dice.choice((5, 30, 31, 61, 62, 63, 200, 364, 365, 366, 500)))
    return Loan(
        name,
        schedule,
        cash,
        disbursed=None if chance(dice, 0.15) else disbursed,
        stated_days=dice.choice((0, 1, 30, 31, 91, 400)) if chance(dice, 0.1) else None,
        five_tier=dice.choice(("normal", "normal", "special_mention", "loss")) if chance(dice, 0.15) else None,
        product="信用卡" if chance(dice, 0.1) else None,
        status=codes[0],
        status_end=codes[1],
    )


def inspection(dice: Random, as_of: dt.date) -> Inspection:
    """One inspection, mostly a good one, at or beside an edge of the on-site intervals."""
    on = as_of - days(dice.choice((-3, 0, 1, 7, 14, 15, 30, 31, 60, 61, 90, 91, 180, 181, 360, 361)))
    good = chance(dice, 0.7)
    recorded = on + days(dice.choice((0, 2, 10) if good else (0, 9, 10, 11, 300)))
    found = tuple(dice.sample(FOUND, dice.choice((1, 1, 2)))) if chance(dice, 0.25) else ()
    denied = tuple(code for code in dice.sample(DENIED, 2) if code not in found) if chance(dice, 0.3) else ()
    return Inspection(
        on,
        method="on_site" if good else dice.choice(("on_site", "off_site", "phone", None)),
        inspector="Li" if good else dice.choice(("Li", None)),
        met="owner" if good else dice.choice(("owner", None)),
        conclusion="as agreed" if good else dice.choice(("as agreed", "无", "-", None)),
        evidence=None if good else dice.choice((None, "P-1")),
        recorded=None if not good and chance(dice, 0.2) else recorded,
        found=found,
        denied=denied,
        severity=dice.choice(("none", "yellow", "orange", "red")) if chance(dice, 0.1) else None,
        rectified=on + days(dice.choice((3, 20, 60, 400))) if found and chance(dice, 0.3) else None,
    )


def borrower(dice: Random, name: str, as_of: dt.date) -> Borrower:
    """One borrower with one to three loans and up to four inspections."""
    loans = tuple(loan(dice, f"L{k}", as_of) for k in range(dice.choice((1, 1, 1, 2, 3))))
    visits = tuple(inspection(dice, as_of) for _ in range(dice.choice((0, 1, 1, 2, 4))))
    return Borrower(name, loans, tuple(dict.fromkeys(visits)))


def enriched(dice: Random, plain: Borrower, as_of: dt.date) -> Borrower:
    """The borrower with what the other rules ask: reminders, debits, payers, contacts, parties, collateral, signals."""
    loans = tuple(_enriched_loan(dice, loan, as_of) for loan in plain.loans)
    visits = tuple(
        replace(
            visit,
            cooperation=dice.choice((None, "good", "good", "poor", "refused")) if chance(dice, 0.3) else None,
            rectify_by=visit.on + days(dice.choice((0, 10, 30))) if visit.found and chance(dice, 0.5) else None,
        )
        for visit in plain.inspections
    )
    return replace(plain, loans=loans, inspections=visits, others=tuple(_others(dice, as_of)))


def _enriched_loan(dice: Random, loan: Loan, as_of: dt.date) -> Loan:
    revolving, told = chance(dice, 0.1), chance(dice, 0.5)
    early = chance(dice, 0.2)

    def due(instalment: Instalment) -> Instalment:
        paid = instalment.payments
        if early and len(paid) == 1 and chance(dice, 0.9):
            paid = (replace(paid[0], on=instalment.due - days(2)),)
        if paid and chance(dice, 0.05):
            paid = (replace(paid[0], payer=dice.choice(("self", "guarantor", "third_party", "staff"))), *paid[1:])
        return replace(
            instalment,
            payments=paid,
            reminders=dice.choice((0, 0, 1, 2, 4, None)) if told else None,
            debit=dice.choice(("ok", "ok", "no_funds", None)) if told else None,
            statement=instalment.amount * dice.choice((0, 1, 3)) if revolving else None,
        )

    more: dict[str, Any] = {"guarantee_type": dice.choice(("unsecured", "guaranteed", "mortgaged", None))}
    if chance(dice, 0.1):
        more["restructured_on"] = as_of - days(dice.choice((-5, 10, 100, 370, 500)))
        more["restructure_count"] = dice.choice((None, 1, 2))
        more["nonperforming_when_restructured"] = dice.choice((None, True, False))
    if chance(dice, 0.1):
        more["repayment_method"] = "到期一次还本"
        more["matures_on"] = as_of + days(dice.choice((5, 10, 11, 30, 31, 60, 61)))
    if chance(dice, 0.2):
        more["debtor_class"] = dice.choice(("retail", "non_retail"))
    if chance(dice, 0.05):
        more["product"] = dice.choice(("小微借新还旧", "个人消费贷"))
    return replace(loan, instalments=tuple(due(i) for i in loan.instalments), more=more)


def _others(dice: Random, as_of: dt.date) -> Iterator[tuple[str, dict[str, Any]]]:
    for _ in range(dice.choice((0, 0, 1, 3, 6))):
        on = as_of - days(dice.choice((-2, 0, 1, 8, 30, 100, 200)))
        result = dice.choice(("NOANS", "WTP", "PTP", "RTP", "OOC", "DISPUTE", "PAID", "违诺"))
        promise = {"promised_on": on + days(3), "promised_amount": 500_00} if result == "PTP" else {}
        yield "contacts", {"contacted_on": on, "result": result} | promise
    if chance(dice, 0.2):
        valued = as_of - days(dice.choice((30, 365, 366, 400)))
        yield (
            "collateral",
            {
                "value": dice.choice((9_000_00, 10_000_00, 12_500_00, 90_000_00)),
                "valued_on": valued,
                "status": dice.choice(("正常", None, "查封")),
            },
        )
    if chance(dice, 0.2):
        yield "parties", {"party_name": "Wu", "role": "guarantor", "liability_basis": "guarantor_joint"}
    if chance(dice, 0.2):
        code = dice.choice(("FUNDS_OK", "LAW_SUIT", "LAW_ENFORCE", "DISASTER"))
        yield "signals", {"code": code, "observed_on": as_of - days(dice.choice((-1, 0, 30, 61)))}


def rich_population(seed: int, size: int, as_of: dt.date) -> list[Borrower]:
    """`population` with every other table filled too; the oracle does not read those."""
    dice = Random(seed + 1)
    return [enriched(dice, plain, as_of) for plain in population(seed, size, as_of)]


def population(seed: int, size: int, as_of: dt.date) -> list[Borrower]:
    """`size` borrowers, the same for the same seed."""
    dice = Random(seed)
    return [borrower(dice, f"B{k:05}", as_of) for k in range(size)]
