"""Data flows one way: rooms do not know each other, nobody below knows the command line."""

from __future__ import annotations

import pytest
from source_tree import home, imports, modules

BASE = {
    "tables",
    "facts",
    "signs",
    "problems",
    "strict_yaml",
    "locale",
    "words",
    "rowkey",
    "keys",
    "policy_home",
    "outputs",
    "crypto",
    "folders",
    "__version__",
}
"""What anybody may import: names, sentences and the ground under them."""
POLICY = "ruleset"
"""The policy is read by the rooms that apply it; it knows none of them."""
ROOMS = {
    "intake": set(),
    "ruleset": set(),
    "evidence": {POLICY},
    "grading": {POLICY},
    "followup": {POLICY},
    "workbook": set(),
    "history": set(),
}
EDGES = sorted(
    {
        (path, home(name))
        for path, tree in modules().items()
        for name in imports(tree)
        if name.startswith("overdue_cli.")
    }
)


def test_there_is_something_to_look_at() -> None:
    assert {home(path) for path in modules()} >= set(ROOMS) | {"cli", "pipeline"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_other_room(room: str) -> None:
    allowed = BASE | ROOMS[room] | {room}
    assert [(path, to) for path, to in EDGES if home(path) == room and to not in allowed] == []


def test_the_ground_imports_only_the_ground() -> None:
    assert [(path, to) for path, to in EDGES if home(path) in BASE and to not in BASE] == []


def test_nobody_below_imports_the_command_line() -> None:
    assert [(path, to) for path, to in EDGES if to == "cli" and home(path) != "cli"] == []


def test_the_command_line_reaches_the_rooms_through_what_stands_above_them() -> None:
    allowed_rooms = {POLICY, "history"}  # `overdue rules` and `overdue history` are about these themselves
    assert [(path, to) for path, to in EDGES if home(path) == "cli" and to in set(ROOMS) - allowed_rooms] == []
