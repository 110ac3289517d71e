"""Files → grids of stored cells. Owner of the Excel reader, of encoding detection, and of what is believed of a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from overdue_cli import crypto
from overdue_cli.intake.read import limits
from overdue_cli.intake.read.apart import read_apart
from overdue_cli.intake.read.excel import read_excel
from overdue_cli.intake.read.grid import Grid, RawColumn
from overdue_cli.intake.read.html import read_html
from overdue_cli.intake.read.kind import FileKind, kind_of, worth_opening
from overdue_cli.intake.read.package import Package, opened
from overdue_cli.intake.read.parquet import read_parquet
from overdue_cli.intake.read.spreadsheetml import read_spreadsheetml
from overdue_cli.intake.read.text import read_text
from overdue_cli.intake.read.workbook_parts import parts_of
from overdue_cli.problems import Refusal
from overdue_cli.tables import InputFile

__all__ = ["FileKind", "Grid", "RawColumn", "Source", "open_source", "worth_opening"]

_READERS = {
    FileKind.PARQUET: read_parquet,
    FileKind.TEXT: read_text,
    FileKind.HTML: read_html,
    FileKind.SPREADSHEETML: read_spreadsheetml,
}
_WORKBOOK = ("[Content_Types].xml", "mimetype", "xl/workbook.xml", "xl/workbook.bin", "content.xml")
_ODS_SEALED = b"encryption-data"


@dataclass(frozen=True)
class Source:
    """One input file: how the reports name it, its grids, and the names inside an archive that were left alone."""

    file: InputFile
    grids: list[Grid]
    skipped: list[str] = field(default_factory=list)


def open_source(path: Path, name: str, password: str | None = None) -> Source:
    """The file at `path`, read once and hashed on the way; Refusal P001, P011, P016, P050, P051 or P056."""
    try:
        if path.stat().st_size > limits.FILE:
            raise Refusal("P050", file=name, detail=f"{limits.FILE // limits.MIB:,} MiB")
        data = path.read_bytes()
    except OSError as error:
        raise Refusal("P011", file=name, why="system", detail=error.strerror or type(error).__name__) from error
    skipped: list[str] = []
    grids = _grids(name, data, password, skipped, limits.NESTING)
    return Source(InputFile(name, len(data), hashlib.sha256(data).hexdigest()), grids, skipped)


def _grids(name: str, data: bytes, password: str | None, skipped: list[str], deeper: int) -> list[Grid]:
    """The grids of `data`, whatever it is."""
    kind = kind_of(data)
    if kind is FileKind.EMPTY:
        return []
    if kind is FileKind.OTHER:
        raise Refusal("P011", file=name, why="no_table")
    if kind is FileKind.OLE:
        return _envelope(name, data, password, skipped, deeper)
    if kind is FileKind.PACKAGE:
        package = opened(name, data)
        if any(part in package.members for part in _WORKBOOK):
            return _workbook(package)
        return _archive(package, password, skipped, deeper)
    return _READERS[kind](name, data)


def _envelope(name: str, data: bytes, password: str | None, skipped: list[str], deeper: int) -> list[Grid]:
    """An old xls, or a newer workbook behind a password."""
    if not crypto.is_encrypted(data):
        return read_apart(name, data, len(data))
    if password is None:
        raise Refusal("P016", file=name)
    try:
        plain = crypto.decrypt(data, password)
    except crypto.WrongPassword as error:
        raise Refusal("P056", file=name) from error
    except crypto.CannotDecrypt as error:
        raise Refusal("P011", file=name, why="cipher") from error
    if kind_of(plain) is FileKind.OLE:
        return read_apart(name, plain, len(plain))
    return _grids(name, plain, None, skipped, deeper)


def _workbook(package: Package) -> list[Grid]:
    """The sheets of an xlsx read here where that is provably cheap, in a child process everything else."""
    if "META-INF/manifest.xml" in package.members and _ODS_SEALED in package.whole(
        "META-INF/manifest.xml", limits.MEMBER
    ):
        raise Refusal("P016", file=package.file)
    parts = parts_of(package)
    small = (
        parts.cells <= limits.HERE_CELLS and parts.unpacked <= limits.HERE_UNPACKED and parts.text <= limits.HERE_TEXT
    )
    if parts.facts and small:
        grids = read_excel(package.file, package.data, parts.facts)
    else:
        grids = read_apart(package.file, package.data, parts.unpacked, parts.facts)
    for grid in grids:
        grid.epoch = parts.epoch
    return grids


def _archive(package: Package, password: str | None, skipped: list[str], deeper: int) -> list[Grid]:
    """The exports in an archive, read as if it were a folder: nothing is written, so no name can lead anywhere."""
    if not deeper:
        raise Refusal("P050", file=package.file, detail=f"zip × {limits.NESTING + 1}")
    grids: list[Grid] = []
    for member in sorted(package.members):
        name = f"{package.file}/{member}"
        hidden = any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in member.split("/"))
        if hidden or not worth_opening(member.rpartition("/")[2]):
            skipped.append(name)
            continue
        grids += _grids(name, package.whole(member), password, skipped, deeper - 1)
    return grids
