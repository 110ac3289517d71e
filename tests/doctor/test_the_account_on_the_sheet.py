"""The worklist's Data quality sheet carries what `check` says: headers, units, dates, and rules that could not judge."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from overdue_cli.doctor.on_the_sheet import account
from overdue_cli.pipeline import score
from overdue_cli.scored import Request, ScoredPortfolio

AS_OF = dt.date(2026, 11, 20)
LEDGER = (
    "单位：万元,,,,截止日期：2026-11-20\n借据号,客户号,客户名称,贷款余额,逾期天数\nJ1,001,甲,1.5,3\nJ2,002,乙,2,0\n"
)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> ScoredPortfolio:
    folder = tmp_path_factory.mktemp("account")
    (folder / "台账.csv").write_text(LEDGER, encoding="utf-8")
    return score([folder], as_of=AS_OF, request=Request(AS_OF, language="zh"))


def test_every_header_stands_with_what_it_became_and_its_unit(scored: ScoredPortfolio) -> None:
    rows = {row["header"]: (row["cell"], row["column"], row["how"]) for row in account(scored).headers}
    assert rows["贷款余额"] == ("D2", "贷款余额 (balance) · 万元", "认得的名称")
    assert set(rows) == {"借据号", "客户号", "客户名称", "贷款余额", "逾期天数"}


def test_rules_that_could_not_judge_stand_with_what_is_missing(scored: ScoredPortfolio) -> None:
    rules = {row["rule"]: row for row in account(scored).rules}
    assert rules["W04"]["state"] == "2/2 户未评估"
    assert rules["W04"]["lacks"] == "还款明细"
    assert any(line.startswith("没有这些表：还款明细") for line in account(scored).absent)


@pytest.mark.slow
def test_sheets_that_are_read_alike_stand_once(tmp_path: Path) -> None:
    for name in ("城关", "河东", "北川"):
        (tmp_path / f"{name}.csv").write_text(LEDGER.replace("J", name[0]), encoding="utf-8")
    told = account(score([tmp_path], as_of=AS_OF, request=Request(AS_OF, language="zh"))).headers
    assert len(told) == 5


@pytest.mark.slow
def test_the_sheet_holds_the_account(scored: ScoredPortfolio, tmp_path: Path) -> None:
    scored.to_workbook(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["数据质量"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"贷款余额 (balance) · 万元", "2/2 户未评估", "表头及其含义", "因缺少数据而未评估的规则"} <= cells
    assert any("数据日 2026-11-20" in cell for cell in cells)
