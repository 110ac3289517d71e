"""What the documents say is what the program does."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest
from source_tree import REPOSITORY

from smallest import Run

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


def test_the_readme_shows_the_main_job() -> None:
    assert any(command.startswith("overdue score") for command in COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs_as_it_stands(command: str, overdue: Run, tmp_path: Path) -> None:
    for folder in ("sample_data", "rules"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    program, *arguments = shlex.split(command)
    assert program == "overdue"
    done = overdue(*arguments)
    assert done.returncode == 0, done.stderr.decode()


def test_the_make_targets_of_the_readme_exist() -> None:
    made = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)) <= made


def test_the_excerpt_is_what_the_command_says_today() -> None:
    """`make docs` writes it anew."""
    assert runpy.run_path(str(REPOSITORY / "tools" / "readme_excerpt.py"))["readme"]() == README


def test_the_reference_is_what_the_commands_declare_today() -> None:
    """`make docs` writes it anew."""
    written = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
    assert runpy.run_path(str(REPOSITORY / "tools" / "cli_reference.py"))["reference"]() == written


def test_the_policy_manual_is_what_the_rule_files_say_today() -> None:
    """`make docs` writes it anew."""
    for name, text in runpy.run_path(str(REPOSITORY / "tools" / "rules_manual.py"))["pages"]().items():
        assert (REPOSITORY / "docs" / name).read_text(encoding="utf-8") == text


def test_the_list_of_problems_is_what_is_said_today() -> None:
    """`make docs` writes it anew."""
    for name, text in runpy.run_path(str(REPOSITORY / "tools" / "problems_page.py"))["pages"]().items():
        assert (REPOSITORY / "docs" / name).read_text(encoding="utf-8") == text


def test_every_option_of_the_reference_is_on_the_help_screen(overdue: Run) -> None:
    page = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
    for section in page.split("\n## overdue ")[1:]:
        command = section.splitlines()[0].split()
        screen = overdue(*command, "--help", env={"COLUMNS": "160"}).stdout.decode()
        assert [
            option for option in re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE) if option not in screen
        ] == []


def test_every_exit_code_of_the_guard_is_in_the_readme() -> None:
    guard = (REPOSITORY / "src" / "overdue_cli" / "cli" / "guard.py").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (\d)", README, re.MULTILINE))
    assert set(re.findall(r"(?<![\d.])(\d) [a-z`]", guard.split('"""')[1])) == listed
    for path in ("DECISIONS.md", "CHANGELOG.md", "LICENSE"):
        assert (REPOSITORY / path).stat().st_size > 500
