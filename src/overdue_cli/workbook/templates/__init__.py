"""A bank's own workbook filled with a run: formats, formulas, pictures, choices and print set-up stay as they are.

`{{borrower_name}}` stands for one borrower: its sheet is copied for each. `{{row.borrower_name}}` stands in a row that
is repeated for each. `{{as_of}}` is of the whole run. A cell or range with the name of a field counts as its mark.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overdue_cli.crypto import encrypt

Values = Mapping[str, Any]
FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the archive: the same run gives the same bytes."""


@dataclass(frozen=True)
class Contents:
    """What a template is filled with.

    `run`: fields of the run. `borrowers`: one mapping a borrower in rank order, field → text, number, date or None;
    a list of mappings under a group's name (`due`, `person`, ...).
    """

    run: Values
    borrowers: Sequence[Values]


def checked(template: bytes, name: str) -> None:
    """Refusal T001 to T004 where the template cannot be filled, known before any work."""
    from overdue_cli.workbook.templates.load import opened
    from overdue_cli.workbook.templates.pages import asked_of

    asked_of(opened(template, name), name)


def filled(template: bytes, name: str, contents: Contents) -> bytes:
    """The workbook `template` filled; Refusal T001 to T004 where it cannot be, with sheet and cell."""
    from overdue_cli.workbook.templates.load import opened
    from overdue_cli.workbook.templates.pages import filled_sheets

    workbook = opened(template, name)
    filled_sheets(workbook, name, contents)
    workbook.properties.creator = "overdue"
    workbook.properties.lastModifiedBy = None
    held = io.BytesIO()
    workbook.save(held)
    return _repeatable(held.getvalue(), str(contents.run["as_of"]))


def write(data: bytes, path: Path, password: str | None) -> None:
    """`data` at `path`, encrypted where there is a password."""
    path.write_bytes(data if password is None else encrypt(data, password))


def _repeatable(data: bytes, as_of: str) -> bytes:
    """The same archive without the clock: entries of one fixed time, and the as-of date for when it was changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _dated(content.decode(), as_of).encode()
            after.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dated(core: str, as_of: str) -> str:
    import re

    return re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{as_of}T00:00:00Z", core)
