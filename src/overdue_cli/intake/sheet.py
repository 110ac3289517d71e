"""One recognised sheet → canonical rows, rows set aside, and a count of both.

Cells are parsed a column at a time; only then are rows judged, and of those only the ones that lack
something required are looked at as text. So a clean sheet of a million rows costs a million parsed
cells and nothing else.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from overdue_cli.intake.cells import BAD_CODE, STRINGS, Cells, dated, parse
from overdue_cli.intake.clean import as_text, either
from overdue_cli.intake.headers import Lexicon, plain, unit_in
from overdue_cli.intake.mapping import Mapping
from overdue_cli.intake.notes import ASIDE_TYPES, cell_notes, letters, note
from overdue_cli.intake.preamble import Preamble
from overdue_cli.intake.read import Grid, RawColumn
from overdue_cli.intake.recognise import Assignment
from overdue_cli.intake.rows import may_be_no_data, not_data
from overdue_cli.intake.status import single_codes, with_register_codes
from overdue_cli.tables import TABLES, Column, Kind, schema_of

MANY_ROWS = 20_000
"""Rows from which columns are parsed two at a time: Polars works without the interpreter's lock."""
_ERROR_CELL = r"^#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A|GETTING_DATA|SPILL!|CALC!)"


@dataclass
class Reading:
    """A sheet with what was recognised in it: everything needed to read its rows."""

    grid: Grid
    found: Assignment
    preamble: Preamble
    words: Lexicon
    mapping: Mapping

    @property
    def first_row(self) -> int:
        """The number Excel shows beside the first row below the header."""
        return self.grid.top + self.found.row + 2

    def unit_of(self, index: int) -> tuple[str, int]:
        """Unit of a money column: the mapping's for its header, its header's own, else the mapping's for all, else the preamble's, else yuan."""
        header = self.found.headers[index]
        name = self.mapping.units.get(header) or unit_in(header) or self.mapping.unit or self.preamble.unit or "元"
        return name, int(self.words.preamble["units"].get(name.lower(), 1))


@dataclass
class SheetRows:
    """What one sheet gave to one table, with `sheet` row counts that must add up."""

    table: str
    frame: pl.DataFrame
    present: frozenset[str]
    rows_in: int
    set_aside: pl.DataFrame
    rows_not_data: int
    problems: list[pl.DataFrame] = field(default_factory=list)
    stated: dt.date | None = None  # the day the sheet says it was made on


def read_rows(reading: Reading, body: list[RawColumn]) -> SheetRows:
    """The sheet's rows as those of the table it was recognised as."""
    spec, where = TABLES[reading.found.table], _where(reading)
    codes, code_notes = _status_codes(reading, body)
    n_rows = body[0].n_rows if body else 0
    there = [column for column in spec.columns if column.name in reading.found.columns]
    with ThreadPoolExecutor(2 if n_rows >= MANY_ROWS else 1) as parsers:
        parsed = parsers.map(partial(_parse, reading, body=body, codes=codes), there)
        cells = {column.name: read for column, read in zip(there, parsed, strict=True)}
    lacking, suspects = _lacking(reading, cells, n_rows)
    blank = not_data(body, [reading.found.headers, *reading.found.lines], suspects, reading.words)
    faults = {name: pl.select(pl.when(~pl.lit(blank)).then(pl.lit(code))).to_series() for name, code in lacking.items()}
    aside = either([pl.Series([False]).new_from_index(0, n_rows)], n_rows, pl.Boolean())
    for code in faults.values():
        aside |= code.is_not_null()
    problems = [_required_notes(reading, body, name, code, where) for name, code in faults.items() if code.count()]
    keep = ~(blank | aside)
    problems += _optional_notes(reading, body, cells, set(faults), keep, where)
    frame, string_notes = with_register_codes(
        _frame(reading, {name: c.value.filter(keep) for name, c in cells.items()}, keep), reading
    )
    problems += [*code_notes, *string_notes]
    out = _set_aside(reading, body, aside, list(faults.values()))
    present, no_data = frozenset(cells) | _assumed(reading), int(blank.sum())
    return SheetRows(spec.name, frame, present, n_rows, out, no_data, problems, reading.preamble.data_date)


def _status_codes(reading: Reading, body: list[RawColumn]) -> tuple[dict[str, str], list[pl.DataFrame]]:
    """Translations of the month codes of another alphabet; none where the mapping gives its own."""
    at = reading.found.columns.get("status_code")
    if at is None or reading.mapping.values_for("status_code", reading.found.headers[at[0]]):
        return {}, []
    return single_codes(reading, [(at[0], body[at[0]])])


def _parse(reading: Reading, column: Column, body: list[RawColumn], codes: dict[str, str]) -> Cells:
    """A column from its header's cells, or from several that add up to it (the worse day count, the sum).

    `codes` translate the month codes of another alphabet; a string of them is translated as a whole, later.
    """
    parsed = [
        parse(
            dated(body[i], reading.grid.epoch) if column.kind is Kind.DATE else body[i],
            column,
            reading.unit_of(i)[1],
            reading.words,
            _values(reading, column, reading.found.headers[i]) or (codes if column.name == "status_code" else None),
        )
        for i in reading.found.columns[column.name]
    ]
    if len(parsed) == 1:
        return parsed[0]
    values = [pl.lit(p.value) for p in parsed]
    some = pl.any_horizontal(v.is_not_null() for v in values)
    bad = pl.select(pl.any_horizontal(pl.lit(p.bad) for p in parsed)).to_series()
    if column.name in reading.found.signs:
        return Cells(pl.select(_added_up(values, reading.found.signs[column.name])).to_series(), bad)
    joined = pl.max_horizontal(values) if reading.words.combine[column.name] == "max" else pl.sum_horizontal(values)
    value = pl.select(pl.when(some).then(joined)).to_series()
    return Cells(value.cast(parsed[0].value.dtype), bad)


def _values(reading: Reading, column: Column, header: str) -> dict[str, str] | None:
    """The mapping's translations of whole cells."""
    return None if column.name in STRINGS else reading.mapping.values_for(column.name, header)


def _added_up(values: list[pl.Expr], signs: list[int]) -> pl.Expr:
    """The signed sum; null where no part is there, or where what is to be taken off is not known."""
    there = pl.any_horizontal(v.is_not_null() for v, sign in zip(values, signs, strict=True) if sign > 0)
    off = [v.is_not_null() for v, sign in zip(values, signs, strict=True) if sign < 0]
    known = pl.all_horizontal(there, *off)
    return pl.when(known).then(pl.sum_horizontal(v * sign for v, sign in zip(values, signs, strict=True)))


def _lacking(reading: Reading, cells: dict[str, Cells], n_rows: int) -> tuple[dict[str, pl.Series], pl.Series]:
    """For each required column its problem codes (null where all is well), and a mask of rows to look at.

    An id or a name that may be a word of totals is looked at as well.
    """
    spec = TABLES[reading.found.table]
    suspects = pl.Series([False]).new_from_index(0, n_rows)
    lacking: dict[str, pl.Series] = {}
    for column in spec.columns:
        if not (column.required or _alone(spec.either, column.name, cells)) or column.name not in cells:
            continue
        c = cells[column.name]
        code: pl.Expr = (
            pl.when(pl.lit(c.bad))
            .then(pl.lit(BAD_CODE.get(column.kind, "P025")))
            .when(pl.lit(c.value).is_null())
            .then(pl.lit("P020"))
        )
        if column.name == "due_amount" and "status_code" in cells:
            code = pl.when(pl.lit(cells["status_code"].value).is_null()).then(code)
        lacking[column.name] = pl.select(code.alias(column.name)).to_series()
        suspects |= lacking[column.name].is_not_null()
        if column.kind in {Kind.ID, Kind.TEXT}:
            suspects |= may_be_no_data(c.value, _place(reading, column.name)[1], reading.words)
    for group in spec.either:
        if len(both := [g for g in group if g in cells]) > 1:
            none = pl.select(pl.all_horizontal(pl.lit(cells[g].value).is_null() for g in both)).to_series()
            lacking[both[0]] = pl.select(pl.when(pl.lit(none)).then(pl.lit("P020"))).to_series()
            suspects |= none
    return lacking, suspects


def _alone(groups: tuple[tuple[str, ...], ...], name: str, cells: dict[str, Cells]) -> bool:
    """Whether `name` is the only column there of a group of which one is needed."""
    return any(name in group and [g for g in group if g in cells] == [name] for group in groups)


def _where(reading: Reading) -> dict[str, str]:
    return {"table": reading.found.table, "source_file": reading.grid.file, "source_sheet": reading.grid.sheet}


def _place(reading: Reading, name: str) -> tuple[int, str, str]:
    """Index, header and letter of the first physical column behind a canonical one."""
    index = reading.found.columns[name][0]
    return index, reading.found.headers[index], letters(reading.grid.left + index)


def _required_notes(
    reading: Reading, body: list[RawColumn], name: str, code: pl.Series, where: dict[str, str]
) -> pl.DataFrame:
    index, header, letter = _place(reading, name)
    at = code.is_not_null().arg_true()
    values = as_text(body[index].at(at))
    codes = _blamed(body[index], at, values, code.gather(at), "P025", "P054")
    return cell_notes(codes, at + reading.first_row, values, header=header, letter=letter, **where)


def _blamed(raw: RawColumn, at: pl.Series, values: pl.Series, code: pl.Series, error: str, formula: str) -> pl.Series:
    """`code`, but `error` where the cell shows an error of Excel's, and `formula` where it was never calculated."""
    fault = (
        raw.fault.gather(at)
        if raw.fault is not None
        else pl.Series([None], dtype=pl.String).new_from_index(0, at.len())
    )
    shows_error = values.str.contains(_ERROR_CELL).fill_null(False)
    return pl.select(
        pl.when(pl.lit(fault).str.starts_with("="))
        .then(pl.lit(formula))
        .when(pl.lit(shows_error))
        .then(pl.lit(error))
        .otherwise(pl.lit(code))
        .alias("code")
    ).to_series()


def _optional_notes(
    reading: Reading,
    body: list[RawColumn],
    cells: dict[str, Cells],
    required: set[str],
    keep: pl.Series,
    where: dict[str, str],
) -> list[pl.DataFrame]:
    """Unreadable optional cells of rows that are used, and one note a column whose numbers became dates."""
    found = []
    for name, c in cells.items():
        index, header, letter = _place(reading, name)
        if name not in required and (at := (c.bad & keep).arg_true()).len():
            damaged = TABLES[reading.found.table].column(name).kind is Kind.ID or name in STRINGS
            code = "P029" if damaged else "P024"
            values = as_text(body[index].at(at))
            plain_code = pl.Series([code]).new_from_index(0, at.len())
            codes = _blamed(body[index], at, values, plain_code, "P055", "P055")
            found.append(cell_notes(codes, at + reading.first_row, values, header=header, letter=letter, **where))
        if c.assumed:
            found.append(note(c.assumed, header=header, cell=letter, detail=str(reading.grid.epoch), **where))
    return found


def _frame(reading: Reading, values: dict[str, pl.Series], keep: pl.Series) -> pl.DataFrame:
    """The kept rows in the table's schema: what is not there is null, or what the mapping assumes."""
    schema, rows = schema_of(reading.found.table), keep.arg_true()
    frame = pl.DataFrame(dict(values)) if values else pl.DataFrame()
    frame = frame.with_columns(source_row=(rows + reading.first_row).cast(pl.UInt32))
    constants = {"source_file": reading.grid.file, "source_sheet": reading.grid.sheet} | constants_of(reading)
    for name, dtype in schema.items():
        if name not in frame.columns:
            value = constants.get(name)
            frame = frame.with_columns(pl.lit(value, pl.String).cast(dtype).alias(name))
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def constants_of(reading: Reading) -> dict[str, str]:
    """Values for columns the sheet lacks: the mapping's assumptions, outlet of the preamble, role by the header."""
    columns = {c.name for c in TABLES[reading.found.table].columns}
    given = dict(reading.mapping.assume)
    if reading.mapping.currency:
        given["currency"] = reading.mapping.currency
    if reading.found.table == "loans" and reading.preamble.outlet:
        given.setdefault("branch", reading.preamble.outlet)
    if reading.found.table == "parties" and "role" not in reading.found.columns:
        header = reading.found.headers[reading.found.columns["party_name"][0]]
        given.setdefault("role", reading.words.role_of.get(plain(header), header))
    return {name: value for name, value in given.items() if name in columns and name not in reading.found.columns}


def _assumed(reading: Reading) -> frozenset[str]:
    return frozenset(constants_of(reading))


def _set_aside(reading: Reading, body: list[RawColumn], aside: pl.Series, codes: list[pl.Series]) -> pl.DataFrame:
    """The rejected rows in full, every cell as text, with the first of their problem codes."""
    at = aside.arg_true()
    if not at.len():
        return pl.DataFrame(schema=ASIDE_TYPES)
    cells = pl.DataFrame({f"c{i}": as_text(column.at(at)) for i, column in enumerate(body)})
    code = pl.coalesce(*(pl.lit(c.gather(at)) for c in codes))
    return cells.select(
        file=pl.lit(reading.grid.file),
        sheet=pl.lit(reading.grid.sheet),
        row=pl.lit(at + reading.first_row),
        table=pl.lit(reading.found.table),
        code=code,
        cells=pl.concat_list(pl.all()),
    ).cast(pl.Schema(ASIDE_TYPES))
