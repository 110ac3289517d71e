"""The file as a strict reader takes it apart: parts, types, relationships, and three readers that must agree."""

from __future__ import annotations

import datetime as dt
import posixpath
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from books import book
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from overdue_cli.backtest.report import Asked, backtest
from overdue_cli.doctor.diagnosis import diagnose
from overdue_cli.doctor.report import write_diagnosis
from overdue_cli.doorstep import Form
from overdue_cli.scored import Request
from overdue_cli.workbook import write_index, write_own, write_worklist
from overdue_cli.workbook.index import SCHEMA
from overdue_cli.workbook.plain import write_texts
from overdue_cli.workbook.tables import Card
from sample_portfolio import AS_OF, ROOT, policy, portfolio, scored

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "drawing", "legacyDrawing",
)  # fmt: skip
"""Children of a worksheet in the order the format demands (ECMA-376 Part 1, 18.3.1.99); Excel repairs any other."""


DESKS = pl.DataFrame(
    [
        ("客户经理", "刘洋 & <何>", "刘洋_2026-11-20.xlsx", "城关支行、北河支行", 3, 5, 7, 1, "CNY", 1_234_567, 890, 12, 34),
        ("未分配", "未分配", "未分配_2026-11-20.xlsx", None, 0, 0, 1, 0, None, 0, 0, 0, 0),
    ],
    schema=SCHEMA,
    orient="row",
)  # fmt: skip


def visits(path: Path) -> None:
    """Visit sheets of three borrowers of the sample."""
    filling = Form(None, "", 3).filled(scored("zh"), scored("zh").chosen)
    assert filling is not None
    filling.write(path)


def examined(path: Path) -> None:
    """The report of `check` on the Chinese sample."""
    write_diagnosis(
        diagnose([ROOT / "sample_data" / "2026-11"], policy("conservative", AS_OF), Request(AS_OF, language="zh")), path
    )


def replayed(path: Path) -> None:
    """The report of `backtest` on the English sample."""
    backtest(
        portfolio("en"), policy("conservative", AS_OF), Request(AS_OF, language="en"), Asked(cycles=3)
    ).to_workbook(path)


REPORTS = {"visits": visits, "check": examined, "backtest": replayed}


@pytest.fixture(
    scope="module",
    params=[
        *("zh", "en", "own", "index", "aside"),
        *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("sample", "visits", "check", "backtest")),
    ],
)
def worklist(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worklist of each language, and every other kind of workbook that is handed on."""
    path = tmp_path_factory.mktemp("package") / f"{request.param}.xlsx"
    if request.param == "own":
        made = book(60, "zh")
        gone = made.overdue.head(2).with_columns(
            rank=pl.lit(None, pl.UInt32), case=pl.lit("案件自2026-01-20起，已59天")
        )
        note = Card("感谢信", "您好：\n谢谢", "2026-11-20")
        write_own(replace(made, carried=gone, thanks=note, desk="客户经理：刘洋"), path)
        return path
    if request.param == "index":
        write_index(book(10, "zh"), DESKS, path)
        return path
    if request.param in REPORTS:
        REPORTS[request.param](path)
        return path
    if request.param == "aside":
        write_texts(path, [("loans", pl.DataFrame({"c0": ["a", "b", "=1"]}))], created=dt.datetime(2000, 1, 1))
        return path
    made = scored("zh").book() if request.param == "sample" else book(60, request.param)
    write_worklist(made, path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def sheets(path: Path) -> dict[str, Any]:
    return {n: ET.fromstring(data) for n, data in parts(path).items() if n.startswith("xl/worksheets/sheet")}


def test_every_part_is_well_formed_and_has_a_type(worklist: Path) -> None:
    found = parts(worklist)
    types = ET.fromstring(found["[Content_Types].xml"])
    endings = {e.get("Extension") for e in types.iter(f"{TYPES}Default")}
    named = {str(e.get("PartName")).lstrip("/") for e in types.iter(f"{TYPES}Override")}
    for name, data in found.items():
        ET.fromstring(data)
        assert name in named or name.rsplit(".", 1)[1] in endings or name == "[Content_Types].xml", name
    assert named <= set(found)


def test_every_relationship_leads_to_a_part_and_every_part_is_led_to(worklist: Path) -> None:
    found, reached = parts(worklist), set()
    for name in (n for n in found if n.endswith(".rels")):
        base = posixpath.dirname(posixpath.dirname(name))
        ids = [str(e.get("Id")) for e in ET.fromstring(found[name])]
        assert len(ids) == len(set(ids))
        for relation in ET.fromstring(found[name]):
            if relation.get("TargetMode") != "External":
                target = str(relation.get("Target"))
                reached.add(posixpath.normpath(posixpath.join(base, target)) if target[0] != "/" else target[1:])
    rest = {n for n in found if not n.endswith(".rels") and n != "[Content_Types].xml"}
    assert reached == rest


def test_the_children_of_a_sheet_stand_in_the_order_of_the_format(worklist: Path) -> None:
    for name, sheet in sheets(worklist).items():
        places = [ORDER.index(child.tag.removeprefix(MAIN)) for child in sheet]
        assert places == sorted(places), name


def test_rows_and_cells_ascend_and_name_formats_and_strings_that_exist(worklist: Path) -> None:
    found = parts(worklist)
    styles = len(ET.fromstring(found["xl/styles.xml"]).find(f"{MAIN}cellXfs") or [])
    strings = len(ET.fromstring(found["xl/sharedStrings.xml"])) if "xl/sharedStrings.xml" in found else 0
    for name, sheet in sheets(worklist).items():
        numbers = [int(row.get("r", 0)) for row in sheet.iter(f"{MAIN}row")]
        assert numbers == sorted(set(numbers)), name
        for cell in sheet.iter(f"{MAIN}c"):
            assert int(cell.get("s", 0)) < styles
            assert cell.find(f"{MAIN}f") is None
            if cell.get("t") == "s":
                assert int(cell.findtext(f"{MAIN}v") or -1) in range(strings)


def test_merged_cells_meet_neither_each_other_nor_the_filtered_rows(worklist: Path) -> None:
    for name, sheet in sheets(worklist).items():
        taken: set[tuple[int, int]] = set()
        for merged in sheet.iter(f"{MAIN}mergeCell"):
            left, top, right, bottom = range_boundaries(str(merged.get("ref")))
            cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            assert not cells & taken, name
            taken |= cells
        for found in sheet.iter(f"{MAIN}autoFilter"):
            left, top, right, bottom = range_boundaries(str(found.get("ref")))
            assert not {(r, c) for r, c in taken if top <= r <= bottom and left <= c <= right}, name


def test_links_formats_and_checks_stay_within_what_the_format_bears(worklist: Path) -> None:
    titles = CalamineWorkbook.from_path(worklist).sheet_names
    for sheet in sheets(worklist).values():
        for link in sheet.iter(f"{MAIN}hyperlink"):
            if link.get("location") is None:
                assert link.get(LINK), "a link to another file goes through the sheet's relationships"
                continue
            name, place = str(link.get("location")).rsplit("!", 1)
            assert name.strip("'") in titles and place[0] == "A"
        for check in sheet.iter(f"{MAIN}dataValidation"):
            assert len(check.findtext(f"{MAIN}formula1") or "") <= 257
            assert len(check.get("error") or "") <= 255 and len(check.get("errorTitle") or "") <= 32
        for foot in sheet.iter(f"{MAIN}oddFooter"):
            assert len(foot.text or "") <= 255
    assert all(len(title) <= 31 for title in titles)


def test_two_readers_of_different_make_see_the_same_cells(worklist: Path) -> None:
    one, other = load_workbook(worklist, read_only=True), CalamineWorkbook.from_path(worklist)
    assert one.sheetnames == other.sheet_names
    for name in one.sheetnames:
        texts = [[str(v) for v in row if isinstance(v, str) and v] for row in one[name].iter_rows(values_only=True)]
        again = [[v for v in row if isinstance(v, str) and v] for row in other.get_sheet_by_name(name).to_python()]
        assert [row for row in texts if row] == [row for row in again if row], name


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_and_saves_it_with_every_sheet_and_value(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    write_worklist(book(30), path)
    home = f"-env:UserInstallation=file://{tmp_path / 'lo'}"
    asked = ["soffice", "--headless", home, "--convert-to", "ods", "--outdir", str(tmp_path), str(path)]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    ours, theirs = CalamineWorkbook.from_path(path), CalamineWorkbook.from_path(tmp_path / "w.ods")
    assert ours.sheet_names == theirs.sheet_names
    for name in ours.sheet_names:
        one, other = (w.get_sheet_by_name(name).to_python() for w in (ours, theirs))
        assert {v for row in one for v in row if isinstance(v, str)} == {
            v for row in other for v in row if isinstance(v, str)
        }
