"""Folders that appear whole or not at all: filled beside their place, put on disk, renamed.

A run killed while one is filled leaves only a hidden folder, which the next run sweeps away. Everything in
them is for its owner only, as with single files (`outputs`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from overdue_cli.problems import Refusal

PREFIX = ".overdue-"
"""What is not finished is hidden under this name, as single files are."""


@contextmanager
def whole_folder(place: Path) -> Iterator[Path]:
    """A folder to fill, moved to `place` at the end if nothing went wrong; Refusal O001 if the disk refuses.

    `place` must not exist: what was published once is never replaced.

    >>> with tempfile.TemporaryDirectory() as top:
    ...     with whole_folder(Path(top, "2026-11-20")) as part:
    ...         _ = (part / "a.txt").write_text("whole")
    ...     sorted(path.name for path in Path(top).rglob("*"))
    ['2026-11-20', 'a.txt']
    """
    part: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place.parent))
        yield part
        _settle(part)
        if place.exists():
            raise FileExistsError("a folder of this name is there already")
        part.rename(place)
        sync(place.parent)
    except OSError as error:
        raise refusal(place, error) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


class NewFolder:
    """A context that claims a hidden folder beside `place`, and puts it there when told to `publish`.

    What stands at `place` goes, or is kept under another name. Between the two renames nothing stands there: a run
    killed just then leaves the old folder hidden beside it.

    >>> with tempfile.TemporaryDirectory() as top:
    ...     with NewFolder(Path(top, "officers")) as box:
    ...         box.fill(lambda part: (part / "a.txt").write_text("whole"))
    ...         box.publish()
    ...     sorted(path.name for path in Path(top).rglob("*"))
    ['a.txt', 'officers']
    """

    def __init__(self, place: Path) -> None:
        self.place = place.resolve()

    def __enter__(self) -> NewFolder:
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            self.part = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.place.parent))
        except OSError as error:
            raise refusal(self.place, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.part, ignore_errors=True)

    def fill(self, writer: Callable[[Path], object]) -> None:
        """`writer` called with the hidden folder; Refusal O001 if the disk does not take it."""
        try:
            writer(self.part)
            _settle(self.part)
        except OSError as error:
            raise refusal(self.place, error) from error

    def publish(self, kept_as: Path | None = None) -> None:
        """The folder in its place; Refusal O001 if it cannot be moved there."""
        away = kept_as or self.place.with_name(f"{PREFIX}old-{self.place.name}")
        try:
            if self.place.exists():
                if kept_as is None:
                    shutil.rmtree(away, ignore_errors=True)
                self.place.rename(away)
            self.part.rename(self.place)
            sync(self.place.parent)
        except OSError as error:
            raise refusal(self.place, error) from error
        if kept_as is None:
            shutil.rmtree(away, ignore_errors=True)


def sweep(top: Path) -> None:
    """Hidden folders and files that a killed run left in `top`, removed; only for who holds the lock on it."""
    for left in top.glob(f"{PREFIX}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def removed(folder: Path) -> None:
    """`folder` gone: first renamed out of sight, so that a kill in between leaves no half of it in its place."""
    away = folder.with_name(f"{PREFIX}{folder.name}")
    try:
        if folder.exists():
            folder.rename(away)
        shutil.rmtree(away, ignore_errors=True)
    except OSError as error:
        raise refusal(folder, error) from error


def sync(folder: Path) -> None:
    """The entries of `folder` on disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:
            pass  # some network file systems cannot; the files themselves are safe
        finally:
            os.close(handle)


def refusal(place: Path, error: Exception) -> Refusal:
    """Refusal O001 for what the disk or the rights refused at `place`."""
    return Refusal("O001", file=str(place), detail=getattr(error, "strerror", None) or str(error))


def _settle(part: Path) -> None:
    for path in sorted(part.rglob("*")):
        if path.is_file():
            path.chmod(0o600)
            with path.open("r+b") as file:
                os.fsync(file.fileno())
    for folder in [*(path for path in part.rglob("*") if path.is_dir()), part]:
        sync(folder)
