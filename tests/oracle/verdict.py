"""Domain guide §6 and §8: the core rules one after the other, then points, floors, notch, inspection's floors, brake."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from oracle import conduct, seen
from oracle.conduct import Cycle
from oracle.months import months_before
from oracle.records import Borrower, Inspection, Run, Verdict

GRADES = "ABCDE"
CUTS = (("A", 0), ("B", 10), ("C", 25), ("D", 45), ("E", 65))
GROUPS = {
    "arrears": (("W01",), 50),
    "history": (("W02", "W03", "W04", "W05", "W06", "W09", "W23", "W24"), 40),
    "inspection": (("I01", "I02", "I03"), 35),
}
ON_SITE_DAYS = {"A": 180, "B": 90, "C": 30, "D": 15, "E": 7}
OUTSIDE_DUTY = {"I01", "I02", "Q03"}
CARDS = {"信用卡", "贷记卡", "credit_card", "credit card"}
TIERS = ["normal", "special_mention", "substandard", "doubtful", "loss"]


def judge(borrower: Borrower, run: Run) -> Verdict:
    """The borrower's verdict at the run's as-of date."""
    verdict = Verdict()
    histories = [conduct.cycles(loan, run) for loan in borrower.loans]
    visits = borrower.inspections if run.inspections_given else ()
    _arrears(verdict, borrower, run)
    _history(verdict, histories, run.as_of)
    _findings(verdict, visits, run.as_of)
    _unknown(verdict, borrower, histories, visits, run)
    verdict.duty_grade = _graded(verdict, OUTSIDE_DUTY)[1]
    _inspections(verdict, borrower, visits, run)
    verdict.score, verdict.before_brake = _graded(verdict, set())
    brake = _brake(verdict, histories, visits, run.as_of)
    verdict.grade = max(verdict.before_brake, brake)
    return verdict


def _floor(verdict: Verdict, rule: str, grade: str) -> None:
    if grade > "A":
        verdict.floors[rule] = max(grade, verdict.floors.get(rule, "A"))


def _points(verdict: Verdict, rule: str, points: int | None) -> None:
    if points is not None:
        verdict.points[rule] = points


def _arrears(verdict: Verdict, borrower: Borrower, run: Run) -> None:
    """W01, W18 and the regulation's days."""
    days = [conduct.days_past_due(loan, run) or 0 for loan in borrower.loans]
    verdict.days_past_due = max(days, default=0)
    for edge, points, floor in ((91, 50, "E"), (61, 35, "D"), (31, 25, "D"), (8, 16, "C"), (4, 10, "C"), (1, 6, "C")):
        if verdict.days_past_due >= edge:
            _points(verdict, "W01", points)
            _floor(verdict, "W01", floor)
            break
    classes = [
        _class_of(day, card=(loan.product or "") in CARDS) for day, loan in zip(days, borrower.loans, strict=True)
    ]
    verdict.five_tier_floor = max((c for c in classes if c), key=TIERS.index, default=None)
    if verdict.five_tier_floor and TIERS.index(verdict.five_tier_floor) >= 2:
        _floor(verdict, "regulation", "E")
    stated = [TIERS.index(loan.five_tier) for loan in borrower.loans if loan.five_tier and run.snapshot_holds]
    _floor(verdict, "W18", "AC"[max(stated, default=0)] if max(stated, default=0) < 2 else "E")


def _class_of(days: int, *, card: bool) -> str | None:
    """The 2023 Measures' class by days past due; Art. 92 for cards."""
    doubtful, loss = (120, 180) if card else (270, 360)
    for over, tier in ((loss, "loss"), (doubtful, "doubtful"), (90, "substandard"), (0, "special_mention")):
        if days > over:
            return tier
    return None


def _history(verdict: Verdict, histories: list[list[Cycle]], as_of: dt.date) -> None:
    """W02 to W06, W09, W23 and W24; "last n" is per loan and the worst loan counts."""
    due = [history for history in histories if history]
    _points(verdict, "W02", conduct.late_rate_points(due))
    year, half = (conduct.worst_days(due, as_of, months) for months in (12, 6))
    _points(verdict, "W03", conduct.step(year, (1, 2), (4, 4), (8, 6), (16, 8), (31, 10), (61, 12)))
    _floor(verdict, "W03", "C" if (half or 0) > 30 or (year or 0) > 90 else "A")
    cured = [c.late or 0 for h in due for c in h if c.satisfied is None or c.satisfied >= months_before(as_of, 6)]
    _floor(verdict, "W03", "D" if max(cured, default=0) > 90 else "A")
    habit = conduct.worst([sum(c.is_late(4) for c in h[-6:]) for h in due])
    _points(verdict, "W04", conduct.step(habit, (1, 3), (2, 6), (3, 9), (4, 12)))
    _floor(verdict, "W04", "C" if (habit or 0) >= 4 else "A")
    recent = [[c.late for c in h[-3:] if c.late is not None] for h in due]
    means = [Fraction(sum(late), len(late)) for late in recent if late]
    _points(verdict, "W05", conduct.step(max(means, default=None), (1, 2), (3, 4), (10, 6)))
    latest = [h[-1].late or 0 for h in due]
    _points(verdict, "W23", conduct.step(max(latest, default=None), (1, 4)))
    memory = conduct.worst([sum(c.is_late(1) for c in h[-24:]) for h in due])
    _points(verdict, "W24", conduct.step(memory, (1, 1), (3, 3), (5, 5), (8, 7)))
    short = conduct.worst([sum(c.short for c in h[-6:]) for h in due])
    _points(verdict, "W06", conduct.step(short, (1, 2), (2, 4), (3, 6)))
    firsts = [c.late or 0 for h in due if (c := conduct.first_cycle(h[-12:]))]
    _points(verdict, "W09", conduct.step(conduct.worst(firsts), (4, 6)))
    unpaid = [c.late or 0 for h in due if (c := conduct.first_cycle(h)) and c.satisfied is None]
    _floor(verdict, "W09", "D" if max(unpaid, default=0) >= 30 else "A")


def _findings(verdict: Verdict, visits: tuple[Inspection, ...], as_of: dt.date) -> None:
    """I03 and I04."""
    found = seen.open_findings(visits, as_of)
    weights = [seen.WEIGHT[severity] for code, (severity, _) in found.items() if code != seen.UNNAMED]
    unnamed = seen.WEIGHT[found[seen.UNNAMED][0]] if seen.UNNAMED in found else 0  # it may be one of those named
    _points(verdict, "I03", sum(weights) + max(0, unnamed - max(weights, default=0)))
    for code, (_, floor) in found.items():
        lost_and_late = code == "LOST" and verdict.days_past_due >= 31
        _floor(verdict, "I03", "E" if lost_and_late else floor or "A")
        if code in ("USE_MISUSE", "USE_PROHIBITED"):  # the 2023 Measures, whatever the days
            verdict.five_tier_floor = verdict.five_tier_floor or "special_mention"
    verdict.notches = int(any(severity in ("orange", "red") for severity, _ in found.values()))


def _unknown(
    verdict: Verdict, borrower: Borrower, histories: list[list[Cycle]], visits: tuple[Inspection, ...], run: Run
) -> None:
    """Q01, Q02, Q03 and Q05."""
    good = [v.on for v in visits if seen.effective(v, run.as_of)]
    for loan, history in zip(borrower.loans, histories, strict=True):
        recorded = loan.instalments or conduct.codes_seen(loan, run)
        usable = recorded and conduct.days_past_due(loan, run) is not None
        old_enough = loan.disbursed is None or (run.as_of - loan.disbursed).days > 62
        if not usable and old_enough:
            _floor(verdict, "Q01", "C")
        if len([c for c in history if c.late is not None]) < 3:
            inspected = loan.disbursed is not None and any(on >= loan.disbursed for on in good)
            _floor(verdict, "Q02", "B" if inspected else "C")
    if not run.inspections_given:
        _floor(verdict, "Q03", "B")
    if run.data_date is None or (run.as_of - run.data_date).days > 35:
        _floor(verdict, "Q05", "C")


def _inspections(verdict: Verdict, borrower: Borrower, visits: tuple[Inspection, ...], run: Run) -> None:
    """I01 and I02: an ineffective inspection is one not made."""
    good = [v.on for v in visits if seen.effective(v, run.as_of)]
    window = ON_SITE_DAYS[verdict.duty_grade]
    age = (run.as_of - max(good)).days if good else None
    if age is None or age > window:
        _points(verdict, "I01", 8 if age is None or age > 2 * window else 4)
        _floor(verdict, "I01", "B")
    for loan in borrower.loans:
        if loan.disbursed is None or not months_before(run.as_of, 12) <= loan.disbursed <= run.as_of:
            continue
        first = min([on for on in good if on >= loan.disbursed], default=run.as_of)
        _points(verdict, "I02", max(verdict.points.get("I02", 0), 3 if (first - loan.disbursed).days > 30 else 0))


def _graded(verdict: Verdict, without: set[str]) -> tuple[int, str]:
    """Score and grade before the brake, leaving some rules out."""
    score = 0
    for rules, most in GROUPS.values():
        score += min(most, sum(verdict.points.get(rule, 0) for rule in rules if rule not in without))
    score = min(100, score)
    grade = max(g for g, cut in CUTS if score >= cut)
    late_enough = verdict.days_past_due >= 31
    grade = grade if late_enough else min(grade, "D")
    floors = {rule: floor for rule, floor in verdict.floors.items() if rule not in without}
    grade = max([grade, *(floor for rule, floor in floors.items() if not rule.startswith("I"))])
    if verdict.notches:
        notched = GRADES[min(4, GRADES.index(grade) + 1)]
        grade = notched if late_enough or grade == "E" else min(notched, "D")
    return score, max([grade, *(floor for rule, floor in floors.items() if rule.startswith("I"))])


def _brake(verdict: Verdict, histories: list[list[Cycle]], visits: tuple[Inspection, ...], as_of: dt.date) -> str:
    """The 12-month history test: how far a borrower who was late may have come back by now."""
    unclean = [c for h in histories for c in h if c.is_late(conduct.UNCLEAN) and conduct.open_within(c, as_of, 12)]
    if not unclean:
        return "A"
    still_open = verdict.days_past_due > 0 or any(c.satisfied is None for c in unclean)
    cure = as_of if still_open else max(c.satisfied for c in unclean if c.satisfied)
    since = min(_clean_since_cure(h, unclean, as_of) for h in histories if any(c in unclean for c in h))
    serious = verdict.notches > 0
    inspected = any(v.method == "on_site" and v.on >= cure and seen.effective(v, as_of) for v in visits)
    held = still_open or serious or since < 2
    floor = "A"
    if held or cure > months_before(as_of, 3):
        floor = "C"
    grave = any(c.is_late(31) for c in unclean)
    if grave and (held or cure > months_before(as_of, 6) or not inspected):
        floor = "D"
    return floor


def _clean_since_cure(history: list[Cycle], unclean: list[Cycle], as_of: dt.date) -> int:
    """Clean instalments of one loan that fell due once its last unclean one had been put right."""
    cure = max(c.satisfied or as_of for c in history if c in unclean)
    return len([c for c in history if c.due >= cure and not c.is_late(conduct.UNCLEAN)])
