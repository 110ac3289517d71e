"""An analyst's own workbook as a test of the rule set."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load
from overdue_cli.scenarios import Mismatch, outcome
from smallest import REPOSITORY, Run

pytestmark = pytest.mark.slow

EXAMPLE = REPOSITORY / "sample_data" / "scenarios" / "example.xlsx"


def changed(folder: Path, cell: str, value: str) -> Path:
    book = load_workbook(EXAMPLE)
    book["预期"][cell] = value
    book.save(folder / "mine.xlsx")
    return folder / "mine.xlsx"


def test_the_shipped_example_holds() -> None:
    done = outcome(EXAMPLE, load())
    assert (done.mismatches, str(done.as_of), done.language) == ((), "2026-11-20", "zh")
    assert done.expectations > 12


CELLS = {
    "another_grade": ("B2", "C", Mismatch("S001", None, "C", "A")),
    "points_that_differ": ("C4", "W01=10", Mismatch("S003", "W01", "10", "16")),
    "a_rule_that_did_not_count": ("C2", "W01", Mismatch("S001", "W01", "+", "–")),
    "a_rule_that_should_not_have": ("C4", "!W01", Mismatch("S003", "W01", "–", "16")),
    "a_borrower_who_is_not_there": ("A2", "S999", Mismatch("S999", None, "A", "")),
}


@pytest.mark.parametrize("name", CELLS)
def test_an_expectation_that_does_not_hold_is_told(name: str, tmp_path: Path) -> None:
    cell, value, told = CELLS[name]
    assert told in outcome(changed(tmp_path, cell, value), load()).mismatches


def test_a_workbook_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        outcome(changed(tmp_path, "B1", "等级"), load())
    assert caught.value.code == "P013"


def test_the_command_says_what_failed_and_ends_with_five(overdue: Run, tmp_path: Path) -> None:
    done = overdue("rules", "test", changed(tmp_path, "B2", "C"), "--lang", "en")
    assert done.returncode == 5
    assert b"S001: grade C expected, A came out" in done.stdout
