"""Grids as bytes and back: what a child process hands to its parent. Columns travel as Arrow, heads as JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from overdue_cli.intake.read.grid import ColumnGrid, Fault, Grid, RawColumn
from overdue_cli.intake.read.scan import Facts

_PARTS = ("text", "number", "date", "fault")


def packed(grids: list[Grid]) -> bytes:
    """`grids` as one line of JSON and, behind it, one Arrow file each."""
    frames, heads = [], []
    for grid in grids:
        assert isinstance(grid, ColumnGrid)
        series = {
            f"{i} {part}": s for i, c in enumerate(grid.below) for part in _PARTS if (s := getattr(c, part)) is not None
        }
        held = io.BytesIO()
        pl.DataFrame(series).write_ipc(held)
        frames.append(held.getvalue())
        heads.append(
            {"sheet": grid.sheet, "visible": grid.visible, "top": grid.top, "left": grid.left, "hidden": list(grid.hidden),
             "unchecked": list(grid.unchecked), "head": [[_told(c) for c in row] for row in grid.rows],
             "width": len(grid.below), "below": grid.below[0].n_rows if grid.below else 0, "size": len(frames[-1])}
        )  # fmt: skip
    return json.dumps(heads).encode() + b"\n" + b"".join(frames)


def unpacked(file: str, data: bytes) -> list[Grid]:
    """The grids `packed` made; ValueError where the child was cut off."""
    line, _, rest = data.partition(b"\n")
    grids: list[Grid] = []
    at = 0
    for head in json.loads(line):
        piece = rest[at : at + head["size"]]
        if len(piece) != head["size"]:
            raise ValueError("cut off")
        frame, at = pl.read_ipc(io.BytesIO(piece)), at + head["size"]
        below = [_column(frame, i, head["below"]) for i in range(head["width"])]
        grids.append(
            ColumnGrid([[_heard(c) for c in row] for row in head["head"]], below, file=file, sheet=head["sheet"],
                       visible=head["visible"], top=head["top"], left=head["left"], hidden=head["hidden"],
                       unchecked=tuple(head["unchecked"]))
        )  # fmt: skip
    return grids


def facts_told(facts: Mapping[str, Facts]) -> dict[str, Any]:
    """What is known of the sheets, as far as the reader asks for it, for JSON."""
    return {
        name: {"hidden": one.hidden, "faults": [[*place, shown] for place, shown in one.faults.items()]}
        for name, one in facts.items()
    }


def facts_heard(told: Mapping[str, Any]) -> dict[str, Facts]:
    """The facts `facts_told` told."""
    return {
        name: Facts(hidden=one["hidden"], faults={(row, column): shown for row, column, shown in one["faults"]})
        for name, one in told.items()
    }


def _column(frame: pl.DataFrame, index: int, n_rows: int) -> RawColumn:
    names = [f"{index} {part}" for part in _PARTS]
    return RawColumn(n_rows, *(frame[name] if name in frame.columns else None for name in names))


def _told(cell: Any) -> Any:
    """A cell of a head as JSON: text, numbers and nothing as they are, the rest with its type."""
    if type(cell) is Fault:
        return {"fault": str(cell)}
    if isinstance(cell, dt.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, (str, float, bool)) or cell is None:
        return cell if not isinstance(cell, str) else cell.encode("utf-8", "replace").decode()
    return str(cell)


def _heard(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    kind, value = next(iter(cell.items()))
    if kind == "fault":
        return Fault(value)
    return dt.datetime.fromisoformat(value) if kind == "moment" else dt.date.fromisoformat(value)
