"""Sheets this program wrote itself, lying among the exports.

A worklist has borrowers, dates and amounts in columns whose headers we know: read as an export it would be taken
for a collection log, or for a ledger that lacks its loans.
"""

from __future__ import annotations

import re

from overdue_cli.intake.read import Grid

_RUN = re.compile(r"overdue \d\S* · .+ #[0-9a-f]{8}")
"""The end of the line below every title: tool, rule set and its digest, the same in both languages."""
_TOP = 3


def is_ours(grid: Grid) -> bool:
    """Whether one of the first rows names the run that wrote the sheet."""
    cells = (cell for row in grid.head[:_TOP] for cell in row)
    return any(isinstance(cell, str) and _RUN.search(cell) is not None for cell in cells)
