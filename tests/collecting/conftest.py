"""One bank prepared for all tests of this folder, a copy of it for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from returned_books import Bank


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with one run, and its worklist cut to the lists: the other sheets are not what officers return."""
    bank = Bank(tmp_path_factory.mktemp("bank")).prepared()
    bank.cut()
    return bank.folder


@pytest.fixture
def bank(prepared: Path, tmp_path: Path) -> Bank:
    """The bank, this test's own."""
    shutil.copytree(prepared, tmp_path / "bank")
    return Bank(tmp_path / "bank")
