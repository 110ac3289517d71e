"""Canonical tables as the files of an export: xlsx as a bank prints it, plain CSV, or Parquet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli.outputs import write_parquet as as_parquet
from overdue_cli.sample import headers
from overdue_cli.sample.defects import DEFECTS
from overdue_cli.sample.plan import Plan, Rows
from overdue_cli.sample.portfolio import TABLE_NAMES
from overdue_cli.sample.words import CODES, OUTLETS
from overdue_cli.tables import TABLES, Kind
from overdue_cli.workbook.plain import PlainSheet, write_plain

_TOTALLED = ("loans", "instalments", "collateral")


def spelled(plan: Plan, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The table with codes and flags as this language's export spells them; columns keep canonical names."""
    if plan.language:
        flags = {True: "yes", False: "no"}
        codes: dict[str, dict[str, str]] = {}
    else:
        flags, codes = {True: "是", False: "否"}, CODES
    columns = [c for c in TABLES[table].columns if c.name in frame.columns]
    return frame.with_columns(
        *(
            pl.col(c.name).replace_strict(codes[c.name], return_dtype=pl.String)
            for c in columns
            if c.kind is Kind.CODE and c.name in codes
        ),
        *(pl.col(c.name).replace_strict(flags, return_dtype=pl.String) for c in columns if c.kind is Kind.FLAG),
    )


def _money(table: str, frame: pl.DataFrame) -> list[str]:
    return [c.name for c in TABLES[table].columns if c.kind is Kind.MONEY and c.name in frame.columns]


def _titled(plan: Plan, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.drop("borrower", "outlet", "defect")
    return frame.rename({name: headers.header(table, name, plan.language) for name in frame.columns})


def write_parquet(plan: Plan, folder: Path, chunks: Iterable[Rows], many: bool) -> list[Path]:
    """One file a table, or one a table and chunk; amounts in 元."""
    paths = []
    for number, tables in enumerate(chunks, 1):
        for table in TABLE_NAMES:
            frame = spelled(plan, table, tables[table]).with_columns(pl.col(_money(table, tables[table])) / 100)
            stem = headers.file_stem(table, plan.as_of, plan.language)
            path = folder / f"{stem}{f'_{number:03}' if many else ''}.parquet"
            as_parquet(_titled(plan, table, frame), path)
            paths.append(path)
    return sorted(paths)


def write_csv(plan: Plan, folder: Path, chunks: Iterable[Rows]) -> list[Path]:
    """One UTF-8 file a table, chunk after chunk; Chinese ones carry a byte order mark, for Excel."""
    paths = {t: folder / f"{headers.file_stem(t, plan.as_of, plan.language)}.csv" for t in TABLE_NAMES}
    for number, tables in enumerate(chunks):
        for table, path in paths.items():
            frame = _titled(plan, table, _as_text(plan, table, spelled(plan, table, tables[table])))
            with path.open("ab" if number else "wb") as file:
                if not number and not plan.language:
                    file.write(b"\xef\xbb\xbf")
                frame.write_csv(file, include_header=not number)
    return list(paths.values())


def _as_text(plan: Plan, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Amounts with two decimals, exactly; spoilt cells as a spreadsheet would have saved them."""
    names = _money(table, frame)
    frame = frame.with_columns(_yuan(name) for name in names).with_columns(pl.col(pl.Date).dt.strftime("%Y-%m-%d"))
    for index, defect in enumerate(DEFECTS):
        if defect.table == table and defect.how in ("text", "number"):
            value = pl.lit(defect.text[plan.language]) if defect.how == "text" else _scientific(defect.column)
            spoilt = pl.when(pl.col("defect") == index).then(value).otherwise(pl.col(defect.column))
            frame = frame.with_columns(spoilt.alias(defect.column))
    return frame


def _scientific(name: str) -> pl.Expr:
    """6.62202E+16: what is left of a long id when a spreadsheet saves it as a number."""
    digits = pl.col(name).str.replace_all(r"\D", "0").str.strip_chars_start("0")
    return digits.str.slice(0, 1) + "." + digits.str.slice(1, 5) + "E+" + (digits.str.len_chars() - 1).cast(pl.String)


def _yuan(name: str) -> pl.Expr:
    fen = pl.col(name)
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return (sign + (fen.abs() // 100).cast(pl.String) + "." + (fen.abs() % 100).cast(pl.String).str.zfill(2)).alias(
        name
    )


def write_xlsx(plan: Plan, folder: Path, chunks: Iterable[Rows]) -> list[Path]:
    """One workbook a table, with titles, totals and signature; the Chinese one splits some by outlet."""
    parts = list(chunks)
    created = dt.datetime.combine(plan.as_of, dt.time(8))
    paths = []
    for table in TABLE_NAMES:
        frame = spelled(plan, table, pl.concat([part[table] for part in parts]))
        path = folder / f"{headers.file_stem(table, plan.as_of, plan.language)}.xlsx"
        paths.append(write_plain(path, _sheets(plan, table, frame), created=created))
    return paths


def _sheets(plan: Plan, table: str, frame: pl.DataFrame) -> Iterator[PlainSheet]:
    if table not in headers.BY_OUTLET:
        yield _sheet(plan, table, frame, None)
        return
    for outlet in range(len(OUTLETS)):
        rows = frame.filter(pl.col("outlet") == outlet)
        if rows.height:
            yield _sheet(plan, table, rows, outlet)


def _sheet(plan: Plan, table: str, frame: pl.DataFrame, outlet: int | None) -> PlainSheet:
    money = _money(table, frame)
    totals: dict[str, float | str] = {}
    if table in _TOTALLED:
        sums = frame.select(pl.col(money).sum()).row(0, named=True)
        totals = {frame.columns[2]: "Total" if plan.language else "合计"} | {
            name: total / 100 for name, total in sums.items()
        }
    frame = frame.with_columns(pl.col(money) / 100)
    title = {name: headers.header(table, name, plan.language) for name in frame.columns[2:] if name != "defect"}
    return PlainSheet(
        name=headers.sheet_name(table, outlet, plan.language),
        frame=_titled(plan, table, frame),
        above=headers.above(table, outlet, plan.as_of, plan.language),
        totals={title[name]: value for name, value in totals.items()},
        below=headers.below(plan.language),
        cells={(row, title[name]): value for (row, name), value in _spoilt(plan, frame).items()},
    )


def _spoilt(plan: Plan, frame: pl.DataFrame) -> dict[tuple[int, str], Any]:
    """Cells whose stored type is wrong: a word where an amount belongs, a number where an id belongs."""
    cells: dict[tuple[int, str], Any] = {}
    marked = frame.with_row_index("row").filter(pl.col("defect").is_not_null())
    for row in marked.iter_rows(named=True):  # at most one for each entry of DEFECTS
        defect = DEFECTS[row["defect"]]
        if defect.how == "text":
            cells[row["row"], defect.column] = defect.text[plan.language]
        elif defect.how == "number":
            cells[row["row"], defect.column] = float(re.sub(r"\D", "0", row[defect.column]))
    return cells
