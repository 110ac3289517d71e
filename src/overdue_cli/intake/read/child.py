"""What runs in the child process: one file from standard input, read under limits, its grids to standard output.

Memory is limited by the system where it can (`resource`, not on Windows): then the reader's abort, a thing no
`except` catches, ends this process and not the run.
"""

from __future__ import annotations

import json
import os
import sys

READERS = 2
"""Sheets read at a time: what comes here is large, and the reader works without the interpreter's lock."""


def main() -> None:
    """Reads one request: a line of JSON (file, memory, seconds, facts), then the file's bytes."""
    source, answer = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    request = json.loads(source.readline())
    _limit(request["memory"], request["seconds"])
    from overdue_cli.intake.read.excel import read_excel
    from overdue_cli.intake.read.wire import facts_heard, packed
    from overdue_cli.problems import Refusal

    data = source.read()
    try:
        result = b"0" + packed(read_excel(request["file"], data, facts_heard(request["facts"]), READERS))
    except Refusal as refusal:
        result = b"1" + json.dumps([refusal.code, refusal.facts]).encode()
    except MemoryError:
        result = b"2"
    answer.write(result)
    answer.flush()
    os._exit(0)  # a reader's threads and half-freed memory are nobody's any more


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for name, most in (("RLIMIT_DATA", memory), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))
