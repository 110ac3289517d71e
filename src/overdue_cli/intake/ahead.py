"""The next file is opened while the rows of the last are parsed: the Excel reader works without the interpreter's lock.

On two cores reading and parsing overlap. One file ahead and no more, and none that is large: each opened file is held
in memory until its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from overdue_cli.intake.read import Source

LARGE = 32 * 2**20
"""Bytes from which a file is opened only when its turn has come."""

Opening = Callable[[], Source]


def opened_ahead(files: Sequence[tuple[Path, str]], opener: Callable[[Path, str], Source]) -> Iterator[Opening]:
    """For each file in order, a call that gives its source or raises what opening it raised."""
    with ThreadPoolExecutor(1) as reader:
        waiting: Future[Source] | None = None
        for (path, name), following in zip(files, [*files[1:], None], strict=True):
            source = waiting or reader.submit(opener, path, name)
            waiting = reader.submit(opener, *following) if following and _small(following[0]) else None
            yield source.result


def _small(path: Path) -> bool:
    try:
        return path.stat().st_size < LARGE
    except OSError:
        return False  # its own turn will say what is wrong
