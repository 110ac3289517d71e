"""Files nobody made for us, and cells nobody would type: a message or a portfolio, never a traceback, soon."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from export_files import DUES, LEDGER, read, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overdue_cli.intake import read_portfolio
from overdue_cli.intake.headers import lexicon
from overdue_cli.intake.mapping import Mapping
from overdue_cli.intake.read import Grid
from overdue_cli.intake.reading import body_of, looked_at
from overdue_cli.intake.sheet import read_rows
from overdue_cli.problems import Refusal, explain
from smallest import REPOSITORY

pytestmark = pytest.mark.slow

ODD = REPOSITORY.parent / "shared" / "data" / "odd_workbooks"
FILES = sorted(ODD.iterdir()) if ODD.is_dir() else []
CELLS = st.one_of(
    st.sampled_from(["", "J1", "合计", "2026-01-20", "1,234.50", "借据号", "0", "-", "#REF!", "万", "()", "-"]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**20), 10**20).map(float),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.text(max_size=8),
    st.timedeltas().map(str),
    st.just(dt.time(1, 2)),
)


@pytest.mark.skipif(not FILES, reason="the odd workbooks are not beside this checkout")
def test_the_odd_workbooks_are_here_to_be_tried() -> None:
    assert len(FILES) > 90


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_an_odd_workbook_ends_in_a_message(path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        read_portfolio([path])
    assert refused.value.code in {"P011", "P012", "P016"}
    assert all("next:" in explain(refused.value, "en") and explain(refused.value, lang) for lang in ("zh", "en"))
    assert time.monotonic() - began < 20


def accounted_for(rows: list[list[Any]]) -> None:
    """Every row is used, set aside or not data, and no used one lacks what is required."""
    grid = Grid("a.xlsx", "s", [DUES, *rows])
    reading = looked_at(grid, lexicon(), Mapping()).reading
    assert reading is not None
    found = read_rows(reading, body_of(reading))
    assert found.frame.height + found.set_aside.height + found.rows_not_data == len(rows)
    required = found.frame.select("loan_id", "due_on", "due_amount")
    assert required.null_count().sum_horizontal()[0] == 0


ANY_ROWS = given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=8))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@ANY_ROWS
def test_any_cells_under_a_header_are_used_set_aside_or_not_data(rows: list[list[Any]]) -> None:
    accounted_for(rows)


@pytest.mark.slow
@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@ANY_ROWS
def test_hundreds_of_rows_nobody_would_type_are_accounted_for(rows: list[list[Any]]) -> None:
    accounted_for(rows)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_workbook_cut_or_spoilt_anywhere_ends_in_a_message_or_reads(at: int, tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", {"台账": LEDGER}).read_bytes()
    place = len(whole) * at // 100
    for name, data in (("cut.xlsx", whole[:place]), ("spoilt.xlsx", whole[:place] + b"\xff" + whole[place + 1 :])):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            read(path)
        except Refusal as refused:
            assert refused.code in {"P011", "P012", "P013", "P016"}
