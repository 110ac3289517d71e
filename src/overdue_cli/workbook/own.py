"""The sheet of an officer's own file that names what is not theirs: number, name, and which desk has it."""

from __future__ import annotations

from overdue_cli.workbook.measure import lines_of, safe_of
from overdue_cli.workbook.writer import Bench, Canvas

WIDTHS = (24, 24, 92)
COLUMNS = ("borrower_id", "borrower_name", "says")
STYLES = ("id", "strong", "text")


def write_referred(bench: Bench) -> None:
    """The Referred sheet; none where nothing was taken over."""
    rows = bench.book.referred
    if rows.is_empty():
        return
    page, said = bench.sheet("referred"), bench.words["referred"]
    bench.heading(page, said["title"].format(count=rows.height))
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    canvas = Canvas(bench, page)
    canvas.put(2, 0, said["hint"], "run", across=len(WIDTHS))
    canvas.height(3, bench.style.height(1))
    for at, key in enumerate(COLUMNS):
        canvas.put(3, at, said[key], "head")
    for row, values in enumerate(rows.select(COLUMNS).iter_rows(), 4):
        canvas.height(row, bench.style.height(lines_of(values[-1] or "", WIDTHS[-1])))
        for at, (value, style) in enumerate(zip(values, STYLES, strict=True)):
            canvas.put(row, at, safe_of(value or ""), style)
    canvas.lay()
    page.freeze_panes(4, 1)
    page.repeat_rows(3)
