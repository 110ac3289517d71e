"""What the workbook is and is not, what it was made from, and how officers fill it in."""

from __future__ import annotations

from typing import Any

from overdue_cli.workbook import officer
from overdue_cli.workbook.columns import LIST, Block
from overdue_cli.workbook.measure import lines_of
from overdue_cli.workbook.paper import sections_unbroken
from overdue_cli.workbook.style import grade_style
from overdue_cli.workbook.writer import Bench, Canvas

WIDTHS = (23, 36, 46, 22, 20, 28)
ACROSS, TOTAL = len(WIDTHS), sum(WIDTHS)


def write_about(bench: Bench) -> None:
    """The About sheet."""
    page = bench.sheet("about")
    said = bench.words["about"]
    bench.heading(page, said["title"])
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    canvas, starts, row = Canvas(bench, page), [], 2
    for key, put in SECTIONS:
        starts.append(row + 1)
        row = put(bench, canvas, _section(canvas, row + 1, said[key]))
    canvas.lay()
    page.set_h_pagebreaks(sections_unbroken(canvas, starts, row, WIDTHS))
    page.freeze_panes(2, 0)


def _section(canvas: Canvas, row: int, title: str) -> int:
    canvas.height(row, 24)
    canvas.put(row, 0, title, "section", across=ACROSS)
    return row + 1


def _sentence(bench: Bench, canvas: Canvas, row: int, text: str) -> int:
    canvas.height(row, bench.style.height(lines_of(text, TOTAL)))
    canvas.put(row, 0, text, "says", across=ACROSS)
    return row + 1


def _what(bench: Bench, canvas: Canvas, row: int) -> int:
    for text in bench.words["about"]["what_says"]:
        row = _sentence(bench, canvas, row, text)
    return row


def _cells(bench: Bench, canvas: Canvas, row: int, cells: list[tuple[Any, str, int]]) -> int:
    """One row of a table: value, format and columns it spans, from the left; as tall as its longest text."""
    at, tall = 0, 1
    for value, style, across in cells:
        canvas.put(row, at, value, style, across=across)
        tall = max(tall, lines_of(value, sum(WIDTHS[at : at + across])) if isinstance(value, str) else 1)
        at += across
    canvas.height(row, bench.style.height(min(tall, 6)))
    return row + 1


def _run(bench: Bench, canvas: Canvas, row: int) -> int:
    book, said = bench.book, bench.words["about"]
    facts = [
        ("as_of", book.as_of.isoformat()),
        ("data_date", book.data_date.isoformat() if book.data_date else bench.words["unknown"]),
        ("horizon", said["horizon_days"].format(days=book.horizon_days)),
        ("tool", f"overdue {book.tool_version}"),
        ("ruleset", f"{book.ruleset_title} · {book.ruleset_name} {book.ruleset_version}"),
        ("digest", book.ruleset_digest),
        ("masking", said["masked" if book.masked else "unmasked"]),
    ]
    if book.likelihood_source is not None:
        tag, text, day = book.likelihood_source
        kind = "likelihoods_measured" if tag == "data" else "likelihoods_stated"
        facts.append(("likelihoods", said[kind].format(text=text, date=day)))
    if book.options:
        facts.append(("options", "  ".join(f"{name} {value}".strip() for name, value in book.options.items())))
    for key, value in facts:
        row = _cells(bench, canvas, row, [(said[key], "muted", 1), (value, "text", ACROSS - 1)])
    return row


def _inputs(bench: Bench, canvas: Canvas, row: int) -> int:
    said = bench.words["about"]
    row = _cells(
        bench, canvas, row, [(said["file"], "head", 2), (said["sha256"], "head", 3), (said["size"], "head_right", 1)]
    )
    for name, size, digest in bench.book.inputs:
        row = _cells(bench, canvas, row, [(name, "text", 2), (digest, "muted", 3), (size, "whole", 1)])
    return row


def _grades(bench: Bench, canvas: Canvas, row: int) -> int:
    said = bench.words["about"]
    heads = [
        bench.words["columns"]["grade"],
        *(said[key] for key in ("meaning", "action", "owner", "review", "likelihood")),
    ]
    row = _cells(bench, canvas, row, [(text, "head", 1) for text in heads])
    for card in bench.book.grades:
        likely = said["likelihood_grave"] if card.likelihood >= 1 else f"{100 * card.likelihood:.3g}%"
        cells = [(text, "text", 1) for text in (card.meaning, card.action, card.owner, card.review, likely)]
        row = _cells(bench, canvas, row, [(f"{card.letter}  {card.name}", grade_style(card.letter), 1), *cells])
    return row


def _tiers(bench: Bench, canvas: Canvas, row: int) -> int:
    row = _sentence(bench, canvas, row, bench.words["about"]["tiers_says"])
    for number in sorted(bench.book.tiers):
        row = _cells(bench, canvas, row, [(bench.tier(number), "strong", 1)])
    return row


def _fill(bench: Bench, canvas: Canvas, row: int) -> int:
    """How each of the officer's columns is filled in, with its choices."""
    said = bench.words["about"]
    row = _sentence(bench, canvas, row, said["fill_says"])
    row = _cells(
        bench,
        canvas,
        row,
        [(said["fill_column"], "head", 1), (said["fill_how"], "head", 1), (said["fill_choices"], "head", 4)],
    )
    for column in LIST:
        if column.block is Block.OFFICER:
            listed = " · ".join(officer.choices(bench, column.key))
            name, how = bench.words["columns"][column.key], officer.hint(bench, column.key)
            row = _cells(bench, canvas, row, [(name, "strong", 1), (how, "text", 1), (listed, "text", 4)])
    return row


def _print(bench: Bench, canvas: Canvas, row: int) -> int:
    return _sentence(bench, canvas, row, bench.words["about"]["print_says"])


SECTIONS = (
    ("what", _what), ("run", _run), ("inputs", _inputs), ("grades", _grades), ("tiers", _tiers), ("fill", _fill), ("print", _print),
)  # fmt: skip
"""Title and contents of each section, down the sheet; a page on paper ends between two of them."""
