"""The mapping file: what an analyst writes for headers, values and shapes the words do not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from overdue_cli import strict_yaml
from overdue_cli.intake.alphabets import alphabets
from overdue_cli.intake.headers import EXACT, Lexicon, Match, plain, value_key
from overdue_cli.problems import Refusal
from overdue_cli.tables import STATUS_CODES, TABLES, Kind

IGNORE = "ignore"
OUTCOME = "outcome"
"""What a back-test asks about; of grading it is as good as ignored."""
UNDECIDED = "?"
"""What a suggested mapping holds where somebody has still to choose."""
_ALL_COLUMNS = {c.name for t in TABLES.values() for c in t.columns}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Month(_Strict):
    """One month of a wide table: which headers hold that month's status, bill and payment."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    status_code: str | None = None
    statement_amount: str | None = None
    due_amount: str | None = None
    paid_amount: str | None = None
    paid_month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class Status(_Strict):
    """How status codes are written: an alphabet of `rules/status_strings.yaml`, which month comes first, the last month."""

    alphabet: str | None = None
    order: Literal["oldest_first", "newest_first"] | None = None
    end: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")

    @field_validator("alphabet")
    @classmethod
    def _known_alphabet(cls, name: str | None) -> str | None:
        return None if name is None else _one_of(name, set(alphabets().every))


class Mapping(_Strict):
    """The mapping file. Every key may be left out; what is left out goes by the words.

    A header may name several columns, and then its values are translated column by column. `sums` are columns
    of ours that are several of theirs added up; a header with a minus before it is taken off.
    """

    tables: dict[str, str] = {}
    headers: dict[str, tuple[str, ...]] = {}
    values: dict[str, dict[str, str]] = {}
    units: dict[str, str] = {}
    sums: dict[str, list[str]] = {}
    assume: dict[str, str] = {}
    unit: str | None = None
    currency: str | None = None
    data_date: dt.date | None = None
    months: list[Month] = []
    status: Status = Status()

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, tables: dict[str, str]) -> dict[str, str]:
        return {pattern: _one_of(table, {*TABLES, IGNORE}) for pattern, table in tables.items()}

    @field_validator("headers", mode="before")
    @classmethod
    def _one_or_several(cls, headers: dict[str, Any]) -> dict[str, Any]:
        return {h: (targets,) if isinstance(targets, str) else targets for h, targets in headers.items()}

    @field_validator("headers")
    @classmethod
    def _known_columns(cls, headers: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {header: tuple(map(_column, targets)) for header, targets in headers.items()}

    @field_validator("sums")
    @classmethod
    def _known_sums(cls, sums: dict[str, list[str]]) -> dict[str, list[str]]:
        for column in sums:
            _added_up(column)
        return sums

    @field_validator("assume")
    @classmethod
    def _known_assumed(cls, assume: dict[str, str]) -> dict[str, str]:
        return {_one_of(column, _ALL_COLUMNS): value for column, value in assume.items()}

    def table_of(self, file: str, sheet: str) -> str | None:
        """The table a sheet is said to be, `ignore`, or None where the file says nothing of it."""
        names = (sheet, file, f"{file}/{sheet}")
        for pattern, table in self.tables.items():
            if pattern in names or any(fnmatchcase(name, pattern) for name in names):
                return table
        return "loans" if self.months else None

    def teach(self, words: Lexicon) -> Lexicon:
        """`words` with this file's headers put before all others."""
        own = {table: dict(known) for table, known in words.words.items()}
        ignored, ambiguous = set(words.ignored), dict(words.ambiguous)
        also: dict[str, dict[str, list[str]]] = {}
        for header, targets in self.headers.items():
            key = plain(header)
            ambiguous.pop(key, None)
            ignored.discard(key)
            if targets[0] in (IGNORE, OUTCOME):
                ignored.add(key)
                for table_words in own.values():
                    table_words.pop(key, None)
            for table, column in (pair for target in targets for pair in _meant(target)):
                if (known := own[table].get(key)) is not None and known.rank < 0:
                    also.setdefault(table, {}).setdefault(key, []).append(column)
                else:
                    own[table][key] = Match(column, EXACT, -1)
        sums = {pair: _signed(headers) for target, headers in self.sums.items() for pair in _meant(target)}
        return replace(words, words=own, ignored=frozenset(ignored), ambiguous=ambiguous, also=also, sums=sums)

    def values_for(self, column: str, header: str) -> dict[str, str] | None:
        """Translations for a column: those given for its header, else for its canonical name.

        A header that names several columns has its values by the columns' names: each reads them its own way.
        """
        if len(self.headers.get(header, ())) > 1:
            return self.values.get(column)
        return self.values.get(header) or self.values.get(column)


def _meant(target: str) -> list[tuple[str, str]]:
    """`(table, column)` of every table a target speaks of: `table.column` of one, `column` of all that have it."""
    table, _, column = target.rpartition(".")
    if column in (IGNORE, OUTCOME):
        return []
    return [(name, column) for name, spec in TABLES.items() if table in ("", name) and _has(name, column) and spec]


def _has(table: str, column: str) -> bool:
    return any(c.name == column for c in TABLES[table].columns)


def _signed(headers: list[str]) -> tuple[tuple[str, int], ...]:
    """Each header as it is compared, and whether it is added (1) or taken off (-1)."""
    return tuple((plain(h.removeprefix("-")), -1 if h.startswith("-") else 1) for h in headers)


def read_mapping(path: Path, words: Lexicon) -> Mapping:
    """The mapping at `path`; Refusal P001 if it is not there, P015 with `file:line:column` if it is invalid."""
    if not path.is_file():
        raise Refusal("P001", file=str(path))
    try:
        document = strict_yaml.load(path)
    except strict_yaml.YamlError as error:
        raise Refusal("P015", file=path.name, where=error.where, detail=error.what) from error
    if not isinstance(document.value, dict):
        raise Refusal("P015", file=path.name, where=document.where(), detail="is not a list of keys")
    try:
        mapping = Mapping.model_validate(_decided(_as_text(document.value)))
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(k for k in first["loc"] if isinstance(k, (str, int)))
        raise Refusal(
            "P015", file=path.name, where=document.where(_written(keys, document)), detail=_says(keys, first["msg"])
        ) from error
    for keys, fault in faults_of(mapping, words):
        raise Refusal("P015", file=path.name, where=document.where(_written(keys, document)), detail=_says(keys, fault))
    return mapping


def faults_of(mapping: Mapping, words: Lexicon) -> Iterator[tuple[tuple[Any, ...], str]]:
    """What the words say against a mapping: keys and fault. A unit nobody has, a value that is no code."""
    units = " / ".join(map(str, words.preamble["units"]))
    for keys, unit in [(("unit",), mapping.unit), *((("units", h), u) for h, u in mapping.units.items())]:
        if unit is not None and unit.lower() not in words.preamble["units"]:
            yield keys, f"unit {unit!r} is none of {units}"
    coded = {h: [column] for h, targets in mapping.headers.items() if len(targets) == 1 for column in targets}
    coded |= {month.status_code: ["status_code"] for month in mapping.months if month.status_code}
    for key, values in mapping.values.items():
        for column in coded.get(key, [key]):
            for value, code in values.items():
                if (fault := _no_code(column, code, words)) is not None:
                    yield ("values", key, value), fault


def _no_code(target: str, code: str, words: Lexicon) -> str | None:
    """Why `code` is no value of the column; None if it is one, or the column is free."""
    for table, name in _meant(target):
        column = TABLES[table].column(name)
        allowed = {"yes", "no"} if column.kind is Kind.FLAG else set(column.codes)
        allowed = set(STATUS_CODES) if name == "status_history" else allowed
        known = words.values.get("flag" if column.kind is Kind.FLAG else name, {})
        if allowed and code not in allowed and value_key(code) not in known and value_key(code) not in words.missing:
            return f"{code!r} is none of {', '.join(sorted(allowed))}"
        if column.kind is Kind.COUNT and not code.isdigit():
            return f"{code!r} is not a whole number"
    return None


def _decided(value: dict[str, Any]) -> dict[str, Any]:
    """The file without what is not decided yet: a `?` changes nothing."""
    out = dict(value)
    for key in ("tables", "headers"):
        if isinstance(value.get(key), dict):
            out[key] = {name: target for name, target in value[key].items() if target != UNDECIDED}
    if isinstance(value.get("values"), dict):
        out["values"] = {
            name: {v: c for v, c in codes.items() if c != UNDECIDED} if isinstance(codes, dict) else codes
            for name, codes in value["values"].items()
        }
    return out


def _written(keys: tuple[Any, ...], document: strict_yaml.Document) -> tuple[Any, ...]:
    """`keys` as the file wrote them: a value map's `-1` is a number there and text here."""
    number = tuple(int(k) if isinstance(k, str) and k.lstrip("-").isdigit() else k for k in keys)
    return number if number in document.places else keys


def _says(keys: tuple[Any, ...], message: str) -> str:
    return f"{'.'.join(map(str, keys))}: {message.removeprefix('Value error, ')}"


def _as_text(value: Any, deep: bool = False) -> Any:
    """Keys and scalars of the value maps as text: `-1: N` is written without quotes."""
    if isinstance(value, dict):
        return {
            str(k): _as_text(v, k in {"values", "assume", "headers", "tables", "units", "sums"} or deep)
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [_as_text(v, deep) for v in value]
    return str(value) if deep and value is not None else value


def _one_of(value: str, allowed: set[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(sorted(allowed))}")
    return value


def _column(target: str) -> str:
    if target in (IGNORE, OUTCOME):
        return target
    table, _, column = target.rpartition(".")
    if table:
        _one_of(table, set(TABLES))
        _one_of(column, {c.name for c in TABLES[table].columns})
    elif column not in _ALL_COLUMNS:
        near = get_close_matches(column, sorted(_ALL_COLUMNS), n=3, cutoff=0.5)
        raise ValueError(f"{column!r} is no canonical column" + (f"; near it: {', '.join(near)}" if near else ""))
    return target


def _added_up(target: str) -> None:
    """ValueError where `target` is no amount: only amounts are added up."""
    kinds = {TABLES[table].column(column).kind for table, column in _meant(_column(target))}
    if kinds != {Kind.MONEY}:
        raise ValueError(f"{target!r} is no amount")
