"""The two lists officers work from: the before-due list and the overdue list.

Everything is prepared column by column; the only loop over rows is the one that hands cells to the
writer, and it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from overdue_cli.workbook import officer
from overdue_cli.workbook.book import MOST_ROWS
from overdue_cli.workbook.columns import (
    ACTING,
    EVERYBODY,
    FROZEN,
    WHY_WIDTH,
    Block,
    Column,
    always_forbidden,
    besides,
    list_columns,
    said_once,
    widths_of,
)
from overdue_cli.workbook.measure import lines, lines_of, safe, safe_of, whys
from overdue_cli.workbook.paper import Paper, paper_for
from overdue_cli.workbook.places import LIST_TOP, Places, link
from overdue_cli.workbook.rows import heights_of, put_rows, written_as
from overdue_cli.workbook.style import MOST_LINES
from overdue_cli.workbook.writer import MOST_LINKS, Bench

HINTS, HEADER = LIST_TOP - 2, LIST_TOP - 1
RIGHT = ("money", "whole")


def write_list(bench: Bench, key: str, places: Places) -> None:
    """The sheet of the list `key` (`before_due` or `overdue`); a sentence where nobody is on it."""
    listed: pl.DataFrame = getattr(bench.book, key)
    frame, page = bench.book.overdue_rows if key == "overdue" else listed, bench.sheet(key)
    columns = list_columns(frame)
    shown = _shown(bench, frame, places).head(MOST_ROWS - LIST_TOP)
    widths = _set_columns(bench, page, columns, shown)
    paper = _paper(frame, columns, widths)
    bench.heading_by_keys(page, *_title(bench, key, listed, frame.height - listed.height), widths, FROZEN)
    _header(bench, page, columns, widths, _once(bench, frame), paper)
    last = max(LIST_TOP, LIST_TOP + shown.height - 1)
    if shown.is_empty():
        page.set_row(LIST_TOP, bench.style.height(2))
        page.write_string(LIST_TOP, 0, bench.words[f"empty_{key}"], bench.style["empty"])
    else:
        page.autofilter(HEADER, 0, last, len(columns) - 1)
        officer.validate(bench, page, columns, LIST_TOP, last)
        _body(bench, page, columns, widths, shown)
    page.freeze_panes(LIST_TOP, FROZEN)
    page.repeat_rows(HINTS, HEADER)
    page.print_area(0, 0, last, len(paper.columns) - 1)
    paper.set_up(page)


def _paper(frame: pl.DataFrame, columns: Sequence[Column], widths: Sequence[float]) -> Paper:
    """What is printed: the facts, without what is said once for everybody."""
    alike = EVERYBODY if frame.is_empty() else tuple(said_once(frame))
    facts = [at for at, column in enumerate(columns) if column.block is Block.FACT and column.key not in alike]
    acting = next(at for at, column in enumerate(columns) if column.key == ACTING)
    return paper_for(widths[: facts[-1] + 1], FROZEN, [acting])


def _once(bench: Bench, frame: pl.DataFrame) -> dict[str, str]:
    """What is said once above the list, by its heading: what holds for everybody, or at least what is always forbidden."""
    heads = bench.words["columns"]
    if alike := said_once(frame):
        return {heads[key]: text for key, text in alike.items()}
    always = always_forbidden(frame)
    return {bench.words["forbidden_always"]: always} if always else {}


def _title(bench: Bench, key: str, listed: pl.DataFrame, carried: int) -> tuple[str, str]:
    """The list's name and how many are on it; beside it for how much, where one currency allows a sum."""
    title = str(bench.words["list_title"]).format(sheet=bench.name(key), count=f"{listed.height:,}")
    beside = [bench.words["list_carried"].format(count=carried)] if carried else []
    if not listed.is_empty() and bench.unit:
        amount = listed["arrears" if key == "overdue" else "due_in_horizon"].sum() / 100
        facts = {"amount": f"{amount:,.0f}", "unit": bench.unit, "horizon": bench.book.horizon_days}
        beside = [str(bench.words[f"list_amount_{key}"]).format(**facts), *beside]
    return title, "　·　".join(beside)


def _shown(bench: Bench, frame: pl.DataFrame, places: Places) -> pl.DataFrame:
    """The list as people read it: tier with its title, sentences that fit, and the place of the reasons."""
    listed = bench.book.reasons.filter(pl.col("borrower_id").is_in(frame["borrower_id"].implode()))
    why = whys(listed, WHY_WIDTH[bench.book.language], bench.words["more"])
    tiers = {number: bench.tier(number) for number in frame["tier"].drop_nulls().unique()}
    always = "" if said_once(frame) else always_forbidden(frame)
    own = [besides(always, bench.words["as_above"]).alias("forbidden")] if always else []
    due = bench.book.inspections.select("borrower_id", inspect_by="due_on")
    there = pl.lit(bench.name("inspections"))
    return (
        frame.with_columns(own)
        .join(due, on="borrower_id", how="left", maintain_order="left")
        .join(places.in_inspections, on="borrower_id", how="left", maintain_order="left")
        .join(why, on="borrower_id", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("rank").is_null()).then("case").otherwise("why").alias("why"))
        .join(places.in_reasons, on="borrower_id", how="left", maintain_order="left")
        .with_columns(pl.col("officer").fill_null(bench.words["summary"]["unassigned"]))
        .with_columns(pl.col("tier").replace_strict(tiers, default=None, return_dtype=pl.String))
        .with_columns(safe(pl.col(pl.String)))
        .with_columns(link(pl.lit(bench.name("reasons")), pl.col("reasons_row")).alias("link"))
        .with_columns(link(there, pl.col("inspections_row")).alias("to inspection"))
    )


def _set_columns(bench: Bench, page: Any, columns: Sequence[Column], shown: pl.DataFrame) -> list[float]:
    """The widths given. An officer's column takes its format as a whole: empty cells cost nothing that way."""
    widths = widths_of(columns, shown, [bench.words["columns"][c.key] for c in columns])
    for at, column in enumerate(columns):
        if column.key == "why":
            widths[at] = WHY_WIDTH[bench.book.language]
        page.set_column(at, at, widths[at], bench.style[column.style] if column.block is Block.OFFICER else None)
    return widths


def _header(
    bench: Bench, page: Any, columns: Sequence[Column], widths: Sequence[float], alike: dict[str, str], paper: Paper
) -> None:
    """Two rows over the list: what holds for everybody and hints for the officer, then the column names.

    On paper both rows stand on every page, so what holds for everybody does as well.
    """
    rules = safe_of("\n".join(f"{heading}: {text}" for heading, text in alike.items())) or bench.words["list_hint"]
    end = len(paper.columns)
    pages = [(FROZEN, paper.second or end)] + ([(paper.second, end)] if paper.second else [])
    hints = {at: officer.hint(bench, c.key) for at, c in enumerate(columns) if c.key in bench.words["hints"]}
    taken = [lines_of(text, widths[at]) for at, text in hints.items()]
    taken += [lines_of(rules, sum(widths[first:after])) for first, after in pages]
    page.set_row(HINTS, bench.style.height(max(taken)))
    for first, after in pages:
        page.merge_range(HINTS, first, HINTS, after - 1, rules, bench.style["rules"])
    for at, text in hints.items():
        page.write_string(HINTS, at, text, bench.style["hint"])
    labels = [str(bench.words["columns"][c.key]) for c in columns]
    # The filter's arrow takes some of the width.
    page.set_row(
        HEADER, bench.style.height(min(3, max(lines_of(text, widths[at] - 2) for at, text in enumerate(labels))))
    )
    for at, (column, text) in enumerate(zip(columns, labels, strict=True)):
        page.write_string(HEADER, at, text, bench.style[_head(column)])


def _head(column: Column) -> str:
    right = "_right" if column.style in RIGHT else ""
    if column.block is Block.OFFICER:
        return "head_officer"
    if column.block is Block.REFERENCE:
        return f"head_reference{right}"
    centred = column.style in ("link", "grade", "date", "deadline")
    return "head_center" if centred else f"head{right}"


def _body(bench: Bench, page: Any, columns: Sequence[Column], widths: Sequence[float], shown: pl.DataFrame) -> None:
    """Every row, top to bottom."""
    taken = [
        lines(pl.col(c.key), widths[at]) for at, c in enumerate(columns) if c.wraps and c.block is not Block.OFFICER
    ]
    frame = shown.with_columns(pl.max_horizontal(taken).clip(1, MOST_LINES).alias("lines"))
    linked = pl.int_range(pl.len()) < MOST_LINKS // 2
    to = {"rank": "link", "inspect_by": "to inspection"}
    links = {
        at: frame.select(pl.when(linked).then(to[c.key])).to_series().to_list()
        for at, c in enumerate(columns)
        if c.key in to
    }
    placed = [(at, c.key, c.style) for at, c in enumerate(columns) if c.block is not Block.OFFICER]
    heights = heights_of(bench, frame["lines"])
    values = written_as(frame, [key for _, key, _ in placed])
    put_rows(page, LIST_TOP, values, _plan(bench, placed), heights, links, [False] * frame.height)


def _plan(bench: Bench, placed: Sequence[tuple[int, str, str]]) -> list[tuple[int, Any, Any]]:
    """Column and format of each value; a grade's format hangs on its letter."""
    by_letter = {card.letter: bench.style.grade(card.letter) for card in bench.book.grades}
    forms = [(at, by_letter if style == "grade" else bench.style[style]) for at, _, style in placed]
    return [(at, form, form) for at, form in forms]
