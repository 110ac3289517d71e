"""The written files read back: the plain English set as typed frames, the Chinese workbooks as the same columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
from python_calamine import load_workbook

from overdue_cli.sample import AS_OF, headers
from overdue_cli.sample.portfolio import TABLE_NAMES
from overdue_cli.sample.words import CODES
from overdue_cli.tables import TABLES, Kind

COMMITTED = Path(__file__).parents[2] / "sample_data"
TEXTS = dict.fromkeys(Kind, pl.String)


def english(folder: Path) -> dict[str, pl.DataFrame]:
    """Every table of an English CSV folder, all cells as text."""
    return {table: pl.read_csv(folder / f"{table}.csv", infer_schema=False) for table in TABLE_NAMES}


def typed(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Text frames with dates, fen and counts; a cell that is none of these becomes null."""
    return {table: frame.with_columns(_typed(table, name) for name in frame.columns) for table, frame in frames.items()}


def _typed(table: str, name: str) -> pl.Expr:
    kind, cell = TABLES[table].column(name).kind, pl.col(name)
    if kind is Kind.DATE:
        return cell.str.to_date("%Y-%m-%d", strict=False)
    if kind is Kind.MONEY:
        return (cell.cast(pl.Float64, strict=False) * 100).round().cast(pl.Int64)
    if kind is Kind.COUNT:
        return cell.cast(pl.Float64, strict=False).cast(pl.Int64)
    return cell == "yes" if kind is Kind.FLAG else cell


def chinese(folder: Path) -> dict[str, pl.DataFrame]:
    """Every table of a folder of Chinese workbooks, spelled as in the English export; sheets stacked."""
    return {table: _workbook(folder / f"{headers.file_stem(table, AS_OF, 0)}.xlsx", table) for table in TABLE_NAMES}


def _workbook(path: Path, table: str) -> pl.DataFrame:
    names = {headers.header(table, c.name, 0): c.name for c in TABLES[table].columns}
    book = load_workbook(path)
    sheets = []
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python()
        top = next(i for i, row in enumerate(rows) if sum(cell in names for cell in row) > 3)
        columns = [names[cell] for cell in rows[top] if cell in names]
        ends = (i for i, row in enumerate(rows) if i > top and row[0] in ("合计", "复核人："))
        body = [[_text(cell) for cell in row[: len(columns)]] for row in rows[top + 1 : next(ends)]]
        sheets.append(pl.DataFrame(body, schema=dict.fromkeys(columns, pl.String), orient="row"))
    frame = pl.concat(sheets)
    return frame.with_columns(_spelled(table, name) for name in frame.columns)


def _text(cell: object) -> str | None:
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return None if cell == "" else str(cell)


def _spelled(table: str, name: str) -> pl.Expr:
    if TABLES[table].column(name).kind is Kind.FLAG:
        return pl.col(name).replace({"是": "yes", "否": "no"})
    back = (
        {spelled: code for code, spelled in CODES.get(name, {}).items()}
        if TABLES[table].column(name).kind is Kind.CODE
        else {}
    )
    return pl.col(name).replace(back)
