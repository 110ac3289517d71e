"""What officers answered: one folder a collection, numbered, never changed; an undo is a collection that takes one back.

`answers.parquet` holds codes, dates, amounts and keys: no name of a borrower, an officer or a supervisor. What people
wrote in their own words, and what their files are called, stands apart in `words.parquet`, so that the rest can be
given to an auditor without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli.folders import sync, whole_folder
from overdue_cli.history import formats, journal
from overdue_cli.history.layout import FEEDBACK, MANIFEST
from overdue_cli.history.seal import fault_of, frames_of, manifest_of, sealed
from overdue_cli.history.store import History
from overdue_cli.problems import Refusal

ANSWERS: dict[str, Any] = {
    "answer": pl.UInt32, "borrower_id": pl.String, "cycle": pl.Date, "run_code": pl.String, "officer_key": pl.String,
    "contacted_on": pl.Date, "channel": pl.String, "contacted": pl.String, "result": pl.String, "cause": pl.String,
    "promised_on": pl.Date, "promised_amount": pl.Decimal(20, 2), "override_grade": pl.String,
    "override_by_key": pl.String, "override_until": pl.Date, "corrects": pl.Boolean,
    "file_sha256": pl.String, "source_sheet": pl.String, "source_row": pl.UInt32,
}  # fmt: skip
"""One row an answer. `cycle` and `run_code` are of the worklist it was written in; `corrects`: it takes the place of
earlier answers of the same file, borrower and day. Amounts in 元."""
WORDS: dict[str, Any] = {"answer": pl.UInt32, "source_file": pl.String, "note": pl.String, "override_reason": pl.String}
"""The same rows' own words."""


@dataclass(frozen=True, order=True)
class Collection:
    """Officers' answers as they were collected once."""

    number: int
    folder: Path

    @property
    def name(self) -> str:
        """How the journal and people call it, such as `feedback/0001`."""
        return f"{FEEDBACK}/{self.number:04}"

    @property
    def manifest(self) -> Path:
        """The file that says what it was collected from."""
        return self.folder / MANIFEST


def collections_in(root: Path) -> list[Collection]:
    """The collections on disk, oldest first, sound or not."""
    top = root / FEEDBACK
    found = [path for path in top.glob("[0-9]*") if path.is_dir() and path.name.isdigit()] if top.is_dir() else []
    return sorted(Collection(int(path.name), path) for path in found)


def faulty(root: Path) -> dict[int, str]:
    """Number → what is wrong with each collection that is damaged or lost."""
    expected = {line["collection"]: line.get("manifest") for line in journal.collections(root)}
    here = {c.number: fault_of(c, expected.get(c.number)) for c in collections_in(root)}
    lost = {number: f"{MANIFEST} is missing" for number in expected if number not in here}
    return {number: because for number, because in sorted((here | lost).items()) if because is not None}


def standing(root: Path) -> list[Collection]:
    """The sound collections that nobody has taken back, oldest first."""
    bad = faulty(root)
    sound = [c for c in collections_in(root) if c.number not in bad]
    undone = {found["undoes"] for c in sound if (found := manifest_of(c)).get("undoes") is not None}
    return [c for c in sound if c.number not in undone and manifest_of(c).get("undoes") is None]


def files_known(root: Path) -> dict[str, str]:
    """Hash → collection of every workbook that was read and not taken back."""
    return {entry["sha256"]: c.name for c in standing(root) for entry in manifest_of(c)["workbooks"]}


def answers(root: Path) -> pl.DataFrame:
    """Every answer that stands, oldest collection first: `collection` and the columns of `ANSWERS` and `WORDS`."""
    parts = [pl.DataFrame(schema={"collection": pl.UInt32, **ANSWERS, **WORDS})]
    for collection in standing(root):
        frames = frames_of(collection, "answers", "words")
        whole = frames["answers"].join(frames["words"], on="answer", how="left", maintain_order="left")
        parts.append(whole.select(pl.lit(collection.number, pl.UInt32).alias("collection"), *ANSWERS, *list(WORDS)[1:]))
    return _uncorrected(pl.concat(parts, how="vertical_relaxed"))


def _uncorrected(found: pl.DataFrame) -> pl.DataFrame:
    """Without the answers that a later one of the same file, borrower and day takes the place of."""
    same = ["source_file", "borrower_id", "run_code", "contacted_on"]
    latest = found.filter("corrects").group_by(same).agg(pl.col("collection").max().alias("corrected_in"))
    joined = found.join(latest, on=same, how="left", nulls_equal=True, maintain_order="left")
    return joined.filter((pl.col("collection") >= pl.col("corrected_in")).fill_null(True)).drop("corrected_in")


def add(history: History, frames: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]) -> Collection:
    """A new collection; only for who holds the lock. Refusal O001 leaves the history as it was."""
    taken = [line["collection"] for line in journal.collections(history.root)]
    number = max([0, *taken, *(c.number for c in collections_in(history.root))]) + 1
    collection = Collection(number, history.root / FEEDBACK / f"{number:04}")
    with whole_folder(collection.folder) as part:
        digest = sealed(part, frames, {"format": formats.FORMAT, **manifest})
    sync(history.root)
    event = journal.COLLECTED if manifest.get("undoes") is None else journal.UNDONE
    journal.noted(history.root, event, number, history.at, manifest=digest)
    return collection


def undo(history: History) -> tuple[Collection, Collection]:
    """The last collection that stands taken back: that one, and the one that says so; Refusal C022 if there is none."""
    found = standing(history.root)
    if not found:
        raise Refusal("C022", file=history.root.name)
    empty = {"answers": pl.DataFrame(schema=ANSWERS), "words": pl.DataFrame(schema=WORDS)}
    return found[-1], add(history, empty, {"kind": "undo", "undoes": found[-1].number, "workbooks": []})
