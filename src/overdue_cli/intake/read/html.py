"""The tables of an HTML page that calls itself a workbook, as many old systems write them: one grid each.

Tags are looked for and nothing is built: no tree, no entity but characters, no script, nothing fetched. So
what is nested a million deep is only a million tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.columns import grid_of
from overdue_cli.intake.read.grid import Grid
from overdue_cli.intake.read.text import decode
from overdue_cli.problems import Refusal

_TOKEN = re.compile(r"<(/?)(table|tr|td|th|br|p|div|script|style)\b([^<>]*)>|<!--|<![a-z]|<\?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"[ \t\r\n]+")
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,6})", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NESTED = 50
_CELLS = 50_000_000


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    reaching: dict[int, int] = field(default_factory=dict)  # column → rows it still reaches down
    cell: list[str] | None = None

    def begin_row(self, attributes: str) -> None:
        self.end_cell()
        self.reaching = {column: left - 1 for column, left in self.reaching.items() if left > 1}
        if _UNSEEN.search(attributes):
            self.hidden.append(len(self.rows))
        self.rows.append([])
        self.skip()

    def skip(self) -> None:
        """Blank cells where one of a row above reaches down."""
        row = self.rows[-1]
        while len(row) in self.reaching:
            row.append("")

    def begin_cell(self, attributes: str) -> None:
        self.end_cell()
        if not self.rows:
            self.begin_row("")
        self.skip()
        spans = {kind.lower(): int(number) for kind, number in _SPAN.findall(attributes)}
        across, down = min(spans.get("col", 1), 1000) or 1, min(spans.get("row", 1), 65_535) or 1
        row, at = self.rows[-1], len(self.rows[-1])
        if down > 1:
            self.merges.append(((len(self.rows) - 1, at), (len(self.rows) + down - 2, at)))
            self.reaching |= {at + i: down for i in range(across)}
        row.extend([""] * across)
        self.cell, self.place = [], at

    def end_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1][self.place] = unescape(_SPACE.sub(" ", "".join(self.cell))).strip()
            self.cell = None

    place: int = 0


def read_html(file: str, data: bytes) -> list[Grid]:
    """One grid a table that has two cells or more; Refusal P011 if the page is no text or nested beyond reason."""
    found = _tables(file, decode(file, data))
    grids: list[Grid] = []
    for number, table in enumerate((t for t in found if sum(map(len, t.rows)) > 1), start=1):
        width = max(map(len, table.rows))
        if width * len(table.rows) > _CELLS or width > limits.COLUMNS:
            raise Refusal("P050", file=file, detail=f"{width:,} × {len(table.rows):,}")
        rows = (row + [""] * (width - len(row)) for row in table.rows)
        name = f"table {number}" if len(found) > 1 else ""
        grid = grid_of(rows, width, merges=table.merges, file=file, sheet=name, hidden=table.hidden)
        grids += [grid] if grid is not None else []
    return grids


def _tables(file: str, text: str) -> list[_Table]:
    """Every table of the page in the order they begin; what stands in an inner one is not part of the outer."""
    found: list[_Table] = []
    open_tables: list[_Table] = []
    for before, closing, name, attributes in _tokens(text):
        table = open_tables[-1] if open_tables else None
        if table is not None and table.cell is not None and before:
            table.cell.append(_TAG.sub("", before))
        if name == "table" and not closing:
            if len(open_tables) >= _NESTED:
                raise Refusal("P011", file=file, why="hostile")
            open_tables.append(_Table())
            found.append(open_tables[-1])
        elif table is not None:
            _within(table, name, closing, attributes)
            if name == "table":
                open_tables.pop()
    for table in open_tables:
        table.end_cell()
    return found


def _within(table: _Table, name: str, closing: bool, attributes: str) -> None:
    if closing:
        if name in {"td", "th", "tr", "table"}:
            table.end_cell()
    elif name == "tr":
        table.begin_row(attributes)
    elif name in {"td", "th"}:
        table.begin_cell(attributes)
    elif table.cell:
        table.cell.append(" ")


def _tokens(text: str) -> Iterator[tuple[str, bool, str, str]]:
    """(text before, closing, name, attributes) of each tag that matters; comments, scripts and styles left out."""
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        name, before = (found[2] or "").lower(), text[at : found.start()]
        at = found.end()
        if not name or (name in {"script", "style"} and not found[1]):
            end = "-->" if found[0] == "<!--" else ">" if not name else f"</{name}"
            close = text.find(end, at)
            at = len(text) if close < 0 else close + len(end)
            yield before, True, "", ""
            continue
        yield before, bool(found[1]), name, found[3] or ""
