"""Every problem of the catalogue: the smallest file or situation that has it, and the exact words it is answered with.

The words stand in `messages.txt`, in both languages; a change of words is a change of that file, read line by line. What one
file has is in `broken`; what is typed, configured, kept or returned in `situations_of_problems`, of which the slow ones begin
with a bank that has run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from broken import CASES
from situations_of_problems import QUICK, SLOW, Bank

from overdue_cli.intake import read_portfolio
from overdue_cli.problems import CATALOGUE, Refusal, explain

ROW_KEY = re.compile(r"K[0-9A-Z]{9}-1-[0-9A-Z]{2}")
"""A row's key is another with every change of the rules."""
WORDS = Path(__file__).with_name("messages.txt")


def of_a_file(code: str) -> Refusal | Mapping[str, Any]:
    """What is said of the broken file of `code`, written into the current folder."""
    paths, mapping = CASES[code](Path())
    try:
        portfolio = read_portfolio(paths, mapping=mapping)
    except Refusal as refusal:
        return refusal
    rows = portfolio.problems.filter(portfolio.problems["code"] == code)
    assert rows.height == 1, portfolio.problems["code"].to_list()
    return rows.row(0, named=True)


def said(code: str, found: Refusal | Mapping[str, Any]) -> str:
    """The problem's two messages."""
    assert (found.code if isinstance(found, Refusal) else found["code"]) == code, found
    return ROW_KEY.sub("K9…", "\n".join(explain(found, language) for language in ("zh", "en")))


def written() -> dict[str, str]:
    """Code → its two messages as they should read."""
    parts = WORDS.read_text(encoding="utf-8").split("\n== ")
    return {part[:4]: part[5:].strip("\n") for part in parts[1:]}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one: messages name files as they were typed."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Path()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with one run on record, its worklist cut to the lists."""
    bank = Bank(tmp_path_factory.mktemp("bank")).prepared()
    bank.cut()
    return bank.folder


@pytest.mark.parametrize("code", CASES)
def test_a_broken_file_is_answered_in_these_words(code: str, here: Path) -> None:
    assert said(code, of_a_file(code)) == written()[code]


HEAVY = {"P051", "P017", "R003", *(code for code in QUICK if code.startswith("F"))}


@pytest.mark.parametrize("code", [pytest.param(c, marks=pytest.mark.slow) if c in HEAVY else c for c in QUICK])
def test_what_is_no_files_alone_is_answered_in_these_words(code: str, here: Path) -> None:
    assert said(code, QUICK[code](here)) == written()[code]


@pytest.mark.slow
@pytest.mark.parametrize("code", SLOW)
def test_what_a_bank_that_has_run_meets_is_answered_in_these_words(
    code: str, prepared: Path, here: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared, tmp_path / "bank")
    assert said(code, SLOW[code](Bank(tmp_path / "bank"))) == written()[code]


ENGLISH = re.compile(r"(?:\b[a-z]{2,}\b[ ,;]*){3,}")
OURS = re.compile(r"back\.xlsx.*|‹.*?›|\(.*?\)|\{\{.*")
"""What stays English in a Chinese message: a list of an English bank, names a file or a mapping uses."""


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_chinese_message_is_chinese_throughout(code: str) -> None:
    """Details come from libraries and readers in English; whoever reads the message does not."""
    lines = written()[code].splitlines()
    chinese = lines[: len(lines) // 2]
    assert [line for line in chinese if ENGLISH.search(OURS.sub("", line))] == []


def test_every_problem_of_the_catalogue_has_its_case_and_its_words() -> None:
    """A new code without the file or situation that has it, or without its exact words, is not finished."""
    cases = [*CASES, *QUICK, *SLOW]
    assert len(cases) == len(set(cases))
    assert set(cases) == set(CATALOGUE)
    assert set(written()) == set(CATALOGUE)
