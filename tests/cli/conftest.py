"""A bank that has run for two months, to go on from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from command_line import called, plain_environment
from smallest import write_smallest

TOML = 'inputs = ["exports"]\noutputs = "outputs"\nhistory = "history"\n'


@pytest.fixture(scope="session")
def september_and_october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs and history after two cycles: for copies only, never to be changed."""
    folder = tmp_path_factory.mktemp("bank")
    write_smallest(folder / "exports")
    (folder / "overdue.toml").write_text(TOML, encoding="utf-8")
    for day in ("2026-09-20", "2026-10-20"):
        done = called(["run", "overdue.toml", "--as-of", day, "--quiet"], folder, plain_environment())
        assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture
def two_months(september_and_october: Path, tmp_path: Path) -> Path:
    """`tmp_path` with exports, configuration, outputs and history as after September's and October's runs."""
    shutil.copytree(september_and_october, tmp_path, dirs_exist_ok=True)
    return tmp_path
