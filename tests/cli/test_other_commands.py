"""`explain`, `sample` and `rules` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

from smallest import AS_OF, INSTALMENTS, REPOSITORY, Run


def test_an_explanation_names_the_row_that_proves_each_reason(overdue: Run, exports: Path) -> None:
    done = overdue("explain", "B002", exports, "--as-of", AS_OF)
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "W01" in said
    oldest_open = next(n for n, line in enumerate(INSTALMENTS.splitlines(), start=1) if line.startswith("L2,10,"))
    assert f"[instalments.csv · row {oldest_open}]" in said
    assert done.stderr == b""


def test_an_explanation_as_json_holds_the_same_rows(overdue: Run, exports: Path) -> None:
    found = json.loads(overdue("explain", "B002", exports, "--as-of", AS_OF, "--json").stdout)
    assert found["borrower_id"] == "B002"
    w01 = next(rule for rule in found["rules"] if rule["id"] == "W01")
    assert w01["state"] == "applied"
    assert {row["file"] for row in w01["evidence"]} == {"instalments.csv"}


def test_a_borrower_in_good_standing_is_explained_too(overdue: Run, exports: Path) -> None:
    said = overdue("explain", "B001", exports, "--as-of", AS_OF).stdout.decode()
    assert "B001" in said
    assert "W01" not in said.split("nothing found")[0]


def test_the_sample_prints_the_files_it_wrote_and_repeats_itself(overdue: Run, tmp_path: Path) -> None:
    first = overdue("sample", "one", "--borrowers", 60)
    second = overdue("sample", "two", "--borrowers", 60)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr.decode()
    files = [Path(line) for line in first.stdout.decode().splitlines()]
    assert len(files) == 7
    for path in files:
        assert (tmp_path / path).read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_sample_that_no_sheet_can_hold_is_wrong_usage(overdue: Run) -> None:
    done = overdue("sample", "big", "--borrowers", 10**9, "--format", "xlsx")
    assert done.returncode == 2
    assert "--borrowers" in done.stderr.decode()


def test_a_sample_into_a_file_is_an_output_that_cannot_be(overdue: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = overdue("sample", "taken", "--borrowers", 60)
    assert (done.returncode, b"O001" in done.stderr) == (7, True)


def test_the_rules_are_listed_in_both_languages(overdue: Run) -> None:
    english, chinese = (overdue("rules", "list", "--lang", language).stdout.decode() for language in ("en", "zh"))
    for said in (english, chinese):
        assert "W01" in said
    assert "Days past due now" in english
    assert "当前逾期天数" in chinese


def test_a_valid_rule_set_is_said_to_be_valid(overdue: Run) -> None:
    done = overdue("rules", "check", "--rules", REPOSITORY / "rules" / "conservative", "--lang", "en")
    assert (done.returncode, b"is valid" in done.stdout) == (0, True)
