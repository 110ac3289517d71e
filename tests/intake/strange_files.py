"""One small portfolio in formats no library of ours writes, byte for byte as old systems do."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path
from typing import Any

HEADER = ["借据号", "客户号", "客户名称", "贷款余额"]
ROWS = [["J1", "001", "甲", "1.5"], ["J2", "002", "乙", "2"]]
WANTED = [("J1", "001", "甲", 150), ("J2", "002", "乙", 200)]


def html(rows: list[list[str]], before: str = "", row: str = "<tr>") -> str:
    """A page as report systems write it: the header in th, cells in td, entities for marks."""
    lines = ["".join(f"<td x:str class='xl24'>{escape(cell)}&nbsp;</td>" for cell in cells) for cells in rows]
    body = "".join(f"{row}{line}</tr>\n" for line in lines)
    return f"<html><head><meta charset='gb2312'><style>td {{color: red}}</style></head><body>{before}<table border=1>{body}</table></body></html>"


def spreadsheetml(rows: list[list[Any]], row: str = "<Row>", declared: str = "") -> str:
    """An Excel 2003 XML workbook: numbers as numbers, everything else as strings."""
    cells = [
        "".join(
            f'<Cell><Data ss:Type="{"Number" if isinstance(c, float) else "String"}">{escape(str(c))}</Data></Cell>'
            for c in line
        )
        for line in rows
    ]
    body = "".join(f"{row}{line}</Row>" for line in cells)
    return (
        f'<?xml version="1.0"?>{declared}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="台账"><Table>{body}</Table></Worksheet></Workbook>'
    )


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of `members`."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def edited(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """A workbook with bytes of one member replaced, its checksum made right again."""
    held = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(held) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old in members[member]
    return zipped(path, members | {member: members[member].replace(old, new)})
