"""Reading in a child process: for what is large, or cannot be judged from outside.

A child has a limit of memory and of time of its own. What kills it, a bomb, an endless loop, a panic of the
reader, ends in a message and not in the end of the run. On Windows only the time is limited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from overdue_cli.intake.read import limits
from overdue_cli.intake.read.grid import Grid
from overdue_cli.intake.read.scan import Facts
from overdue_cli.intake.read.wire import facts_told, unpacked
from overdue_cli.problems import Refusal

_HOME = str(Path(__file__).resolve().parents[3])
_START = f"import sys; sys.path.insert(0, {_HOME!r}); from overdue_cli.intake.read.child import main; main()"


def read_apart(file: str, data: bytes, size: int, facts: Mapping[str, Facts] | None = None) -> list[Grid]:
    """The grids of a workbook of `size` unpacked bytes; Refusal P051 where it takes more than it may, else as the reader.

    `facts` is what is known of its sheets.
    """
    seconds, memory = limits.seconds_for(size), limits.memory_for(size)
    request = (
        json.dumps({"file": file, "memory": memory, "seconds": seconds, "facts": facts_told(facts or {})}).encode()
        + b"\n"
    )
    command = [sys.executable, "-c", _START]
    try:
        done = subprocess.run(command, input=request + data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refusal("P051", file=file, seconds=seconds, memory=memory // limits.MIB) from error
    answer = done.stdout
    if answer.startswith(b"1"):
        code, facts = json.loads(answer[1:])
        raise Refusal(code, **facts)
    if answer.startswith(b"0"):
        return unpacked(file, answer[1:])
    raise Refusal("P051", file=file, seconds=seconds, memory=memory // limits.MIB)
