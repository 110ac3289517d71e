"""The thank-you note an officer prints and takes home: one page, with nothing of the bank's on it but its thanks."""

from __future__ import annotations

from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.writer import Bench, Canvas

WIDTH, TOP = 92.0, 3
BESIDE = 4.0
TEXT_LINE = {"zh": 34.0, "en": 30.0}
"""Points a line of the note takes; its letters are nearly twice those of a list."""
LARGER = 1.7


def write_thanks(bench: Bench) -> None:
    """The sheet of the note; none where there is nothing to thank for.

    What every sheet says of grades stands above and is not printed: a family reads this.
    """
    card = bench.book.thanks
    if card is None:
        return
    page, said = bench.sheet("thanks"), bench.words["thanks"]
    bench.heading(page, bench.name("thanks"))
    page.set_column(0, 0, BESIDE)
    page.set_column(1, 1, WIDTH)
    canvas = Canvas(bench, page)
    canvas.put(2, 1, said["hint"], "run")
    canvas.height(2, bench.style.height(1))
    letter = card.text.replace("\n", "\n\n")
    lines = lines_of(letter, WIDTH / LARGER)
    text = min(400.0, TEXT_LINE[bench.book.language] * (lines + 1))
    for row, (value, style, points) in enumerate(
        ((card.title, "letter_title", 80.0), (letter, "letter_text", text), (card.foot, "letter_foot", 64.0)), TOP
    ):
        canvas.put(row, 1, value, style)
        canvas.height(row, points)
    canvas.lay()
    page.print_area(TOP, 1, TOP + 2, 1)
    page.center_horizontally()
    page.center_vertically()
    page.set_footer("")
