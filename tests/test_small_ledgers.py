"""The least an export can say still becomes a worklist: no balance, no name, one borrower, nobody late, nobody due."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import overdue_cli
from sample_portfolio import AS_OF

LEDGERS = {
    "one borrower late without a balance": "loan_id,borrower_id,days_past_due\nL1,B1,12\n",
    "one borrower who is current": "loan_id,borrower_id,days_past_due\nL1,B1,0\n",
    "a balance of nought": "loan_id,borrower_id,days_past_due,balance,officer,branch\nL1,B1,3,0,Ray,North\n",
    "two currencies, one without balances": "loan_id,borrower_id,days_past_due,balance,currency\nL1,B1,3,,USD\nL2,B2,9,100,CNY\n",
    "a status string and nothing else": "loan_id,borrower_id,status_history,status_history_end\nL1,B1,NNN12,2026-10-31\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_worklist_is_written(ledger: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text(LEDGERS[ledger], encoding="utf-8")
    scored = overdue_cli.score(
        [tmp_path / "loans.csv"], as_of=AS_OF, request=overdue_cli.Request(AS_OF, language=language, capacity=1)
    )
    scored.to_workbook(tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(tmp_path / "w.xlsx", read_only=True)
    texts = [str(v) for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if v is not None]
    assert not {"nan", "inf", "None", "NaN"} & set(texts)
    assert len(scored.scores) == len(LEDGERS[ledger].splitlines()) - 1
    scored.report()
