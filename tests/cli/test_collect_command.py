"""`overdue collect`, and what stands in the way of writing over officers' entries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from command_line import called, plain_environment
from overdue_cli import crypto
from overdue_cli.collecting import written_by_us
from smallest import AS_OF, INSTALMENTS, LOANS, Run

SCORE = ("score", "exports", "--as-of", AS_OF, "--history", "history", "--quiet")


def column(sheet: openpyxl.worksheet.worksheet.Worksheet, word: str) -> int:
    return next(c.column for c in sheet[4] if c.value == word)


def fill(path: Path, **answers: object) -> None:
    """The first overdue row filled in and saved by another program."""
    book = openpyxl.load_workbook(path)
    for word, value in answers.items():
        book["Overdue"].cell(5, column(book["Overdue"], word.replace("_", " "))).value = value
    book.save(path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports, a history with one run, and its worklist with an answer in it."""
    folder = tmp_path_factory.mktemp("bank")
    (folder / "exports").mkdir()
    (folder / "exports" / "loans.csv").write_text(LOANS, encoding="utf-8")
    (folder / "exports" / "instalments.csv").write_text(INSTALMENTS, encoding="utf-8")
    assert called(list(SCORE), folder, plain_environment()).returncode == 0
    fill(folder / "worklist.xlsx", Contact_date="2026-11-23", Result="refuses", Note="=never")
    return folder


@pytest.fixture
def worklist(prepared: Path, tmp_path: Path) -> Path:
    """The same in this test's own folder."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return tmp_path / "worklist.xlsx"


def test_entries_not_collected_stop_the_run_that_would_write_over_them(overdue: Run, worklist: Path) -> None:
    before = worklist.read_bytes()
    stopped = overdue(*SCORE)
    assert (stopped.returncode, b"O002" in stopped.stderr) == (7, True)
    assert worklist.read_bytes() == before
    assert overdue("collect", "worklist.xlsx", "--history", "history", "--quiet").returncode == 0
    assert overdue(*SCORE).returncode == 0
    assert worklist.read_bytes() != before


def test_replace_keeps_a_dated_copy(overdue: Run, worklist: Path) -> None:
    before = worklist.read_bytes()
    assert overdue(*SCORE, "--replace").returncode == 0
    assert written_by_us(worklist)  # nothing to lose the next time
    kept = worklist.with_name(f"worklist-{AS_OF}.xlsx")
    assert kept.read_bytes() == before
    assert len(list(worklist.parent.glob("worklist*"))) == 2


def test_without_a_history_entries_stop_it_too(overdue: Run, worklist: Path) -> None:
    assert overdue("score", "exports", "--as-of", AS_OF).returncode == 7


def test_collected_as_csv_for_the_bank_s_own_system(overdue: Run, worklist: Path, tmp_path: Path) -> None:
    done = overdue("collect", "worklist.xlsx", "--history", "history", "--csv", "answers.csv", "--log-format", "json")
    assert done.returncode == 0
    told = json.loads(done.stderr.splitlines()[-1])
    assert (told["event"], told["new"], told["collection"]) == ("collected", 1, "feedback/0001")
    text = (tmp_path / "answers.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text[0].startswith("borrower_id,cycle,contacted_on,")
    assert ",2026-11-23,,,RTP," in text[1]
    assert "'=never" in text[1]


def test_undo_and_verify(overdue: Run, worklist: Path) -> None:
    overdue("collect", "worklist.xlsx", "--history", "history", "--quiet")
    assert overdue("collect", "--undo", "--history", "history", "--quiet").returncode == 0
    verified = overdue("history", "verify", "history", "--lang", "en")
    assert (verified.returncode, verified.stdout.count(b"answers taken back")) == (0, 2)
    assert overdue("collect", "--undo", "--history", "history").returncode == 2


def test_a_workbook_of_somebody_else_is_said_by_exit_code(overdue: Run, worklist: Path, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "theirs.xlsx")
    done = overdue("collect", "theirs.xlsx", "--history", "history", "--lang", "zh")
    assert (done.returncode, "C001" in done.stderr.decode()) == (3, True)
    assert not (tmp_path / "history" / "feedback").exists()


def test_strict_calls_out_rows_that_were_not_used(overdue: Run, worklist: Path, tmp_path: Path) -> None:
    shutil.copy(worklist, tmp_path / "wrong.xlsx")
    fill(tmp_path / "wrong.xlsx", Result="who knows")
    asked = ("collect", "wrong.xlsx", "--history", "history", "--lang", "en")
    assert overdue(*asked, "--dry-run").returncode == 0
    done = overdue(*asked, "--strict")
    assert done.returncode == 4
    assert b"C015" in done.stderr


def test_a_history_that_is_not_there_is_wrong_usage(overdue: Run, worklist: Path) -> None:
    assert overdue("collect", "worklist.xlsx", "--history", "elsewhere").returncode == 2
    assert overdue("collect", "--history", "history").returncode == 2


@pytest.mark.slow
def test_officers_files_may_be_written_anew_once_their_entries_are_collected(
    overdue: Run, exports: Path, tmp_path: Path
) -> None:
    again = (*SCORE, "--per-officer", "desks")
    assert overdue(*again).returncode == 0
    fill(next((tmp_path / "desks").glob("Li_*.xlsx")), Contact_date="2026-11-23", Result="refuses")
    assert overdue(*again).returncode == 7
    assert overdue("collect", "desks", "--history", "history", "--quiet").returncode == 0
    assert overdue(*again).returncode == 0


@pytest.mark.slow
def test_an_encrypted_list_comes_home_and_is_guarded_like_any_other(
    overdue: Run, exports: Path, tmp_path: Path
) -> None:
    (tmp_path / "password.txt").write_text("Lüshun 1905\n", encoding="utf-8")
    sealed = (*SCORE, "--password-file", "password.txt")
    assert overdue(*sealed).returncode == 0
    assert overdue(*sealed).returncode == 0  # nobody wrote into it
    worklist = tmp_path / "worklist.xlsx"
    worklist.write_bytes(crypto.decrypt(worklist, "Lüshun 1905"))
    fill(worklist, Contact_date="2026-11-23", Result="refuses")
    worklist.write_bytes(crypto.encrypt(worklist.read_bytes(), "Lüshun 1905"))
    assert overdue(*sealed).returncode == 7
    assert overdue(*SCORE).returncode == 7  # what it holds cannot be told
    collect = ("collect", "worklist.xlsx", "--history", "history", "--quiet")
    assert overdue(*collect).returncode == 3
    assert overdue(*collect, "--password-file", "password.txt").returncode == 0
    assert overdue(*sealed).returncode == 0
