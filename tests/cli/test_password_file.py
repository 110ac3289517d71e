"""`--password-file` opens encrypted inputs for every command that reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Done
from overdue_cli import crypto

Run = Callable[..., Done]
AS_OF = ["--as-of", "2026-11-20"]


@pytest.fixture
def sealed(tmp_path: Path) -> list[str]:
    """The loans and instalments of a small portfolio behind a password, and the option that opens them."""
    import xlsxwriter

    plain = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        sheet = book.add_worksheet("台账")
        for y, row in enumerate([["借据号", "客户号", "贷款余额", "逾期天数"], ["J1", "001", 500, 3]]):
            sheet.write_row(y, 0, row)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(crypto.encrypt(plain.read_bytes(), "open sesame"))
    (tmp_path / "password.txt").write_text("open sesame\n", encoding="utf-8")
    return [str(path), "--password-file", str(tmp_path / "password.txt")]


@pytest.mark.slow
def test_check_and_explain_open_what_is_encrypted(overdue: Run, sealed: list[str]) -> None:
    assert overdue("check", *sealed, *AS_OF).returncode == 0
    assert overdue("explain", "001", *sealed, *AS_OF).returncode == 0


def test_without_the_password_the_exit_code_is_that_of_an_unusable_input(overdue: Run, sealed: list[str]) -> None:
    for command in (["check"], ["explain", "001"]):
        done = overdue(*command, sealed[0], *AS_OF)
        assert done.returncode == 3
        assert b"P016" in done.stderr + done.stdout


@pytest.mark.slow
def test_score_opens_its_inputs_and_locks_its_outputs_with_one_password(
    overdue: Run, sealed: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    assert overdue("score", *sealed, *AS_OF, "--out", str(out)).returncode == 0
    assert crypto.is_encrypted(out)
