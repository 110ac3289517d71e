"""Domain guide §3 and §8 about paying: allocation, days late, the history rules W01 to W06 and W09."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from oracle.months import months_before
from oracle.records import YUAN, Instalment, Loan, Payment, Run

TOLERANCE = 1 * YUAN
STATUS_LATE = {"N": 0, "C": 0, "M": 4, "1": 15, "2": 45, "3": 75, "4": 105, "5": 135, "6": 165, "7": 195}
STATUS_NOW = {"1": 30, "2": 60, "3": 90, "4": 120, "5": 150, "6": 180, "7": 195}
"""Days late in history, and days past due where it is the last code. B, D, Z and G are judged by W16 alone."""
UNCLEAN = 4
"""Days late from which an instalment is not clean (§6). `#` is not clean, though nobody knows by how many days."""


@dataclass(frozen=True)
class Cycle:
    """One due instalment as history sees it; `satisfied` is None while it is open, `late` where nobody knows."""

    due: dt.date
    number: int | None
    late: int | None
    satisfied: dt.date | None
    short: bool

    def is_late(self, days: int) -> bool:
        """So many days late or more; an unknown month is not clean, and nothing more is known of it."""
        return days <= UNCLEAN if self.late is None else self.late >= days


def happened(payments: tuple[Payment, ...], until: dt.date) -> list[Payment]:
    """Payments with a day and an amount, dated no later than `until`."""
    return [p for p in payments if p.on is not None and p.amount is not None and p.on <= until]


def allocated(loan: Loan, on: dt.date) -> dict[Instalment, int]:
    """What stands on each instalment at the end of day `on`: the bank's allocation, then the ledger, oldest first."""
    standing = {i: sum(p.amount or 0 for p in happened(i.payments, on)) for i in loan.instalments}
    pool = sum(p.amount or 0 for p in happened(loan.cash, on))
    for instalment in sorted(loan.instalments, key=lambda i: (i.due, i.number or 0)):
        taken = min(pool, max(0, instalment.amount - standing[instalment]))
        if taken > 0:
            standing[instalment] += taken
            pool -= taken
    return standing


def satisfied_on(loan: Loan, instalment: Instalment, as_of: dt.date) -> dt.date | None:
    """The first day from which what is allocated stays within the tolerance of the amount, None while it does not."""
    days = {p.on for i in loan.instalments for p in happened(i.payments, as_of)}
    days |= {p.on for p in happened(loan.cash, as_of)}
    since: dt.date | None = None
    for day in sorted({dt.date.min} | {d for d in days if d}):
        if allocated(loan, day)[instalment] >= instalment.amount - TOLERANCE:
            since = since or day
        else:
            since = None
    return since


def cycles(loan: Loan, run: Run) -> list[Cycle]:
    """The loan's history: what fell due before the as-of date, oldest first, then by number.

    Where a loan has instalments, they are its history and a status string is only a record beside them.
    """
    out, as_of = [], run.as_of
    for instalment in loan.instalments:
        if instalment.due >= as_of:
            continue
        since = satisfied_on(loan, instalment, as_of)
        late = max(0, ((since or as_of) - instalment.due).days)
        in_time = allocated(loan, min(as_of, instalment.due + dt.timedelta(days=3)))[instalment]
        out.append(Cycle(instalment.due, instalment.number, late, since, in_time * 100 < instalment.amount * 95))
    return sorted(out or status_cycles(loan, run), key=lambda c: (c.due, c.number or 0))


def codes_seen(loan: Loan, run: Run) -> list[tuple[dt.date, str]]:
    """The status codes of months that are over, and of the running one if the export may hold it; oldest first.

    A code's day is the last of its month. `*` and `/` are no instalment.
    """
    if not loan.status or loan.status_end is None:
        return []
    first = loan.status_end.replace(day=1)
    began = [(months_before(first, back), code) for back, code in enumerate(reversed(loan.status))]
    running = run.data_date is not None and run.data_date <= run.as_of
    dated = [(begin, months_before(begin, -1) - dt.timedelta(days=1), code) for begin, code in began]
    return sorted((end, code) for begin, end, code in dated if (begin if running else end) <= run.as_of)


def status_cycles(loan: Loan, run: Run) -> list[Cycle]:
    """A status string read as instalments. A late month is over when the next one that counts ends."""
    seen = [pair for pair in codes_seen(loan, run) if pair[1] not in "*/"]
    out = []
    for at, (day, code) in enumerate(seen):
        late = None if code == "#" else STATUS_LATE[code]
        is_last = at == len(seen) - 1
        paid: dt.date | None = day
        if is_last and STATUS_NOW.get(code, 0) > 0:
            paid = None
        elif late and not is_last:
            paid = seen[at + 1][0]
        out.append(Cycle(day, None, late, paid, late is None or late >= UNCLEAN))
    return out


def days_past_due(loan: Loan, run: Run) -> int | None:
    """Days since the oldest unsatisfied due date; the worse of ours, the string's last code and the bank's figure.

    None where nothing tells: no instalment, no figure, or a last month that is unknown.
    """
    known = []
    if loan.instalments:
        owed = [i.due for i in loan.instalments if i.due <= run.as_of and satisfied_on(loan, i, run.as_of) is None]
        known.append((run.as_of - min(owed)).days if owed else 0)
    if not any(i.due < run.as_of for i in loan.instalments) and (seen := codes_seen(loan, run)):
        due = [code for _, code in seen if code not in "*/"]
        known += [STATUS_NOW.get(due[-1], 0)] if due and due[-1] != "#" else []
        known += [] if due else [0]
    if loan.stated_days is not None and run.snapshot_holds:
        known.append(loan.stated_days)
    return max(known, default=None)


def open_within(cycle: Cycle, as_of: dt.date, months: int) -> bool:
    """Was it open on any day of the last so many months? The day it was paid still counts, it was open that morning."""
    return cycle.satisfied is None or cycle.satisfied >= months_before(as_of, months)


def worst(numbers: list[int]) -> int | None:
    """The largest, None of nothing."""
    return max(numbers, default=None)


def worst_days(histories: list[list[Cycle]], as_of: dt.date, months: int) -> int | None:
    """Worst days late of what was open in the months; 0 where instalments fell due and none was late."""
    if not any(histories):
        return None
    return worst([0, *(c.late or 0 for history in histories for c in history if open_within(c, as_of, months))])


def wilson_above(late: int, count: int, edge: Fraction) -> bool:
    """Is the Wilson upper bound, z = 1, of `late` out of `count` above `edge`? Exact: the root is squared away."""
    n, p = Fraction(count), Fraction(late, count)
    rest = edge * (1 + 1 / n) - p - 1 / (2 * n)
    return rest < 0 or p * (1 - p) / n + 1 / (4 * n * n) > rest * rest


def late_rate_points(histories: list[list[Cycle]]) -> int:
    """W02: the late rate pools the loans, each with its last 12; with none due it could be anything (§6, promise 2)."""
    pooled = [c for history in histories for c in history[-12:]]
    if not pooled:
        return 12
    late = sum(c.is_late(1) for c in pooled)
    edges = [(Fraction(1, 2), 12), (Fraction(35, 100), 9), (Fraction(1, 5), 6), (Fraction(1, 10), 3)]
    return next((points for edge, points in edges if wilson_above(late, len(pooled), edge)), 0)


def step(value: float | Fraction | None, *bands: tuple[int, int]) -> int | None:
    """Points of the highest band whose lower edge, inclusive, is reached."""
    if value is None:
        return None
    return max((points for edge, points in bands if value >= edge), default=0)


def first_cycle(history: list[Cycle]) -> Cycle | None:
    """Instalment number 1, which need not be the first row exported."""
    return next((c for c in history if c.number == 1), None)
