"""Whether a workbook is open in another program, by the note that program leaves beside it."""

from __future__ import annotations

from pathlib import Path


def lock_beside(path: Path) -> Path | None:
    """The lock file beside `path`, None if there is none: Excel's and WPS's `~$name`, LibreOffice's `.~lock.name#`.

    Excel drops the first two letters of a long name.
    """
    name = path.name
    for candidate in (f"~${name}", f"~${name[2:]}", f".~{name}", f".~lock.{name}#"):
        if candidate not in ("~$", ".~") and (path.parent / candidate).exists():
            return path.parent / candidate
    return None
