"""`overdue backtest` and `overdue rules propose` as somebody types them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from command_line import Done, called, plain_environment
from overdue_cli.ruleset.load import load
from smallest import REPOSITORY, Run

sys.path.insert(0, str(REPOSITORY / "tests" / "backtest"))
from histories import crowd, tables

pytestmark = pytest.mark.slow


def written(folder: Path, people: dict[str, dict[int, int | None]]) -> Path:
    """A history of these people as CSV files in `folder`."""
    folder.mkdir()
    for name, table in tables(people).items():
        money = [pl.col(c) / 100 for c in ("principal", "balance", "due_amount", "paid_amount") if c in table.columns]
        kept = [c for c in table.columns if not c.startswith("source_") and table[c].null_count() < table.height]
        table.with_columns(money).select(kept).write_csv(folder / f"{name}.csv")
    return folder


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A folder with a history, the outputs of one back-test of it with everything written, and what it said."""
    folder = tmp_path_factory.mktemp("tested")
    written(folder / "history", crowd())
    arguments = ["backtest", "history", "--lang", "en", "--cycles", "30"]
    arguments += ["--out", "one.xlsx", "--report", "one.json", "--save-likelihoods", "measured.yaml"]
    return folder, called(arguments, folder, plain_environment())


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A smaller history, where one is enough."""
    return written(tmp_path / "few", crowd(24, seed=3))


def sheets(path: Path) -> dict[str, int]:
    """Sheet → how many charts stand on it."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: len(sheet._charts) for sheet in book.worksheets}


def test_it_ends_in_a_verdict_and_writes_a_report_with_charts(tested: tuple[Path, Done]) -> None:
    folder, done = tested
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "Verdict:" in said
    assert "AUC" in said
    charts = sheets(folder / "one.xlsx")
    assert list(charts) == ["Verdict", "Grades", "Before-due list", "Groups", "Rules", "Cycles"]
    assert charts["Grades"] == 4
    found = json.loads((folder / "one.json").read_text())
    assert found["cycles"][-1].startswith("2026-09")
    assert (
        sum(row["cases"] for row in found["figures"]["grades"] if row["stratum"] == "all")
        == found["figures"]["excluded"][0]["judged"]
    )


def test_more_cycles_than_there_are_is_said(tested: tuple[Path, Done]) -> None:
    assert "30 cycles were asked for, 8 can be judged" in " ".join(tested[1].stderr.decode().split())


def test_the_same_export_gives_the_same_bytes(tested: tuple[Path, Done], overdue_process: Run, tmp_path: Path) -> None:
    folder = tested[0]
    arguments = ("--lang", "en", "--cycles", "30", "--out", "two.xlsx", "--report", "two.json", "--quiet")
    assert overdue_process("backtest", folder / "history", *arguments).returncode == 0
    for suffix in (".xlsx", ".json"):
        assert (tmp_path / f"two{suffix}").read_bytes() == (folder / f"one{suffix}").read_bytes()


def test_saved_likelihoods_are_used_by_score(tested: tuple[Path, Done], overdue: Run, tmp_path: Path) -> None:
    folder = tested[0]
    measured = folder / "measured.yaml"
    saved = load(measured)
    stated = [step.likelihood for step in saved.header.grades]
    assert stated == sorted(stated)
    assert stated[-1] == 1.0
    assert saved.header.likelihood_source.tag == "data"
    history = folder / "history"
    done = overdue("score", history, "--rules", measured, "--as-of", "2026-11-20", "--scores", "s.csv", "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    scores = pl.read_csv(tmp_path / "s.csv")
    assert set(scores["likelihood"]) <= set(stated)


def test_outcomes_may_come_from_a_file(tested: tuple[Path, Done], overdue: Run, tmp_path: Path) -> None:
    folder = tested[0] / "history"
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
    content: str, code: bytes, few: Path, overdue: Run, tmp_path: Path
) -> None:
    (tmp_path / "outcomes.csv").write_text(content)
    done = overdue("backtest", few, "--outcomes", "outcomes.csv")
    assert (done.returncode, code in done.stderr) == (3, True), done.stderr.decode()
    assert not (tmp_path / "backtest.xlsx").exists()


def test_a_history_that_is_too_short_is_refused_with_what_would_be_enough(exports: Path, overdue: Run) -> None:
    dues = "loan_id,instalment_no,due_on,due_amount,paid_on,paid_amount\nL1,1,2026-11-10,1000,,\n"
    (exports / "instalments.csv").write_text(dues)
    done = overdue("backtest", exports, "--lang", "en")
    assert done.returncode == 3
    assert b"B001" in done.stderr
    assert b"give an export whose first due date lies before" in done.stderr


def test_a_proposal_is_an_overlay_that_loads_and_changes_nothing_by_itself(
    tested: tuple[Path, Done], overdue: Run, tmp_path: Path
) -> None:
    done = overdue("rules", "propose", tested[0] / "history", "--lang", "en", "--out", "proposal.yaml")
    assert done.returncode == 0, done.stderr.decode()
    proposal = load(tmp_path / "proposal.yaml")
    assert proposal.doubts == ()
    assert proposal.header.grades == load().header.grades
