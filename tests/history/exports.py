"""Exports of a small bank, month by month: what its systems would show on each day.

Due on the 25th, 1,000 a month. Each borrower has a habit; who changes it changes grade.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import overdue_cli
from overdue_cli.history import Attempt, History
from overdue_cli.recording import record
from overdue_cli.scored import ScoredPortfolio

Cycle = Callable[..., tuple[ScoredPortfolio, Attempt]]
"""One recorded run; see `recorder`."""

JAN, FEB, MAR, APR = (dt.date(2026, month, 20) for month in (1, 2, 3, 4))
Habit = Callable[[int], int | None]
"""Month number from 0 → days late; None is not paid yet."""
FIRST = dt.date(2025, 1, 25)
MONTHS = 24
HABITS: dict[str, Habit] = {
    "B01": lambda n: 0,
    "B02": lambda n: 0 if n < 12 else 45,
    "B03": lambda n: 20 if n < 12 else 0,
    "B04": lambda n: None if n >= 14 else 0,
    "B05": lambda n: 3,
    "B06": lambda n: 70 if n == 10 else 0,
}
NAMES = {"B01": "Wu Ming", "B02": "Zhao Liu", "B03": "Qian Qi", "B04": "Sun Ba", "B05": "Li Jiu", "B06": "Zhou Shi"}
OFFICER, PHONE = "Huang Officer", "1390000"


def month_later(day: dt.date, months: int) -> dt.date:
    """The same day `months` later; the days used here are in every month."""
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


def write_exports(folder: Path, as_of: dt.date, without: tuple[str, ...] = ()) -> None:
    """The month's files as of `as_of`; borrowers in `without` are missing, as by a slip of the export."""
    folder.mkdir(parents=True, exist_ok=True)
    loans = [
        "loan_id,borrower_id,borrower_name,id_number,phone,branch,officer,product,currency,principal,balance,disbursed_on"
    ]
    rows = ["loan_id,instalment_no,due_on,due_amount,paid_on,paid_amount"]
    contacts = ["borrower_id,contacted_on,channel,contacted_party,result,promised_on,promised_amount,staff"]
    for number, (borrower, habit) in enumerate(HABITS.items(), start=1):
        if borrower in without:
            continue
        phone, identity = f"{PHONE}{number:04}", f"11010119900101{number:04}"
        loans.append(
            f"L{number},{borrower},{NAMES[borrower]},{identity},{phone},North,{OFFICER},micro,CNY,24000,12000,2024-12-20"
        )
        for n in range(MONTHS):
            due = month_later(FIRST, n)
            late = habit(n)
            paid = None if late is None else due + dt.timedelta(days=late)
            rows.append(f"L{number},{n + 1},{due},1000," + (f"{paid},1000" if paid and paid <= as_of else ","))
            if late and due + dt.timedelta(days=2) <= as_of:
                contacts.append(
                    f"{borrower},{due + dt.timedelta(days=2)},phone,borrower,PTP,{due + dt.timedelta(days=9)},1000,{OFFICER}"
                )
    for name, lines in (("loans", loans), ("instalments", rows), ("contacts", contacts)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def recorder(folder: Path) -> Cycle:
    """`run(as_of, without=...)`: that month's exports graded against the history in `folder` and recorded there."""

    def run(as_of: dt.date, without: tuple[str, ...] = ()) -> tuple[ScoredPortfolio, Attempt]:
        exports = folder / f"exports {as_of}"
        write_exports(exports, as_of, without)
        history = History(folder / "history", at="2026-01-01T05:00:00+00:00")
        history.open()
        scored = overdue_cli.score([exports], as_of=as_of, history=history)
        history.quarantine()
        return scored, record(scored, history)

    return run
