"""Whether a worklist that is about to be written over holds entries nobody has collected."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from overdue_cli import crypto
from overdue_cli.collecting import kept
from overdue_cli.collecting.cells import entries
from overdue_cli.collecting.checks import aside_in
from overdue_cli.collecting.matched import filled, matched
from overdue_cli.collecting.runs import runs_of
from overdue_cli.collecting.sheets import filled_sheets
from overdue_cli.history import History, feedback
from overdue_cli.intake.read import open_source
from overdue_cli.outputs import Outbox
from overdue_cli.problems import Refusal
from overdue_cli.rowkey import RunCode

_CORE, _LARGEST = "docProps/core.xml", 100_000
AUTHOR = "overdue"
UNTOLD = ("C006", "P016", "P056")
"""A list of ours that was altered, and workbooks behind a password we do not have: what they hold cannot be told."""


def written_by_us(path: Path, password: str | None = None) -> bool:
    """Whether the workbook stands as this program wrote it: whoever saves one leaves a name and a time in it.

    A look into one small part, so that writing over yesterday's list costs nothing; what cannot be told is read.
    """
    try:
        data = path.read_bytes()
        if password is not None and crypto.is_encrypted(data):
            data = crypto.decrypt(data, password)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_CORE).file_size > _LARGEST:
                return False
            core = {node.tag.rpartition("}")[2]: node.text for node in ElementTree.fromstring(archive.read(_CORE))}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return False
    untouched = core.get("created") == core.get("modified") is not None
    return untouched and core.get("creator") == core.get("lastModifiedBy") == AUTHOR


def uncollected(path: Path, history: History | None, language: str, password: str | None = None) -> int:
    """Rows of the worklist at `path` with entries that `history` does not hold; 0 for what is no worklist of ours.

    Rows that could not be collected as they stand count too: they would be lost all the same. So does a workbook whose
    password is not known: what it holds cannot be told.
    """
    if not path.is_file() or written_by_us(path, password):
        return 0
    try:
        sheets = filled_sheets(path.name, open_source(path, path.name, password).grids)
    except Refusal as refusal:
        return int(refusal.code in UNTOLD)
    written = pl.concat([entries(sheet) for sheet in sheets], how="vertical_relaxed")
    rows = filled(written)
    if history is None or rows.is_empty():
        return rows.height
    try:
        sound, problems = matched(path.name, written, runs_of(history), language)
    except Refusal:
        return rows.height
    found = kept.as_kept(sound, {path.name: ""})
    new = kept.news(found, feedback.answers(history.root))
    return new.height + aside_in(problems)


def all_collected(path: Path, history: History | None, language: str, password: str | None = None) -> bool:
    """Whether `path` is a list of ours that somebody worked in and of which `history` holds every entry."""
    try:
        filled_sheets(path.name, open_source(path, path.name, password).grids)
    except (Refusal, OSError):
        return False
    return uncollected(path, history, language, password) == 0


def copy_of(path: Path) -> Path:
    """The name for a copy of the worklist beside it, by the day of its run: `worklist-2026-11-20.xlsx`, then `…-2`.

    The day is read from its keys; where they are gone, the copy is called `worklist-kept.xlsx`.
    """
    try:
        sheets = filled_sheets(path.name, open_source(path, path.name).grids)
        codes = pl.concat([sheet.keys["run"] for sheet in sheets]).drop_nulls()
    except Refusal:
        codes = pl.Series([], dtype=pl.String)
    day = "kept" if codes.is_empty() else str(RunCode(str(codes.mode().sort()[0])).as_of)
    names = (f"{path.stem}-{day}{n}{path.suffix}" for n in ("", *(f"-{m}" for m in range(2, 1000))))
    return next(place for name in names if not (place := path.with_name(name)).exists())


def keep_copy(path: Path, target: Path) -> None:
    """The worklist copied to `target`; Refusal O001 if the disk refuses."""
    with Outbox([target]) as outbox:
        outbox.write(target, lambda part: shutil.copyfile(path, part))
        outbox.publish()
