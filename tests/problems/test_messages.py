"""Every problem of an input: the smallest file that has it, and the exact words an analyst reads.

The words stand in `messages.txt`, in both languages; a change of words is a change of that file, read line by line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import CASES

from overdue_cli.intake import read_portfolio
from overdue_cli.problems import CATALOGUE, Refusal, explain

WORDS = Path(__file__).with_name("messages.txt")
ELSEWHERE = {"P002", "P003", "P017", "P039", "P040", "P051", "P056"}
"""Raised by the command line or across tables, or only while a file is being written to."""


def said(code: str) -> str:
    """The problem's two messages, from its broken file in the current folder."""
    paths, mapping = CASES[code](Path())
    try:
        portfolio = read_portfolio(paths, mapping=mapping)
    except Refusal as refusal:
        return messages(code, refusal)
    rows = portfolio.problems.filter(portfolio.problems["code"] == code)
    assert rows.height == 1, portfolio.problems["code"].to_list()
    return messages(code, rows.row(0, named=True))


def messages(code: str, found: object) -> str:
    assert not isinstance(found, Refusal) or found.code == code, found
    return "".join(f"{explain(found, language)}\n" for language in ("zh", "en"))  # type: ignore[arg-type]


def written() -> dict[str, str]:
    """Code → its two messages as they should read."""
    parts = WORDS.read_text(encoding="utf-8").split("\n== ")
    return {part[:4]: part[5:] + "\n" for part in parts[1:]}


@pytest.mark.parametrize("code", CASES)
def test_a_broken_file_is_answered_in_these_words(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert said(code).rstrip("\n") == written()[code].rstrip("\n")


def test_every_problem_of_an_input_has_its_broken_file() -> None:
    assert {code for code in CATALOGUE if code.startswith("P")} - ELSEWHERE == set(CASES)
    assert set(written()) == set(CASES)
