"""The arrow of collecting: files → sheets → entries → borrowers → answers → history."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Collection as Names
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from overdue_cli.collecting import kept
from overdue_cli.collecting.cells import entries
from overdue_cli.collecting.checks import TYPES, aside_in, concat
from overdue_cli.collecting.confirmed import unconfirmed
from overdue_cli.collecting.locks import lock_beside
from overdue_cli.collecting.matched import matched
from overdue_cli.collecting.runs import Runs, runs_of
from overdue_cli.collecting.sheets import filled_sheets
from overdue_cli.history import History, feedback
from overdue_cli.intake.gather import gather
from overdue_cli.intake.read import Grid, open_source
from overdue_cli.problems import Refusal

WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How xlsx and ods begin, and xls and what is encrypted."""


@dataclass(frozen=True)
class FileRead:
    """One workbook: its name and hash, the answers found in it, and what became of it: `read`, `known` or `refused`."""

    name: str
    sha256: str
    state: str
    answers: int = 0
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Collected:
    """What a collection came to.

    `answers`   the answers not known before, as the history keeps them; `known` how many were.
    `problems`  what was wrong, cell by cell; rows named by those that set aside are not used.
    `several`   borrowers touched in several files, their answers merged by day.
    `stored`    the collection added to the history, None on a dry run or where there was nothing new.
    """

    files: list[FileRead]
    answers: pl.DataFrame
    known: int
    problems: pl.DataFrame
    several: pl.DataFrame
    stored: feedback.Collection | None = None

    @property
    def set_aside(self) -> int:
        """Rows that hold entries and were not used."""
        return aside_in(self.problems)


@dataclass
class _Read:
    files: list[FileRead] = field(default_factory=list)
    rows: list[pl.DataFrame] = field(default_factory=list)
    problems: list[pl.DataFrame] = field(default_factory=list)


def collect(
    paths: Sequence[Path],
    history: History,
    *,
    language: str,
    supervisors: Names[str] = (),
    dry_run: bool = False,
    lenient: bool = False,
    password: str | None = None,
    export: Callable[[pl.DataFrame], None] | None = None,
) -> Collected:
    """The answers in the workbooks at `paths` added to `history`, once; only for who holds its lock.

    A workbook that cannot be used is refused and nothing of the whole collection is kept: C001 to C006, P001, P010.
    `lenient`, and for what stands in a folder that was named: it is passed over, and `files` says why. `export` is
    called with the new answers before they are kept; `password` opens workbooks that are encrypted.
    """
    runs, known_files, read = runs_of(history), feedback.files_known(history.root), _Read()
    named = {path.resolve() for path in paths if not path.is_dir()}
    for path, name in found_in(paths) if lenient else gather(paths)[0]:
        try:
            _file(path, name, runs, known_files, read, language, password)
        except Refusal as refusal:
            if not lenient and path.resolve() in named:
                raise
            read.files.append(FileRead(name, "", "refused", refusal=refusal))
    hashes = {file.name: file.sha256 for file in read.files}
    whole = [kept.as_kept(rows, hashes) for rows in read.rows if rows.height]
    found, several = kept.merged(pl.concat([pl.DataFrame(schema=feedback.ANSWERS | feedback.WORDS), *whole]))
    new = kept.news(found, feedback.answers(history.root))
    written = [file for file in read.files if file.state == "read"]
    if export is not None:
        export(new)
    stored = None if dry_run or new.is_empty() else feedback.add(history, kept.frames(new), _manifest(written))
    doubts = unconfirmed(pl.concat(read.rows), new, supervisors, language) if read.rows else pl.DataFrame(schema=TYPES)
    return Collected(read.files, new, found.height - new.height, concat([*read.problems, doubts]), several, stored)


def found_in(places: Iterable[Path]) -> list[tuple[Path, str]]:
    """The workbooks in `places`, files or folders, with the names reports call them by; none is no fault here."""
    there = list(places)
    try:
        return gather(there)[0] if there else []
    except Refusal as refusal:
        if refusal.code != "P010":
            raise
        return []


def undo(history: History) -> tuple[feedback.Collection, feedback.Collection]:
    """The last collection taken back; see `feedback.undo`."""
    return feedback.undo(history)


def _file(
    path: Path, name: str, runs: Runs, known: dict[str, str], read: _Read, language: str, password: str | None
) -> None:
    """One workbook read into `read`; Refusal where it cannot be used."""
    if (lock := lock_beside(path)) is not None:
        raise Refusal("C005", file=name, value=lock.name)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if sha256 in known:
        read.files.append(FileRead(name, sha256, "known"))
        return
    written = [entries(sheet) for sheet in filled_sheets(name, _grids(path, name, password))]
    rows, problems = matched(name, pl.concat(written, how="vertical_relaxed"), runs, language)
    read.files.append(FileRead(name, sha256, "read", rows.height))
    read.rows.append(rows)
    read.problems.append(problems)


def _grids(path: Path, name: str, password: str | None) -> list[Grid]:
    """The sheets of a workbook; Refusal C004 for what began as one and is not whole, C001 for what never was one."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Refusal("C004", file=name)
    try:
        return open_source(path, name, password).grids
    except Refusal as refusal:
        if refusal.code != "P011":
            raise
        raise Refusal("C004" if head.startswith(WORKBOOKS) else "C001", file=name) from refusal


def _manifest(files: list[FileRead]) -> dict[str, object]:
    """What a collection was made from: hashes and counts; the names stand with the words."""
    return {"kind": "answers", "undoes": None, "workbooks": [{"sha256": f.sha256, "answers": f.answers} for f in files]}
