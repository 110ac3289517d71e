"""Each mapping that is shipped reads an export in the real layout, and grades whom it must."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from public_exports import fineract, fineract_report, frappe, lending_club, ppdai, ppdai_lcis

from overdue_cli.doctor.diagnosis import Diagnosis, diagnose
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from smallest import REPOSITORY

MAPPINGS = REPOSITORY / "sample_data" / "mappings"
Export = Callable[[Path], list[Path]]


def read(name: str, export: Export, folder: Path, day: dt.date = dt.date(2026, 11, 18)) -> Diagnosis:
    found = diagnose(export(folder), load(), Request(day, language="en"), MAPPINGS / f"{name}.yaml")
    assert found.refused == []
    assert found.rows["rows_set_aside"] == 0
    assert {p["code"] for p in found.problems} <= {"P018", "P030", "P033", "P038", "P043", "P044", "P057", "P058"}
    return found


def dpd(found: Diagnosis) -> list[tuple[str, int]]:
    """Borrower and days past due, by borrower."""
    assert found.scored is not None
    return found.scored.borrowers.sort("borrower_id").select("borrower_id", "days_past_due").rows()


BEHIND = (dt.date(2026, 11, 18) - dt.date(2026, 8, 15)).days


@pytest.mark.parametrize(
    ("name", "export", "who"),
    [
        ("fineract", fineract, ("501", "502")),
        ("frappe_lending", frappe, ("CUST-0501", "CUST-0502")),
        ("ppdai", ppdai, ("126541", "133291")),
    ],
)
def test_schedules_and_what_was_paid_give_days_past_due(
    name: str, export: Export, who: tuple[str, str], tmp_path: Path
) -> None:
    found = read(name, export, tmp_path)
    assert dpd(found) == [(who[0], 0), (who[1], 98 if name == "frappe_lending" else BEHIND)]
    assert found.scored is not None
    grades = dict(found.scored.borrowers.select("borrower_id", "grade").iter_rows())
    assert grades[who[1]] == "E" and grades[who[0]] in "AB"


def test_fineract_amounts_are_added_up_over_principal_interest_and_fees(tmp_path: Path) -> None:
    dues = read("fineract", fineract, tmp_path).portfolio.tables["instalments"]
    assert dues["due_amount"].unique().to_list() == [100_500]
    assert dues.filter(pl.col("paid_amount").is_not_null())["paid_amount"].unique().to_list() == [100_500]


def test_a_fineract_report_is_read_as_a_ledger_with_arrears(tmp_path: Path) -> None:
    loans = read("fineract", fineract_report, tmp_path).portfolio.tables["loans"]
    shown = loans.select("loan_id", "branch", "overdue_principal", "overdue_interest", "overdue_fees")
    assert shown.rows()[1] == ("000000012", "Head Office", 270_000, 30_000, 3_500)


def test_frappe_balance_is_what_was_disbursed_less_what_was_repaid(tmp_path: Path) -> None:
    loans = read("frappe_lending", frappe, tmp_path).portfolio.tables["loans"]
    assert loans.select("balance", "five_tier").rows() == [(100_000, None), (370_000, "substandard")]


def test_ppdai_is_paid_what_is_no_longer_left(tmp_path: Path) -> None:
    dues = read("ppdai", ppdai, tmp_path).portfolio.tables["instalments"]
    assert dues["paid_amount"].value_counts().sort("count").rows() == [(0, 3), (165_023, 17)]
    assert dues["status_code"].null_count() == dues.height


def test_ppdai_lcis_is_a_ledger_of_one_day(tmp_path: Path) -> None:
    found = read("ppdai_lcis", ppdai_lcis, tmp_path)
    assert dpd(found)[:2] == [("1693100", 0), ("1713229", 40)]
    loans = found.portfolio.tables["loans"]
    assert loans["next_due_amount"].to_list() == [4_330, 4_330, None]


def test_lending_club_states_are_days_past_due_and_the_worst_day_of_their_band(tmp_path: Path) -> None:
    found = read("lending_club", lending_club, tmp_path, dt.date(2018, 12, 31))
    loans = found.portfolio.tables["loans"]
    assert loans["days_past_due"].to_list() == [0, 15, 30, 120, 150, 0, 150]
    assert loans["loan_status"].to_list()[-2:] == ["settled", "written_off"]
    assert loans["disbursed_on"][0] == dt.date(2016, 12, 31)
    assert loans["next_due_on"][0] == dt.date(2019, 1, 1)
    assert "P043" in {p["code"] for p in found.problems}


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_shipped_mapping_says_how_it_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert f"--mapping sample_data/mappings/{path.name}" in text
