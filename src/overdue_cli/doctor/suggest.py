"""The mapping to complete by hand: what could not be told, with candidates, and what was decided and wants a look.

Every line is live and loads as it stands: `"?"` means not decided yet and changes nothing. Whoever completes it
replaces the question marks and hands the file back with `--mapping`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from overdue_cli.doctor.diagnosis import Diagnosis
from overdue_cli.intake import guess
from overdue_cli.intake.headers import lexicon
from overdue_cli.intake.read import RawColumn
from overdue_cli.intake.reading import Seen
from overdue_cli.intake.seen import header_row, likeliest
from overdue_cli.locale import words
from overdue_cli.tables import TABLES, Kind

UNDECIDED = "?"
_LEAVE = ("exact", "synonym", "mapping", "ignored", "weaker")
"""Ways of knowing a header that need no line."""


def suggestion(found: Diagnosis) -> str:
    """The mapping as YAML text with comments in the run's language."""
    said = words(found.language)["suggest"]
    lines = [f"# {line}" for line in said["head"]]
    lines += ["", f"# {said['tables']}", *_section("tables", list(_tables(found, said)))]
    lines += ["", f"# {said['headers']}", *_section("headers", list(_headers(found, said)))]
    lines += ["", f"# {said['values']}", *_section("values", list(_values(found, said)))]
    units = " | ".join(map(str, lexicon().preamble["units"]))
    lines += ["", f"# {said['units'].format(units=units)}", *_section("units", _units(found))]
    return "\n".join([*lines, "", *(f"# {line}" for line in said["rest"]), ""])


def _section(name: str, lines: list[str]) -> list[str]:
    return [f"{name}:", *lines] if lines else [f"{name}: {{}}"]


def _tables(found: Diagnosis, said: dict[str, Any]) -> Iterator[str]:
    """A line for each sheet that was taken for no table, or for one with a required column missing."""
    for seen in found.examined.seen:
        if seen.reading is not None or seen.told is not None:
            continue
        best = likeliest(seen)
        near = said["nearest"].format(table=best.table, score=f"{best.score:.1f}") if best else said["choose_table"]
        yield f"  {_quoted(_pattern(seen))}: {best.table if best and seen.refusal else _q()}    # {near}"


def _pattern(seen: Seen) -> str:
    """The sheet as `tables` names it; what a pattern would read as its own is taken literally."""
    name = f"{seen.grid.file}/{seen.grid.sheet}" if seen.grid.sheet else seen.grid.file
    return name.replace("[", "[[]")


def _headers(found: Diagnosis, said: dict[str, Any]) -> Iterator[str]:
    """A line for each header that is not known, means two things, or was decided by little; each once."""
    told: set[str] = set()
    for seen in found.examined.seen:
        if seen.told == "ignore":
            continue
        lines = list(_of_sheet(found, seen, said, told))
        if lines:
            place = " · ".join(part for part in (seen.grid.file, seen.grid.sheet) if part)
            yield f"  # {place}"
            yield from lines


def _of_sheet(found: Diagnosis, seen: Seen, said: dict[str, Any], told: set[str]) -> Iterator[str]:
    best = likeliest(seen)
    row = best.row if best else header_row(seen.grid)
    cells = guess.first_cells(seen.grid, row)
    table = best.table if best else "loans"
    known = {h["position"]: h for h in _known(found, seen)}
    taken = {h["column"] for h in known.values() if h["column"]}
    headers = (
        best.headers if best else [str(cell or "").strip() for cell in seen.grid.head[row]] if seen.grid.head else []
    )
    for index, header in enumerate(headers):
        how = known.get(index, {}).get("how", "unknown")
        if not header or header in told or how in _LEAVE or index >= len(cells):
            continue
        told.add(header)
        if how in ("contained", "neighbours"):
            yield f"  {_quoted(header)}: {known[index]['column']}    # {said[how]}"
            continue
        options = list(best.doubtful.get(index, ())) if best else []
        options = options or guess.guesses(header, cells[index], table, taken, _words(seen))
        yield f"  {_quoted(header)}: {_q()}    # {_told(found, options, table, cells[index], said)}"


def _told(found: Diagnosis, options: list[str], table: str, cells: RawColumn, said: dict[str, Any]) -> str:
    """The comment of an undecided header: candidates, the values where it may be a code, what its cells look like."""
    named = said["candidates"].format(names=" | ".join(_named(name, table, found.language) for name in options))
    parts = [named if options else said["no_candidate"]]
    values = guess.few_values(cells) if options and _coded(options[0], table) else []
    shapes = [] if values else guess.shapes(cells)
    parts += [said["holds"].format(values=" | ".join(values))] if values else []
    parts += [said["looks"].format(shapes=" | ".join(shapes))] if shapes else []
    return "; ".join(parts)


def _coded(name: str, table: str) -> bool:
    own, _, column = name.rpartition(".")
    return TABLES[own or table].column(column).kind in (Kind.CODE, Kind.FLAG)


def _known(found: Diagnosis, seen: Seen) -> list[dict[str, Any]]:
    frame = found.portfolio.headers
    assert frame is not None
    own = frame.filter((pl.col("file") == seen.grid.file) & (pl.col("sheet") == seen.grid.sheet))
    return own.to_dicts()


def _words(seen: Seen) -> Any:
    return seen.reading.words if seen.reading else lexicon()


def _named(name: str, table: str, language: str) -> str:
    """A column with its meaning: `due_on (应还日期)`."""
    own, _, column = name.rpartition(".")
    places = [t for t in (own or table, *TABLES) if any(c.name == column for c in TABLES[t].columns)]
    return f"{name} ({getattr(TABLES[places[0]].column(column), language)})" if places else name


def _values(found: Diagnosis, said: dict[str, Any]) -> Iterator[str]:
    """For each code column the values that are not known, with the codes there are."""
    frame = found.portfolio.headers
    assert frame is not None
    told: set[str] = set()
    for header in frame.filter(pl.col("column").is_not_null()).iter_rows(named=True):
        own, _, name = header["column"].rpartition(".")
        column = next((c for c in TABLES[own or header["table"]].columns if c.name == name), None)
        if column is None or column.kind not in (Kind.CODE, Kind.FLAG) or header["header"] in told:
            continue
        seen = guess.values_seen(found.portfolio.problems, header["file"], header["sheet"], header["header"])
        if not seen:
            continue
        told.add(header["header"])
        codes = " | ".join(column.codes or ("yes", "no"))
        yield f"  {_quoted(header['header'])}:    # {said['codes'].format(column=name, codes=codes)}"
        yield from (f"    {_quoted(value)}: {_q()}    # {said['cells'].format(count=count)}" for value, count in seen)


def _units(found: Diagnosis) -> list[str]:
    """The unit each money column was read in."""
    frame = found.portfolio.headers
    assert frame is not None
    money = frame.filter(pl.col("unit").is_not_null()).unique(["header", "unit"], maintain_order=True)
    several = money.filter(pl.col("header").is_duplicated())["header"].to_list()  # one line cannot speak for both
    return [
        f"  {_quoted(h)}: {_quoted(unit)}" for h, unit in money.select("header", "unit").iter_rows() if h not in several
    ]


def _quoted(text: str) -> str:
    """A YAML key or value in double quotes, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def _q() -> str:
    return _quoted(UNDECIDED)
