"""The smallest ods that holds a table."""

from __future__ import annotations

from html import escape
from pathlib import Path

from strange_files import zipped

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)


def ods(path: Path, rows: list[list[str]]) -> Path:
    """`rows` as text cells of one sheet."""
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>' for c in row
        )
        for row in rows
    ]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(path, {"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})
