"""Whole processes timed: wall clock and peak memory, the best of several."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Timing:
    """Seconds of the fastest run, MB of the largest."""

    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:8.3f} s {self.megabytes:8.0f} MB"


def timed(command: Sequence[str], *, runs: int, folder: Path | None = None) -> Timing:
    """`command` run `runs` times; CalledProcessError if it fails.

    The fastest run counts: what else the machine does can only slow a run down. Memory is the peak of the
    process itself, as the kernel tells on its end.
    """
    best, most = float("inf"), 0.0
    for _ in range(runs):
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        best = min(best, time.perf_counter() - began)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        most = max(most, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2))
    return Timing(best, most)


def interleaved(commands: dict[str, Sequence[str]], *, runs: int) -> dict[str, Timing]:
    """Each command timed in turn, round after round, so that a slow minute of the machine hits all alike."""
    rounds = [{name: timed(command, runs=1) for name, command in commands.items()} for _ in range(runs)]
    return {
        name: Timing(min(r[name].seconds for r in rounds), max(r[name].megabytes for r in rounds)) for name in commands
    }


def overdue(*arguments: str) -> list[str]:
    """The installed command of this environment."""
    return [str(Path(sys.executable).with_name("overdue")), *arguments]
