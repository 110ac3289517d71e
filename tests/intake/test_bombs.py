"""Small files that would unpack to more than the machine holds, and files that never end: a message, soon, in little memory."""

from __future__ import annotations

import io
import random
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from binary_workbooks import members_of, xlsb
from export_files import LEDGER, text, workbook
from strange_files import edited, html, spreadsheetml, zipped

from overdue_cli.intake import read_portfolio
from overdue_cli.intake.read import limits
from overdue_cli.problems import CATALOGUE, Refusal, explain

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
FEW = ["借据号", "客户号"]


def ends_in_a_message(path: Path) -> str:
    """The code a file is refused with, or an empty text if it was read; anything but a refusal is raised."""
    try:
        read_portfolio([path])
    except Refusal as refused:
        assert refused.problem in CATALOGUE.values()
        assert all(explain(refused, language) for language in ("zh", "en"))
        return refused.code
    return ""


def sheet(tmp_path: Path, old: bytes, new: bytes) -> Path:
    return edited(workbook(tmp_path / "a.xlsx", {"台账": LEDGER}), SHEET, old, new)


def test_two_cells_in_opposite_corners_are_not_seventeen_thousand_million(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert ends_in_a_message(sheet(tmp_path, b"</sheetData>", far)) == "P051"
    hidden = b'<row r="9"><c r="XFC999999"><v>1</v></c></row></sheetData>'  # the row says nothing of it
    assert ends_in_a_message(sheet(tmp_path, b"</sheetData>", hidden)) == "P051"


def test_a_dimension_that_boasts_changes_nothing(tmp_path: Path) -> None:
    assert ends_in_a_message(sheet(tmp_path, b'<dimension ref="A1:C3"/>', b'<dimension ref="A1:XFD1048576"/>')) == ""


def test_one_long_text_used_again_and_again_is_not_copied_into_every_cell(tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook(tmp_path / "a.xlsx", {"台账": LEDGER})) as book:
        members = {name: book.read(name) for name in book.namelist()}
    members["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * 4_000_000 + b"</t></si></sst>"
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(4, 3000))
    members[SHEET] = members[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")
    assert ends_in_a_message(zipped(tmp_path / "b.xlsx", members)) in {"P011", "P051"}


@pytest.mark.parametrize("size", [None, 10])
def test_what_unpacks_beyond_the_limit_is_refused_whatever_size_it_states(
    size: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMBER", 20 * limits.MIB)
    path = zipped(tmp_path / "a.xlsx", {BOOK: b"<workbook/>", "xl/sharedStrings.xml": b" " * 30 * limits.MIB})
    assert path.stat().st_size < 100_000
    if size is not None:
        lying = bytearray(path.read_bytes())
        for place in (lying.rfind(b"PK\x01\x02") + 24, lying.rfind(b"PK\x03\x04") + 22):
            lying[place : place + 4] = size.to_bytes(4, "little")
        path.write_bytes(lying)
    assert ends_in_a_message(path) == "P050"


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
def test_entities_are_refused_and_never_fetched(declared: str, tmp_path: Path) -> None:
    page = spreadsheetml([FEW, ["&b;", "&e;"]], declared=declared).replace("&amp;", "&")
    assert ends_in_a_message(text(tmp_path / "a.xls", page)) == "P011"
    path = workbook(tmp_path / "a.xlsx", {"台账": LEDGER})
    assert ends_in_a_message(edited(path, BOOK, b"<workbook", declared.encode() + b"<workbook")) == "P011"


def test_what_is_nested_a_hundred_thousand_deep_costs_its_tags_and_no_stack(tmp_path: Path) -> None:
    deep = 100_000
    assert ends_in_a_message(text(tmp_path / "a.xls", html([FEW, ["J1", "1"]], "<table><tr><td>" * deep))) == "P011"
    assert ends_in_a_message(text(tmp_path / "b.xls", html([FEW, ["J1", "1"]], "<b><div>" * deep))) == ""
    page = spreadsheetml([FEW]).replace("<Table>", "<Table>" + "<a>" * deep)
    assert ends_in_a_message(text(tmp_path / "c.xls", page)) == "P011"


def test_a_cell_that_spans_the_world_is_as_wide_as_a_sheet_may_be(tmp_path: Path) -> None:
    page = html([FEW, ["J1", "1"]]).replace("<td x:str", "<td colspan=999999 rowspan=999999 x:str", 1)
    assert ends_in_a_message(text(tmp_path / "a.xls", page)) in {"", "P012"}


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    assert ends_in_a_message(text(tmp_path / "a.csv", "借据号,客户号\n" + "x" * (limits.LINE + 9))) == "P050"
    assert ends_in_a_message(text(tmp_path / "b.csv", '借据号,客户号\n"' + "x,\n" * 600_000)) == "P011"


def test_a_parquet_of_a_thousand_million_empty_cells_is_refused(tmp_path: Path) -> None:
    import polars as pl

    pl.DataFrame({"a": pl.Series([None], dtype=pl.Int64).new_from_index(0, 60_000_000)}).write_parquet(
        tmp_path / "a.parquet"
    )
    assert ends_in_a_message(tmp_path / "a.parquet") == "P050"


def test_many_merged_ranges_are_read_in_time(tmp_path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 1) for n in range(10, 40_000, 2))
    assert (
        ends_in_a_message(sheet(tmp_path, b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"))
        == ""
    )


def disguises(tmp_path: Path) -> list[bytes]:
    """One small portfolio in every format, as bytes to be spoilt."""
    from sheets_of_openoffice import ods

    rows = [*FEW, "贷款余额"], ["J1", "001", "5"], ["J2", "002", "6"]
    plain = [list(map(str, row)) for row in rows]
    files = [
        workbook(tmp_path / "a.xlsx", {"台账": LEDGER}),
        ods(tmp_path / "a.ods", plain),
        text(tmp_path / "b.xls", html(plain)),
        text(tmp_path / "c.xls", spreadsheetml(plain)),
        zipped(tmp_path / "a.zip", {"a.csv": ",".join(FEW).encode() + b"\nJ1,1\n"}),
        text(tmp_path / "d.csv", "借据号,客户号\nJ1,1\n", "utf-16"),
    ]
    return [
        *[path.read_bytes() for path in files],
        old_workbook(plain),
        xlsb(tmp_path / "e.xlsb", {"台账": rows}).read_bytes(),
    ]


def old_workbook(rows: list[list[str]]) -> bytes:
    """An xls."""
    import xlwt

    book, held = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = book.add_sheet("台账")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell)
    book.save(held)
    return held.getvalue()


def spoilt(data: bytes, dice: random.Random) -> bytes:
    """`data` cut short, with bits turned, a piece repeated or a piece of noise put in."""
    at = dice.randrange(len(data))
    kind = dice.randrange(4)
    if kind == 0:
        return data[:at]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(dice.choice([1, 3, 20])):
            changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        return bytes(changed)
    end = min(len(data), at + dice.randrange(1, 200))
    piece = data[at:end] * dice.choice([2, 50]) if kind == 2 else dice.randbytes(end - at)
    return data[:at] + piece + data[end:]


@pytest.mark.parametrize("kind", [0, 2, 3, 4, 5], ids=["xlsx", "html", "spreadsheetml", "zip", "csv"])
def test_spoilt_files_end_in_a_message_or_are_read(kind: int, tmp_path: Path) -> None:
    dice, data = random.Random(kind), disguises(tmp_path)[kind]
    for number in range(25):
        path = tmp_path / f"spoilt{number}"
        path.write_bytes(spoilt(data, dice))
        ends_in_a_message(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", range(8))
def test_many_spoilt_files_end_in_a_message_or_are_read(kind: int, tmp_path: Path) -> None:
    dice, data = random.Random(100 + kind), disguises(tmp_path)[kind]
    for number in range(8 if kind in (1, 6, 7) else 100):  # ods, xls and xlsb are read in a process of their own
        path = tmp_path / f"spoilt{number}"
        path.write_bytes(spoilt(data, dice))
        began = time.monotonic()
        ends_in_a_message(path)
        assert time.monotonic() - began < 20


@pytest.mark.slow
def test_spoilt_members_of_a_binary_workbook_end_in_a_message_or_are_read(tmp_path: Path) -> None:
    """The package is whole and one record stream in it is not: what gets past every checksum."""
    dice, members = random.Random(9), members_of({"台账": [FEW, ["J1", "1"], ["J2", 2.5]]})
    for number in range(12):
        name = dice.choice([name for name in members if name.endswith(".bin")])
        ends_in_a_message(zipped(tmp_path / f"{number}.xlsb", members | {name: spoilt(members[name], dice)}))


@pytest.mark.slow
def test_a_million_merged_ranges_are_read_in_time(tmp_path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(10, 1_000_010))
    began = time.monotonic()
    code = ends_in_a_message(sheet(tmp_path, b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"))
    assert (code, time.monotonic() - began < 20) == ("", True)


@pytest.mark.slow
def test_a_bomb_of_a_thousand_million_bytes_costs_little_memory_and_time(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(BOOK, "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            for _ in range(1100):
                member.write(b" " * limits.MIB)
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from test_bombs import ends_in_a_message as e; from pathlib import Path; print(e(Path({str(path)!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert done.stdout.strip() == "P050", done.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_000_000
