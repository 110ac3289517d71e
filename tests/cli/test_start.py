"""The version and the help come at once: nothing heavy is imported for them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import overdue_cli
from smallest import Run

ROOMS = ("polars", "openpyxl", "xlsxwriter", "python_calamine", "yaml", "overdue_cli.pipeline", "overdue_cli.intake",
         "overdue_cli.evidence", "overdue_cli.grading", "overdue_cli.ruleset", "overdue_cli.workbook", "overdue_cli.sample")  # fmt: skip


def imported_by(arguments: list[str], environment: dict[str, str]) -> set[str]:
    """Modules imported once `overdue ARGUMENTS` is done."""
    code = (
        "import sys\nfrom overdue_cli.cli.main import run\n"
        f"sys.argv = ['overdue', *{arguments!r}]\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return set(done.stderr.split())


def test_the_version_is_answered_before_typer_is_imported(environment: dict[str, str]) -> None:
    modules = imported_by(["--version"], environment)
    assert not modules & {"typer", "rich", "click", *ROOMS}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["score", "--help"], ["explain", "--help"], ["sample", "--help"], ["rules", "--help"]]
)
def test_the_help_imports_neither_polars_nor_a_room(arguments: list[str], environment: dict[str, str]) -> None:
    assert not imported_by(arguments, environment) & set(ROOMS)


def test_importing_the_package_costs_no_polars(environment: dict[str, str]) -> None:
    code = "import overdue_cli, sys; assert overdue_cli.__version__; assert 'polars' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_the_version_goes_to_stdout_alone(overdue_process: Run) -> None:
    done = overdue_process("--version")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"overdue {overdue_cli.__version__}\n", b"")


def test_a_command_without_arguments_shows_its_help_and_says_wrong_usage(overdue: Run) -> None:
    assert overdue("score").returncode == 2


def test_the_package_has_no_door_it_does_not_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'grade_all'"):
        overdue_cli.grade_all  # noqa: B018
