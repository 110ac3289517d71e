"""The wheel carries what the command needs: rules, sentences, and nothing of the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from source_tree import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network by the build backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_it_holds_rules_and_sentences_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "overdue_cli/rules/headers.yaml",
        "overdue_cli/rules/conservative/ruleset.yaml",
        "overdue_cli/locale/zh.yaml",
        "overdue_cli/py.typed",
    } <= set(names)
    assert [name for name in names if not name.startswith(("overdue_cli/", "overdue_cli-"))] == []


@pytest.mark.slow
def test_unpacked_elsewhere_it_grades_the_sample(wheel: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    script = "import overdue_cli, sys; assert overdue_cli.__file__.startswith(sys.argv.pop(1)), overdue_cli.__file__; from overdue_cli.cli.main import run; run()"
    command = [
        sys.executable,
        "-c",
        script,
        str(site),
        "score",
        str(REPOSITORY / "sample_data" / "en"),
        "--as-of",
        "2026-11-20",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment | {"PYTHONPATH": str(site)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "worklist.xlsx").stat().st_size > 10_000
