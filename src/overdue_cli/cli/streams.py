"""What is written where, and in which characters: data to stdout, everything else to stderr.

Names are Chinese and consoles are not always: output is UTF-8 wherever nothing else is known (a pipe or a
file, on a Chinese Windows too), a console or PYTHONIOENCODING keeps its own encoding, and a character that
cannot be shown becomes a question mark, never a crash.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


def prepare() -> None:
    """stdout and stderr made unable to fail over a character."""
    for stream in (sys.stdout, sys.stderr):
        own = stream.isatty() or os.environ.get("PYTHONIOENCODING")
        stream.reconfigure(encoding=None if own else "utf-8", errors="replace")  # type: ignore[union-attr]


def said() -> Console:
    """The console for everything that is not data."""
    return _console(sys.stderr)


def data() -> Console:
    """The console for data that people read; what machines read goes to `sys.stdout` bare."""
    return _console(sys.stdout)


def _console(stream: TextIO) -> Console:
    """Colours only on a terminal and without NO_COLOR; a pipe is as wide as a page, so that no line breaks early."""
    from rich.console import Console

    width = None if stream.isatty() or "COLUMNS" in os.environ else 100
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)
