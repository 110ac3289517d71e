"""`overdue backtest` and `overdue rules propose` as somebody types them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from overdue_cli.ruleset.load import load
from smallest import REPOSITORY, Run

sys.path.insert(0, str(REPOSITORY / "tests" / "backtest"))
from histories import crowd, tables


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes a history of these people as CSV files; the folder."""

    def write(people: dict[str, dict[int, int | None]] | None = None) -> Path:
        folder = tmp_path / "history"
        folder.mkdir()
        for name, table in tables(people or crowd()).items():
            money = [
                pl.col(c) / 100 for c in ("principal", "balance", "due_amount", "paid_amount") if c in table.columns
            ]
            kept = [c for c in table.columns if not c.startswith("source_") and table[c].null_count() < table.height]
            table.with_columns(money).select(kept).write_csv(folder / f"{name}.csv")
        return folder

    return write


def sheets(path: Path) -> dict[str, int]:
    """Sheet → how many charts stand on it."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: len(sheet._charts) for sheet in book.worksheets}


def test_it_ends_in_a_verdict_and_writes_a_report_with_charts(
    export: Callable[..., Path], overdue: Run, tmp_path: Path
) -> None:
    done = overdue("backtest", export(), "--lang", "en", "--report", "figures.json")
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "Verdict:" in said
    assert "AUC" in said
    charts = sheets(tmp_path / "backtest.xlsx")
    assert list(charts) == ["Verdict", "Grades", "Before-due list", "Groups", "Rules", "Cycles"]
    assert charts["Grades"] == 4
    found = json.loads((tmp_path / "figures.json").read_text())
    assert found["cycles"][-1].startswith("2026-09")
    assert (
        sum(row["cases"] for row in found["figures"]["grades"] if row["stratum"] == "all")
        == found["figures"]["excluded"][0]["judged"]
    )


def test_the_same_export_gives_the_same_bytes(export: Callable[..., Path], overdue: Run, tmp_path: Path) -> None:
    folder = export()
    for name in ("one", "two"):
        assert (
            overdue("backtest", folder, "--out", f"{name}.xlsx", "--report", f"{name}.json", "--quiet").returncode == 0
        )
    for suffix in (".xlsx", ".json"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_saved_likelihoods_are_used_by_score(export: Callable[..., Path], overdue: Run, tmp_path: Path) -> None:
    folder = export()
    assert overdue("backtest", folder, "--quiet", "--save-likelihoods", "measured.yaml").returncode == 0
    saved = load(tmp_path / "measured.yaml")
    stated = [step.likelihood for step in saved.header.grades]
    assert stated == sorted(stated)
    assert stated[-1] == 1.0
    assert saved.header.likelihood_source.tag == "data"
    done = overdue("score", folder, "--rules", "measured.yaml", "--as-of", "2026-11-20", "--scores", "s.csv", "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    scores = pl.read_csv(tmp_path / "s.csv")
    assert set(scores["likelihood"]) <= set(stated)


def test_outcomes_may_come_from_a_file(export: Callable[..., Path], overdue: Run, tmp_path: Path) -> None:
    folder = export()
    rows = "\n".join(f"{who},{int(len(late) > 2)}" for who, late in crowd().items())
    (tmp_path / "outcomes.csv").write_text(f"borrower_id,went_bad\n{rows}\n")
    done = overdue("backtest", folder, "--outcomes", "outcomes.csv", "--lang", "en", "--report", "-")
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["outcomes"] == "outcomes.csv"
    assert found["figures"]["power"][0]["cases"] == 120


@pytest.mark.parametrize(
    ("content", "code"),
    [("borrower_id,bad\n77,1\n", b"B003"), ("borrower_id,a,b\n0001,1,0\n", b"B004"), ("borrower_id,bad\n0001,0\n", b"B002"), ("x,y\n1,0\n", b"P013")],
)  # fmt: skip
def test_outcomes_that_cannot_be_used_are_said_to_be(
    content: str, code: bytes, export: Callable[..., Path], overdue: Run, tmp_path: Path
) -> None:
    (tmp_path / "outcomes.csv").write_text(content)
    done = overdue("backtest", export(), "--outcomes", "outcomes.csv")
    assert (done.returncode, code in done.stderr) == (3, True), done.stderr.decode()
    assert not (tmp_path / "backtest.xlsx").exists()


def test_a_history_that_is_too_short_is_refused_with_what_would_be_enough(exports: Path, overdue: Run) -> None:
    dues = "loan_id,instalment_no,due_on,due_amount,paid_on,paid_amount\nL1,1,2026-11-10,1000,,\n"
    (exports / "instalments.csv").write_text(dues)
    done = overdue("backtest", exports, "--lang", "en")
    assert done.returncode == 3
    assert b"B001" in done.stderr
    assert b"give an export whose first due date lies before" in done.stderr


def test_more_cycles_than_there_are_is_said(export: Callable[..., Path], overdue: Run) -> None:
    done = overdue("backtest", export(), "--cycles", "30", "--lang", "en")
    assert done.returncode == 0
    assert "30 cycles were asked for, 8 can be judged" in " ".join(done.stderr.decode().split())


def test_a_proposal_is_an_overlay_that_loads_and_changes_nothing_by_itself(
    export: Callable[..., Path], overdue: Run, tmp_path: Path
) -> None:
    done = overdue("rules", "propose", export(), "--lang", "en", "--out", "proposal.yaml")
    assert done.returncode == 0, done.stderr.decode()
    proposal = load(tmp_path / "proposal.yaml")
    assert proposal.doubts == ()
    assert proposal.header.grades == load().header.grades
