"""The project speaks of itself alone: no path of a machine, no address, no diary of how it was made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from source_tree import REPOSITORY

UNWANTED = {
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(?:work|root|Users|home/\w+)/"),
    "a network address": re.compile(r"https?://(?!schemas\.|www\.w3\.org/|purl\.org/)[\w-]+\.[\w.-]+"),
    "a number of an issue": re.compile(r"\bissue #?\d", re.IGNORECASE),
    "a diary": re.compile(
        r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "as an A" + "I", "sub" + "agent")) + r")\b"
    ),
}
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".sh", ".csv", ""}


def tracked() -> list[Path]:
    """Text files of the project: those git knows, else all that are not hidden or built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    names = (
        listed.stdout.split("\0")
        if listed.returncode == 0
        else [p.relative_to(REPOSITORY).as_posix() for p in REPOSITORY.rglob("*")]
    )
    paths = [
        REPOSITORY / name
        for name in names
        if (name and not name.startswith((".", "build", "dist"))) or name == ".ci/run"
    ]
    return [path for path in paths if path.is_file() and path.suffix in TEXT and path != Path(__file__).resolve()]


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if UNWANTED[what].search(line)
    ]
    assert found == []
