"""The format of a history, and how an older one is read.

Attempts are never rewritten, or their hashes would prove nothing: an older attempt is read *through* the
steps that lead from its format to today's. A step takes the manifest and the frames and gives them as the
next format has them; a new format adds one line to `STEPS` and one kept example to the tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli.history.layout import FORMAT_FILE
from overdue_cli.outputs import Outbox
from overdue_cli.problems import Refusal

FORMAT = 2
Step = Callable[[dict[str, Any], dict[str, pl.DataFrame]], tuple[dict[str, Any], dict[str, pl.DataFrame]]]


def _answers(
    manifest: dict[str, Any], frames: dict[str, pl.DataFrame]
) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    """Format 2 knows officers' answers: rows with keys, grades that people set, cases that somebody closed."""
    told = dict(frames)
    if "scores" in told:
        told["scores"] = told["scores"].with_columns(pl.col("grade").alias("grade_before_override"))
    if "cases" in told:
        told["cases"] = told["cases"].with_columns(pl.lit(None, pl.Date).alias("closed_on"))
    return {"run_code": None, **manifest}, told


STEPS: Mapping[int, Step] = {1: _answers}
"""Format → the step from it to the next; format 1 is the first."""


def upgraded(
    manifest: dict[str, Any],
    frames: dict[str, pl.DataFrame],
    steps: Mapping[int, Step] | None = None,
    today: int = FORMAT,
) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    """Manifest and frames as today's format has them; ValueError for a format from the future."""
    steps = STEPS if steps is None else steps
    number = manifest.get("format")
    if not isinstance(number, int) or number > today:
        raise ValueError(f"format {number!r}, this program reads up to {today}")
    while number < today:
        manifest, frames = steps[number](manifest, frames)
        number += 1
        manifest = manifest | {"format": number}
    return manifest, frames


def checked(root: Path) -> bool:
    """Whether there is a history at `root`; Refusal H002 for a folder of something else, H001 for a newer format."""
    place = root / FORMAT_FILE
    if not root.exists():
        return False
    if not root.is_dir():
        raise Refusal("H002", file=str(root))
    if not place.is_file():
        if any(not path.name.startswith(".") for path in root.iterdir()):
            raise Refusal("H002", file=str(root))
        return False
    try:
        number = int(json.loads(place.read_text(encoding="utf-8"))["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal("H002", file=str(root), detail=str(error)) from error
    if number > FORMAT:
        raise Refusal("H001", file=str(root), value=number, limit=FORMAT)
    return True


def founded(root: Path) -> None:
    """A history at `root`, begun if there is none; one of an older format is marked as today's.

    From then on an older program refuses it whole, instead of taking today's attempts for damaged ones.
    """
    place = root / FORMAT_FILE
    if checked(root) and json.loads(place.read_text(encoding="utf-8"))["format"] == FORMAT:
        return
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Outbox([place]) as outbox:
        outbox.write(place, lambda part: part.write_text(f'{{"what": "overdue history", "format": {FORMAT}}}\n'))
        outbox.publish()
