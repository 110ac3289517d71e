"""Which member of an xlsx package holds which sheet, and what of the package the reader will unpack."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import join, normpath

from overdue_cli.intake.read.package import Package
from overdue_cli.intake.read.scan import Facts, scanned
from overdue_cli.intake.read.xml import Element, elements

_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SMALL = 16 << 20


@dataclass
class Parts:
    """What the package says before the reader is asked; `facts` by sheet name, empty where it is no xlsx.

    `epoch` is the year from which it counts days.
    """

    facts: dict[str, Facts] = field(default_factory=dict)
    longest_string: int = 0
    unpacked: int = 0
    epoch: int = 1900

    @property
    def cells(self) -> int:
        return max((f.cells for f in self.facts.values()), default=0)

    @property
    def text(self) -> int:
        """The most bytes of text the cells could hold: every shared string might be the longest one."""
        return self.longest_string * sum(f.strings for f in self.facts.values())


def parts_of(package: Package) -> Parts:
    """Facts of every sheet of an xlsx, every other member unpacked once to be counted. Refusals of `Package`."""
    sheets = _sheets(package) if _BOOK in package.members else {}
    parts, done = Parts(epoch=_epoch(package) if sheets else 1900), set()
    for name, member in sheets.items():
        if member in package.members and member not in done:
            parts.facts[name] = scanned(package.pieces(member))
            done.add(member)
    for member in package.members:
        if member in done or not member.endswith((".xml", ".bin", ".rels", "mimetype")):
            continue
        shared = member.endswith("sharedStrings.xml")
        longest = _longest(package, member) if shared else _counted(package, member)
        parts.longest_string = max(parts.longest_string, longest)
    parts.unpacked = package.unpacked
    return parts


def _counted(package: Package, member: str) -> int:
    for _ in package.pieces(member):
        pass
    return 0


def _longest(package: Package, member: str) -> int:
    """The bytes of the longest shared string, its tags with it; a piece without an end counts whole."""
    longest = length = 0
    for piece in package.pieces(member):
        at = 0
        while (end := piece.find(b"si>", at)) >= 0:
            longest, length, at = max(longest, length + end - at), 0, end + 3
        length += len(piece) - at
    return max(longest, length)


def _sheets(package: Package) -> dict[str, str]:
    """Sheet name → member, by the workbook's relations."""
    targets: dict[str, str] = {}
    if _LINKS in package.members:
        for link in elements(package.file, package.whole(_LINKS, _SMALL), "Relationship"):
            target = link.attributes.get("Target", "")
            targets[link.attributes.get("Id", "")] = normpath(
                target.lstrip("/") if target.startswith("/") else join("xl", target)
            )
    book = elements(package.file, package.whole(_BOOK, _SMALL), "sheet")
    return {sheet.attributes.get("name", ""): targets.get(_relation(sheet), "") for sheet in book}


def _epoch(package: Package) -> int:
    """The year a day's number counts from: 1904 in workbooks that began on an old Mac."""
    told = elements(package.file, package.whole(_BOOK, _SMALL), "workbookPr")
    return 1904 if any(one.attributes.get("date1904") in ("1", "true") for one in told) else 1900


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.attributes.items() if key.endswith(":id")), "")
