"""The mapping file: what an analyst writes for headers, values and shapes the words do not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from overdue_cli import strict_yaml
from overdue_cli.intake.headers import EXACT, Lexicon, Match, plain
from overdue_cli.problems import Refusal
from overdue_cli.tables import TABLES

IGNORE = "ignore"
OUTCOME = "outcome"
"""What a back-test asks about; of grading it is as good as ignored."""
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


class Mapping(_Strict):
    """The mapping file. Every key may be left out; what is left out goes by the words."""

    tables: dict[str, str] = {}
    headers: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    assume: dict[str, str] = {}
    unit: str | None = None
    currency: str | None = None
    data_date: dt.date | None = None
    months: list[Month] = []

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, tables: dict[str, str]) -> dict[str, str]:
        return {pattern: _one_of(table, {*TABLES, IGNORE}) for pattern, table in tables.items()}

    @field_validator("headers")
    @classmethod
    def _known_columns(cls, headers: dict[str, str]) -> dict[str, str]:
        return {header: _column(column) for header, column in headers.items()}

    @field_validator("assume")
    @classmethod
    def _known_assumed(cls, assume: dict[str, str]) -> dict[str, str]:
        return {_one_of(column, _ALL_COLUMNS): value for column, value in assume.items()}

    def table_of(self, file: str, sheet: str) -> str | None:
        """The table a sheet is said to be, `ignore`, or None where the file says nothing of it."""
        for pattern, table in self.tables.items():
            if fnmatch(sheet, pattern) or fnmatch(file, pattern) or fnmatch(f"{file}/{sheet}", pattern):
                return table
        return "loans" if self.months else None

    def teach(self, words: Lexicon) -> Lexicon:
        """`words` with this file's headers put before all others."""
        own = {table: dict(known) for table, known in words.words.items()}
        ignored, ambiguous = set(words.ignored), dict(words.ambiguous)
        for header, target in self.headers.items():
            key = plain(header)
            ambiguous.pop(key, None)
            if target in (IGNORE, OUTCOME):
                ignored.add(key)
                for known in own.values():
                    known.pop(key, None)
                continue
            ignored.discard(key)
            name, _, column = target.rpartition(".")
            for table in (
                [name] if name else [t for t, spec in TABLES.items() if any(c.name == column for c in spec.columns)]
            ):
                own[table][key] = Match(column, EXACT, -1)
        return replace(words, words=own, ignored=frozenset(ignored), ambiguous=ambiguous)

    def values_for(self, column: str, header: str) -> dict[str, str] | None:
        """Translations for a column: those given for its header, else for its canonical name."""
        return self.values.get(header) or self.values.get(column)


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
        mapping = Mapping.model_validate(_as_text(document.value))
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(k for k in first["loc"] if isinstance(k, (str, int)))
        raise Refusal(
            "P015", file=path.name, where=document.where(_written(keys, document)), detail=_says(keys, first["msg"])
        ) from error
    if mapping.unit is not None and mapping.unit.lower() not in words.preamble["units"]:
        known = " / ".join(map(str, words.preamble["units"]))
        raise Refusal("P015", file=path.name, where=document.where(("unit",)), detail=f"unit {mapping.unit!r}: {known}")
    return mapping


def _written(keys: tuple[Any, ...], document: strict_yaml.Document) -> tuple[Any, ...]:
    """`keys` as the file wrote them: a value map's `-1` is a number there and text here."""
    number = tuple(int(k) if isinstance(k, str) and k.lstrip("-").isdigit() else k for k in keys)
    return number if number in document.places else keys


def _says(keys: tuple[Any, ...], message: str) -> str:
    return f"{'.'.join(map(str, keys))}: {message.removeprefix('Value error, ')}"


def _as_text(value: Any, deep: bool = False) -> Any:
    """Keys and scalars of the value maps as text: `-1: N` is written without quotes."""
    if isinstance(value, dict):
        return {str(k): _as_text(v, k in {"values", "assume", "headers", "tables"} or deep) for k, v in value.items()}
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
        raise ValueError(f"{column!r} is no canonical column")
    return target
