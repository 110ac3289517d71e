"""`overdue` as somebody types it: in this process, which is quick, or in one of its own, which is the whole truth.

In this process the same function runs with the arguments, folder, environment and byte streams a process
would have; what an interpreter does before and after it (encodings, hash seeds, signals, closed pipes, what
is imported) only a process of its own shows.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from overdue_cli.cli.main import run
from smallest import REPOSITORY

IN_A_PROCESS = [sys.executable, "-c", "from overdue_cli.cli.main import run; run()"]
DROPPED = ("PYTHONIOENCODING", "PYTHONUTF8", "NO_COLOR", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG", "FORCE_COLOR")
Done = subprocess.CompletedProcess[bytes]


def plain_environment() -> dict[str, str]:
    """This process's environment without what its terminal happens to set."""
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return kept | {"PYTHONPATH": str(REPOSITORY / "src"), "LANG": "C.UTF-8"}


def started(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """`overdue ARGUMENTS` in a process of its own."""
    command = [*IN_A_PROCESS, *arguments]
    return subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, timeout=120)


def called(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """`overdue ARGUMENTS` in this process; what no exit code stands for comes out as it is raised."""
    named = environment.get("PYTHONIOENCODING", "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), named, errors) for errors in ("strict", "backslashreplace"))
    code: object = 0
    with _as_a_process(["overdue", *arguments], folder, environment, out, err):
        try:
            run()
        except SystemExit as left:
            code = left.code or 0
    for stream in (out, err):
        stream.flush()
    written = [stream.buffer.getvalue() for stream in (out, err)]  # type: ignore[attr-defined]
    return Done(arguments, code if isinstance(code, int) else 1, *written)


@contextmanager
def _as_a_process(
    argv: list[str], folder: Path, environment: Mapping[str, str], out: io.TextIOWrapper, err: io.TextIOWrapper
) -> Iterator[None]:
    """What belongs to the process set for the call and put back after it."""
    was = sys.argv, sys.stdout, sys.stderr, sys.excepthook, sys.unraisablehook
    place, around, handler = Path.cwd(), dict(os.environ), signal.getsignal(signal.SIGTERM)
    sys.argv, sys.stdout, sys.stderr = argv, out, err
    os.chdir(folder)
    _environment(environment)
    try:
        yield
    finally:
        sys.argv, sys.stdout, sys.stderr, sys.excepthook, sys.unraisablehook = was
        os.chdir(place)
        _environment(around)
        signal.signal(signal.SIGTERM, handler)


def _environment(wanted: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(wanted)
    if hasattr(time, "tzset"):
        time.tzset()
