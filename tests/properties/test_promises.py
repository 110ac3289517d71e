"""The promises of a conservative grade, on generated borrowers and their changed twins, all rules in force."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from random import Random

import polars as pl
import pytest

from frames import graded
from oracle.records import Borrower, Inspection, Instalment, Loan, Payment, Run
from population import population

AS_OF = dt.date(2026, 11, 20)
RUN = Run(AS_OF, AS_OF)
DAY = dt.timedelta(days=1)
Change = Callable[[Borrower], Borrower]


def judged(borrowers: list[Borrower]) -> dict[str, tuple[str, int]]:
    """Borrower → grade and score."""
    frame = graded(borrowers, RUN).borrowers
    return {b: (grade, score) for b, grade, score in frame.select("borrower_id", "grade", "score").iter_rows()}


def improved(change: Change, seed: int, size: int = 400) -> list[str]:
    """Borrowers whose grade or score is better after the change."""
    before = population(seed, size, AS_OF)
    first, second = judged(before), judged([change(b) for b in before])
    return [b for b in first if second.get(b, first[b])[0] < first[b][0] or second.get(b, first[b])[1] < first[b][1]]


def instalments(change: Callable[[Instalment], Instalment]) -> Change:
    """The change made to every instalment of every loan."""

    def of_loan(loan: Loan) -> Loan:
        return replace(loan, instalments=tuple(change(i) for i in loan.instalments))

    return lambda borrower: replace(borrower, loans=tuple(of_loan(loan) for loan in borrower.loans))


def payments(change: Callable[[Payment], Payment | None]) -> Change:
    """The change made to every payment that is none of a reversal's; None takes it away."""

    def of(paid: tuple[Payment, ...]) -> tuple[Payment, ...]:
        if any((p.amount or 0) < 0 for p in paid):
            return paid
        return tuple(new for p in paid if (new := change(p)) is not None)

    return instalments(lambda i: replace(i, payments=of(i.payments)))


def visits(change: Callable[[Inspection], Inspection]) -> Change:
    """The change made to every inspection."""
    return lambda borrower: replace(borrower, inspections=tuple(change(v) for v in borrower.inspections))


def later(payment: Payment) -> Payment:
    return replace(payment, on=payment.on + 9 * DAY if payment.on else None)


WORSENED: dict[str, Change] = {
    "paid_nine_days_later": payments(later),
    "paid_half": payments(lambda p: replace(p, amount=p.amount // 2 if p.amount else p.amount)),
    "not_paid_at_all": payments(lambda p: None),
    "a_finding_more_on_every_inspection": visits(lambda v: replace(v, found=(*v.found, "BIZ_STOP"))),
    "every_inspection_given_as_red": visits(lambda v: replace(v, severity="red")),
    "classed_doubtful": lambda b: replace(b, loans=tuple(replace(loan, five_tier="doubtful") for loan in b.loans)),
    "stated_a_hundred_days_late": lambda b: replace(
        b, loans=tuple(replace(loan, stated_days=max(loan.stated_days or 0, 100)) for loan in b.loans)
    ),
}
TAKEN_AWAY: dict[str, Change] = {
    "the_day_of_every_payment": payments(lambda p: replace(p, on=None)),
    "the_amount_of_every_payment": payments(lambda p: replace(p, amount=None)),
    "the_method_of_every_inspection": visits(lambda v: replace(v, method=None)),
    "the_inspector": visits(lambda v: replace(v, inspector=None)),
    "who_was_met": visits(lambda v: replace(v, met=None)),
    "the_conclusion": visits(lambda v: replace(v, conclusion=None)),
    "the_day_of_entry": visits(lambda v: replace(v, recorded=None)),
    "the_day_of_rectification": visits(lambda v: replace(v, rectified=None)),
    "inspections_that_found_nothing": lambda b: replace(
        b, inspections=tuple(v for v in b.inspections if v.found or v.severity)
    ),
}


@pytest.mark.parametrize("name", WORSENED)
def test_a_change_for_the_worse_never_improves_a_grade_or_a_score(name: str) -> None:
    assert improved(WORSENED[name], seed=11) == []


@pytest.mark.parametrize("name", TAKEN_AWAY)
def test_taking_away_evidence_of_good_conduct_never_improves(name: str) -> None:
    assert improved(TAKEN_AWAY[name], seed=12) == []


def test_records_dated_after_the_as_of_date_change_nothing() -> None:
    def with_future(borrower: Borrower) -> Borrower:
        coming = Inspection(AS_OF + DAY, recorded=AS_OF + DAY, found=("FRAUD",))
        paid = Payment(AS_OF + DAY, 1_000_000)
        loans = tuple(
            replace(loan, instalments=tuple(replace(i, payments=(*i.payments, paid)) for i in loan.instalments))
            for loan in borrower.loans
        )
        return replace(borrower, loans=loans, inspections=(*borrower.inspections, coming))

    before = [b for b in population(13, 400, AS_OF) if not any(loan.cash for loan in b.loans)]
    assert judged(before) == judged([with_future(b) for b in before])


def test_other_borrowers_change_nobody() -> None:
    everybody = population(14, 400, AS_OF)
    alone = judged(everybody[::7])
    assert {b: judgement for b, judgement in judged(everybody).items() if b in alone} == alone


def test_the_order_of_rows_changes_nothing() -> None:
    everybody = population(15, 400, AS_OF)
    dice = Random(15)

    def shuffled(borrower: Borrower) -> Borrower:
        loans = tuple(
            replace(loan, instalments=tuple(dice.sample(loan.instalments, len(loan.instalments))))
            for loan in borrower.loans
        )
        return replace(
            borrower, loans=loans, inspections=tuple(dice.sample(borrower.inspections, len(borrower.inspections)))
        )

    assert judged(dice.sample([shuffled(b) for b in everybody], len(everybody))) == judged(everybody)


def test_without_inspections_nobody_is_better_than_b_and_nobody_improves() -> None:
    everybody = population(16, 400, AS_OF)
    with_them = judged(everybody)
    without = graded(everybody, replace(RUN, inspections_given=False)).borrowers
    assert without.filter(pl.col("grade") == "A").is_empty()
    clean = {b.id for b in everybody if not any(v.found or v.severity for v in b.inspections)}
    better = [
        b for b, grade in without.select("borrower_id", "grade").iter_rows() if b in clean and grade < with_them[b][0]
    ]
    assert better == []
