"""Files → grids of stored cells. Owner of the Excel reader and of encoding detection."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from overdue_cli.intake.read.excel import read_excel
from overdue_cli.intake.read.grid import Grid, RawColumn
from overdue_cli.intake.read.kind import FileKind, kind_of, worth_opening
from overdue_cli.intake.read.parquet import read_parquet
from overdue_cli.intake.read.text import read_text
from overdue_cli.problems import Refusal
from overdue_cli.tables import InputFile

__all__ = ["FileKind", "Grid", "RawColumn", "Source", "open_source", "worth_opening"]

_READERS = {FileKind.WORKBOOK: read_excel, FileKind.PARQUET: read_parquet, FileKind.TEXT: read_text}


@dataclass(frozen=True)
class Source:
    """One input file: how the reports name it, and its grids."""

    file: InputFile
    grids: list[Grid]


def open_source(path: Path, name: str) -> Source:
    """The file at `path`, read once and hashed on the way; Refusal P001, P011 or P016."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal("P011", file=name, detail=error.strerror or type(error).__name__) from error
    kind = kind_of(data)
    if kind is FileKind.OTHER:
        raise Refusal("P011", file=name, detail="not a table")
    grids = [] if kind is FileKind.EMPTY else _READERS[kind](name, data)
    return Source(InputFile(name, len(data), hashlib.sha256(data).hexdigest()), grids)
