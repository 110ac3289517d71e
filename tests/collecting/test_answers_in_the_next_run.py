"""What came home shapes the next grade: promises judged against payments, grades people set, cases closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from returned_books import AS_OF, CALLED, NEXT, PTP, Bank, Fill

from overdue_cli.explain import explain
from overdue_cli.locale import words
from overdue_cli.recording import frames

LATE, LATER = "B002", "B003"
SOON = dt.date(2026, 11, 24)
UNTIL = dt.date(2027, 1, 15)
WORSE: Fill = {"Override grade": "E"}
BETTER: Fill = {
    "Override grade": "A", "Reason for override": "harvest sold, contract seen", "Supervisor": "Zhou", "Valid until": UNTIL,
}  # fmt: skip


def row(scored: Any, borrower: str) -> dict[str, Any]:
    return dict(scored.borrowers.filter(scored.borrowers["borrower_id"] == borrower).row(0, named=True))


def test_a_promise_is_judged_against_payments_and_proven_by_the_officer_s_row(bank: Bank) -> None:
    back = bank.returned({LATE: PTP, LATER: PTP})
    bank.collect(back)
    paid = (
        (bank.folder / "exports" / "instalments.csv")
        .read_text()
        .replace("L3,11,2026-10-25,1000,,", "L3,11,2026-10-25,1000,2026-11-28,1000")
    )
    (bank.folder / "exports" / "instalments.csv").write_text(paid)
    scored = bank.score(NEXT)
    promises = scored.evidence.sources["promises"].sort("borrower_id")
    assert promises.select("borrower_id", "is_due", "is_broken").rows() == [(LATE, True, True), (LATER, True, False)]
    w08 = next(rule for rule in explain(scored, LATE).rules if rule.id == "W08")
    assert [(e.file, e.sheet) for e in w08.evidence] == [(back, "Overdue")]
    assert row(scored, LATE)["days_since_broken"] is not None
    assert row(scored, LATER)["kept_promises"] == 1


@pytest.mark.slow
def test_a_promise_the_bank_s_own_log_holds_too_is_one_promise(bank: Bank) -> None:
    bank.collect(bank.returned({LATE: PTP}))
    log = "borrower_id,contacted_on,result,promised_on,promised_amount\n"
    (bank.folder / "exports" / "contacts.csv").write_text(f"{log}{LATE},2026-11-23,PTP,2026-11-30,1000\n")
    assert bank.score(NEXT).evidence.sources["promises"].height == 1


@pytest.mark.slow
def test_refusals_causes_and_lost_contact_count_like_the_bank_s_own_log(bank: Bank) -> None:
    refused = {"Contact date": CALLED, "Result": "refuses", "Cause": "objective hardship (ask supervisor)"}
    bank.collect(bank.returned({LATE: refused, LATER: {"Contact date": CALLED, "Result": "lost"}}))
    scored = bank.score(NEXT)
    assert {"W12", "W11"} <= set(scored.reasons["rule_id"])
    assert row(scored, LATE)["cause"] == "illness"


@pytest.mark.slow
def test_a_run_sees_only_what_had_been_answered_by_its_day(bank: Bank) -> None:
    bank.collect(bank.returned({LATE: {"Contact date": CALLED, "Result": "refuses"}}))
    assert "W12" not in bank.score(dt.date(2026, 11, 21)).reasons["rule_id"].to_list()


def test_the_last_answer_stands_in_the_next_list_with_its_note(bank: Bank) -> None:
    bank.collect(bank.returned({LATE: PTP | {"Note": "after harvest"}, LATER: PTP | {"Note": "she is in prison"}}))
    lists = bank.score(NEXT).book().overdue
    said = dict(lists.select("borrower_id", "last_answer").iter_rows())
    assert said[LATE] == "2026-11-23 · promises to pay · promised 2026-11-30 1000.00 · after harvest"
    assert said[LATER].endswith("(note withheld, ask the supervisor)")


def test_a_worse_grade_is_taken_freely_shown_and_kept(bank: Bank) -> None:
    back = bank.returned({LATER: WORSE})
    bank.collect(back)
    scored = bank.score(SOON)
    assert (row(scored, LATER)["grade"], row(scored, LATER)["override_effect"]) == ("E", "worse")
    assert row(scored, LATER)["grade_before_override"] < "E"
    found = explain(scored, LATER)
    first = found.rules[0]
    assert (first.id, first.state, first.evidence[0].file) == ("override", "overridden", back)
    assert found.steps[-1] == ("as a person set it (final)", "E")
    kept = frames(scored)["scores"].filter(scored.scores["borrower_id"] == LATER).row(0, named=True)
    assert (kept["grade"], kept["override_effect"], str(kept["override_until"])) == ("E", "worse", "2027-02-20")


@pytest.mark.slow
def test_a_grade_a_person_set_lapses_and_is_no_ground_for_the_brake(bank: Bank) -> None:
    bank.collect(bank.returned({LATER: WORSE | {"Valid until": dt.date(2026, 12, 25)}}))
    assert row(bank.score(dt.date(2026, 12, 26)), LATER)["override_effect"] is None  # lapsed the day before
    own = row(bank.run(NEXT), LATER)["grade_before_override"]
    after = row(bank.score(dt.date(2027, 1, 10)), LATER)
    assert (after["previous_grade"], after["previous_grade_by_rules"]) == ("E", own)


NOT_CONFIRMED = {
    "no_supervisor": ({"Supervisor": None}, ("Zhou",)),
    "unknown_supervisor": ({}, ("Wu",)),
    "own_supervisor": ({"Supervisor": "Sun"}, ("Sun", "Zhou")),
    "no_reason": ({"Reason for override": None}, ("Zhou",)),
    "no_expiry": ({"Valid until": None}, ("Zhou",)),
}


@pytest.mark.parametrize("why", NOT_CONFIRMED)
def test_a_better_grade_needs_a_configured_supervisor_a_reason_and_an_expiry(why: str, bank: Bank) -> None:
    changed, supervisors = NOT_CONFIRMED[why]
    found = bank.collect(bank.returned({LATER: BETTER | changed}), supervisors=supervisors)
    assert found.problems["code"].to_list() == ["C020"]
    assert found.problems["detail"].to_list() == [words("en")["collect"]["why"][why]]


def test_a_better_grade_that_is_not_confirmed_is_ignored_and_reported_by_its_row(bank: Bank) -> None:
    bank.collect(bank.returned({LATER: BETTER}))
    scored = bank.score(SOON, "Wu")
    found = row(scored, LATER)
    assert (found["grade"], found["override_effect"]) == (found["grade_before_override"], "unconfirmed")
    told = scored.problems.filter(scored.problems["code"] == "F007").row(0, named=True)
    assert (told["source_file"], told["source_sheet"]) == ("back.xlsx", "Overdue")
    assert scored.overrides["override_why_not"].to_list() == ["unknown_supervisor"]


@pytest.mark.parametrize(("asked", "effect"), [pytest.param("C", "better", marks=pytest.mark.slow), ("A", "held")])
def test_a_better_grade_is_taken_but_never_across_what_the_law_asks_for(asked: str, effect: str, bank: Bank) -> None:
    """B003 is overdue: at least special mention, so C, whoever confirms what."""
    found = bank.collect(bank.returned({LATER: BETTER | {"Override grade": asked}}), supervisors=["Zhou"])
    assert found.problems.height == 0
    now = row(bank.score(SOON, "Zhou"), LATER)
    assert (now["grade_before_override"], now["grade"], now["override_effect"]) == ("D", "C", effect)
    assert now["likelihood"] == 0.30


@pytest.mark.slow
def test_a_case_closed_with_a_reason_is_not_carried(bank: Bank) -> None:
    closing = {"Contact date": CALLED, "Result": "case closed", "Note": "loan sold on 2026-11-22"}
    bank.collect(bank.returned({LATE: closing}))
    exports = bank.folder / "exports"
    for name in ("loans.csv", "instalments.csv"):
        lines = (exports / name).read_text().splitlines(keepends=True)
        (exports / name).write_text("".join(line for line in lines if not line.startswith(("L2,", "L3,"))))
    cases = bank.score(NEXT).cases
    assert cases is not None
    states = dict(cases.select("borrower_id", "state").iter_rows())
    assert (states[LATE], states[LATER]) == ("closed", "carried")


@pytest.mark.slow
def test_answers_change_nothing_where_no_history_is_asked_for(bank: Bank) -> None:
    import overdue_cli

    bank.collect(bank.returned({LATE: {"Contact date": CALLED, "Result": "refuses"}}))
    scored = overdue_cli.score([bank.folder / "exports"], as_of=AS_OF)
    assert (scored.answered, scored.overrides.height) == (None, 0)
