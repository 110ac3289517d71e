"""Formats by their bytes, whatever the name says: each gives the rows of the plain file, or says why it cannot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from export_files import DUES, LEDGER, codes, column, comma, read, text, workbook
from strange_files import HEADER, ROWS, WANTED, edited, html, spreadsheetml, zipped

from overdue_cli import crypto
from overdue_cli.intake import read_portfolio
from overdue_cli.problems import Refusal, explain

SHEET = "xl/worksheets/sheet1.xml"
CSV = comma([HEADER, *ROWS])


def rows(path: Path) -> list[tuple[object, ...]]:
    loans = read(path).tables["loans"]
    return loans.select("loan_id", "borrower_id", "borrower_name", "balance").rows()


def refused(path: Path, password: str | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_portfolio([path], password=password)
    assert all(explain(caught.value, language).count("…") == 0 for language in ("zh", "en"))
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_of_html_that_calls_itself_xls_is_read(encoding: str, tmp_path: Path) -> None:
    assert rows(text(tmp_path / "台账.xls", html([HEADER, *ROWS]), encoding)) == WANTED


def test_the_table_inside_a_layout_table_is_read_and_the_layout_is_no_data(tmp_path: Path) -> None:
    page = (
        html([HEADER, *ROWS])
        .replace("<body>", "<body><table><tr><td>某县支行</td><td>")
        .replace("</body>", "</td></tr></table></body>")
    )
    portfolio = read(text(tmp_path / "a.xls", page))
    assert column(portfolio, "loans", "loan_id") == ["J1", "J2"]


def test_a_cell_over_several_rows_of_html_speaks_for_all_of_them(tmp_path: Path) -> None:
    table = "<table><tr><td>借据号<td>客户号<td>应还日期<td>应还金额<tr><td rowspan=2>J1<td rowspan=2>001<td>2026-01-20<td>5<tr><td>2026-02-20<td>5</table>"
    dues = read(text(tmp_path / "a.xls", f"<html>{table}</html>")).tables["instalments"]
    assert dues.select("loan_id", "borrower_id", "due_amount").rows() == [("J1", "001", 500)] * 2


def test_spreadsheetml_that_calls_itself_xls_is_read_with_its_stored_types(tmp_path: Path) -> None:
    wanted = [HEADER, *[[*row[:3], float(row[3])] for row in ROWS]]
    assert rows(text(tmp_path / "台账.xls", spreadsheetml(wanted))) == WANTED
    damaged = [HEADER, [110101199001010018.0, "001", "甲", 1.5]]
    assert codes(read(text(tmp_path / "b.xls", spreadsheetml([*damaged, ["J2", "2", "乙", 2.0]])))) == ["P023"]


def test_an_archive_is_read_like_a_folder_and_its_other_files_are_said(tmp_path: Path) -> None:
    members = {"导出/台账.csv": CSV.encode("gbk"), "导出/说明.docx": b"x", "__MACOSX/._台账.csv": b"\x00\x05"}
    portfolio = read(zipped(tmp_path / "十一月.zip", members))
    assert column(portfolio, "loans", "loan_id") == ["J1", "J2"]
    assert codes(portfolio) == ["P037", "P037"]
    assert portfolio.tables["loans"]["source_file"].cast(str).to_list() == ["十一月.zip/导出/台账.csv"] * 2


def test_an_archive_in_an_archive_is_read_and_a_third_is_not(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"台账.csv": CSV.encode()}).read_bytes()
    middle = zipped(tmp_path / "middle.zip", {"a.zip": inner})
    assert rows(middle) == WANTED
    assert refused(zipped(tmp_path / "outer.zip", {"m.zip": middle.read_bytes()})).code == "P050"


def test_a_name_in_an_archive_that_climbs_out_of_it_leads_nowhere(tmp_path: Path) -> None:
    assert rows(zipped(tmp_path / "a.zip", {"../../台账.csv": CSV.encode()})) == WANTED
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_a_workbook_behind_a_password_is_said_to_be_and_opens_with_it(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "plain.xlsx", {"台账": LEDGER}).read_bytes()
    sealed = tmp_path / "台账.xlsx"
    sealed.write_bytes(crypto.encrypt(plain, "秘密1"))
    assert refused(sealed).code == "P016"
    assert refused(sealed, "秘密2").code == "P056"
    assert read_portfolio([sealed], password="秘密1").tables["loans"].height == 2


def test_an_encrypted_ods_and_an_encrypted_archive_are_said_to_be_encrypted(tmp_path: Path) -> None:
    sealed = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"\x01\x02",
              "META-INF/manifest.xml": b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"}  # fmt: skip
    assert refused(zipped(tmp_path / "a.ods", sealed)).code == "P016"
    archive = bytearray(zipped(tmp_path / "a.zip", {"台账.csv": CSV.encode()}).read_bytes())
    archive[archive.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(archive)
    assert refused(tmp_path / "b.zip").code == "P016"


@pytest.mark.parametrize("encoding", ["big5", "gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8"])
def test_every_encoding_of_the_wild_gives_the_same_names(encoding: str, tmp_path: Path) -> None:
    words = comma([["貸款台帳", "某縣支行"], HEADER, ["J1", "001", "陳大文", "1.5"], ["J2", "002", "林小美", "2"]])
    if encoding != "gbk":
        words = (
            words.replace("客户", "客戶")
            .replace("借据号", "借據號")
            .replace("号", "號")
            .replace("贷款余额", "貸款餘額")
        )
    mapping = text(
        tmp_path / "map.yaml",
        "headers: {借據號: loan_id, 客戶號: borrower_id, 客戶名称: borrower_name, 客戶名稱: borrower_name}\n",
    )
    path = tmp_path / "台账.csv"
    path.write_bytes(words.replace("名称", "名稱" if encoding != "gbk" else "名称").encode(encoding))
    loans = read(path, mapping=mapping).tables["loans"]
    assert loans["borrower_name"].to_list() == ["陳大文", "林小美"]


def test_hidden_rows_are_read_and_counted_aloud(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"台账": LEDGER})
    portfolio = read(edited(path, SHEET, b'<row r="3"', b'<row hidden="1" r="3"'))
    assert portfolio.tables["loans"].height == 2
    said = portfolio.problems.filter(portfolio.problems["code"] == "P052")
    assert said.select("value", "detail").rows() == [("3", "1")]


def test_a_formula_that_was_never_calculated_is_a_problem_and_no_blank(tmp_path: Path) -> None:
    rows = [DUES, ["J1", 1, "2026-01-20", 100.0, "", ""], ["J1", 2, "2026-02-20", 55.0, "", 7.5]]
    path = workbook(tmp_path / "a.xlsx", {"还款明细": rows})
    path = edited(path, SHEET, b"<v>55</v>", b"<f>SUM(B2:C2)</f>")
    portfolio = read(edited(path, SHEET, b"<v>7.5</v>", b"<f>X1</f><v></v>"))
    found = portfolio.problems.filter(portfolio.problems["code"].is_in(["P054", "P055"]))
    assert found.select("code", "cell", "value").rows() == [("P054", "D3", "=SUM(B2:C2)")]
    assert portfolio.set_aside["row"].to_list() == [3]


def test_a_formula_with_its_value_stored_is_a_value_and_an_empty_text_is_one_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"台账": [[*HEADER, "五级分类"], ["J1", "001", "甲", 55.0, "正常"]]})
    path = edited(path, SHEET, b"<v>55</v>", b"<f>5*11</f><v>55</v>")
    assert codes(read(path)) == []
    assert column(read(path), "loans", "balance") == [5500]


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A"])
def test_an_error_cell_is_a_problem_and_no_blank(shown: str, tmp_path: Path) -> None:
    rows = [[*HEADER, "逾期天数"], ["J1", "001", "甲", 55.0, 66.0]]
    path = workbook(tmp_path / "a.xlsx", {"台账": rows})
    for old in (b'<c r="D2"><v>55', b'<c r="E2"><v>66'):
        path = edited(path, SHEET, old, old.replace(b"><v>", b' t="e"><v>')[:-2] + shown.encode())
    found = read(path).problems
    assert found.filter(found["code"] == "P055").select("cell", "value").rows() == [("D2", shown), ("E2", shown)]


def test_what_a_format_cannot_tell_is_said_not_to_be_checked(tmp_path: Path) -> None:
    from sheets_of_openoffice import ods

    portfolio = read(ods(tmp_path / "a.ods", [HEADER, *ROWS]))
    assert column(portfolio, "loans", "balance") == [150, 200]
    said = portfolio.problems.filter(portfolio.problems["code"] == "P053").row(0, named=True)
    assert "隐藏的行" in explain(said, "zh")
    assert "hidden rows" in explain(said, "en")


def test_a_cell_merged_over_rows_of_a_workbook_speaks_for_all_of_them(tmp_path: Path) -> None:
    rows = [DUES, ["J1", 1, "2026-01-20", 100.0, "2026-01-20", 40.0], ["", "", "", "", "2026-01-25", 60.0]]
    path = workbook(tmp_path / "a.xlsx", {"还款明细": rows})
    merges = b"".join(b'<mergeCell ref="%s2:%s3"/>' % (c, c) for c in (b"A", b"B", b"C", b"D"))
    path = edited(path, SHEET, b"</sheetData>", b'</sheetData><mergeCells count="4">' + merges + b"</mergeCells>")
    dues = read(path).tables["instalments"]
    assert dues.select("loan_id", "due_amount", "paid_amount").rows() == [("J1", 10_000, 4_000), ("J1", 10_000, 6_000)]


@pytest.mark.parametrize(
    "make",
    [
        lambda p: zipped(p / "a.xls", {"a.csv": CSV.encode()}),
        lambda p: text(p / "a.parquet", CSV),
        lambda p: workbook(p / "a.xls", {"台账": [HEADER, *ROWS]}),
        lambda p: text(p / "a.xlsx", html([HEADER, *ROWS])),
        lambda p: text(p / "a.csv", spreadsheetml([HEADER, *ROWS])),
        lambda p: text(p / "a.zip", CSV.replace(",", "|").replace("\n", "\r"), "utf-16"),
    ],
)
def test_a_name_decides_nothing(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert rows(make(tmp_path)) == WANTED


def test_a_stored_archive_is_read_like_a_packed_one(tmp_path: Path) -> None:
    assert rows(zipped(tmp_path / "a.zip", {"台账.csv": CSV.encode()}, zipfile.ZIP_STORED)) == WANTED
