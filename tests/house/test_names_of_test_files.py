"""Test files in different folders must differ in name: compiled leavings of one are taken for the other."""

from __future__ import annotations

from collections import Counter

from source_tree import REPOSITORY


def test_no_two_test_files_share_a_name() -> None:
    names = Counter(
        path.name for path in (REPOSITORY / "tests").rglob("*.py") if path.name not in {"conftest.py", "__init__.py"}
    )
    assert [name for name, count in names.items() if count > 1] == []
