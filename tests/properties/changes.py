"""One record of a borrower changed for the worse, or one piece of evidence of good conduct taken away.

Each change draws one place at random and returns the borrower's twin, or None where there is nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from oracle.conduct import satisfied_on
from oracle.records import Borrower, Inspection, Instalment, Loan, Payment
from population import AS_OF, days

Change = Callable[[Random, Borrower], Borrower | None]
T = TypeVar("T")
Draw = Callable[[Random, T], T | None]
PARTICULARS = ("method", "inspector", "met", "conclusion", "recorded")
SEVERITIES = ("none", "yellow", "orange", "red")
TIERS = ("normal", "special_mention", "substandard", "doubtful", "loss")
COOPERATION = ("good", "fair", "poor", "refused")
CODES = "NM1234567"


def _one(dice: Random, things: Sequence[T], change: Draw[T]) -> tuple[T, ...] | None:
    """The things with one of them, any that can be, changed."""
    for at in dice.sample(range(len(things)), len(things)):
        changed = change(dice, things[at])
        if changed is not None:
            return (*things[:at], changed, *things[at + 1 :])
    return None


def a_loan(change: Draw[Loan]) -> Change:
    """The change made to one loan."""

    def twin(dice: Random, borrower: Borrower) -> Borrower | None:
        loans = _one(dice, borrower.loans, change)
        return None if loans is None else replace(borrower, loans=loans)

    return twin


def an_instalment(change: Draw[Instalment]) -> Change:
    """The change made to one instalment."""

    def of_loan(dice: Random, loan: Loan) -> Loan | None:
        dues = _one(dice, loan.instalments, change)
        return None if dues is None else replace(loan, instalments=dues)

    return a_loan(of_loan)


def an_inspection(change: Draw[Inspection]) -> Change:
    """The change made to one inspection."""

    def twin(dice: Random, borrower: Borrower) -> Borrower | None:
        visits = _one(dice, borrower.inspections, change)
        return None if visits is None else replace(borrower, inspections=visits)

    return twin


def a_payment(change: Callable[[Random, Payment], Payment | None]) -> Change:
    """The change made to one payment by the borrower, on a row or in the ledger; None takes it away."""

    def in_list(dice: Random, payments: tuple[Payment, ...]) -> tuple[Payment, ...] | None:
        own = [p for p in payments if p.on and p.amount and p.amount > 0 and p.payer in (None, "self")]
        if not own:
            return None
        which = dice.choice(own)
        changed = change(dice, which)
        return tuple(changed if p is which else p for p in payments if p is not which or changed is not None)  # type: ignore[misc]

    def of_loan(dice: Random, loan: Loan) -> Loan | None:
        if loan.cash:
            cash = in_list(dice, loan.cash)
            return None if cash is None else replace(loan, cash=cash)

        def of_due(dice: Random, due: Instalment) -> Instalment | None:
            paid = in_list(dice, due.payments)
            return None if paid is None else replace(due, payments=paid)

        dues = _one(dice, loan.instalments, of_due)
        return None if dues is None else replace(loan, instalments=dues)

    return a_loan(of_loan)


def another(table: str, **row: Any) -> Change:
    """One more row of a table."""
    return lambda dice, borrower: replace(borrower, others=(*borrower.others, (table, row)))


def blank(table: str, *columns: str) -> Change:
    """One cell of a row of another table emptied; without columns the row itself is taken away."""

    def twin(dice: Random, borrower: Borrower) -> Borrower | None:
        at = [k for k, (name, _) in enumerate(borrower.others) if name == table]
        if not at:
            return None
        which = dice.choice(at)
        row = {k: v for k, v in borrower.others[which][1].items() if k not in columns}
        kept = ((table, row),) if columns else ()
        return replace(borrower, others=(*borrower.others[:which], *kept, *borrower.others[which + 1 :]))

    return twin


def _answer_turned(**into: Any) -> Change:
    """A contact in which the borrower answered, answered otherwise."""

    def twin(dice: Random, borrower: Borrower) -> Borrower | None:
        reached = [k for k, (_, row) in enumerate(borrower.others) if row.get("result") in ("WTP", "PAID")]
        if not reached:
            return None
        at = dice.choice(reached)
        row = dict(borrower.others[at][1]) | into
        return replace(borrower, others=(*borrower.others[:at], ("contacts", row), *borrower.others[at + 1 :]))

    return twin


def _worse(order: Sequence[Any], value: Any, dice: Random) -> Any:
    """Something further down the order; None where there is nothing."""
    worse = order[order.index(value) + 1 :] if value in order else ()
    return dice.choice(worse) if worse else None


def _field(name: str, order: Sequence[Any], blank: Any = None) -> Callable[[Random, Any], Any]:
    """A field made worse; where it is blank, from what a blank reads as, or not at all."""

    def change(dice: Random, thing: Any) -> Any:
        value = getattr(thing, name)
        worse = _worse(order, blank if value is None else value, dice)
        return None if worse is None else replace(thing, **{name: worse})

    return change


def _later(dice: Random, payment: Payment) -> Payment:
    assert payment.on is not None
    return replace(payment, on=payment.on + days(dice.choice((1, 3, 4, 31, 61, 95, 200, 400))))


def _less(dice: Random, payment: Payment) -> Payment:
    assert payment.amount is not None
    return replace(payment, amount=dice.choice((payment.amount // 2, payment.amount - 101, 1)))


def _code_worse(dice: Random, loan: Loan) -> Loan | None:
    places = [k for k, code in enumerate(loan.status or "") if code in CODES[:-1]]
    if not places:
        return None
    at = dice.choice(places)
    text = loan.status or ""
    return replace(loan, status=text[:at] + _worse(CODES, text[at], dice) + text[at + 1 :])


def _found_more(dice: Random, visit: Inspection) -> Inspection | None:
    new = [code for code in ("GUAR_WEAK", "HEALTH", "LOST", "FRAUD") if code not in visit.found]
    return replace(visit, found=(*visit.found, dice.choice(new))) if new and visit.rectified is None else None


def _found_again(dice: Random, borrower: Borrower) -> Borrower | None:
    """A visit with a severity and no words gets the words of a finding another visit left open."""
    known = [code for v in borrower.inspections for code in v.found if v.rectified is None]
    bare = [v for v in borrower.inspections if not v.found and v.severity not in (None, "none") and v.rectified is None]
    denied = {code for v in borrower.inspections for code in v.denied}
    codes = [code for code in known if code not in denied]
    if not codes or not bare:
        return None
    which, code = dice.choice(bare), dice.choice(codes)
    visits = tuple(replace(v, found=(code,)) if v is which else v for v in borrower.inspections)
    return replace(borrower, inspections=visits)


def _restructured(dice: Random, loan: Loan) -> Loan | None:
    if loan.more.get("restructured_on") or loan.more.get("restructure_count"):
        return None
    return replace(loan, more=dict(loan.more) | {"restructured_on": AS_OF - days(dice.choice((1, 50, 200)))})


def _without_clean_instalment(dice: Random, loan: Loan) -> Loan | None:
    def clean(due: Instalment) -> bool:
        since = satisfied_on(loan, due, AS_OF)
        own = all(p.payer in (None, "self") for p in due.payments)
        own = own and due.debit != "no_funds" and (due.statement is None or due.amount >= due.statement)
        unmarked = due.reminders == 0 or not any(other.reminders for other in loan.instalments)
        # The last statement is what shows that a loan is a line of credit: its kind, not its conduct.
        own = own and (due.statement is None or statements > 1)
        return due.due < AS_OF and since is not None and since <= due.due and own and unmarked and not loan.cash

    statements = sum(due.statement is not None and due.due < AS_OF for due in loan.instalments)
    at = [k for k, due in enumerate(loan.instalments) if clean(due)]
    if not at:
        return None
    which = dice.choice(at)
    return replace(loan, instalments=loan.instalments[:which] + loan.instalments[which + 1 :])


def _without_statement(dice: Random, loan: Loan) -> Loan | None:
    """One of several statements blanked; the only one shows that the loan is a line of credit, its kind and no conduct."""
    at = [k for k, due in enumerate(loan.instalments) if due.statement is not None and due.due < AS_OF]
    if len(at) < 2:
        return None
    which = dice.choice(at)
    blank = replace(loan.instalments[which], statement=None)
    return replace(loan, instalments=(*loan.instalments[:which], blank, *loan.instalments[which + 1 :]))


def _without_visit(dice: Random, borrower: Borrower) -> Borrower | None:
    bland = [v for v in borrower.inspections if _bland(v)]
    if not bland:
        return None
    which = dice.choice(bland)
    return replace(borrower, inspections=tuple(v for v in borrower.inspections if v is not which))


def _bland(visit: Inspection) -> bool:
    return not visit.found and visit.severity in (None, "none") and visit.cooperation in (None, "good", "fair")


def _blank_particular(name: str) -> Change:
    def change(dice: Random, visit: Inspection) -> Inspection | None:
        return None if getattr(visit, name) is None else replace(visit, **{name: None})

    return an_inspection(change)


def _unknown_month(dice: Random, loan: Loan) -> Loan | None:
    at = [k for k, code in enumerate(loan.status or "") if code == "N"]
    if not at:
        return None
    which, text = dice.choice(at), loan.status or ""
    return replace(loan, status=text[:which] + "#" + text[which + 1 :])


def _more(column: str, value: Any = None) -> Change:
    def change(dice: Random, loan: Loan) -> Loan | None:
        if loan.more.get(column) is None:
            return None
        return replace(loan, more=dict(loan.more) | {column: value})

    return a_loan(change)


def _unrectified(dice: Random, visit: Inspection) -> Inspection | None:
    return None if visit.rectified is None else replace(visit, rectified=None)


def _rectified_later(dice: Random, visit: Inspection) -> Inspection | None:
    return None if visit.rectified is None else replace(visit, rectified=visit.rectified + days(40))


def _without_a_promise(change: Change) -> Change:
    """The change, for borrowers who promised nothing.

    A promise is kept by payments made after it (domain guide §3), so a payment moved past the day of a promise
    keeps it: the guide's own two sentences meet there, and no reading satisfies both.
    """
    return lambda dice, b: None if any(row.get("result") == "PTP" for _, row in b.others) else change(dice, b)


FOR_THE_WORSE: dict[str, Change] = {
    "paid_later": _without_a_promise(a_payment(_later)),
    "paid_less": a_payment(_less),
    "not_paid": a_payment(lambda dice, payment: None),
    "classed_worse": a_loan(_field("five_tier", TIERS, "normal")),
    "stated_later": a_loan(_field("stated_days", (0, 1, 4, 31, 61, 91, 400), 0)),
    "a_month_coded_worse": a_loan(_code_worse),
    "restructured": a_loan(_restructured),
    "a_finding_more": an_inspection(_found_more),
    "a_known_finding_named_again": _found_again,
    "a_severity_raised": an_inspection(_field("severity", SEVERITIES, "none")),
    "cooperation_worse": an_inspection(_field("cooperation", COOPERATION)),
    "rectified_later": an_inspection(_rectified_later),
    "a_debit_failed": an_instalment(_field("debit", ("ok", "no_funds"), "ok")),
    "reminded_more": an_instalment(_field("reminders", (0, 1, 2, 4, 9))),
    "refused_on_an_unknown_day": another("contacts", result="RTP"),
    "an_answer_turned_refusal": _answer_turned(result="RTP"),
    "promised_and_broken": _answer_turned(result="PTP", promised_amount=10**12),
    "lost": another("contacts", contacted_on=AS_OF, result="OOC"),
    "sued": another("signals", code="LAW_SUIT", observed_on=AS_OF),
}

TAKEN_AWAY: dict[str, Change] = {
    "a_payment": a_payment(lambda dice, payment: None),
    "the_day_of_a_payment": a_payment(lambda dice, payment: replace(payment, on=None)),
    "the_amount_of_a_payment": a_payment(lambda dice, payment: replace(payment, amount=None)),
    "a_clean_instalment": a_loan(_without_clean_instalment),
    "a_clean_month": a_loan(_unknown_month),
    "a_statement_and_nothing_else": a_loan(_without_statement),
    "an_inspection_that_found_nothing": _without_visit,
    **{f"the_{name}_of_an_inspection": _blank_particular(name) for name in PARTICULARS},
    "the_proof_of_an_inspection": _blank_particular("evidence"),
    "the_day_of_rectification": an_inspection(_unrectified),
    "the_guarantee_type": _more("guarantee_type"),
    "the_maturity_date": _more("matures_on"),
    "the_value_of_collateral": blank("collateral", "value"),
    "the_day_of_valuation": blank("collateral", "valued_on"),
}
