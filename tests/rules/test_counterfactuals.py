"""What would change a grade, on borrowers made for it: one record by name, replayed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from casemaker import AMOUNT, tables

from frames import frame, portfolio
from overdue_cli import pipeline, whatif
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from population import AS_OF


def ago(days: int) -> str:
    return (AS_OF - dt.timedelta(days=days)).isoformat()


def told(spec: dict[str, Any], **more: pl.DataFrame) -> dict[str, list[str]]:
    """What is replayed → the sentences, for one borrower."""
    scored = pipeline.grade_portfolio(portfolio(tables({"B": spec}) | more, AS_OF), load(), Request(AS_OF))
    rows = whatif.counterfactuals(scored, pl.Series("borrower_id", ["B"]))
    out: dict[str, list[str]] = {}
    for what, says in rows.select("what", "says").iter_rows():
        out.setdefault(what, []).append(says)
    return out


BROKEN = [
    {"contacted_ago": 16, "result": "PTP", "promised_ago": 13, "promised_amount": AMOUNT},
    {"contacted_ago": 10, "result": "PTP", "promised_ago": 7, "promised_amount": AMOUNT},
]


def test_a_broken_promise_is_replayed_as_kept() -> None:
    said = told({"open": 20, "contacts": BROKEN})
    assert f"C if the promise of {ago(16)} had been kept" in said["promise"]


def test_an_edge_of_a_floor_is_called_by_what_the_floor_asks() -> None:
    said = told({"open": 5, "contacts": BROKEN})
    assert "C if longest run of broken promises within the months came to 1" in said["edge"]


def test_a_line_that_says_it_was_broken_goes_with_it() -> None:
    line = {"contacted_ago": 5, "result": "违诺"}
    said = told({"open": 20, "contacts": [*BROKEN, line]})
    assert any(sentence.startswith("C if the promise") for sentence in said["promise"])


def test_promises_that_were_kept_are_not_replayed() -> None:
    kept = [{"contacted_ago": 5, "result": "PTP", "promised_ago": 2, "promised_amount": AMOUNT}]
    assert "promise" not in told({"open": 9, "each": {1: {"paid_ago": 2, "paid_amount": AMOUNT}}, "contacts": kept})


def test_an_instalment_is_replayed_as_paid_on_time() -> None:
    said = told({"open": 20})
    assert said["payment"] == [f"A if the instalment due on {ago(20)} had been paid on time"]


def test_not_paying_is_told_with_the_weekday_of_the_next_threshold() -> None:
    said = told({"open": 20})
    day = AS_OF + dt.timedelta(days=11)
    assert said["unpaid"] == [f"D if not paid by {day:%A} {day}"]


def test_an_inspection_is_replayed_with_its_particulars() -> None:
    said = told({"inspections": [{"met_person": None}]})
    assert said["inspection"] == [f"A if the inspection of {ago(10)} had every particular and had been entered in time"]


def test_a_cash_ledger_is_replayed_as_the_rows_are() -> None:
    spec = {"open": 20, "contacts": BROKEN}
    rows = tables({"B": spec})["instalments"]
    cash = rows.filter(pl.col("paid_on").is_not_null()).select(
        "loan_id", "borrower_id", "paid_on", amount="paid_amount"
    )
    bare = rows.with_columns(paid_on=pl.lit(None, pl.Date), paid_amount=pl.lit(None, pl.Int64))
    ledger = frame("payments", cash.rows(named=True))
    assert told(spec, instalments=bare, payments=ledger) == told(spec)


def test_a_clean_borrower_has_nothing_to_change() -> None:
    assert told({}) == {}
