"""The columns of the two lists: what the tool says, what the officer writes, what may be looked up.

In this order from left to right; only the first block is printed. Whoever reads the sheets back finds
columns by their header words, so a column may move but its words belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from overdue_cli.workbook.measure import MARGIN, fitting, longest, units_of
from overdue_cli.workbook.style import MOST_LINES


class Block(StrEnum):
    """Who a column belongs to."""

    FACT = "fact"
    OFFICER = "officer"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Column:
    """One column: key, format of its cells, width bounds in half-widths, lines its longest text may take."""

    key: str
    style: str
    least: float
    most: float
    over: int = 1
    block: Block = Block.FACT

    @property
    def is_text(self) -> bool:
        """Whether its cells hold text."""
        return self.style in ("text", "strong", "muted", "id", "grade", "fill_text", "fill_center")

    @property
    def wraps(self) -> bool:
        """Whether its texts take several lines and so decide how tall a row is."""
        return self.style in ("text", "strong", "muted")


WHY_WIDTH = {"zh": 40.0, "en": 42.0}
FROZEN = 5
"""Columns that stay in sight: rank, tier, grade, number and name."""
ACTING = "action"
"""From here on a row says what to do; before it, who and why. On paper the second page begins here."""
SILENT = ("arrears", "days_past_due", "due_in_horizon")
"""Columns that stand at the right and are not printed where nobody on the list has anything in them."""
OF_THE_PAST = ("last_answer", "case")
EVERYBODY = ("may_contact", "forbidden")
"""Where they are the same for all, they are said once above the header of every page and not printed again."""

_OFFICER, _REFERENCE = Block.OFFICER, Block.REFERENCE

LIST: tuple[Column, ...] = (
    Column("rank", "link", 6, 8),
    Column("tier", "text", 9, 12, 2),
    Column("grade", "grade", 6, 6),
    Column("borrower_id", "id", 11, 24),
    Column("borrower_name", "strong", 10, 15, 3),
    Column("officer", "text", 8, 12, 2),
    Column("balance", "money", 10, 20),
    Column("arrears", "money", 10, 20),
    Column("due_in_horizon", "money", 10, 20),
    Column("next_due_on", "date", 11, 11),
    Column("days_past_due", "whole", 6, 8),
    Column("stands", "text", 13, 20, 3),
    Column("why", "text", 40, 48, MOST_LINES),
    Column("action", "text", 28, 60, MOST_LINES),
    Column("owner", "text", 9, 14, 2),
    Column("act_by", "deadline", 11, 11),
    Column("may_contact", "muted", 14, 34, MOST_LINES),
    Column("forbidden", "muted", 14, 40, MOST_LINES),
    Column("last_answer", "muted", 24, 34, 3, _REFERENCE),
    Column("case", "muted", 24, 34, 3, _REFERENCE),
    Column("key", "key", 21, 21, block=_REFERENCE),
    Column("contacted_on", "fill_date", 15, 15, block=_OFFICER),
    Column("channel", "fill_center", 12, 12, block=_OFFICER),
    Column("contacted", "fill_center", 16, 16, block=_OFFICER),
    Column("result", "fill_center", 17, 17, block=_OFFICER),
    Column("cause", "fill_text", 20, 20, block=_OFFICER),
    Column("promised_on", "fill_date", 15, 15, block=_OFFICER),
    Column("promised_amount", "fill_money", 14, 14, block=_OFFICER),
    Column("note", "fill_text", 34, 34, block=_OFFICER),
    Column("override_grade", "fill_center", 15, 15, block=_OFFICER),
    Column("override_reason", "fill_text", 26, 26, block=_OFFICER),
    Column("override_by", "fill_text", 16, 16, block=_OFFICER),
    Column("override_until", "fill_date", 14, 14, block=_OFFICER),
    Column("inspect_by", "link_date", 13, 13, block=_REFERENCE),
    Column("amount_at_risk", "money", 12, 20, block=_REFERENCE),
    Column("branch", "text", 12, 24, 2, _REFERENCE),
    Column("product", "text", 12, 24, 2, _REFERENCE),
    Column("currency", "center", 7, 7, block=_REFERENCE),
    Column("id_number", "id", 12, 22, block=_REFERENCE),
    Column("phone", "id", 12, 16, block=_REFERENCE),
)


_OF = {column.key: column for column in LIST}


def list_columns(frame: pl.DataFrame) -> tuple[Column, ...]:
    """The columns of a list: with several currencies the currency stands beside the amounts, and what is
    said once for everybody may be wide, since it is not printed. What only a history knows is left out without one."""
    wide = {key: replace(_OF[key], over=2, most=54) for key in said_once(frame)}
    nothing = [key for key in OF_THE_PAST if frame[key].null_count() == frame.height]
    columns = [wide.get(c.key, c) for c in LIST if c.key not in nothing]
    if not frame.is_empty():
        said = frame.select((pl.col(SILENT).fill_null(0) != 0).any()).row(0, named=True)
        silent = [_OF[key] for key in SILENT if not said[key]]
        columns = [c for c in columns if c not in silent] + [replace(c, block=Block.REFERENCE) for c in silent]
    if frame["currency"].n_unique() > 1:
        columns.remove(_OF["currency"])
        columns.insert(columns.index(_OF["balance"]), replace(_OF["currency"], block=Block.FACT))
    return tuple(columns)


def said_once(frame: pl.DataFrame) -> dict[str, str]:
    """The columns of `EVERYBODY` with their one text; empty as soon as any row says something else."""
    alike = {key: frame[key][0] for key in EVERYBODY if frame[key].n_unique() == 1 and frame[key][0]}
    return alike if len(alike) == len(EVERYBODY) else {}


def always_forbidden(frame: pl.DataFrame) -> str:
    """What is forbidden in every row, however the rows begin; empty where no row says that and nothing else.

    Said once above the header of every page it leaves each row room for what is forbidden there besides.
    """
    texts = set(frame["forbidden"].to_list()) - {None}
    shortest = min(texts, key=lambda text: (len(text), text), default="")
    return shortest if all(text.endswith(shortest) for text in texts) else ""


def besides(always: str, as_above: str) -> pl.Expr:
    """What is forbidden in a row besides `always`; where there is nothing, that it is said above."""
    own = pl.col("forbidden").str.strip_suffix(always).str.strip_chars_end("；; ")
    return pl.when(own == "").then(pl.lit(as_above)).otherwise(own)


def widths_of(columns: Sequence[Column], frame: pl.DataFrame, headers: Sequence[str]) -> list[float]:
    """Half-widths each column needs for its header on two lines and its longest value, within its bounds.

    All are measured in one pass: hundreds of small files are written at once, and a pass costs as much as a page.
    """
    asked = {
        column.key: expr
        for column in columns
        if column.block is not Block.OFFICER and column.key in frame.columns and (expr := _measured(column)) is not None
    }
    found = frame.select(**asked).row(0, named=True) if asked else {}
    return [_width(column, found.get(column.key), header) for column, header in zip(columns, headers, strict=True)]


def _measured(column: Column) -> pl.Expr | None:
    """What decides a column's width: its largest number or its longest line; None where neither does."""
    if column.style in ("money", "whole"):
        return pl.col(column.key).abs().max()
    if column.is_text and column.style != "grade":
        return longest(column.key, wraps=column.over > 1)
    return None


def _width(column: Column, found: float | None, header: str) -> float:
    least = max(column.least, min(units_of(header) / 2 + MARGIN, column.most))
    if column.block is Block.OFFICER or found is None:
        return column.least if column.block is Block.OFFICER else least
    if column.style in ("money", "whole"):
        return float(min(column.most, max(least, _digits(column, found))))
    return fitting(found, least, column.most, column.over)


def _digits(column: Column, largest: float) -> float:
    """Room for the column's largest number with its separators."""
    shown = largest / 100 if column.style == "money" else largest
    return len(f"{shown:,.2f}" if column.style == "money" else f"{shown:,.0f}") + 1.0
