"""What proves that an attempt is what was written: hashes in the manifest, the manifest's own hash in the pointer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from overdue_cli.history.formats import upgraded
from overdue_cli.history.layout import MANIFEST
from overdue_cli.outputs import write_parquet


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def described(path: Path) -> dict[str, Any]:
    """Name, size and hash of a file, as manifests list it."""
    return {"name": path.name, "size": path.stat().st_size, "sha256": sha256(path)}


def sealed(folder: Path, frames: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]) -> str:
    """`frames` and `manifest` written into `folder`; the manifest's hash.

    No path, clock or machine is in them: the same run gives the same bytes anywhere.
    """
    files = []
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        write_parquet(frame, path)
        files.append(described(path) | {"rows": frame.height})
    text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return sha256(folder / MANIFEST)


class Sealed(Protocol):
    """A folder with a manifest: an attempt, or a collection of answers."""

    @property
    def folder(self) -> Path:
        """Where it stands."""

    @property
    def manifest(self) -> Path:
        """The file that says what it was made from."""


def manifest_of(attempt: Sealed) -> dict[str, Any]:
    """The manifest in today's format; ValueError or OSError if it cannot be read."""
    found = json.loads(attempt.manifest.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("the manifest is no mapping")
    return upgraded(found, {})[0]


def frames_of(attempt: Sealed, *names: str) -> dict[str, pl.DataFrame]:
    """The named frames in today's format."""
    manifest = json.loads(attempt.manifest.read_text(encoding="utf-8"))
    frames = {name: pl.read_parquet(attempt.folder / f"{name}.parquet") for name in names}
    return upgraded(manifest, frames)[1]


def fault_of(attempt: Sealed, expected: str | None) -> str | None:
    """What is wrong with an attempt, the first thing found; None if nothing is.

    `expected` is the manifest's hash as the pointer or the journal has it, None where neither does.
    """
    try:
        if expected is not None and sha256(attempt.manifest) != expected:
            return f"{MANIFEST} is not what was written"
        manifest = manifest_of(attempt)
        for entry in manifest["files"]:
            path = attempt.folder / str(entry["name"])
            if not path.is_file():
                return f"{entry['name']} is missing"
            if path.stat().st_size != entry["size"] or sha256(path) != entry["sha256"]:
                return f"{entry['name']} is not what was written"
    except FileNotFoundError:
        return f"{MANIFEST} is missing"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{MANIFEST} cannot be read: {error}"
    return None
