"""One small portfolio, and the many forms in which banks hand over the same rows."""

from __future__ import annotations

import datetime as dt
import random
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from overdue_cli.tables import TABLES, Kind
from smallest import REPOSITORY

Tables = dict[str, pl.DataFrame]
Rows = list[list[str]]
BORROWERS = 60
ENGLISH = {
    "loan_id": "Loan No", "borrower_id": "Customer No", "borrower_name": "Customer Name", "due_on": "Due Date", "due_amount": "EMI",
    "paid_on": "Date Paid", "paid_amount": "Amount Paid", "instalment_no": "Installment No", "balance": "Outstanding Balance",
    "principal": "Loan Amount", "days_past_due": "DPD", "officer": "Relationship Manager", "inspected_on": "Visit Date",
    "contacted_on": "Call Date", "result": "Disposition", "disbursed_on": "Disbursement Date", "matures_on": "Maturity Date",
}  # fmt: skip


@cache
def portfolio() -> Tables:
    """Every tenth borrower of the English sample, all cells as text; none of the rows that the sample damages on purpose."""
    folder = REPOSITORY / "sample_data" / "en"
    whole = {path.stem: pl.read_csv(path, infer_schema=False) for path in sorted(folder.glob("*.csv"))}
    bad = pl.any_horizontal(~pl.col("loan_id").str.contains(r"^\d{18}$"), pl.col("due_on").is_null(),
                            pl.col("due_on").str.contains("02-30"), ~pl.col("due_amount").str.contains(r"^[\d.]+$"))  # fmt: skip
    spoilt = whole["instalments"].filter(bad)["borrower_id"].to_list()
    paying = whole["instalments"]["loan_id"].unique().to_list()
    idle = (
        whole["loans"]
        .filter(~pl.col("loan_id").is_in(paying) | pl.col("id_number").str.contains("E"))["borrower_id"]
        .to_list()
    )
    known = whole["loans"]["borrower_id"].unique(maintain_order=True).to_list()
    kept = [b for b in known if b not in {*spoilt, *idle}][::9][:BORROWERS]
    return {
        name: frame.filter(pl.col("borrower_id").is_in(kept)).unique(maintain_order=True)
        for name, frame in whole.items()
    }


def chinese(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({c: TABLES[name].column(c).zh for c in frame.columns})


def rows(frame: pl.DataFrame) -> Rows:
    return [frame.columns, *[[cell or "" for cell in row] for row in frame.iter_rows()]]


def separated(lines: Rows, mark: str = ",", end: str = "\n") -> str:
    return "".join(mark.join(f'"{c}"' if mark in c else c for c in line) + end for line in lines)


def each(
    folder: Path, suffix: str, write: Callable[[Path, str, pl.DataFrame], None], tables: Tables | None = None
) -> None:
    for name, frame in (tables or portfolio()).items():
        write(folder / f"{name}{suffix}", name, frame)


def typed(sheet: Any, day: Any, name: str, frame: pl.DataFrame, first: int = 0) -> None:
    """Rows on a sheet of a workbook as a core system types them: ids as text, dates as dates, amounts as numbers."""
    kinds = [TABLES[name].column(c).kind for c in frame.columns]
    for y, line in enumerate(frame.iter_rows(), start=first):
        for x, (cell, kind) in enumerate(zip(line, kinds, strict=True)):
            if cell is None:
                continue
            if kind is Kind.DATE:
                sheet.write(y, x, dt.datetime.fromisoformat(cell), day)
            elif kind in (Kind.MONEY, Kind.COUNT):
                sheet.write(y, x, float(cell))
            else:
                sheet.write(y, x, cell)


def headed(sheet: Any, headers: Iterable[str], row: int) -> None:
    for x, header in enumerate(headers):
        sheet.write(row, x, header)


def xlsx(path: Path, sheets: dict[str, tuple[str, pl.DataFrame]], above: list[str] = [], headers: Callable[[str, list[str]], Iterable[str]] | None = None) -> None:  # fmt: skip  # noqa: B006
    """A workbook: sheet title → (table, rows), with title rows above and a totals row below."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, (name, frame) in sheets.items():
            sheet = book.add_worksheet(title)
            for y, text in enumerate(above):
                sheet.write(y, 0, text)
            headed(
                sheet,
                headers(name, frame.columns) if headers else [TABLES[name].column(c).zh for c in frame.columns],
                len(above),
            )
            typed(sheet, day, name, frame, len(above) + 1)
            sheet.write(len(above) + 1 + frame.height, 0, "合计")


def as_it_is(folder: Path) -> None:
    each(folder, ".csv", lambda path, _, frame: _text(path, separated(rows(frame))))


def old_xls_with_titles(folder: Path) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, frame in portfolio().items():
        sheet = book.add_sheet(name)
        sheet.write_merge(0, 0, 0, 5, "云桑县支行信贷数据")
        sheet.write(1, 0, "单位：元")
        headed(sheet, [TABLES[name].column(c).zh for c in frame.columns], 3)
        typed(_Plain(sheet), day, name, frame, 4)
    book.save(str(folder / "信贷数据.xls"))


class _Plain:
    """An old sheet whose cells are written without a format where none is given."""

    def __init__(self, sheet: Any) -> None:
        self.write = sheet.write


def gbk_text_with_semicolons(folder: Path) -> None:
    each(
        folder,
        ".csv",
        lambda path, name, frame: _text(path, separated(rows(chinese(name, frame)), ";", "\r\n"), "gb18030"),
    )


def tabs_in_utf16_that_call_themselves_xls(folder: Path) -> None:
    each(
        folder,
        ".xls",
        lambda path, name, frame: _text(path, separated(rows(chinese(name, frame)), "\t", "\r\n"), "utf-16"),
    )


def ten_thousands(folder: Path) -> None:
    """Amounts in 万元, said once in the title."""
    money = {c.name for t in TABLES.values() for c in t.columns if c.kind is Kind.MONEY}
    smaller = {
        name: frame.with_columns(
            (pl.col(c).cast(pl.Float64) / 10_000).cast(pl.String) for c in frame.columns if c in money
        )
        for name, frame in portfolio().items()
    }
    xlsx(folder / "a.xlsx", {n: (n, f) for n, f in smaller.items()}, ["信贷数据", "单位：万元"])


def headers_on_two_rows(folder: Path) -> None:
    tables = portfolio()
    pairs = {
        "due_on": ("应还", "日期"),
        "due_amount": ("", "金额"),
        "paid_on": ("实还", "日期"),
        "paid_amount": ("", "金额"),
    }
    dues = tables["instalments"].select(*[c for c in tables["instalments"].columns if c not in pairs], *pairs)
    plain = [(TABLES["instalments"].column(c).zh, "") if c not in pairs else pairs[c] for c in dues.columns]
    with xlsxwriter.Workbook(str(folder / "还款明细.xlsx")) as book:
        sheet, day = book.add_worksheet("还款明细"), book.add_format({"num_format": "yyyy-mm-dd"})
        headed(sheet, [upper for upper, _ in plain], 0)
        headed(sheet, [lower for _, lower in plain], 1)
        typed(sheet, day, "instalments", dues, 2)
    xlsx(folder / "其他.xlsx", {n: (n, f) for n, f in tables.items() if n != "instalments"})


def a_sheet_for_each_branch(folder: Path) -> None:
    tables = portfolio()
    branch = dict(tables["loans"].select("borrower_id", "branch").iter_rows())
    for name, frame in tables.items():
        of = frame["borrower_id"].replace_strict(branch, return_dtype=pl.String)
        xlsx(folder / f"{name}.xlsx", {str(b): (name, frame.filter(of == b)) for b in sorted(set(branch.values()))})


def a_file_for_each_month(folder: Path) -> None:
    for name, frame in portfolio().items():
        if name != "instalments":
            xlsx(folder / f"{name}.xlsx", {name: (name, frame)})
            continue
        month = frame["due_on"].str.head(7)
        for m in month.unique().sort():
            xlsx(folder / f"还款明细_{m}.xlsx", {"还款明细": (name, frame.filter(month == m))})


def english_headers(folder: Path) -> None:
    each(folder, ".csv", lambda path, _, frame: _text(path, separated(rows(frame.rename(ENGLISH, strict=False)))))


def shuffled_rows_and_columns(folder: Path) -> None:
    chance = random.Random(7)

    def write(path: Path, name: str, frame: pl.DataFrame) -> None:
        columns = chance.sample(frame.columns, frame.width)
        _text(path, separated(rows(chinese(name, frame.select(columns).sample(fraction=1, shuffle=True, seed=7)))))

    each(folder, ".csv", write)


def openoffice(folder: Path) -> None:
    from sheets_of_openoffice import ods

    each(folder, ".ods", lambda path, name, frame: ods(path, rows(chinese(name, frame))) and None)


def binary_workbook(folder: Path) -> None:
    """An xlsb: amounts as numbers, the rest as text."""
    from binary_workbooks import xlsb

    sheets = {}
    for name, frame in portfolio().items():
        numbers = [
            c.name for c in TABLES[name].columns if c.kind in (Kind.MONEY, Kind.COUNT) and c.name in frame.columns
        ]
        typed_frame = frame.with_columns(pl.col(numbers).cast(pl.Float64))
        sheets[name] = [chinese(name, frame).columns, *[list(row) for row in typed_frame.iter_rows()]]
    xlsb(folder / "信贷数据.xlsb", sheets)


def pages_of_html_that_call_themselves_xls(folder: Path) -> None:
    def write(path: Path, name: str, frame: pl.DataFrame) -> None:
        lines = ["".join(f"<td>{escape(c)}</td>" for c in line) for line in rows(chinese(name, frame))]
        _text(
            path, f"<html><body><table border=1>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>"
        )

    each(folder, ".xls", write)


def a_zip_of_text(folder: Path) -> None:
    with zipfile.ZipFile(folder / "导出.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, frame in portfolio().items():
            archive.writestr(f"{name}.csv", separated(rows(chinese(name, frame))))


def columns_of_parquet(folder: Path) -> None:
    each(folder, ".parquet", lambda path, _, frame: frame.write_parquet(path))


def one_flat_sheet(folder: Path) -> None:
    """Every instalment with its loan's columns beside it, and no ledger."""
    tables = portfolio()
    flat = tables["instalments"].join(tables["loans"].drop("borrower_id"), on="loan_id", how="left")
    headers = [_of_either(c).zh for c in flat.columns]
    _text(folder / "明细.csv", separated([headers, *rows(flat)[1:]]))
    each(
        folder,
        ".csv",
        lambda path, _, frame: _text(path, separated(rows(frame))),
        {n: f for n, f in tables.items() if n not in ("loans", "instalments")},
    )


def _of_either(name: str) -> Any:
    table = "instalments" if any(c.name == name for c in TABLES["instalments"].columns) else "loans"
    return TABLES[table].column(name)


def _text(path: Path, content: str, encoding: str = "utf-8") -> None:
    path.write_bytes(content.encode(encoding))


LOSSLESS: tuple[Callable[[Path], None], ...] = (
    old_xls_with_titles, gbk_text_with_semicolons, tabs_in_utf16_that_call_themselves_xls, ten_thousands, headers_on_two_rows,
    a_sheet_for_each_branch, a_file_for_each_month, english_headers, shuffled_rows_and_columns, openoffice, binary_workbook,
    pages_of_html_that_call_themselves_xls, a_zip_of_text, columns_of_parquet, one_flat_sheet,
)  # fmt: skip


def coarsened() -> pl.DataFrame:
    """Loan, month, code: the worst instalment due in each month, the one that still runs included, as a bureau would code it.

    A day late is a day late: what was paid late within thirty days is a 1, as is what is not paid yet. Nothing due is `*`.
    """
    day, until = pl.col("paid_on").str.to_date(), dt.date(2026, 11, 20)
    dues = portfolio()["instalments"].with_columns(
        due=pl.col("due_on").str.to_date(), owed=pl.col("due_amount").cast(pl.Float64)
    )
    one = dues.group_by("loan_id", "due", "owed").agg(
        paid=pl.col("paid_amount").cast(pl.Float64).sum(), last=pl.when(day <= until).then(day).max()
    ).filter(pl.col("due") <= until)  # fmt: skip
    settled = pl.when(pl.col("paid") >= pl.col("owed") - 1).then("last")
    late = (pl.coalesce(settled, pl.lit(dt.date(2026, 11, 20))) - pl.col("due")).dt.total_days()
    code = pl.when(late < 1).then(0).otherwise(((late + 29) // 30).clip(1, 7))
    worst = (
        one.with_columns(code=code, month=pl.col("due").dt.month_end())
        .group_by("loan_id", "month")
        .agg(pl.col("code").max())
    )
    months = pl.date_range(worst["month"].min(), dt.date(2026, 11, 30), "1mo", eager=True).dt.month_end().alias("month")
    first = worst.group_by("loan_id").agg(pl.col("month").min().alias("first"))
    grid = first.join(months.to_frame(), how="cross").filter(pl.col("month") >= pl.col("first"))
    said = pl.when(pl.col("code").is_null()).then(pl.lit("*")).when(pl.col("code") == 0).then(pl.lit("N"))
    return grid.join(worst, on=["loan_id", "month"], how="left").sort("loan_id", "month").select(
        "loan_id", "month", code=said.otherwise(pl.col("code").cast(pl.String))
    )  # fmt: skip


def status_strings(folder: Path) -> None:
    """A string of codes a loan in the ledger, and no instalments."""
    strings = (
        coarsened()
        .group_by("loan_id")
        .agg(status_history=pl.col("code").str.join(""), status_history_end=pl.col("month").max().cast(pl.String))
    )
    tables = portfolio()
    loans = tables["loans"].drop("status_history", "status_history_end").join(strings, on="loan_id", how="left")
    each(
        folder,
        ".csv",
        lambda path, _, frame: _text(path, separated(rows(frame))),
        {n: f for n, f in (tables | {"loans": loans}).items() if n != "instalments"},
    )


def codes_in_rows(folder: Path) -> None:
    """The same codes as rows of instalments: the original coarsened alike."""
    dues = coarsened().select("loan_id", due_on=pl.col("month").cast(pl.String), status_code="code")
    loans = portfolio()["loans"].drop("status_history", "status_history_end")
    each(
        folder,
        ".csv",
        lambda path, _, frame: _text(path, separated(rows(frame))),
        portfolio() | {"instalments": dues, "loans": loans},
    )


def months_side_by_side(folder: Path) -> Path:
    """A column a month for the codes, one wide sheet, and the mapping that says so."""
    wide = (
        coarsened()
        .with_columns(pl.col("month").dt.strftime("m%Y%m"))
        .pivot(on="month", index="loan_id", values="code", sort_columns=True)
    )
    tables = portfolio()
    loans = tables["loans"].drop("status_history", "status_history_end").join(wide, on="loan_id", how="left")
    each(
        folder,
        ".csv",
        lambda path, _, frame: _text(path, separated(rows(frame))),
        {n: f for n, f in tables.items() if n not in ("instalments", "loans")},
    )
    _text(folder / "loans.csv", separated(rows(loans)))
    months = [c for c in loans.columns if c.startswith("m20")]
    lines = [f"  - {{month: {m[1:5]}-{m[5:]}, status_code: {m}}}" for m in months]
    mapping = folder.parent / "months.yaml"
    kinds = "".join(f'  "{n}.csv": {n}\n' for n in tables if n != "instalments")
    _text(mapping, "tables:\n" + kinds + "months:\n" + "\n".join(lines) + "\n")
    return mapping
