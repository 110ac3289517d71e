"""What a sheet was taken for and why, header by header: the plain account behind every recognition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.intake.headers import CONTAINED, lexicon, plain
from overdue_cli.intake.mapping import IGNORE, Mapping
from overdue_cli.intake.notes import HEADER_TYPES, letters, note
from overdue_cli.intake.read import Grid
from overdue_cli.intake.reading import Seen
from overdue_cli.intake.recognise import Assignment
from overdue_cli.intake.sheet import Reading
from overdue_cli.tables import TABLES, Kind

DESCRIBES_LOAN = ("instalments", "payments")
"""Tables whose sheets may carry a loan's describing columns as well."""
_PREAMBLE_SHOWN = 400


def judged(seen: Seen) -> dict[str, Any]:
    """How sure the choice was: its score, the best of each other table, what stood above the header."""
    best = likeliest(seen)
    if best is None:
        return {}
    others: dict[str, float] = {}
    for other in seen.candidates:
        if other.table != best.table:
            others.setdefault(other.table, other.score)
    reading = seen.reading
    return {
        "score": round(best.score, 1),
        "runners_up": ", ".join(f"{table} {score:.1f}" for table, score in list(others.items())[:3]) or None,
        "preamble": above(seen, best) or None,
        "data_date": reading.preamble.data_date if reading else None,
    }


def likeliest(seen: Seen) -> Assignment | None:
    """The reading that was chosen, or the one that came nearest."""
    if seen.reading is not None:
        return seen.reading.found
    return seen.candidates[0] if seen.candidates else None


def above(seen: Seen, found: Assignment) -> str:
    """The filled cells above the header, joined, without those who signed; long notes are cut."""
    cells = [str(cell).strip() for row in seen.grid.head[: found.row] for cell in row if cell not in ("", None)]
    signed = tuple(lexicon().signatures)
    return " | ".join(cell for cell in cells if not cell.startswith(signed))[:_PREAMBLE_SHOWN]


def headers_of(sheets: Sequence[Seen]) -> pl.DataFrame:
    """`Portfolio.headers`: every header of every sheet that looked like a table, and what it became."""
    rows = [row for seen in sheets if seen.told != IGNORE for row in _headers(seen)]
    return pl.DataFrame([{name: row.get(name) for name in HEADER_TYPES} for row in rows], schema=HEADER_TYPES)


def _headers(seen: Seen) -> list[dict[str, Any]]:
    found = likeliest(seen)
    if found is None:
        return _unheard(seen)
    columns: dict[int, str] = {}
    for name, at in found.columns.items():
        for index in at:
            columns[index] = ", ".join(filter(None, (columns.get(index), name)))
    where = {"file": seen.grid.file, "sheet": seen.grid.sheet, "table": found.table}
    rows: list[dict[str, Any]] = []
    for index, header in enumerate(found.headers):
        if header:
            cell = f"{letters(seen.grid.left + index)}{seen.grid.top + found.row + 1}"
            column, how = _became(seen, found, index, columns.get(index))
            unit = _unit(seen.reading, found, column, index) if seen.reading else None
            rows.append(
                where | {"cell": cell, "position": index, "header": header, "column": column, "how": how, "unit": unit}
            )
    return rows


def _unheard(seen: Seen) -> list[dict[str, Any]]:
    """The headers of a sheet in which no table was heard: none is known."""
    row = header_row(seen.grid)
    cells = seen.grid.head[row] if seen.grid.n_rows else []
    where = {"file": seen.grid.file, "sheet": seen.grid.sheet, "how": "unknown"}
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    if sum(map(bool, texts)) < 2:
        return []
    at = [f"{letters(seen.grid.left + n)}{seen.grid.top + row + 1}" for n in range(len(texts))]
    return [where | {"cell": at[n], "position": n, "header": text} for n, text in enumerate(texts) if text]


def header_row(grid: Grid) -> int:
    """The row that looks most like a header where no table was recognised: the first with the most text cells."""
    counts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in grid.head]
    return max(range(len(counts)), key=lambda row: (counts[row], -row), default=0)


def _became(seen: Seen, found: Assignment, index: int, column: str | None) -> tuple[str | None, str]:
    """The column a header became, and how; None with the reason why it became none."""
    if index in found.doubtful and seen.refusal is not None:
        return None, "ambiguous"
    if column is not None:
        return column, found.how.get(column.split(", ")[0], "mapping")
    return (None, "unknown") if seen.reading is None else _left(seen.reading, found, plain(found.headers[index]))


def _left(reading: Reading, found: Assignment, key: str) -> tuple[str | None, str]:
    """What a header that the sheet's own table does not use is: a loan's column, left on purpose, or not known."""
    if key in reading.words.ignored:
        return None, "ignored"
    match = reading.words.match(key, found.table)
    if match is not None and match.column in found.columns:
        return None, "weaker"
    loan = reading.words.match(key, "loans") if found.table in DESCRIBES_LOAN else None
    if loan is not None and loan.strength < CONTAINED:
        return f"loans.{loan.column}", "synonym"
    return None, "unknown"


def _unit(reading: Reading, found: Assignment, column: str | None, index: int) -> str | None:
    """The unit of a money column; None for the others."""
    if column is None:
        return None
    table, _, name = column.split(", ")[0].rpartition(".")
    return reading.unit_of(index)[0] if TABLES[table or found.table].column(name).kind is Kind.MONEY else None


def unused_headers(mapping: Mapping, sheets: Sequence[Seen]) -> list[pl.DataFrame]:
    """A note (P044) for each header of the mapping that no sheet has: a slip of the pen maps nothing."""
    there = {plain(cell) for seen in sheets for row in seen.grid.head for cell in row if isinstance(cell, str)}
    named = [*mapping.headers, *mapping.units, *(h.removeprefix("-") for hs in mapping.sums.values() for h in hs)]
    lost = [h for h in dict.fromkeys(named) if plain(h) not in there]
    return [note("P044", header="headers", value=header) for header in lost]
