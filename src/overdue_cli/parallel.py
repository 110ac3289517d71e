"""Many files written at once by processes of our own.

Processes, because the Excel writers are pure Python and threads only take turns. They are started anew and not
forked: a fork of a process with Polars' threads may stand still for ever. Each starts in a third of a second, so
little work stays in this process.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

T = TypeVar("T")
Task = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module, and its arguments; both are sent to another process."""


def cores() -> int:
    """Processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def begun(function: Callable[[], T]) -> Callable[[], T]:
    """A call for the result of `function`, which is worked out meanwhile; what it raises is raised there.

    A thread: what is worked out should be Polars' work, which leaves the interpreter to others.
    """
    with_one = ThreadPoolExecutor(1)
    result = with_one.submit(function)
    with_one.shutdown(wait=False)
    return result.result


def done(tasks: Sequence[Task], workers: int, on_done: Callable[[int], None] | None = None) -> None:
    """Every task done, by `workers` processes or by this one if that is one; the first error of any is raised.

    `on_done` is told how many are done. Give the longest first: the last to begin should be short.
    """
    if min(workers, len(tasks)) <= 1:
        for number, (function, arguments) in enumerate(tasks, start=1):
            function(*arguments)
            if on_done:
                on_done(number)
        return
    pool = ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn"), initializer=_begin)
    try:
        futures = [pool.submit(function, *arguments) for function, arguments in tasks]
        for number, future in enumerate(as_completed(futures), start=1):
            future.result()
            if on_done:
                on_done(number)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """A worker leaves interrupts to its parent, and ends when the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
