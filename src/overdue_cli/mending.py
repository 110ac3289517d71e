"""The set-aside file: rejected rows in full, in a form that can be mended and read again beside the originals.

Each block is one sheet's rows under that sheet's own headers, with four columns of ours before them. Cells are
text, so that nothing a spreadsheet does to long numbers happens here; what would be taken for a formula gets the
apostrophe Excel itself uses for text. `intake/mended.py` reads it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from overdue_cli.intake import reference
from overdue_cli.locale import words
from overdue_cli.tables import OWN_COLUMNS, RETURN_MARK, Portfolio
from overdue_cli.workbook.book import MOST_ROWS
from overdue_cli.workbook.plain import write_texts

CREATED = dt.datetime(2000, 1, 1)
"""No clock: the same rows give the same bytes."""
HEAD = 2
"""Lines over the rows of a block."""
_LONGEST_TITLE = 31
_FORBIDDEN_IN_TITLES = r"[\[\]:*?/\\']"


@dataclass(frozen=True)
class Block:
    """The set-aside rows of one sheet: the lines as they are written, all text."""

    title: str
    lines: pl.DataFrame


def write_set_aside(portfolio: Portfolio, language: str, path: Path, password: str | None = None) -> None:
    """The rows written to `path`: a sheet each in a workbook, one below the other in a CSV; OSError if they cannot be.

    A workbook is encrypted with `password`, where there is one.
    """
    made = list(blocks_of(portfolio, language))
    if path.suffix.lower() == ".xlsx":
        write_texts(path, _sheets(made), created=CREATED, password=password)
        return
    width = max((block.lines.width for block in made), default=OWN_COLUMNS + 1)
    frames = [_widened(block.lines, width) for block in made]
    none = words(language)["check"]["set_aside"]["none"]
    whole = pl.concat(frames) if frames else pl.DataFrame({"c0": [none]})
    whole.write_csv(path, include_header=False, include_bom=True)


def _sheets(blocks: list[Block], most: int = MOST_ROWS) -> Iterator[tuple[str, pl.DataFrame]]:
    """Title and lines of each sheet; a block of more than `most` rows goes on in a further sheet under the same head."""
    taken = {block.title.lower() for block in blocks}
    for block in blocks:
        head, rows = block.lines.head(HEAD), block.lines.slice(HEAD)
        for number, part in enumerate(rows.iter_slices(most - HEAD)):
            yield block.title if number == 0 else _title(block.title, taken), pl.concat([head, part])


def blocks_of(portfolio: Portfolio, language: str) -> Iterator[Block]:
    """One block a sheet that had rows set aside, in the order of the sheets."""
    rows = _told(portfolio, language)
    taken: set[str] = set()
    for (file, sheet), own in rows.group_by("file", "sheet", maintain_order=True):
        title = _title(f"{sheet or Path(str(file)).stem}", taken)
        yield Block(title, _lines(portfolio, str(file), str(sheet), own, language))


def _told(portfolio: Portfolio, language: str) -> pl.DataFrame:
    """The rows with their reference, source, why and next step; why is what the problems say of the row."""
    said, label = words(language)["problems"], words(language)["labels"]["row"]
    codes = portfolio.problems["code"].unique().to_list()
    because = {code: f"{code} {said[code]['says']}" for code in codes}
    keys = ["file", "sheet", "row"]
    faults = portfolio.problems.filter(pl.col("source_row").is_not_null()).select(
        file="source_file", sheet="source_sheet", row="source_row",
        fault=pl.concat_str(
            [pl.col("header"), pl.col("code").replace_strict(because, default=None, return_dtype=pl.String)],
            separator=": ", ignore_nulls=True,
        ),
    )  # fmt: skip
    faults = faults.group_by(keys, maintain_order=True).agg(pl.col("fault").unique(maintain_order=True).str.join("; "))
    sheet = pl.when(pl.col("sheet") != "").then("sheet")
    place = pl.concat_str(
        ["file", sheet, pl.concat_str([pl.lit(f"{label} "), pl.col("row").cast(pl.String)])],
        separator=" · ", ignore_nulls=True,
    )  # fmt: skip
    next_step = pl.col("code").replace_strict({c: said[c]["next"] for c in codes}, default="", return_dtype=pl.String)
    ref = reference(pl.col("file"), pl.col("sheet"), pl.col("row"), portfolio.inputs)
    return portfolio.set_aside.join(faults, on=keys, how="left", maintain_order="left").select(
        *keys, "table", "cells", ref=ref, place=place, why="fault", step=next_step
    )


def _lines(portfolio: Portfolio, file: str, sheet: str, rows: pl.DataFrame, language: str) -> pl.DataFrame:
    """A line that begins the block, the header, the rows: every cell text."""
    said = words(language)["check"]["set_aside"]
    width = int(rows["cells"].list.len().max() or 0)  # type: ignore[arg-type]
    names = [f"c{n}" for n in range(OWN_COLUMNS + width)]
    above = portfolio.sheets.filter((pl.col("file") == file) & (pl.col("sheet") == sheet))["preamble"][0]
    first = [RETURN_MARK, said["hint"], None, None, above]
    second = [
        f"{RETURN_MARK}{rows['table'][0]}",
        said["source"],
        said["why"],
        said["next"],
        *_headers(portfolio, file, sheet, width),
    ]
    head = pl.DataFrame(
        [_padded(first, names), _padded(second, names)], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    cells = [_safe(pl.col("cells").list.get(n, null_on_oob=True)).alias(names[OWN_COLUMNS + n]) for n in range(width)]
    own = [_safe(pl.col(name)).alias(names[n]) for n, name in enumerate(("ref", "place", "why", "step"))]
    return pl.concat([head, rows.select(*own, *cells)])


def _headers(portfolio: Portfolio, file: str, sheet: str, width: int) -> list[str | None]:
    """The sheet's headers at their places; None where a column has none."""
    assert portfolio.headers is not None
    own = portfolio.headers.filter((pl.col("file") == file) & (pl.col("sheet") == sheet))
    at = dict(own.select("position", "header").iter_rows())
    return [at.get(n) for n in range(width)]


def _padded(line: list[str | None], names: list[str]) -> list[str | None]:
    return [*line, *[None] * len(names)][: len(names)]


def _widened(lines: pl.DataFrame, width: int) -> pl.DataFrame:
    more = [pl.lit(None, pl.String).alias(f"c{n}") for n in range(lines.width, width)]
    return lines.with_columns(more)


def _safe(cell: pl.Expr) -> pl.Expr:
    """A cell that a spreadsheet would take for a formula with an apostrophe before it; signed amounts as they are."""
    formula = cell.str.contains(r"^[=+@\-\t\r]") & ~cell.str.contains(r"^[+\-]?[\d,]*\.?\d+$")
    return pl.when(formula).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell)


def _title(wanted: str, taken: set[str]) -> str:
    """A sheet's title that Excel takes and no other sheet has."""
    plain = pl.Series([wanted]).str.replace_all(_FORBIDDEN_IN_TITLES, " ")[0].strip() or "1"
    tries = (plain, *(f"{n} {plain}" for n in range(2, len(taken) + 3)))
    title = next(t for t in (t[:_LONGEST_TITLE] for t in tries) if t.lower() not in taken)
    taken.add(title.lower())
    return title
