"""Files are opened while the rows of others are parsed: the Excel reader works without the interpreter's lock.

On two cores reading and parsing overlap. The largest file is begun first, since everything waits for it in the end;
of the others one ahead and no more, and none that is large: each opened file is held in memory until its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from overdue_cli.intake.read import Source

LARGE = 32 * 2**20
"""Bytes from which a file is opened only when its turn has come, unless it is the largest."""

Opening = Callable[[], Source]


def opened_ahead(files: Sequence[tuple[Path, str]], opener: Callable[[Path, str], Source]) -> Iterator[Opening]:
    """For each file in order, a call that gives its source or raises what opening it raised."""
    sizes = [_size(path) for path, _ in files]
    with ThreadPoolExecutor(2) as readers:
        begun: dict[int, Future[Source]] = {}

        def begin(number: int) -> Future[Source]:
            if number not in begun:
                begun[number] = readers.submit(opener, *files[number])
            return begun[number]

        if len(files) > 1:
            begin(sizes.index(max(sizes)))
        for number in range(len(files)):
            source = begin(number)
            if number + 1 < len(files) and sizes[number + 1] < LARGE:
                begin(number + 1)
            yield source.result
            del begun[number], source


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # its own turn will say what is wrong
