"""Files written whole or not at all: beside their place first, all moved there together at the end.

A run that is killed, refused or out of disk leaves what stood there before. Every file is for its owner only
(0600): worklists are personal data. Windows has no such mode; there the folder's own rights hold.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from overdue_cli.problems import Refusal

if TYPE_CHECKING:
    import polars as pl

PREFIX = ".overdue-"
DAY = 24 * 60 * 60


class Outbox:
    """The files of one run. Entering claims a place beside every target, so a refusal comes before the work.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder, "a.txt")
    ...     with Outbox([target]) as outbox:
    ...         outbox.write(target, lambda part: part.write_text("whole"))
    ...         outbox.publish()
    ...     target.read_text()
    'whole'
    """

    def __init__(self, targets: Iterable[Path]) -> None:
        self._parts: dict[Path, Path] = {}
        self._targets = list(targets)

    def __enter__(self) -> Outbox:
        try:
            for target in self._targets:
                self._parts[target] = _claimed(target)
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def claim(self, target: Path) -> None:
        """One more target, whose need was not known before the work; Refusal O001 as on entering."""
        self._parts[target] = _claimed(target)
        self._targets.append(target)

    def write(self, target: Path, writer: Callable[[Path], object]) -> None:
        """`writer` called with the place beside `target`; Refusal O001 if the disk does not take it."""
        part = self._parts[target]
        try:
            writer(part)
            _settle(part)
        except OSError as error:
            raise _refusal(target, error) from error

    def publish(self) -> None:
        """Every file moved to its target, replacing what stood there; Refusal O001 at the first that cannot.

        Each move is atomic, the row of moves is not: where the second fails the first has been made. Nothing
        but another program holding a file open (Windows) can still make one fail here.
        """
        for target, part in list(self._parts.items()):
            try:
                part.replace(target.resolve())
            except OSError as error:
                raise _refusal(target, error) from error
            del self._parts[target]
        for folder in dict.fromkeys(target.resolve().parent for target in self._targets):
            _sync_folder(folder)

    def _clear(self) -> None:
        for part in self._parts.values():
            part.unlink(missing_ok=True)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """`frame` written to `path` as Parquet; OSError if the disk does not take it.

    By way of memory: of a full disk Polars says that the file is out of its format, which is no OSError and
    would pass for a bug of ours.
    """
    whole = io.BytesIO()
    frame.write_parquet(whole, compression="zstd")
    path.write_bytes(whole.getbuffer())


def _sweep(place: Path, mine: Path) -> None:
    """What a run that was killed outright left in `place`: personal data must not lie about hidden.

    Only what is a day older than `mine`, so that a run still going keeps its files.
    """
    now = mine.stat().st_mtime
    for left in place.glob(f"{PREFIX}*"):
        try:
            if now - left.stat().st_mtime > DAY:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        except OSError:
            continue  # gone meanwhile, or another's


def _claimed(target: Path) -> Path:
    """An empty file of ours beside `target` (beside what it links to); Refusal O001 if there can be none."""
    try:
        place = target.resolve()
        if place.exists() and not place.is_file():
            raise IsADirectoryError("a folder or device has this name")
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError("the file there is write-protected")
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=place.suffix, dir=place.parent)
        os.close(handle)
        _sweep(place.parent, Path(name))
    except (OSError, RuntimeError) as error:  # RuntimeError: a symbolic link that leads to itself
        raise _refusal(target, error) from error
    return Path(name)


def _settle(part: Path) -> None:
    """On disk before it is moved: a rename may outlive a power cut that the contents did not."""
    part.chmod(0o600)
    with part.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:
            pass  # some network file systems cannot; the files themselves are safe
        finally:
            os.close(handle)


def _refusal(target: Path, error: Exception) -> Refusal:
    detail = getattr(error, "strerror", None) or str(error)
    return Refusal("O001", file=str(target), detail=detail)
