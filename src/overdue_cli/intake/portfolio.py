"""The arrow of this room: files → grids → recognised sheets → canonical rows → one portfolio."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from overdue_cli.intake.account import counted, moved, proven
from overdue_cli.intake.ahead import Opening, opened_ahead
from overdue_cli.intake.assemble import Assembled, assemble
from overdue_cli.intake.clean import as_text
from overdue_cli.intake.conflicts import EVENT_DATES, at_their_worst, conflicts, unpaid, with_headers
from overdue_cli.intake.currency import with_currency
from overdue_cli.intake.extras import event_rows, loan_columns
from overdue_cli.intake.gather import gather
from overdue_cli.intake.headers import Lexicon, lexicon
from overdue_cli.intake.mapping import IGNORE, Mapping, read_mapping
from overdue_cli.intake.mended import MendedGrid, blocks, settled, without
from overdue_cli.intake.notes import ASIDE_TYPES, TYPES, letters, note
from overdue_cli.intake.read import Grid, Source, open_source
from overdue_cli.intake.reading import Seen, body_of, looked_at, preamble_notes, seen_notes
from overdue_cli.intake.seen import headers_of, unused_headers
from overdue_cli.intake.sheet import Reading, SheetRows, read_rows
from overdue_cli.intake.status import with_end_months
from overdue_cli.intake.steady import looks, unchanged
from overdue_cli.intake.wide import month_rows
from overdue_cli.problems import Refusal
from overdue_cli.tables import InputFile, Portfolio

OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Examined:
    """What the input doctor works from: the portfolio as far as it goes, each sheet as seen, what would stop a run."""

    portfolio: Portfolio
    seen: list[Seen]
    refused: list[Refusal]


@dataclass
class _Run:
    """What has been read so far."""

    words: Lexicon
    mapping: Mapping
    sheets: list[SheetRows] = field(default_factory=list)
    extras: list[SheetRows] = field(default_factory=list)
    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    counts: list[dict[str, object]] = field(default_factory=list)
    problems: list[pl.DataFrame] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    read: list[InputFile] = field(default_factory=list)
    refused: list[Refusal] | None = None  # None: a refusal stops the run

    def refuse(self, refusal: Refusal) -> None:
        """Stop here, or note it and go on where everything is to be looked at."""
        if self.refused is None:
            raise refusal
        self.refused.append(refusal)


def read_portfolio(
    inputs: Sequence[Path],
    *,
    mapping: Path | None = None,
    password: str | None = None,
    on_step: OnStep | None = None,
) -> Portfolio:
    """All of `inputs` (files, folders and archives) as canonical tables with the problems met on the way.

    `password` opens workbooks that have one. `on_step(name, done, total)` is told about each file read. Refusal
    where nothing usable can come out: P001, P010–P016, P050, P051, P056. Money is in fen.
    """
    return _read(inputs, mapping, password, on_step, None)[0]


def examine(
    inputs: Sequence[Path],
    *,
    mapping: Path | None = None,
    password: str | None = None,
    on_step: OnStep | None = None,
) -> Examined:
    """All of `inputs` looked at whole: a file or sheet that would stop a run is noted, and the others are read.

    Refusal only where there is nothing to look at (P001, P010), or the mapping cannot be used (P015).
    """
    refused: list[Refusal] = []
    portfolio, seen = _read(inputs, mapping, password, on_step, refused)
    return Examined(portfolio, seen, refused)


def _read(
    inputs: Sequence[Path],
    mapping: Path | None,
    password: str | None,
    on_step: OnStep | None,
    refused: list[Refusal] | None,
) -> tuple[Portfolio, list[Seen]]:
    files, skipped = gather(inputs)
    words = lexicon()
    own = read_mapping(mapping, words) if mapping else Mapping()
    run = _Run(own.teach(words), own, refused=refused)
    run.problems += [note("P037", source_file=name) for name in skipped]
    before = looks(files)
    try:
        for done, opening in enumerate(opened_ahead(files, partial(open_source, password=password)), start=1):
            _file(run, opening)
            if on_step:
                on_step("read", done, len(files))
    finally:  # also before a refusal: half a file is unreadable because it is half a file
        unchanged(before)
    if not (run.sheets or run.refused):  # what was refused says better why nothing could be used
        names = ", ".join(name for _, name in files)
        run.refuse(Refusal("P012", file=names) if run.counts else Refusal("P011", file=names, why="empty"))
    joined = assemble(run.sheets, run.extras) if run.sheets else Assembled()
    run.problems += unused_headers(own, run.seen)
    return _portfolio(run, joined), run.seen


def _file(run: _Run, opening: Opening) -> None:
    """Every sheet of one file."""
    try:
        source = opening()
    except Refusal as refusal:
        run.refuse(refusal)
        return
    first = next((file for file in run.read if file.sha256 == source.file.sha256), None)
    run.read.append(source.file)
    if first is not None and not run.mapping.tables:
        _again(run, source, first)
        return
    run.problems += [note("P037", source_file=left) for left in source.skipped]
    for grid in source.grids:
        for block in blocks(grid):
            _sheet(run, block)


def _again(run: _Run, source: Source, first: InputFile) -> None:
    """A file whose bytes were read already under another name: nothing of it is used, and that is said (P059)."""
    run.problems.append(note("P059", source_file=source.file.name, value=first.name, detail="@whole"))
    lines = [line for line in run.counts if line["file"] == first.name]
    run.counts += [
        line | {"file": source.file.name, "rows_used": 0, "rows_set_aside": 0, "rows_not_data": line["rows_in"]}
        for line in lines
    ]


def _sheet(run: _Run, grid: Grid) -> None:
    """Recognise one sheet and read its rows, or say that it is no table (P018), or one we wrote ourselves (P061)."""
    seen = looked_at(grid, run.words, run.mapping)
    run.seen.append(seen)
    if seen.refusal is not None:
        run.refuse(seen.refusal)
    where = {"source_file": grid.file, "source_sheet": grid.sheet}
    reading = seen.reading
    if reading is None:
        if not (seen.refusal or seen.told == IGNORE):
            run.problems.append(note("P061" if seen.ours else "P018", **where))
        run.counts.append(counted(seen, None))
        return
    run.problems += seen_notes(reading)
    body = body_of(reading)
    rows = read_rows(reading, body)
    run.sheets.append(rows)
    run.readings[(grid.file, grid.sheet)] = reading
    run.problems += rows.problems + preamble_notes(reading)
    if run.mapping.months and rows.table == "loans":
        wide = month_rows(reading, body, rows)
        run.sheets.append(wide)
        run.problems += wide.problems
    elif (extra := loan_columns(reading, body, rows)) is not None:
        run.extras.append(extra)
        run.problems += extra.problems
    run.extras += event_rows(reading, body, rows)
    run.counts.append(counted(seen, rows))


def _portfolio(run: _Run, joined: Assembled) -> Portfolio:
    """Everything in its final place, and the row counts proven."""
    late = [_with_cells(run, rows) for rows in joined.aside]
    set_aside = pl.concat([pl.DataFrame(schema=ASIDE_TYPES), *(s.set_aside for s in run.sheets), *late])
    tables = with_currency(joined)
    data_date = _data_date(run, tables)
    if "loans" in tables:
        tables["loans"], ends = with_end_months(tables["loans"], data_date)
        run.problems += ends
    across: list[pl.DataFrame] = []
    if "loans" in tables:
        left = unpaid(tables, data_date, run.words.apart)
        across = conflicts(tables, _stated_date(run), data_date, left, run.words.apart)
        tables["loans"] = at_their_worst(tables["loans"], left, run.words.apart)
    late_problems = pl.concat([pl.DataFrame(schema=TYPES), *joined.problems, *across])
    problems = pl.concat([*run.problems, with_headers(late_problems, _places(run))])
    sheets = proven(run.counts, joined)
    if mended := [seen.grid for seen in run.seen if isinstance(seen.grid, MendedGrid)]:
        found = settled(mended, set_aside, tables, run.read)
        set_aside = set_aside.join(found.away, on=["file", "sheet", "row"], how="anti", maintain_order="left")
        problems, sheets = without(problems, found), moved(sheets, found.away)
    return Portfolio(
        tables=tables,
        present=joined.present,
        problems=problems,
        sheets=sheets,
        set_aside=set_aside,
        data_date=data_date,
        language=_language(run),
        inputs=run.read,
        headers=headers_of(run.seen),
    )


def _with_cells(run: _Run, aside: pl.DataFrame) -> pl.DataFrame:
    """Rows set aside after reading, with their cells fetched from the sheets they came from."""
    parts = []
    for (file, sheet), rows in aside.group_by("file", "sheet", maintain_order=True):
        reading = run.readings[(str(file), str(sheet))]
        at = rows["row"].cast(pl.Int64) - reading.first_row
        texts = [as_text(column.at(at)) for column in body_of(reading)]
        cells = pl.DataFrame({f"c{i}": text for i, text in enumerate(texts)})
        parts.append(rows.with_columns(cells.select(cells=pl.concat_list(pl.all())).to_series()))
    return pl.concat(parts).cast(pl.Schema(ASIDE_TYPES))


def _places(run: _Run) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """File and sheet → canonical column → the header it has there, and its letter."""
    return {
        key: {
            name: (reading.found.headers[at[0]], letters(reading.grid.left + at[0]))
            for name, at in reading.found.columns.items()
        }
        for key, reading in run.readings.items()
    }


def _stated_date(run: _Run) -> dt.date | None:
    """The mapping's date, else the latest a preamble states."""
    stated = [r.preamble.data_date for r in run.readings.values() if r.preamble.data_date]
    return run.mapping.data_date or max(stated, default=None)


def _data_date(run: _Run, tables: dict[str, pl.DataFrame]) -> dt.date | None:
    """The mapping's date, else the latest a preamble states, else the latest event."""
    events = [tables[table][column].max() for table, column in EVENT_DATES.items() if table in tables]
    return _stated_date(run) or max((e for e in events if isinstance(e, dt.date)), default=None)


def _language(run: _Run) -> str:
    """zh if most of the matched headers are Chinese."""
    used = [r.found.headers[i] for r in run.readings.values() for at in r.found.columns.values() for i in at]
    chinese = sum(any("\u4e00" <= c <= "\u9fff" for c in header) for header in used)
    return "zh" if chinese * 2 > len(used) else "en"
