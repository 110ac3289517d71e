"""A template opened with nothing of it lost, or refused with what would be.

The library keeps cells, formats, merges, formulas, choices, conditional formats, pictures, charts, tables and print
set-up. It silently drops text boxes, controls, pictures in headers and the like; those are looked for first. Choices
that Excel stored as an extension (a list on another sheet) it drops too: they are read from the file and put back.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

from overdue_cli.crypto import is_encrypted
from overdue_cli.problems import Refusal

MOST_BYTES = 50_000_000
"""What a template may unpack to: a form, not a data dump or a bomb."""
EXACT = 10**15
"""From here on a spreadsheet no longer tells whole numbers apart."""
LOST = {
    r"xl/(ctrlProps|activeX)/": "form controls",
    r"xl/embeddings/": "embedded objects",
    r"xl/diagrams/": "SmartArt",
    r"xl/slicers/": "slicers",
    r"xl/vbaProject\.bin": "macros",
}
SHAPES = re.compile(rb"<(xdr:)?(sp|cxnSp|grpSp)[ >]")
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


def opened(data: bytes, name: str) -> Any:
    """The workbook; Refusal T001 if it is none, T002 if part of it would be lost."""
    if is_encrypted(data):
        raise Refusal("T001", file=name, detail="encrypted; remove its password first")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise Refusal("T001", file=name, detail=f"unpacks to more than {MOST_BYTES:,} bytes")
            lost, extended = _lost(archive), _extended(archive)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            workbook = openpyxl.load_workbook(io.BytesIO(data))
    except Refusal:
        raise
    except Exception as error:  # the library has no error of its own for each way a file can be broken
        raise Refusal("T001", file=name, detail=str(error) or type(error).__name__) from error
    lost |= {str(w.message) for w in said if "Data Validation extension" not in str(w.message) and _of_contents(w)}
    if lost:
        raise Refusal("T002", file=name, detail="; ".join(sorted(lost)))
    for title, rules in extended.items():
        for rule in rules:
            workbook[title].add_data_validation(rule)
    for sheet in workbook.worksheets:
        _long_numbers(sheet)
    workbook.template = False
    return workbook


def _long_numbers(sheet: Any) -> None:
    """Numbers of more digits than a spreadsheet counts in made text: they are ids, and saving would round them."""
    for cell in list(sheet._cells.values()):
        if isinstance(cell.value, int) and abs(cell.value) >= EXACT:
            cell.value = str(cell.value)


def _of_contents(said: warnings.WarningMessage) -> bool:
    return "openpyxl" in said.filename and issubclass(said.category, UserWarning)


def _lost(archive: zipfile.ZipFile) -> set[str]:
    """What the archive holds that would not come out again, in words."""
    names = archive.namelist()
    lost = {what for pattern, what in LOST.items() if any(re.match(pattern, name) for name in names)}
    if any(re.match(r"xl/drawings/drawing\d+\.xml", n) and SHAPES.search(archive.read(n)) for n in names):
        lost.add("text boxes or shapes")
    if any(n.startswith("xl/worksheets/") and b"<legacyDrawingHF" in archive.read(n) for n in names):
        lost.add("pictures in a header or footer")
    return lost


def _extended(archive: zipfile.ZipFile) -> dict[str, list[DataValidation]]:
    """Sheet → choices stored as extensions, as ordinary ones, which may name another sheet just as well."""
    out: dict[str, list[DataValidation]] = {}
    for title, part in _parts(archive).items():
        content = archive.read(part)
        if X14[1:-1].encode() not in content:
            continue
        for rule in ElementTree.fromstring(content).iter(f"{X14}dataValidation"):
            texts = [(rule.findtext(f"{X14}{tag}/{XM}f") or None) for tag in ("formula1", "formula2")]
            flags = {
                key: rule.get(key) == "1"
                for key in ("allowBlank", "showInputMessage", "showErrorMessage", "showDropDown")
            }
            words = {
                key: rule.get(key)
                for key in ("type", "operator", "errorStyle", "errorTitle", "error", "promptTitle", "prompt")
            }
            cells = rule.findtext(f"{XM}sqref") or ""
            out.setdefault(title, []).append(
                DataValidation(
                    sqref=cells, formula1=texts[0], formula2=texts[1], **flags, **{k: v for k, v in words.items() if v}
                )
            )
    return out


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Title of each worksheet → its part of the archive."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{main}sheet")
    parts = {sheet.get("name", ""): targets.get(sheet.get(link), "") for sheet in sheets}
    full = {title: part.lstrip("/") if part.startswith("/") else f"xl/{part}" for title, part in parts.items()}
    return {title: part for title, part in full.items() if part in archive.namelist()}
