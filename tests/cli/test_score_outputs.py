"""What `overdue score` writes and says beside the worklist."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

import overdue_cli
from command_line import Done, called, plain_environment
from smallest import AS_OF, INSTALMENTS, Run, write_smallest

PEOPLE = ("Wu Ming", "Zhao Liu", "Qian Qi", "11010119900101", "1390000000")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done, Done]:
    """A folder with the outputs of two runs over the same exports, and what each said: as text, as JSON lines."""
    folder = tmp_path_factory.mktemp("runs")
    write_smallest(folder / "exports")
    common = ["score", "exports", "--as-of", AS_OF]
    text = ["--scores", "s.parquet", "--report", "r.json", "--set-aside", "aside.csv", "--officer", "Sun"]
    lines = ["--out", "j.xlsx", "--scores", "s.csv", "--log-format", "json"]
    said, logged = (called(common + more, folder, plain_environment()) for more in (text, lines))
    assert (said.returncode, logged.returncode) == (0, 0), said.stderr.decode() + logged.stderr.decode()
    return folder, said, logged


def test_quiet_says_nothing_at_all(overdue_process: Run, exports: Path) -> None:
    done = overdue_process("score", exports, "--as-of", AS_OF, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_every_borrower_stands_in_the_scores_whatever_is_listed(runs: tuple[Path, Done, Done]) -> None:
    scores = pl.read_parquet(runs[0] / "s.parquet")
    assert set(scores["borrower_id"]) == {"B001", "B002", "B003"}
    assert scores.filter(pl.col("borrower_id") == "B002")["days_past_due"].item() == 56
    said = runs[1].stderr.decode()
    assert "B003" in said
    assert "B002" not in said


def test_the_csv_and_the_parquet_hold_the_same(runs: tuple[Path, Done, Done]) -> None:
    written = pl.read_csv(runs[0] / "s.csv", infer_schema=False)
    columnar = pl.read_parquet(runs[0] / "s.parquet").select(pl.all().cast(pl.String))
    assert written.equals(columnar.with_columns(pl.all().replace("", None)))


def test_a_dash_puts_the_scores_on_stdout_and_nothing_else_there(overdue: Run, exports: Path) -> None:
    done = overdue("score", exports, "--as-of", AS_OF, "--scores", "-")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert {row["borrower_id"] for row in rows} == {"B001", "B002", "B003"}
    assert done.stderr


def test_the_report_is_one_json_line_on_stdout_if_asked(overdue: Run, exports: Path) -> None:
    done = overdue("score", exports, "--as-of", AS_OF, "--report", "-", "--quiet")
    assert done.stdout.count(b"\n") == 1
    report = json.loads(done.stdout)
    assert report["as_of"] == AS_OF
    assert report["figures"]["borrowers"] == 3
    assert {entry["name"] for entry in report["inputs"]} == {"loans.csv", "instalments.csv"}
    assert str(exports) not in done.stdout.decode()


def test_the_report_file_names_tool_rules_inputs_and_counts(runs: tuple[Path, Done, Done]) -> None:
    report = json.loads((runs[0] / "r.json").read_text(encoding="utf-8"))
    assert report["tool"] == {"name": "overdue", "version": overdue_cli.__version__}
    assert report["ruleset"]["name"] == "conservative"
    rows = report["figures"]["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"] + rows["rows_not_data"]


def test_rows_set_aside_are_written_in_full_and_harmless_in_a_spreadsheet(
    overdue: Run, exports: Path, tmp_path: Path
) -> None:
    (exports / "instalments.csv").write_text(INSTALMENTS + "L1,=1+1,,-1000,,\n")
    assert overdue("score", exports, "--as-of", AS_OF, "--set-aside", "aside.csv", "-q").returncode == 0
    _, header, row = csv.reader((tmp_path / "aside.csv").open(encoding="utf-8-sig"))
    assert header[0] == "overdue:instalments" and header[4:] == INSTALMENTS.splitlines()[0].split(",")
    assert row[1] == f"instalments.csv · row {INSTALMENTS.count(chr(10)) + 1}"
    assert (row[4], row[5], row[7]) == ("L1", "'=1+1", "-1000")


def test_nothing_set_aside_is_an_empty_table_not_a_missing_file(runs: tuple[Path, Done, Done]) -> None:
    assert (runs[0] / "aside.csv").read_text(encoding="utf-8-sig") == "no rows were set aside\n"


def test_what_is_logged_names_nobody(runs: tuple[Path, Done, Done]) -> None:
    for done in runs[1:]:
        said = done.stderr.decode()
        assert said
        assert not [name for name in PEOPLE if name in said]


def test_every_json_log_line_is_an_object_and_carries_no_borrower_number(runs: tuple[Path, Done, Done]) -> None:
    said = runs[2].stderr.decode()
    events = [json.loads(line) for line in said.splitlines()]
    assert [event["event"] for event in events] == ["started", "done"]
    assert events[-1]["figures"]["borrowers"] == 3
    assert "B00" not in said
    assert "Sun" not in said


def test_the_day_is_printed_where_it_was_not_asked(overdue: Run, exports: Path) -> None:
    assert "(today)" in overdue("score", exports, "--lang", "en").stderr.decode()


def test_the_day_that_was_asked_is_not_called_today(runs: tuple[Path, Done, Done]) -> None:
    assert "(today)" not in runs[1].stderr.decode()


def test_the_python_door_is_the_same_path(runs: tuple[Path, Done, Done], tmp_path: Path) -> None:
    import datetime as dt

    folder = runs[0]
    scored = overdue_cli.score([folder / "exports"], as_of=dt.date.fromisoformat(AS_OF))
    assert scored.scores.equals(pl.read_parquet(folder / "s.parquet"))
    scored.to_workbook(tmp_path / "door.xlsx")
    assert (tmp_path / "door.xlsx").read_bytes() == (folder / "j.xlsx").read_bytes()
