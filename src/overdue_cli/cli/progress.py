"""A progress bar for what takes over a second, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING

from overdue_cli.cli.language import spoken
from overdue_cli.locale import say

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before anything is shown."""


class Steps:
    """A context whose instance is told `(name, done, total)`; it shows the step under way."""

    def __init__(self, asked: str, *, quiet: bool) -> None:
        self._language = spoken(asked)
        self._bar = None if quiet or not sys.stderr.isatty() else _bar()
        self._timer = Timer(PATIENCE, self._bar.start) if self._bar else None

    def __enter__(self) -> Steps:
        if self._bar and self._timer:
            self._task = self._bar.add_task("", total=None)
            self._timer.daemon = True
            self._timer.start()
            self("read", 0, 0)
        return self

    def __call__(self, name: str, done: int, total: int) -> None:
        """The step `name` is at `done` of `total` (0: it cannot be known)."""
        if self._bar:
            said = say(self._language, f"terminal.steps.{name}")
            self._bar.update(self._task, description=said, completed=done, total=total or None)
        if name == "read" and done == total > 0:
            self("grade", 0, 0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar and self._timer:
            self._timer.cancel()
            self._timer.join()
            self._bar.stop()


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    from overdue_cli.cli.streams import said

    columns = (SpinnerColumn("line"), TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn())
    return Progress(*columns, console=said(), transient=True)
