"""One flat sheet that holds loans, instalments, inspections and contacts together."""

from __future__ import annotations

from pathlib import Path

from export_files import codes, comma, read, text

FLAT = ["借据号", "客户号", "客户名称", "贷款余额", "期次", "应还日期", "应还金额", "实还日期", "实还金额", "检查日期", "检查人", "检查方式",
        "检查结论", "催收日期", "催收方式", "催收结果"]  # fmt: skip
VISIT = ["2026-02-01", "王", "现场", "正常"]
NONE = ["", "", "", ""]
CALL = ["2026-02-21", "电话", "承诺还款"]
ROWS = [
    ["J1", "001", "甲", 500, 1, "2026-01-20", 100, "2026-01-20", 100, *VISIT, "", "", ""],
    ["J1", "001", "甲", 500, 2, "2026-02-20", 100, "", "", *VISIT, *CALL],
    ["J2", "002", "乙", 300, 1, "2026-01-20", 100, "2026-01-20", 100, *NONE, "", "", ""],
]


def test_each_table_gets_its_columns_and_each_event_counts_once(tmp_path: Path) -> None:
    portfolio = read(text(tmp_path / "综合.csv", comma([FLAT, *ROWS])))
    tables = portfolio.tables
    assert {name: frame.height for name, frame in tables.items()} == {
        "loans": 2, "instalments": 3, "inspections": 1, "contacts": 1
    }  # fmt: skip
    assert tables["inspections"].select("borrower_id", "inspector", "method", "source_row").row(0) == (
        "001",
        "王",
        "on_site",
        2,
    )
    assert tables["contacts"].select("loan_id", "result", "source_row").row(0) == ("J1", "承诺还款", 3)
    assert portfolio.sheets.select("rows_in", "rows_used", "rows_not_data").row(0) == (4, 3, 1)
    assert codes(portfolio) == ["P031"]


def test_a_ledger_with_its_last_inspection_gives_both(tmp_path: Path) -> None:
    rows = [
        [*FLAT[:4], "逾期天数", *FLAT[9:13]],
        ["J1", "001", "甲", 500, 0, *VISIT],
        ["J2", "002", "乙", 300, 3, *NONE],
    ]
    tables = read(text(tmp_path / "台账.csv", comma(rows))).tables
    assert tables["loans"].height == 2
    assert tables["inspections"].select("borrower_id", "inspector").rows() == [("001", "王")]


def test_an_inspection_that_stands_on_its_own_sheet_too_is_one(tmp_path: Path) -> None:
    own = comma([["借据号", "客户号", *FLAT[9:13]], ["J1", "001", *VISIT]])
    portfolio = read(text(tmp_path / "综合.csv", comma([FLAT, *ROWS])), text(tmp_path / "检查.csv", own))
    assert portfolio.tables["inspections"].height == 1


def test_a_remark_column_alone_makes_no_inspection(tmp_path: Path) -> None:
    rows = [[*FLAT[:4], "逾期天数", "检查日期"], ["J1", "001", "甲", 500, 0, "2026-02-01"]]
    assert set(read(text(tmp_path / "台账.csv", comma(rows))).tables) == {"loans"}
