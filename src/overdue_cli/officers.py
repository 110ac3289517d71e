"""Officers' files in a folder of their own: one workbook a desk, the manager's index, and a list of what was written.

The list (`files.json`) holds each file's hash. A file that no longer has it was worked in, and is not replaced
unless that is asked for; a folder without the list is not ours and is left alone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import parallel
from overdue_cli.desks import COMPLIANCE, ESTATE, Desk, desks_of
from overdue_cli.doorstep import Filling, Form
from overdue_cli.filenames import stems_of
from overdue_cli.history import described
from overdue_cli.locale import words
from overdue_cli.problems import Refusal
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.workbook import write_index, write_own
from overdue_cli.workbook.index import SCHEMA, SUMS

LIST = "files.json"
NOT_OURS = frozenset(["thumbs.db", "desktop.ini", ".ds_store"])
"""What file managers leave behind."""
FORM = 300
"""What a filled form weighs against rows of a list."""
WORTH_PROCESSES = 1_500
"""Rows of lists and reasons from which further processes earn their start."""


def write_officers(
    scored: ScoredPortfolio,
    folder: Path,
    *,
    form: Form | None = None,
    workers: int | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """The files written into `folder`, which is empty: index first, a workbook a desk, its filled forms, then their list.

    By several processes where there is work for them; the bytes do not depend on how many. OSError if the disk refuses.
    """
    book = scored.book()
    desks = desks_of(scored, book)
    said = words(scored.language)["desks"]
    index, *stems = stems_of([f"00_{said['index']}", *(desk.stem for desk in desks)], said["file"])
    files = [folder / f"{stem}.xlsx" for stem in stems]
    write_index(book, _rows(desks, files, said), folder / f"{index}.xlsx")
    heavy_first = sorted(zip(desks, files, strict=True), key=lambda pair: -_rows_in(pair[0]))
    tasks: list[parallel.Task] = [(write_own, (desk.book, path)) for desk, path in heavy_first]
    forms = _forms(scored, heavy_first, form)
    tasks += [(filling.write, (path,)) for filling, path in forms]
    if workers is None:
        workers = parallel.cores() if sum(map(_rows_in, desks)) + FORM * len(forms) >= WORTH_PROCESSES else 1
    parallel.done(tasks, workers, (lambda done: on_done(done, len(tasks))) if on_done else None)
    written = [folder / f"{index}.xlsx", *files, *(path for _, path in forms)]
    _listed(written, folder, scored.request.as_of)
    return [*written, folder / LIST]


def _forms(
    scored: ScoredPortfolio, files: Sequence[tuple[Desk, Path]], form: Form | None
) -> list[tuple[Filling, Path]]:
    """The form of each desk that has somebody for it, beside the desk's own file; compliance and estates visit nobody."""
    if form is None:
        return []
    whose = {desk.stem: desk.book.desk for desk, _ in files}
    found = [
        (
            form.filled(scored, desk.borrowers, whose[desk.stem]),
            path.with_name(f"{path.stem}_{form.suffix(scored.language)}.xlsx"),
        )
        for desk, path in files
        if desk.kind not in (COMPLIANCE, ESTATE)
    ]
    return [(filling, path) for filling, path in found if filling is not None]


def _rows_in(desk: Desk) -> int:
    return desk.book.before_due.height + desk.book.overdue.height + desk.book.reasons.height


def _listed(written: Sequence[Path], folder: Path, as_of: dt.date) -> None:
    listed = {"tool": "overdue", "as_of": as_of.isoformat(), "files": [described(path) for path in written]}
    text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    (folder / LIST).write_text(text, encoding="utf-8", newline="\n")


def _rows(desks: Sequence[Desk], files: Sequence[Path], said: dict[str, Any]) -> pl.DataFrame:
    """The index: a row a desk and currency, in the order of the desks."""
    parts = [_row(desk, path.name, said) for desk, path in zip(desks, files, strict=True)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


def _row(desk: Desk, file: str, said: dict[str, Any]) -> pl.DataFrame:
    """The desk's figures for each of its currencies; one row of noughts where only referred borrowers are in the file."""
    lists = {"before_due": desk.book.before_due, "overdue": desk.book.overdue}
    listed = pl.concat([frame.with_columns(pl.lit(name).alias("list")) for name, frame in lists.items()])
    rows = listed.group_by("currency", maintain_order=True).agg(
        pl.col("branch").drop_nulls().unique().sort().str.join("、").alias("branches"),
        (pl.col("tier") == 1).sum().alias("now"),
        *[(pl.col("list") == name).sum().alias(name) for name in lists],
        pl.col("balance", "arrears", "due_in_horizon", "amount_at_risk").sum(),
    )
    if rows.is_empty():
        rows = pl.DataFrame([dict.fromkeys(SUMS, 0)], schema=SCHEMA)
    own = {"kind": said[desk.kind], "whose": desk.title, "file": file, "referred": desk.book.referred.height}
    # Referred borrowers have no amounts here, so they count once, beside the first currency.
    once = pl.when(pl.int_range(pl.len()) == 0).then(own.pop("referred")).otherwise(0).alias("referred")
    return (
        rows.with_columns(once, **{name: pl.lit(value) for name, value in own.items()})
        .select(list(SCHEMA))
        .cast(pl.Schema(SCHEMA))
    )


def refuse_to_replace(folder: Path, collected: Callable[[Path], bool] = lambda path: False) -> None:
    """Refusal P003 if what stands at `folder` is not ours, O002 if its files were worked in; nothing if it may go.

    A file whose every entry was `collected` may go.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Refusal("O001", file=str(folder), detail="a file has this name")
    there = [path for path in sorted(folder.iterdir()) if path.name.casefold() not in NOT_OURS]
    if not there:
        return
    hashes = _hashes(folder)
    if hashes is None:
        raise Refusal(
            "P003",
            header="--per-officer",
            value=str(folder),
            candidates="a new or an empty folder, or one of an earlier run",
        )
    changed = [
        path.name
        for path in there
        if path.name != LIST
        and (path.is_dir() or (hashes.get(path.name) != described(path)["sha256"] and not collected(path)))
    ]
    if changed:
        raise Refusal("O002", file=str(folder), detail=", ".join(changed[:5]), count=len(changed))


def kept_as(folder: Path) -> Path | None:
    """The name under which a folder that is replaced all the same is kept: with its date, numbered if that is taken."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    name = f"{folder.name}-{_list_in(folder).get('as_of', 'old')}"
    numbers = (f"{name}-{number}" if number > 1 else name for number in count(1))
    return next(place for text in numbers if not (place := folder.with_name(text)).exists())


def _hashes(folder: Path) -> dict[str, str] | None:
    """File name → hash as written; None where the folder has no list of ours."""
    files = _list_in(folder).get("files")
    return {entry["name"]: entry["sha256"] for entry in files} if isinstance(files, list) else None


def _list_in(folder: Path) -> dict[str, Any]:
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) and listed.get("tool") == "overdue" else {}
