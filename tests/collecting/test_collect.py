"""What officers wrote comes home: by key, once, cell by cell, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Any

import openpyxl
import polars as pl
import pytest
from returned_books import AS_OF, CALLED, NEXT, PROMISED, PTP, Bank, Fill, cell, overdue_list, rewritten, row_of

from overdue_cli.history import feedback, verified
from overdue_cli.problems import Refusal
from overdue_cli.rowkey import keys_of, run_code

pytestmark = pytest.mark.slow

LATE, LATER = "B002", "B003"


def codes(found: Any) -> list[tuple[str, str]]:
    return [(code, place) for code, place in found.problems.select("code", "cell").iter_rows()]


def answer(bank: Bank) -> dict[str, Any]:
    return feedback.answers(bank.history.root).row(0, named=True)


def test_a_promise_comes_home_with_its_place(bank: Bank) -> None:
    found = bank.collect(
        bank.returned({LATE: PTP | {"Channel": "phone", "Cause": "forgot", "Note": "will pay on payday"}})
    )
    assert (found.answers.height, found.problems.height, found.set_aside) == (1, 0, 0)
    kept = answer(bank)
    assert (kept["borrower_id"], kept["cycle"], kept["contacted_on"]) == (LATE, AS_OF, CALLED)
    assert (kept["result"], kept["channel"], kept["cause"]) == ("PTP", "phone", "forgot")
    assert (kept["promised_on"], str(kept["promised_amount"]), kept["note"]) == (
        PROMISED,
        "1000.00",
        "will pay on payday",
    )
    assert (kept["source_file"], kept["source_sheet"]) == ("back.xlsx", "Overdue")


def test_a_worklist_nobody_wrote_into_is_no_answer(bank: Bank) -> None:
    found = bank.collect(bank.returned({}))
    assert (found.answers.height, found.stored) == (0, None)
    assert feedback.collections_in(bank.history.root) == []


def test_reading_a_file_twice_changes_nothing(bank: Bank) -> None:
    name = bank.returned({LATE: PTP})
    bank.collect(name)
    again = bank.collect(name)
    assert [file.state for file in again.files] == ["known"]
    shutil.copy(bank.folder / name, bank.folder / "renamed.xlsx")
    assert bank.collect("renamed.xlsx").stored is None
    saved_again = bank.returned({LATE: PTP}, "saved.xlsx", lambda book: overdue_list(book).cell(1, 40, "x"))
    found = bank.collect(saved_again)
    assert (found.known, found.answers.height, found.stored) == (1, 0, None)
    assert feedback.answers(bank.history.root).height == 1


def test_a_corrected_answer_takes_the_place_of_the_first(bank: Bank) -> None:
    bank.collect(bank.returned({LATE: PTP}))
    bank.collect(bank.returned({LATE: PTP | {"Promise amount": 2000}}))
    assert [str(a) for a in feedback.answers(bank.history.root)["promised_amount"]] == ["2000.00"]
    assert [f.state.value for f in verified(bank.history)] == ["current", "collected", "collected"]


def test_rows_are_found_after_sorting_inserting_columns_and_renaming(bank: Bank) -> None:
    def mess(book: Any) -> None:
        sheet = overdue_list(book)
        rewritten(sheet, lambda rows: rows[::-1])
        sheet.insert_cols(3)
        sheet.insert_cols(24, 2)
        sheet.title = "my list"

    found = bank.collect(bank.returned({LATE: PTP, LATER: {"Contact date": CALLED, "Result": "refuses"}}, then=mess))
    assert found.problems.height == 0
    assert dict(feedback.answers(bank.history.root).select("borrower_id", "result").iter_rows()) == {
        LATE: "PTP",
        LATER: "RTP",
    }


def test_a_dry_run_says_the_same_and_keeps_nothing(bank: Bank) -> None:
    found = bank.collect(bank.returned({LATE: PTP}), dry_run=True)
    assert (found.answers.height, found.stored) == (1, None)
    assert feedback.collections_in(bank.history.root) == []


def test_an_undo_takes_the_last_collection_back_and_leaves_it_on_record(bank: Bank) -> None:
    name = bank.returned({LATE: PTP})
    bank.collect(name)
    gone, by = feedback.undo(bank.history)
    assert (gone.number, by.number) == (1, 2)
    assert feedback.answers(bank.history.root).height == 0
    assert [f.state.value for f in verified(bank.history)] == ["current", "undone", "undone"]
    assert bank.collect(name).answers.height == 1
    feedback.undo(bank.history)
    with pytest.raises(Refusal) as refused:
        feedback.undo(bank.history)
    assert refused.value.code == "C022"


WRONG: dict[str, tuple[Fill, str, str]] = {
    "a_day_that_is_not_in_the_calendar": ({"Contact date": "2026-02-30", "Result": "refuses"}, "C014", "Contact date"),
    "a_contact_a_year_before_its_list": (
        {"Contact date": dt.date(2025, 10, 1), "Result": "refuses"},
        "C014",
        "Contact date",
    ),
    "a_promise_before_the_contact": (PTP | {"Promise date": dt.date(2026, 11, 1)}, "C014", "Promise date"),
    "a_word_that_is_no_choice": ({"Contact date": CALLED, "Result": "maybe"}, "C015", "Result"),
    "a_promise_by_somebody_not_reached": (PTP | {"Result": "no answer"}, "C016", "Result"),
    "an_amount_in_words": (PTP | {"Promise amount": "a lot"}, "C017", "Promise amount"),
    "a_promise_of_nothing": (PTP | {"Promise amount": 0}, "C017", "Promise amount"),
    "a_result_without_a_day": ({"Result": "refuses"}, "C018", "Contact date"),
    "a_day_without_a_result": ({"Contact date": CALLED}, "C018", "Result"),
    "a_reason_without_a_grade": ({"Reason for override": "knows better"}, "C018", "Override grade"),
    "a_novel": ({"Contact date": CALLED, "Result": "refuses", "Note": "x" * 501}, "C019", "Note"),
    "a_case_closed_for_no_reason": ({"Contact date": CALLED, "Result": "case closed"}, "C021", "Note"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_by_its_cell_and_not_used(name: str, bank: Bank) -> None:
    fill, code, word = WRONG[name]
    back = bank.returned({LATE: fill, LATER: PTP})
    sheet = overdue_list(openpyxl.load_workbook(bank.folder / back))
    found = bank.collect(back)
    assert codes(found) == [(code, cell(sheet, row_of(sheet, LATE), word).coordinate)]
    assert feedback.answers(bank.history.root)["borrower_id"].to_list() == [LATER]


def test_a_retyped_borrower_number_is_not_guessed(bank: Bank) -> None:
    def retype(book: Any) -> None:
        sheet = overdue_list(book)
        cell(sheet, row_of(sheet, LATE), "Borrower no.").value = "B02"

    found = bank.collect(bank.returned({LATE: PTP}, then=retype))
    assert [code for code, _ in codes(found)] == ["C011"]
    assert found.answers.height == 0


def test_entries_beside_a_damaged_key_or_none_are_listed(bank: Bank) -> None:
    def damage(book: Any) -> None:
        sheet = overdue_list(book)
        key = cell(sheet, row_of(sheet, LATE), "Row key")
        key.value = str(key.value)[:-1] + ("0" if str(key.value)[-1] != "0" else "1")
        cell(sheet, row_of(sheet, LATER), "Row key").value = None

    found = bank.collect(bank.returned({"B001": {"Note": "fine"}, LATE: PTP, LATER: PTP}, then=damage), lenient=True)
    assert {code for code, _ in codes(found)} <= {"C010"}
    assert LATE not in found.answers["borrower_id"].to_list()


def copied(second: Fill) -> Any:
    def copy(book: Any) -> None:
        sheet = overdue_list(book)
        row, last = row_of(sheet, LATE), sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(row, column).value
        for word, value in second.items():
            cell(sheet, last, word).value = value

    return copy


def test_a_copied_row_counts_once_and_is_said(bank: Bank) -> None:
    found = bank.collect(bank.returned({LATE: PTP}, then=copied({})))
    assert [code for code, _ in codes(found)] == ["C012"]
    assert found.answers.height == 1


def test_copies_that_differ_on_one_day_are_not_used(bank: Bank) -> None:
    found = bank.collect(bank.returned({LATE: PTP}, then=copied({"Promise amount": 9})))
    assert [code for code, _ in codes(found)] == ["C013", "C013"]
    assert (found.answers.height, found.set_aside) == (0, 2)


def test_a_row_copied_for_a_contact_of_another_day_is_a_second_answer(bank: Bank) -> None:
    second = {"Contact date": CALLED + dt.timedelta(1), "Promise date": PROMISED + dt.timedelta(7)}
    found = bank.collect(bank.returned({LATE: PTP}, then=copied(second)))
    assert (found.problems.height, found.answers.height) == (0, 2)


def test_two_officers_who_touched_one_borrower_are_merged_by_date_and_shown(bank: Bank) -> None:
    one = bank.returned({LATE: PTP}, "li.xlsx")
    two = bank.returned({LATE: {"Contact date": CALLED - dt.timedelta(2), "Result": "no answer"}}, "sun.xlsx")
    found = bank.collect(one, two)
    assert found.answers["contacted_on"].to_list() == [CALLED - dt.timedelta(2), CALLED]
    assert found.several.select("borrower_id", "files").rows() == [(LATE, ["li.xlsx", "sun.xlsx"])]


def test_words_are_kept_apart_without_numbers_and_the_borrower_s_name(bank: Bank) -> None:
    note = "Zhao Liu on 13912345678, wife on 138 1234 5678, id 110101199001010026, pays 2026-12-05"
    found = bank.collect(bank.returned({LATE: PTP | {"Note": note}}))
    assert found.stored is not None
    assert answer(bank)["note"] == "*** on ***, wife on ***, id ***, pays 2026-12-05"
    assert "note" not in pl.read_parquet(found.stored.folder / "answers.parquet").columns


REFUSED = {
    "C001": "an ordinary workbook",
    "C002": "of a run nobody recorded",
    "C003": "of another rule set",
    "C004": "half saved",
    "C005": "open in Excel",
    "C006": "a column renamed",
}


def spoilt(bank: Bank, code: str) -> str:
    """A workbook that must be refused with `code`."""
    name = bank.returned({LATE: PTP})
    path = bank.folder / name
    if code == "C001":
        book = openpyxl.Workbook()
        book.active.append(["Contact date", "Result"])
        book.save(path)
    elif code == "C004":
        path.write_bytes(path.read_bytes()[:4000])
    elif code == "C005":
        (bank.folder / f"~${name}").write_bytes(b"\x05owner")
    elif code == "C006":
        bank.returned(
            {LATE: PTP}, name, lambda book: setattr(cell(overdue_list(book), 4, "Result"), "value", "Outcome")
        )
    elif code in ("C002", "C003"):
        order = pl.Series(["X", "Y"])
        run = run_code(NEXT if code == "C002" else AS_OF, "0" * 64, order)

        def of_another_run(book: Any) -> None:
            sheet = overdue_list(book)
            for row, number in ((5, 1), (6, 2)):
                cell(sheet, row, "Row key").value = pl.select(keys_of(run, pl.lit(number))).item()

        bank.returned({LATE: PTP}, name, of_another_run)
    return name


@pytest.mark.parametrize("code", REFUSED)
def test_a_workbook_that_cannot_be_used_is_refused_and_nothing_of_any_is_kept(code: str, bank: Bank) -> None:
    good = bank.returned({LATER: PTP}, "good.xlsx")
    bad = spoilt(bank, code)
    with pytest.raises(Refusal) as refused:
        bank.collect(good, bad)
    assert (refused.value.code, refused.value.exit_code) == (code, 3)
    assert feedback.collections_in(bank.history.root) == []
    passed_over = bank.collect(good, bad, lenient=True)
    assert [file.state for file in passed_over.files] == ["read", "refused"]
    assert passed_over.answers["borrower_id"].to_list() == [LATER]


def test_a_damaged_collection_is_found_and_not_used(bank: Bank) -> None:
    found = bank.collect(bank.returned({LATE: PTP}))
    assert found.stored is not None
    (found.stored.folder / "answers.parquet").write_bytes(b"PAR1")
    assert [f.state.value for f in verified(bank.history)] == ["current", "damaged"]
    assert feedback.answers(bank.history.root).height == 0
    shutil.rmtree(found.stored.folder)
    assert [f.state.value for f in verified(bank.history)] == ["current", "lost"]
