"""The sources as the house tests see them: parsed once, each import with where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "overdue_cli"


@cache
def modules() -> dict[str, ast.Module]:
    """Path below the package → parsed module."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imports(tree: ast.Module) -> Iterator[str]:
    """Dotted names imported anywhere in a module, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def home(name: str) -> str:
    """The room or top-level module a path or a dotted name belongs to."""
    return (
        name.split("/", maxsplit=1)[0].removesuffix(".py")
        if "/" in name or name.endswith(".py")
        else name.split(".")[1]
    )
