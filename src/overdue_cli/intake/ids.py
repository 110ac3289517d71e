"""A small table of one row a borrower or loan: its numbers and its other columns, all as text."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Names
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from overdue_cli.intake.clean import as_text, trimmed
from overdue_cli.intake.headers import Lexicon, lexicon, plain
from overdue_cli.intake.mapping import Mapping, read_mapping
from overdue_cli.intake.read import Grid, open_source
from overdue_cli.problems import Refusal

KEYS = ("borrower_id", "loan_id")


@dataclass(frozen=True)
class IdTable:
    """`frame`: text by header; `id_column` holds what `meaning` says; `mapped`: meaning → header, by the mapping."""

    file: str
    frame: pl.DataFrame
    id_column: str
    meaning: str
    mapped: Names[str, str]


def read_ids(
    path: Path, mapping: Path | None = None, password: str | None = None, having: Collection[str] = ()
) -> IdTable:
    """The first sheet of `path` whose header names a borrower's or loan's number; Refusal P001, P011 or P013.

    `having` are headers of which one must stand there too, where that is what tells the sheet from others.
    """
    if not path.is_file():
        raise Refusal("P001", file=str(path))
    base = lexicon()
    own = read_mapping(mapping, base) if mapping else Mapping()
    words, source = own.teach(base), open_source(path, path.name, password)
    for grid in source.grids:
        for at, row in enumerate(grid.head):
            headers = [str(cell).strip() if cell is not None else "" for cell in row]
            if having and not {plain(header) for header in headers} & {plain(name) for name in having}:
                continue
            if (found := _id_column(headers, words)) is not None:
                return _table(path.name, grid, at, headers, found, own)
    seen = [str(cell) for grid in source.grids[:1] for cell in grid.head[0] if cell not in ("", None)]
    needed = [*KEYS[:1], *having] if having else list(KEYS)
    raise Refusal("P013", file=path.name, table="loans", columns=needed, headers=seen, example=KEYS[0])


def _id_column(headers: list[str], words: Lexicon) -> tuple[int, str] | None:
    """The place and meaning of the number, a borrower's before a loan's."""
    meant = [words.match(plain(header), "loans") if header else None for header in headers]
    for key in KEYS:
        for at, match in enumerate(meant):
            if match is not None and match.column == key:
                return at, key
    return None


def _table(file: str, grid: Grid, at: int, headers: list[str], found: tuple[int, str], own: Mapping) -> IdTable:
    columns = {name: trimmed(as_text(raw)) for name, raw in zip(headers, grid.body(at + 1), strict=False) if name}
    targets = {plain(header): meant[0] for header, meant in own.headers.items()}
    mapped = {targets[plain(name)]: name for name in columns if plain(name) in targets}
    return IdTable(file, pl.DataFrame(columns), headers[found[0]], found[1], mapped)
