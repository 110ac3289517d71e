"""A year from one cron line, nobody watching."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from exports import write_exports

from overdue_cli.history import History, feedback
from overdue_cli.history import verified as verified_in
from smallest import Run

CRON = ("run", "overdue.toml", "--quiet")
TOML = """inputs = ["exports"]
outputs = "outputs"
history = "history"
strict = true
returned = ["returned"]
supervisors = ["Zhang Supervisor"]
cycle = "monthly on 25, T-7"
only_when_due = true
[keep]
outputs = 6
"""


def months(overdue: Run, folder: Path, days: list[dt.date], between: Callable[[dt.date], None] | None = None) -> None:
    """The cron line on each of `days`, over what the bank's systems would show that day."""
    for day in days:
        write_exports(folder / "exports", day)
        done = overdue(*CRON, env={"OVERDUE_AS_OF": day.isoformat()}, cwd=folder)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), (day, done.stderr.decode())
        if between:
            between(day)


def officers(folder: Path) -> Callable[[dt.date], None]:
    """Officers who fill in the latest worklist, once, and put it into the folder of returned ones: a promise each,
    and for the first row of the half year a worse grade for three weeks."""

    def answer(day: dt.date) -> None:
        pointer = folder / "outputs" / "latest"
        if not pointer.exists():
            return
        latest = pointer.read_text().strip()
        back = folder / "returned" / f"{latest} Huang.xlsx"
        if back.exists():
            return
        book = openpyxl.load_workbook(folder / "outputs" / latest / "worklist.xlsx")
        cycle = dt.date.fromisoformat(latest)
        for sheet in (book["Before due"], book["Overdue"]):
            at = {str(c.value): c.column for c in sheet[4] if c.value}
            for row in range(5, sheet.max_row + 1):
                if not sheet.cell(row, at.get("Row key", 1)).value or "Row key" not in at:
                    continue
                answers = {
                    "Contact date": cycle + dt.timedelta(2), "Result": "promises to pay", "Note": f"said on {cycle}",
                    "Promise date": cycle + dt.timedelta(9), "Promise amount": 1000,
                }  # fmt: skip
                if row == 5 and cycle.month == 6:
                    answers |= {"Override grade": "E", "Valid until": cycle + dt.timedelta(40)}
                for word, value in answers.items():
                    sheet.cell(row, at[word]).value = value
        back.parent.mkdir(exist_ok=True)
        book.save(back)

    return answer


def answers_kept(folder: Path, cycles: int) -> pl.DataFrame:
    """Every answer there, once, though every month's workbook still lies in the folder; promises judged by its row."""
    kept = feedback.answers(folder / "history")
    assert kept.height == kept.select("cycle", "borrower_id").n_unique()
    assert kept["cycle"].n_unique() == cycles - 1  # the last month's come in with the next run
    assert len(feedback.collections_in(folder / "history")) == cycles - 1
    verified = [vars(finding) for finding in verified_in(History(folder / "history"))]
    assert [f["state"].value for f in verified if f["name"].startswith("feedback")] == ["collected"] * (cycles - 1)
    return kept


def checked(overdue: Run, folder: Path, cycles: int) -> None:
    """Nothing lost: as many cycles as were due, each naming the one before it, every hash as written."""
    assert overdue("history", "verify", "history", "--outputs", "outputs", cwd=folder).returncode == 0
    listed = json.loads(overdue("history", "list", "history", "--json", cwd=folder).stdout)
    assert len(listed) == cycles
    assert all(row["sound"] and row["attempts"] == 1 for row in listed)
    manifests = [
        json.loads((folder / "history" / row["cycle"] / "0001" / "manifest.json").read_text()) for row in listed
    ]
    assert [m["previous"] and m["previous"]["cycle"] for m in manifests] == [
        None,
        *(row["cycle"] for row in listed[:-1]),
    ]
    assert len(list((folder / "outputs").glob("2*"))) == min(cycles, 6)
    grades = pl.scan_parquet(folder / "history" / "*" / "*" / "scores.parquet").collect().sort("as_of")
    for _, one in grades.group_by("borrower_id"):
        places = ["ABCDE".index(letter) for letter in one.sort("as_of")["grade_before_override"]]
        assert all(later >= before - 1 for before, later in pairwise(places)), one  # up slowly


@pytest.mark.slow
def test_twelve_months_from_one_cron_line_that_fires_every_week(overdue: Run, tmp_path: Path) -> None:
    """Cron fires weekly and on the run days; the program finds which of them a cycle asks for."""
    (tmp_path / "overdue.toml").write_text(TOML)
    first = dt.date(2026, 1, 4)
    weekly = [first + dt.timedelta(days=7 * n) for n in range(52)]
    opening = [dt.date(2026, month, 18) for month in range(1, 13)]
    months(overdue, tmp_path, sorted({*weekly, *opening}), officers(tmp_path))
    checked(overdue, tmp_path, 12)
    kept = answers_kept(tmp_path, 12)
    scores = pl.scan_parquet(tmp_path / "history" / "*" / "*" / "scores.parquet").collect()
    set_by_hand = scores.filter(pl.col("override_effect") == "worse").sort("as_of")
    assert set_by_hand["as_of"].to_list() == [dt.date(2026, 7, 26)]  # the next run; by the one after it has lapsed
    assert set_by_hand["grade"].to_list() == ["E"]
    reasons = pl.scan_parquet(tmp_path / "history" / "*" / "*" / "reasons.parquet").collect()
    assert "W08" in reasons["rule_id"].to_list()
    assert set(kept["borrower_id"]) <= set(scores["borrower_id"])


@pytest.mark.slow
def test_three_months_from_one_cron_line(overdue: Run, tmp_path: Path) -> None:
    (tmp_path / "overdue.toml").write_text(TOML)
    months(
        overdue,
        tmp_path,
        [dt.date(2026, *day) for day in ((1, 10), (1, 19), (2, 18), (3, 18), (3, 20))],
        officers(tmp_path),
    )
    checked(overdue, tmp_path, 3)
    answers_kept(tmp_path, 3)
