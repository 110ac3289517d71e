"""What a person sees: both languages, any console, narrow and wide."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from overdue_cli.cli.streams import said
from overdue_cli.cli.summary import print_summary
from sample_portfolio import scored
from smallest import AS_OF, Run

CODES = re.compile(rb"\x1b\[")


def test_the_summary_tells_rows_grades_where_to_start_and_the_files(overdue: Run, exports: Path) -> None:
    shown = overdue("score", exports, "--as-of", AS_OF, "--lang", "en").stderr.decode()
    for expected in (
        "Read 2 files, 2 sheets",
        "Graded 3 borrowers",
        "Meaning",
        "Start here",
        "56 days past due",
        "Written: worklist.xlsx",
    ):
        assert expected in shown, shown


def test_the_summary_speaks_chinese_over_chinese_headers(overdue: Run, tmp_path: Path) -> None:
    text = "借据号,客户号,客户名称,贷款余额,逾期天数\nL1,K001,吴明,10000,45\n"
    (tmp_path / "台账.csv").write_text(text, encoding="gb18030")
    done = overdue("score", "台账.csv", "--as-of", AS_OF)
    shown = done.stderr.decode()
    assert done.returncode == 0, shown
    assert "从这里开始" in shown
    assert "已逾期45天" in shown
    assert "吴明" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "language"),
    [("gbk", "zh"), ("cp936", "zh"), ("cp1252", "zh"), ("ascii", "zh"), ("utf-16", "zh"), ("gbk", "en")],
)
def test_no_console_encoding_makes_it_crash(encoding: str, language: str, overdue: Run, exports: Path) -> None:
    done = overdue(
        "score", exports, "--as-of", AS_OF, "--lang", language, "--scores", "-", env={"PYTHONIOENCODING": encoding}
    )
    assert done.returncode == 0, done.stderr.decode(encoding, "replace")
    if encoding in {"gbk", "cp936", "utf-8"} and language == "zh":
        assert "从这里开始" in done.stderr.decode(encoding)


def test_a_pipe_without_a_stated_encoding_is_utf_8(overdue_process: Run, exports: Path) -> None:
    done = overdue_process(
        "score",
        exports,
        "--as-of",
        AS_OF,
        "--lang",
        "zh",
        env={"LANG": "C", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    )
    assert "从这里开始" in done.stderr.decode("utf-8")


def test_no_colour_codes_leave_through_a_pipe(overdue: Run, exports: Path) -> None:
    done = overdue("score", exports, "--as-of", AS_OF)
    assert not CODES.search(done.stderr)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_gets_colours_and_names_unless_no_color_is_set(
    no_color: bool, exports: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"TERM": "xterm-256color", "COLUMNS": "120"} | ({"NO_COLOR": "1"} if no_color else {})
    seen = on_a_terminal(["score", str(exports), "--as-of", AS_OF], environment, tmp_path)
    assert b"Zhao Liu" in seen
    assert (b"\x1b[3" in seen) is not no_color


@pytest.mark.slow
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_the_window(
    width: int, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.cells import cell_len

    lines = summary(language, width, monkeypatch, capsys)
    assert len(lines) > 30
    assert max(map(cell_len, lines)) <= width


def summary(
    language: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """What is said of the sample at that width."""
    monkeypatch.setenv("COLUMNS", str(width))
    print_summary(scored(language), said(), [Path("worklist.xlsx")], today=False)
    return capsys.readouterr().err.splitlines()


def test_what_stands_left_of_a_column_has_one_width_on_every_console(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blocks and box lines are two columns wide on a Chinese console, one anywhere else."""
    from unicodedata import east_asian_width

    lines = summary("zh", 100, monkeypatch, capsys)
    tables = [line for line in lines if re.match(r"[A-E] +\d|-----| *\d+  \d  ", line)]
    assert len(tables) == 2 + 5 + 10
    assert [line for line in tables if any(east_asian_width(letter) == "A" for letter in line)] == []


def on_a_terminal(arguments: list[str], environment: dict[str, str], folder: Path) -> bytes:
    """What `overdue ARGUMENTS` shows on a pseudo-terminal."""
    import pty
    import subprocess
    import sys

    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "from overdue_cli.cli.main import run; run()", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=follower, stdout=follower, stderr=follower):
        os.close(follower)
        seen = io.BytesIO()
        while True:
            try:
                chunk = os.read(leader, 4096)
            except OSError:  # Linux says so when the last writer is gone
                break
            if not chunk:
                break
            seen.write(chunk)
    os.close(leader)
    return seen.getvalue()
