"""The input doctor: what it says of sheets, headers and gaps, and that what it writes can be used."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from overdue_cli.doctor.diagnosis import Diagnosis, diagnose
from overdue_cli.doctor.suggest import suggestion
from overdue_cli.mending import write_set_aside
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from smallest import INSTALMENTS, LOANS, Run

AS_OF = dt.date(2026, 11, 20)
GERMAN = """Kontonr,Kundennr,Kunde,Tage im Verzug,Restschuld,Klasse
0001,K1,Max,3,"1,200.50",gut
0002,K2,Eva,0,"1,000.00",faul
0003,K3,Ute,0,"3,000.00",gut
"""
ANSWERS = {
    "Kontonr": "loan_id", "Kundennr": "borrower_id", "Kunde": "borrower_name", "Tage im Verzug": "days_past_due",
    "Restschuld": "balance", "Klasse": "five_tier", "german.csv": "loans",
}  # fmt: skip


def examined(*paths: Path, mapping: Path | None = None, language: str = "en") -> Diagnosis:
    return diagnose(list(paths), load(), Request(AS_OF, language=language), mapping)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A ledger, and instalments of which one has no due date."""
    (tmp_path / "loans.csv").write_text(LOANS, encoding="utf-8")
    (tmp_path / "instalments.csv").write_text(INSTALMENTS + "L1,13,,1000,,\n", encoding="utf-8")
    return [tmp_path / "loans.csv", tmp_path / "instalments.csv"]


def test_every_header_is_told_with_what_it_became_and_how(files: list[Path]) -> None:
    told = {h["header"]: (h["cell"], h["column"], h["how"]) for h in examined(*files).headers("loans.csv", "")}
    assert told["loan_id"] == ("A1", "loan_id", "exact")
    assert len(told) == len(LOANS.splitlines()[0].split(","))


def test_a_sheet_is_told_with_its_score_and_the_runners_up(files: list[Path]) -> None:
    sheets = {sheet["file"]: sheet for sheet in examined(*files).as_dict()["sheets"]}
    assert sheets["loans.csv"]["table"] == "loans"
    assert sheets["loans.csv"]["score"] > 10
    assert sheets["instalments.csv"]["runners_up"].startswith("payments ")


def test_rows_in_are_used_or_set_aside_or_not_data(files: list[Path]) -> None:
    rows = examined(*files).rows
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"] + rows["rows_not_data"]
    assert rows["rows_set_aside"] == 1


def test_rules_that_lack_their_table_are_named_with_it(files: list[Path]) -> None:
    rules = {rule.rule: rule for rule in examined(*files).unjudged}
    assert rules["I03"].lacks == ("inspections",)
    assert (rules["I03"].borrowers, rules["I03"].covered_by) == (3, "Q03")
    assert rules["W10"].lacks == ("instalments.debit_result",)
    assert rules["W18"].lacks == () if "W18" in rules else True


def test_a_table_that_is_there_takes_its_rules_off_the_list(files: list[Path], tmp_path: Path) -> None:
    visits = "loan_id,inspected_on,finding\nL1,2026-10-01,none\nL2,2026-10-01,none\nL3,2026-10-01,none\n"
    (tmp_path / "inspections.csv").write_text(visits, encoding="utf-8")
    assert "I03" not in {rule.rule for rule in examined(*files, tmp_path / "inspections.csv").unjudged}


def test_values_that_could_name_somebody_are_masked(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text(LOANS, encoding="utf-8")
    dues = INSTALMENTS + "L1,13,2026/02/30,1000,,\nL1,14,Zhang San,1000,,\n"
    (tmp_path / "dues.csv").write_text(dues, encoding="utf-8")
    text = json.dumps(examined(tmp_path / "loans.csv", tmp_path / "dues.csv").as_dict())
    assert "2026/02/30" in text
    assert "Zhang" not in text


def test_a_file_that_would_stop_a_run_does_not_hide_the_others(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("借据号,还款日期,应还金额,实还金额\nL1,2026-01-20,1,1\n", encoding="utf-8")
    found = examined(*files, tmp_path / "other.csv")
    assert [refusal.code for refusal in found.refused] == ["P014"]
    assert found.exit_code == 3
    assert found.scored is None
    assert found.rows["rows_used"] > 30
    assert {h["header"]: h["how"] for h in found.headers("other.csv", "")}["还款日期"] == "ambiguous"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_set_aside_row_that_is_mended_and_fed_back_is_used(suffix: str, files: list[Path], tmp_path: Path) -> None:
    aside = tmp_path / f"aside{suffix}"
    write_set_aside(examined(*files).portfolio, "en", aside)
    waiting = examined(*files, aside).portfolio
    assert waiting.set_aside.height == 1
    assert waiting.tables["instalments"].height == 36
    mended = _with_a_date(aside)
    after = examined(*files, mended)
    assert after.portfolio.set_aside.height == 0
    assert not after.doubtful
    assert after.portfolio.tables["instalments"].height == 37
    assert [p["code"] for p in after.problems if p["effect"] == "set_aside"] == []
    assert "P042" in {p["code"] for p in after.problems}


def _with_a_date(path: Path) -> Path:
    """The set-aside file with the due date of its only row filled in, as somebody would in Excel."""
    if path.suffix == ".csv":
        *head, row = csv.reader(path.open(encoding="utf-8-sig"))
        row[6] = "2026-12-25"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([*head, row])
        return path
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.worksheets[0]["G3"] = "2026-12-25"
    book.save(path)
    return path


def test_next_months_file_of_the_same_name_is_not_mended_by_last_months_copy(files: list[Path], tmp_path: Path) -> None:
    aside = tmp_path / "aside.csv"
    write_set_aside(examined(*files).portfolio, "en", aside)
    files[1].write_text(INSTALMENTS + "L2,13,,500,,\n", encoding="utf-8")
    found = examined(*files, _with_a_date(aside)).portfolio
    assert found.set_aside["file"].to_list() == ["instalments.csv"]


def test_a_suggested_mapping_loads_as_it_stands_and_completed_it_is_used(tmp_path: Path) -> None:
    export, mapping = tmp_path / "german.csv", tmp_path / "map.yaml"
    export.write_text(GERMAN, encoding="utf-8")
    first = examined(export)
    text = suggestion(first)
    mapping.write_text(text, encoding="utf-8")
    assert [r.code for r in examined(export, mapping=mapping).refused] == ["P012"]
    mapping.write_text("\n".join(_answered(line) for line in text.splitlines()), encoding="utf-8")
    second = examined(export, mapping=mapping)
    assert second.refused == []
    assert second.portfolio.tables["loans"]["days_past_due"].to_list() == [3, 0, 0]
    asked = suggestion(second)
    assert '"faul": "?"' in asked and '"gut": "?"' in asked
    done = mapping.read_text().replace("values: {}", "values: {Klasse: {gut: normal, faul: loss}}")
    mapping.write_text(done, encoding="utf-8")
    assert examined(export, mapping=mapping).portfolio.tables["loans"]["five_tier"].to_list() == [
        "normal",
        "loss",
        "normal",
    ]


def _answered(line: str) -> str:
    for header, column in ANSWERS.items():
        if line.startswith(f'  "{header}": "?"'):
            return f'  "{header}": {column}'
    return line


@pytest.mark.parametrize(("header", "column"), [("Tage im Verzug", "days_past_due"), ("Restschuld", "balance")])
def test_candidates_fit_what_the_cells_hold(header: str, column: str, tmp_path: Path) -> None:
    (tmp_path / "german.csv").write_text(GERMAN, encoding="utf-8")
    (line,) = [line for line in suggestion(examined(tmp_path / "german.csv")).splitlines() if f'"{header}"' in line]
    assert column in line


def test_what_cells_look_like_is_shown_without_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "german.csv").write_text(GERMAN, encoding="utf-8")
    text = suggestion(examined(tmp_path / "german.csv"))
    assert "aaa" in text
    assert "Max" not in text and "0001" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_is_a_workbook_with_the_same(language: str, files: list[Path], tmp_path: Path) -> None:
    from overdue_cli.doctor.report import pages_of, write_diagnosis

    found = examined(*files, language=language)
    write_diagnosis(found, tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").stat().st_size > 5000
    sheets, headers, problems, rules = pages_of(found)
    assert len(sheets.tables[0].rows) == 2
    assert len(headers.tables[0].rows) == len(LOANS.splitlines()[0].split(",")) + 6
    assert [row[0] for row in problems.tables[0].rows] == [p["code"] for p in found.problems]
    assert len(rules.tables[0].rows) == len(found.unjudged)


def test_the_command_says_it_and_ends_with_its_code(overdue: Run, exports: Path, tmp_path: Path) -> None:
    (exports / "instalments.csv").write_text(INSTALMENTS + "L1,13,,1000,,\n", encoding="utf-8")
    done = overdue("check", exports, "--as-of", "2026-11-20", "--lang", "zh", "--strict", "--set-aside", "aside.csv")
    said = done.stdout.decode()
    assert done.returncode == 4, done.stderr.decode()
    for words in ("认作“贷款台账”", "P020", "下一步", "没有这些表", "I03", "可以评级"):
        assert words in said
    assert (tmp_path / "aside.csv").stat().st_mode & 0o777 == 0o600
