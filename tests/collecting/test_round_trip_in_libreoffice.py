"""score → filled in, sorted and saved by LibreOffice itself → collect → score: everything where it belongs."""

from __future__ import annotations

from pathlib import Path

import office
import openpyxl
import pytest
from returned_books import NEXT, PROMISED, Bank, headers, overdue_list, row_of

from overdue_cli.explain import explain
from overdue_cli.history import feedback

LATE, LATER = "B002", "B003"
WORDS = {
    "en": {
        "on": "Contact date", "result": "Result", "day": "Promise date", "amount": "Promise amount", "note": "Note",
        "grade": "Override grade", "until": "Valid until", "id": "Borrower no.", "promise": "promises to pay",
    },
    "zh": {
        "on": "联系日期", "result": "联系结果", "day": "承诺还款日", "amount": "承诺金额", "note": "备注",
        "grade": "人工等级", "until": "有效期至", "id": "客户号", "promise": "承诺还款",
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not office.installed(), reason="LibreOffice and its Python bridge are not installed")
@pytest.mark.parametrize(("suffix", "language"), [(".xlsx", "zh"), (".ods", "en")])
def test_answers_typed_sorted_and_saved_in_libreoffice_come_home(suffix: str, language: str, tmp_path: Path) -> None:
    bank, said = Bank(tmp_path / "bank", language).prepared(), WORDS[language]
    sheet = overdue_list(openpyxl.load_workbook(bank.folder / "worklist.xlsx"))
    at = {word: column - 1 for word, column in headers(sheet).items()}
    late, later = row_of(sheet, LATE) - 1, row_of(sheet, LATER) - 1
    steps = [
        ("typed", at[said["on"]], late, "2026-11-23"),
        ("text", at[said["result"]], late, said["promise"]),
        ("typed", at[said["day"]], late, "2026-11-30"),
        ("typed", at[said["amount"]], late, "1234.5"),
        ("text", at[said["note"]], late, "卖粮后还，说好的"),
        ("text", at[said["grade"]], later, "E"),
        ("typed", at[said["until"]], later, "2027-01-15"),
        ("sort", at[said["id"]], 4, sheet.max_row - 1, len(at) - 1),
        ("insert", 2),
        ("rename", "本周"),
    ]
    office.work(bank.folder / "worklist.xlsx", bank.folder / f"returned{suffix}", sheet.title, steps, tmp_path / "lo")
    found = bank.collect(f"returned{suffix}")
    assert found.problems.to_dicts() == []
    kept = {row["borrower_id"]: row for row in feedback.answers(bank.history.root).to_dicts()}
    promise = kept[LATE]
    assert (promise["result"], promise["promised_on"], str(promise["promised_amount"])) == ("PTP", PROMISED, "1234.50")
    assert (promise["note"], promise["source_sheet"]) == ("卖粮后还，说好的", "本周")
    scored = bank.score(NEXT)
    judged = scored.evidence.sources["promises"].to_dicts()
    assert [(p["borrower_id"], p["due_by"], p["is_broken"]) for p in judged] == [(LATE, PROMISED, True)]
    shown = {row["borrower_id"]: row for row in scored.book().overdue.to_dicts()}
    assert "卖粮后还" in shown[LATE]["last_answer"]
    assert kept[LATER]["override_grade"] == shown[LATER]["grade"] == "E"
    w08 = next(rule for rule in explain(scored, LATE).rules if rule.id == "W08")
    assert (w08.evidence[0].file, w08.evidence[0].sheet) == (f"returned{suffix}", "本周")
