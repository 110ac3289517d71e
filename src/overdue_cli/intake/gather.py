"""The files to read: those named, and in folders those that look like exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from overdue_cli.intake.read import worth_opening
from overdue_cli.problems import Refusal


def gather(inputs: Sequence[Path]) -> tuple[list[tuple[Path, str]], list[str]]:
    """Files with the names reports call them by, and the names of files in folders that were left alone.

    Patterns that the shell left (`part-*.parquet`, `**`) are filled in. Folders are walked in sorted order, so the order the disk keeps files in changes nothing; a file met
    twice is read once. Names are short: the path below the folder that was given. Refusal P001 or P010.
    """
    found: dict[Path, str] = {}
    skipped: list[str] = []
    for path in inputs:
        if path.is_dir():
            _folder(path, found, skipped)
        elif path.is_file():
            _add(path, path.name, found)
        elif matched := _matched(path):
            for one in matched:
                _add(one, one.name, found)
        else:
            raise Refusal("P001", file=str(path))
    if not found:
        raise Refusal("P010", file=", ".join(str(path) for path in inputs))
    return list(found.items()), skipped


def _matched(pattern: Path) -> list[Path]:
    """The files a pattern such as `2026-11/part-*.parquet` names, sorted: not every shell fills patterns in."""
    if not any(mark in str(pattern) for mark in "*?["):
        return []
    root = Path(pattern.anchor)
    return sorted(path for path in root.glob(str(pattern.relative_to(root))) if path.is_file())


def _add(path: Path, name: str, found: dict[Path, str]) -> None:
    """Name the file once. Two folders may hold one name each month: the second is told by its folder, or a number."""
    whole = path.resolve()
    if whole in found:
        return
    taken = set(found.values())
    choices = (name, f"{whole.parent.name}/{name}", *(f"{name} ({n})" for n in range(2, len(taken) + 3)))
    found[whole] = next(choice for choice in choices if choice not in taken)


def _folder(folder: Path, found: dict[Path, str], skipped: list[str]) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in Path(name).parts):
            continue
        if worth_opening(path.name):
            _add(path, name, found)
        else:
            skipped.append(name)
