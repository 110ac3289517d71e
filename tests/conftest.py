"""What tests share: the command, run here or in a process of its own, and the smallest exports it can grade."""

from __future__ import annotations

import os

# The tests run side by side already; a pool of threads in each of them would only get in the others' way.
# Before Polars is imported, or it has no effect.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from command_line import Done, called, plain_environment, started
from smallest import Run, write_smallest

# The same examples in every run and no memory of earlier ones: what fails here fails everywhere, at once or never.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder with a loan ledger and an instalment table of three borrowers."""
    return write_smallest(tmp_path / "exports")


@pytest.fixture
def environment() -> dict[str, str]:
    """A process environment without what this terminal happens to set."""
    return plain_environment()


@pytest.fixture
def overdue(tmp_path: Path, environment: dict[str, str]) -> Run:
    """`overdue ARGUMENTS...` in `tmp_path` or `cwd`, without a process of its own; `env` adds to the environment."""

    def run(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path) -> Done:
        return called([*map(str, arguments)], cwd, environment | dict(env or {}))

    return run


@pytest.fixture
def overdue_process(tmp_path: Path, environment: dict[str, str]) -> Run:
    """The same in a process of its own, a second dearer: for what only a process shows."""

    def run(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path) -> Done:
        return started([*map(str, arguments)], cwd, environment | dict(env or {}))

    return run
