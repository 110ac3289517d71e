"""One owner for each outside library, and no clock, environment or chance below the command line."""

from __future__ import annotations

import ast

import pytest
from source_tree import home, imports, modules

OWNERS = {
    "typer": "cli/",
    "rich": "cli/",
    "click": "cli/",
    "yaml": "strict_yaml.py",
    "xlsxwriter": "workbook/",
    "openpyxl": "workbook/",
    "python_calamine": "intake/read/",
    "charset_normalizer": "intake/read/",
    "filelock": "history/",
    "holidays": "followup/",
    "msoffcrypto": "crypto.py",
    "scipy": "backtest/",
    "numpy": "backtest/",
}
CHANCE = {"random", "secrets", "uuid", "time"}
CLOCK = {("date", "today"), ("datetime", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("os", "environ"), ("os", "getenv"),
         ("locale", "getlocale"), ("getpass", "getuser"), ("socket", "gethostname")}  # fmt: skip


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_one_owner(library: str) -> None:
    strangers = [
        path
        for path, tree in modules().items()
        for name in imports(tree)
        if name.split(".")[0] == library and not path.startswith(OWNERS[library])
    ]
    assert strangers == []


def test_below_the_command_line_there_is_no_clock_no_environment_no_chance() -> None:
    found = []
    for path, tree in modules().items():
        if home(path) == "cli":
            continue
        found += [(path, name) for name in imports(tree) if name.split(".")[0] in CHANCE]
        found += [
            (path, *pair)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and (pair := (_last(node.value), node.attr)) in CLOCK
        ]
    assert found == []


def _last(node: ast.expr) -> str:
    """The last name of `a.b.c`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_no_python_runs_once_a_row() -> None:
    found = [
        (path, node.attr)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"map_elements", "map_rows"}
    ]
    assert found == []
