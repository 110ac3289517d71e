"""One run at a time on one history. The system frees the lock of a dead process; the note beside it names the living."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from overdue_cli.folders import refusal
from overdue_cli.history.layout import LOCK
from overdue_cli.problems import Refusal

OWNER = f"{LOCK}.json"


@contextmanager
def locked(root: Path, owner: Mapping[str, str]) -> Iterator[None]:
    """The lock on `root`, held as `owner` (pid, host, since); Refusal L001 at once if another holds it.

    Nobody waits: the next run comes by its own cron line. The note is for people; only the lock decides, so
    a note that a killed run left behind stops nobody.
    """
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(root / LOCK, timeout=0, mode=0o600)
        lock.acquire()
    except Timeout:
        raise Refusal("L001", file=str(root), **_named(root)) from None
    except OSError as error:
        raise refusal(root, error) from error
    note = root / OWNER
    with suppress(OSError):  # a full disk is said by what the run writes next; the lock holds without its note
        note.write_text(json.dumps(dict(owner)), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _named(root: Path) -> dict[str, str]:
    """What the note says; a holder that has not written it yet is unknown."""
    try:
        found = json.loads((root / OWNER).read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in ("pid", "host", "since")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
