"""`overdue.toml`: what an unattended run reads, writes and keeps; every refusal names `file:line`.

A value may be overridden from the environment: `OVERDUE_STRICT=true`, `OVERDUE_KEEP__CYCLES=60`. No password
or token may stand in the file, which gets copied and mailed; the path of a file that holds one may.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from overdue_cli.cycles import cycle_of
from overdue_cli.problems import Refusal

PREFIX = "OVERDUE_"
AS_OF = "OVERDUE_AS_OF"
"""The day to take for today; no key of the file, because a file that holds it would run the same day for ever."""
LISTS = (("inputs",), ("returned",), ("supervisors",))
_SECRET = re.compile(r"password|passwd|secret|token|口令|密码", re.IGNORECASE)
Count = Annotated[int, Field(ge=1)]
FileName = Annotated[str, Field(pattern=r"^[^/\\]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keep(_Strict):
    """How much is kept: cycles of history, attempts of each cycle, cycles of published files."""

    cycles: Count = 60
    attempts: Count = 5
    outputs: Count = 24


class Files(_Strict):
    """Names of the published files, and of the folder of officers' files; an empty name is not written.

    `visits` is written where `visit_sheets` or `template` asks for it and no officer gets their own.
    """

    worklist: FileName = "worklist.xlsx"
    scores: FileName | Literal[""] = "scores.parquet"
    report: FileName | Literal[""] = "report.json"
    set_aside: FileName | Literal[""] = "set-aside.csv"
    officers: FileName | Literal[""] = ""
    visits: FileName = "visit-sheets.xlsx"

    @model_validator(mode="after")
    def _suffixes(self) -> Files:
        for name, suffixes in (
            ("worklist", (".xlsx",)),
            ("scores", (".parquet", ".csv")),
            ("report", (".json",)),
            ("set_aside", (".csv", ".xlsx")),
            ("visits", (".xlsx",)),
        ):
            value = getattr(self, name)
            if value and not value.lower().endswith(suffixes):
                raise ValueError(f"{name} must end in {' or '.join(suffixes)}")
        named = (self.worklist, self.scores, self.report, self.set_aside, self.officers, self.visits)
        chosen = [name for name in named if name]
        if len({name.lower() for name in chosen}) < len(chosen):
            raise ValueError("two outputs have one name")
        return self


class Config(_Strict):
    """An unattended run. Paths are relative to the file's own folder."""

    inputs: Annotated[list[Path], Field(min_length=1)]
    outputs: Path
    history: Path | None = None
    rules: str = "conservative"
    mapping: Path | None = None
    password_file: Path | None = None
    language: Literal["auto", "zh", "en"] = "auto"
    strict: bool = False
    unmask: bool = False
    horizon: Annotated[int, Field(ge=1, le=366)] | None = None
    capacity: Count | None = None
    visit_sheets: Count | None = None
    template: Path | None = None
    cycle: str | None = None
    product_cycles: dict[str, str] = {}
    calendar: str = "cn"
    only_when_due: bool = False
    returned: list[Path] = []
    supervisors: list[str] = []
    keep: Keep = Keep()
    files: Files = Files()

    @property
    def published(self) -> dict[str, str]:
        """Kind → name of every file and folder a run writes."""
        apart = (self.visit_sheets is not None or self.template is not None) and not self.files.officers
        return {kind: name for kind, name in self.files.model_dump().items() if name and (kind != "visits" or apart)}

    @field_validator("cycle")
    @classmethod
    def _cycle(cls, said: str | None) -> str | None:
        if said is not None:
            cycle_of(said)
        return said

    @field_validator("product_cycles")
    @classmethod
    def _cycles(cls, said: dict[str, str]) -> dict[str, str]:
        for text in said.values():
            cycle_of(text)
        return said

    @model_validator(mode="after")
    def _agrees(self) -> Config:
        cycles = self.cycle is not None or bool(self.product_cycles)
        if self.horizon is not None and cycles:
            raise ValueError("horizon and cycle both say how far ahead is looked; keep one")
        if self.returned and not self.history:
            raise ValueError("returned needs a history, which knows what the worklists came from")
        if self.only_when_due and not (cycles and self.history):
            raise ValueError("only_when_due needs a cycle, and a history that tells which cycles had their run")
        return self


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """The configuration at `path` with `environment` over it; Refusal P001 or P040."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if path.is_file():
            raise Refusal("P040", where=f"{path.name}:1", detail=str(error)) from error
        raise Refusal("P001", file=str(path)) from error
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = found[1] if found else str(len(text.splitlines()) or 1)
        raise Refusal("P040", where=f"{path.name}:{line}", detail=str(error)) from error
    for keys in _secrets(written):
        detail = "a secret does not stand in this file; give it in a file of its own or in the environment"
        raise Refusal("P040", where=f"{path.name}:{line_of(text, keys)}", detail=f"{'.'.join(keys)}: {detail}")
    over = _overrides(environment)
    try:
        config = _placed(Config.model_validate(_merged(written, over)), path.resolve().parent)
    except ValidationError as error:
        raise _refused(error, path.name, text, over) from error
    for key in ("outputs", "history", "returned"):
        if (clash := _clash(config, key)) is not None:
            raise Refusal("P040", where=f"{path.name}:{line_of(text, (key,))}", detail=f"{key}: {clash}")
    return config


def _clash(config: Config, key: str) -> str | None:
    """What is wrong with where `outputs` or `history` stands; None if nothing is."""
    found: Path | list[Path] | None = getattr(config, key)
    places = found if isinstance(found, list) else [found] if found else []
    if any(place.resolve().is_relative_to(path.resolve()) for path in config.inputs for place in places):
        return "stands among the inputs, where the next run would read it as an export"
    if key == "history" and config.history is not None and config.history.resolve() == config.outputs.resolve():
        return "needs a folder of its own, apart from the outputs"
    return None


def line_of(text: str, keys: tuple[Any, ...]) -> int:
    """The line of the value at `keys`, of its table if it is not written, else 1.

    >>> line_of("a = 1\\n[keep]\\ncycles = 0\\n", ("keep", "cycles"))
    3
    """
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            here = table
        elif key := re.match(r"\s*(\"[^\"]*\"|'[^']*'|[\w.-]+)\s*=", line):
            name = key[1]
            here = (*table, *([name.strip("\"'")] if name[0] in "\"'" else name.split(".")))
        else:
            continue
        if len(here) > depth and here == tuple(map(str, keys[: len(here)])):
            best, depth = number, len(here)
    return best


def _overrides(environment: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Path of keys → value, for every variable of ours; names are checked as the file's keys are."""
    named = {name: value for name, value in environment.items() if name.startswith(PREFIX) and name != AS_OF}
    return {tuple(name.removeprefix(PREFIX).lower().split("__")): value for name, value in sorted(named.items())}


def _merged(written: dict[str, Any], over: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in written.items()}
    for keys, value in over.items():
        target = merged
        for key in keys[:-1]:
            inner = target.setdefault(key, {})
            target = inner if isinstance(inner, dict) else target
        target[keys[-1]] = value.split(os.pathsep) if keys in LISTS else value
    return merged


def _secrets(table: dict[str, Any], at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    out = []
    for key, value in table.items():
        if isinstance(value, dict):
            out += _secrets(value, (*at, key))
        elif _SECRET.search(key) and not key.endswith("_file"):
            out.append((*at, key))
    return out


def _refused(error: ValidationError, name: str, text: str, over: Mapping[tuple[str, ...], str]) -> Refusal:
    """The first error, at the line it stands on or the variable it came from."""
    first = error.errors()[0]
    keys = tuple(str(key) for key in first["loc"] if not str(key).startswith(("constrained", "literal", "function")))
    variable = next((PREFIX + "__".join(k).upper() for k in over if keys[: len(k)] == k), None)
    where = f"{name}:{line_of(text, keys)}"
    said = first["msg"].removeprefix("Value error, ")
    detail = f"{'.'.join(keys)}: {said}" if keys else said
    if variable:
        return Refusal("P040", where=f"{variable}:", detail=detail)
    return Refusal("P040", where=where, detail=detail)


def _placed(config: Config, home: Path) -> Config:
    """Every path made relative to the folder of the file, so that the working directory of a cron job does not matter."""

    def at(path: Path | None) -> Path | None:
        return None if path is None else home / path.expanduser()

    places = {
        name: at(getattr(config, name)) for name in ("outputs", "history", "mapping", "password_file", "template")
    }
    rules = str(home / config.rules) if (home / config.rules).exists() else config.rules
    own = config.calendar if config.calendar in ("cn", "weekends") else str(home / config.calendar)
    return config.model_copy(
        update={
            **places,
            "inputs": [at(path) for path in config.inputs],
            "returned": [at(path) for path in config.returned],
            "rules": rules,
            "calendar": own,
        }
    )
