"""What tests share: the command run as a process, and the smallest exports it can grade."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from smallest import INSTALMENTS, LOANS, REPOSITORY, Run


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder with a loan ledger and an instalment table of three borrowers."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "loans.csv").write_text(LOANS, encoding="utf-8")
    (folder / "instalments.csv").write_text(INSTALMENTS, encoding="utf-8")
    return folder


@pytest.fixture
def environment() -> dict[str, str]:
    """A process environment without what this terminal happens to set."""
    dropped = ("PYTHONIOENCODING", "PYTHONUTF8", "NO_COLOR", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PYTHONPATH": str(REPOSITORY / "src"), "LANG": "C.UTF-8"}


@pytest.fixture
def overdue(tmp_path: Path, environment: dict[str, str]) -> Run:
    """`overdue ARGUMENTS...` run in `tmp_path`; keyword `env` adds to the environment."""

    def run(
        *arguments: object, env: Mapping[str, str] | None = None, **options: object
    ) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", "from overdue_cli.cli.main import run; run()", *map(str, arguments)]
        options = {"cwd": tmp_path, "capture_output": True, "timeout": 120} | options
        return subprocess.run(command, check=False, env=environment | dict(env or {}), **options)  # type: ignore[call-overload, no-any-return]

    return run
