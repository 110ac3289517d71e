"""Worklists that lie among the exports: seen as ours, left alone, and no grade moves."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import overdue_cli
from overdue_cli.scored import Request
from sample_portfolio import AS_OF
from smallest import Run


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_of_an_old_worklist_is_seen_as_ours(language: str, exports: Path) -> None:
    asked = Request(AS_OF, language=language)
    before = overdue_cli.score([exports], as_of=AS_OF, request=asked)
    before.to_workbook(exports / "old.xlsx")
    after = overdue_cli.score([exports], as_of=AS_OF, request=asked)
    assert after.scores.equals(before.scores)
    found = after.problems.filter(after.problems["source_file"] == "old.xlsx")
    assert found["code"].unique().to_list() == ["P061"]
    assert found.height == len(openpyxl.load_workbook(exports / "old.xlsx", read_only=True).sheetnames)


def test_a_person_standing_in_the_folder_of_exports_may_grade_it_twice(overdue: Run, exports: Path) -> None:
    for _ in range(2):
        done = overdue("score", ".", "--as-of", AS_OF, cwd=exports)
        assert done.returncode == 0, done.stderr.decode()
    assert (exports / "worklist.xlsx").is_file()
