"""Text in the encodings, separators and line ends of the wild: the bytes decide, never the suffix."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from export_files import DUES, LEDGER, comma, read, workbook

from overdue_cli.intake.read.text import separator_of
from overdue_cli.problems import Refusal

LINES = comma([["某县支行台账"], ["单位：元", "", "截止日期：2026-11-20"], ["借据号", "客户号", "客户名称", "贷款余额"],
               ["J1", "001", "甲", "1.5"], ["J2", "002", "乙", "2"]])  # fmt: skip
WANTED = [("J1", "001", "甲", 150, 4), ("J2", "002", "乙", 200, 5)]


def rows(path: Path) -> list[tuple[object, ...]]:
    loans = read(path).tables["loans"]
    return loans.select("loan_id", "borrower_id", "borrower_name", "balance", "source_row").rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_seen_from_the_bytes(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(LINES.encode(encoding))
    assert rows(path) == WANTED


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_separator_and_a_line_end_are_seen_from_the_lines(separator: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINES.replace(",", separator).replace("\n", end).encode())
    assert rows(path) == WANTED


def test_text_that_calls_itself_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(LINES.replace(",", "\t").encode("gbk"))
    assert rows(path) == WANTED


def test_a_workbook_that_calls_itself_text_is_read_as_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"台账": LEDGER})
    assert read(path.rename(tmp_path / "a.csv")).tables["loans"].height == 2


def test_quoted_cells_keep_their_commas_and_line_breaks_and_count_as_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('借据号,客户号,客户名称\nJ1,1,"甲\n一,二"\nJ2,2,乙\n', encoding="utf-8")
    loans = read(path).tables["loans"]
    assert loans.select("borrower_name", "source_row").rows() == [("甲\n一,二", 2), ("乙", 3)]


def test_a_comma_inside_amounts_does_not_outvote_the_semicolon() -> None:
    assert separator_of('a;b;c\n"1,000,000,000";2;3\n1;2;3\n1;2;3\n') == ";"


def test_rows_shorter_or_longer_than_the_header_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("借据号,客户号,客户名称\nJ1\nJ2,2,乙,more\n", encoding="utf-8")
    assert read(path).tables["loans"]["borrower_id"].to_list() == ["J1", "2"]


def test_parquet_with_canonical_names_is_read_as_it_is(tmp_path: Path) -> None:
    frame = pl.DataFrame({"loan_id": ["J1"], "borrower_id": [7], "due_on": ["2026-01-20"], "due_amount": [1.5]})
    frame.with_columns(pl.col("due_on").str.to_date()).write_parquet(tmp_path / "a.parquet")
    dues = read(tmp_path / "a.parquet").tables["instalments"]
    assert dues.select("loan_id", "borrower_id", "due_amount", "source_row").row(0) == ("J1", "7", 150, 2)


def test_whole_numbers_of_eighteen_digits_in_parquet_are_whole(tmp_path: Path) -> None:
    pl.DataFrame({"loan_id": [110101199001010018], "borrower_id": ["7"]}).write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").tables["loans"]["loan_id"].to_list() == ["110101199001010018"]


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"PK\x03\x04 broken", b"PAR1 broken", b"\xff\xfe\x00"]
)
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read(path)
    assert refused.value.code in {"P011", "P012"}


def test_an_empty_file_beside_a_good_one_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "a.csv").write_text(comma([DUES, ["J1", 1, "2026-01-20", 5, "", ""]]), encoding="utf-8")
    portfolio = read(tmp_path)
    assert portfolio.tables["instalments"].height == 1
    assert [f.name for f in portfolio.inputs] == ["a.csv", "empty.csv"]
