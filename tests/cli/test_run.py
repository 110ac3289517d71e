"""`overdue run`, `init`, `history` and `--history` as a cron line and a person type them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from smallest import AS_OF, Run

TOML = """inputs = ["exports"]
outputs = "outputs"
history = "history"
"""


@pytest.fixture
def config(tmp_path: Path, exports: Path) -> Path:
    """The least configuration beside the exports of three borrowers."""
    path = tmp_path / "overdue.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def hashes(folder: Path) -> dict[str, str]:
    """Path → hash of all files but the journal, which holds the time, and the locks."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "journal.jsonl" and not path.name.startswith(".lock")
    }


def test_a_quiet_run_says_nothing_and_leaves_a_dated_folder(
    overdue: Run, overdue_process: Run, config: Path, tmp_path: Path
) -> None:
    done = overdue_process("run", config, "--as-of", AS_OF, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    folder = tmp_path / "outputs" / (tmp_path / "outputs" / "latest").read_text().strip()
    assert folder.name == AS_OF
    assert {p.name for p in folder.iterdir()} == {"worklist.xlsx", "scores.parquet", "report.json", "set-aside.csv"}
    assert overdue("history", "verify", "history", "--outputs", "outputs").returncode == 0


@pytest.mark.slow
def test_a_second_run_of_the_day_has_a_folder_of_its_own(overdue: Run, config: Path, tmp_path: Path) -> None:
    overdue("run", config, "--as-of", AS_OF, "--quiet")
    before = hashes(tmp_path / "outputs" / AS_OF)
    overdue("run", config, "--as-of", AS_OF, "--quiet")
    assert hashes(tmp_path / "outputs" / AS_OF) == before
    assert (tmp_path / "outputs" / "latest").read_text() == f"{AS_OF}-2\n"
    listed = json.loads(overdue("history", "list", "history", "--json").stdout)
    assert [(row["cycle"], row["attempt"], row["attempts"]) for row in listed] == [(AS_OF, 2, 2)]


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes_in_another_folder_and_time_zone(
    overdue: Run, overdue_process: Run, config: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "deep"
    other.mkdir(parents=True)
    shutil.copytree(tmp_path / "exports", other / "exports")
    shutil.copy(config, other)
    for day in ("2026-10-20", AS_OF):
        overdue("run", config, "--as-of", day, env={"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8"})
        elsewhere = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "4"}
        overdue_process("run", "overdue.toml", "--as-of", day, cwd=other, env=elsewhere)
    for name in ("outputs", "history"):
        assert hashes(tmp_path / name) == hashes(other / name)


def test_one_json_line_of_figures_on_request(overdue: Run, config: Path) -> None:
    done = overdue("run", config, "--as-of", AS_OF, "--quiet", "--json")
    (line,) = done.stdout.decode().splitlines()
    found = json.loads(line)
    assert found["figures"]["borrowers"] == 3
    assert (found["history"], found["outputs"]["folder"]) == (f"{AS_OF}/0001", AS_OF)
    assert found["changes"]["new"] == 3
    assert done.stderr == b""


def test_structured_logs_hold_no_personal_data(overdue: Run, config: Path) -> None:
    done = overdue("run", config, "--as-of", AS_OF, "--log-format", "json")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["started", "done"]
    for word in ("Wu Ming", "1390000", "110101", '"Li"', "B001"):
        assert word not in done.stderr.decode()


@pytest.mark.slow
def test_a_month_is_compared_with_the_one_before(overdue: Run, two_months: Path, tmp_path: Path) -> None:
    done = overdue("run", "overdue.toml", "--as-of", AS_OF, "--quiet", "--json")
    assert json.loads(done.stdout)["changes"]["new"] == 0
    scores = pl.read_parquet(tmp_path / "outputs" / AS_OF / "scores.parquet")
    assert scores["previous_grade"].null_count() == 0
    said = overdue("history", "diff", "history", "2026-10-20", AS_OF, "--lang", "en").stdout.decode()
    assert "worsened" in said
    moved = json.loads(overdue("history", "diff", "history", "2026-10-20", AS_OF, "--json", "--all").stdout)
    assert len(moved) == 3
    shown = overdue("history", "show", "history", AS_OF, "--lang", "en").stdout.decode()
    assert "instalments.csv" in shown
    assert "2026-10-20" in shown


def test_a_dry_run_says_what_would_happen_and_does_nothing(overdue: Run, config: Path, tmp_path: Path) -> None:
    done = overdue("run", config, "--as-of", AS_OF, "--dry-run", env={"LANG": "C"})
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode()
    for word in ("loans.csv", "worklist.xlsx", "conservative", "Nothing was read"):
        assert word in said
    assert {path.name for path in tmp_path.iterdir()} == {"exports", "overdue.toml"}


def test_a_backdated_run_is_not_the_latest(overdue: Run, two_months: Path) -> None:
    overdue("run", "overdue.toml", "--as-of", "2026-08-20", "--quiet")
    assert (two_months / "outputs" / "latest").read_text() == "2026-10-20\n"
    published = {path.name for path in (two_months / "outputs").iterdir() if path.is_dir()}
    assert published == {"2026-08-20", "2026-09-20", "2026-10-20"}


@pytest.mark.slow
def test_a_clock_set_back_is_said_and_strict_ends_with_four(overdue: Run, config: Path) -> None:
    later = dt.date.today() + dt.timedelta(days=40)
    overdue("run", config, "--as-of", later, "--quiet")
    done = overdue("run", config, env={"OVERDUE_STRICT": "true"})
    assert done.returncode == 4
    assert "clock" in done.stderr.decode()


@pytest.mark.slow
def test_stale_data_are_said_and_strict_ends_with_four(overdue: Run, config: Path) -> None:
    done = overdue("run", config, "--as-of", "2027-03-01", "--log-format", "json", env={"OVERDUE_STRICT": "true"})
    assert done.returncode == 4
    assert any("days old" in said for said in json.loads(done.stderr.splitlines()[-1])["notices"])
    assert overdue("run", config, "--as-of", "2027-03-01", "--quiet").returncode == 0


@pytest.mark.slow
def test_a_cycle_runs_once_and_waits_for_the_next(overdue: Run, config: Path, tmp_path: Path) -> None:
    config.write_text(TOML + 'cycle = "monthly on 20, T-7"\nonly_when_due = true\n')

    def on(day: str, *more: str) -> int:
        assert overdue("run", config, "--quiet", *more, env={"OVERDUE_AS_OF": day}).returncode == 0
        return len(list((tmp_path / "outputs").glob("2026-*")))

    assert [on(f"2026-11-{day}") for day in (11, 12, 13, 14, 20)] == [0, 0, 1, 1, 1]
    assert on("2026-11-21") == 1
    assert on("2026-11-21", "--force") == 2
    manifest = json.loads((tmp_path / "history/2026-11-13/0001/manifest.json").read_text())
    assert (manifest["horizon_days"], manifest["options"]["cycle"]) == (7, "monthly on 20, T-7")


@pytest.mark.slow
def test_what_is_kept_is_kept_and_the_rest_removed_whole(overdue: Run, two_months: Path, tmp_path: Path) -> None:
    config = two_months / "overdue.toml"
    config.write_text(TOML + "[keep]\ncycles = 2\nattempts = 1\noutputs = 2\n")
    retired = [
        json.loads(overdue("run", config, "--as-of", AS_OF, "--quiet", "--json").stdout)["retired"] for _ in range(2)
    ]
    assert retired[0] == ["history 2026-09-20/0001", "outputs 2026-09-20"]
    assert retired[1] == [f"history {AS_OF}/0001", f"outputs {AS_OF}"]
    assert {path.name for path in (tmp_path / "outputs").iterdir() if path.is_dir()} == {"2026-10-20", f"{AS_OF}-2"}
    listed = json.loads(overdue("history", "list", "history", "--json").stdout)
    assert [row["cycle"] for row in listed] == ["2026-10-20", AS_OF]
    assert overdue("history", "verify", "history").returncode == 0


def test_init_then_run(overdue: Run, exports: Path, tmp_path: Path) -> None:
    done = overdue("init", "bank")
    assert done.returncode == 0, done.stderr.decode()
    shutil.copytree(exports, tmp_path / "bank" / "exports", dirs_exist_ok=True)
    assert overdue("run", "bank/overdue.toml", "--as-of", "2026-10-28", "--quiet").returncode == 0
    assert (tmp_path / "bank" / "outputs" / "2026-10-28" / "worklist.xlsx").stat().st_size > 0
    again = overdue("init", "bank")
    assert (again.returncode, again.stdout) == (0, b"")
    assert b"overdue.toml" in again.stderr


def test_score_with_a_history_records_and_explain_looks(overdue: Run, two_months: Path, tmp_path: Path) -> None:
    exports = two_months / "exports"
    done = overdue("score", exports, "--as-of", AS_OF, "--history", "history", "--scores", "scores.csv", "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    assert pl.read_csv(tmp_path / "scores.csv")["previous_grade"].null_count() == 0
    manifest = json.loads((tmp_path / f"history/{AS_OF}/0001/manifest.json").read_text())
    assert [entry["name"] for entry in manifest["outputs"]] == ["worklist.xlsx", "scores.csv"]
    before = hashes(tmp_path / "history")
    assert overdue("explain", "B002", exports, "--as-of", AS_OF, "--history", "history").returncode == 0
    assert hashes(tmp_path / "history") == before


def test_python_has_the_same_door(two_months: Path) -> None:
    import overdue_cli

    day = dt.date.fromisoformat(AS_OF)
    scored = overdue_cli.score([two_months / "exports"], as_of=day, history=two_months / "history")
    assert scored.changes is not None
    assert scored.scores["previous_grade"].null_count() == 0


REFUSED = {
    "no_configuration": (["run", "none.toml"], 2, "P001"),
    "a_broken_configuration": (["run", "broken.toml"], 2, "broken.toml:2"),
    "exports_that_are_not_there": (["run", "nowhere.toml", "--as-of", AS_OF], 2, "P001"),
    "a_day_that_is_none": (["run", "overdue.toml", "--as-of", "tomorrow"], 2, "P002"),
    "a_rule_set_nobody_has": (["run", "rules.toml", "--as-of", AS_OF], 5, "R001"),
    "a_file_where_outputs_belong": (["run", "blocked.toml", "--as-of", AS_OF], 7, "O001"),
    "a_history_that_is_none": (["score", "exports", "--as-of", AS_OF, "--history", "exports"], 2, "H002"),
    "a_history_that_is_not_there": (["history", "list", "none"], 2, "P001"),
    "a_list_of_something_else": (["history", "verify", "exports"], 2, "H002"),
    "a_newer_history": (["score", "exports", "--as-of", AS_OF, "--history", "newer"], 3, "H001"),
    "a_cycle_nobody_ran": (["history", "show", "kept", "2020-01-01"], 2, "H003"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_has_its_code_and_writes_nothing(name: str, overdue: Run, config: Path, tmp_path: Path) -> None:
    arguments, code, word = REFUSED[name]
    (tmp_path / "broken.toml").write_text('inputs = ["exports"]\noutputs = 5\n')
    (tmp_path / "nowhere.toml").write_text('inputs = ["nowhere"]\noutputs = "o"\n')
    (tmp_path / "rules.toml").write_text(TOML + 'rules = "lenient"\n')
    (tmp_path / "blocked.toml").write_text('inputs = ["exports"]\noutputs = "broken.toml"\n')
    for folder, number in (("newer", 99), ("kept", 1)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "history.json").write_text(f'{{"format": {number}}}')
    done = overdue(*arguments)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert word in said
    assert "next: " in said
    assert "Traceback" not in said
    assert list(tmp_path.rglob("*.xlsx")) == []
    assert list((tmp_path / "history").rglob("*.parquet")) == []


def visits(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.xlsx") if "isit" in p.name)


def test_a_run_prints_visit_sheets_where_the_configuration_asks_for_them(
    overdue: Run, config: Path, tmp_path: Path
) -> None:
    config.write_text(TOML + "visit_sheets = 2\n")
    assert overdue("run", config, "--as-of", AS_OF, "--quiet").returncode == 0
    assert visits(tmp_path / "outputs" / AS_OF) == ["visit-sheets.xlsx"]


@pytest.mark.slow
def test_with_officers_files_each_officer_gets_the_sheets_of_their_own(
    overdue: Run, config: Path, tmp_path: Path
) -> None:
    config.write_text(TOML + 'visit_sheets = 2\n[files]\nofficers = "officers"\n')
    assert overdue("run", config, "--as-of", AS_OF, "--quiet").returncode == 0
    found = visits(tmp_path / "outputs" / AS_OF)
    assert found and all(name.startswith("officers/") for name in found)


def test_a_template_that_is_not_there_stops_the_run_before_anything_is_read(
    overdue: Run, config: Path, tmp_path: Path
) -> None:
    config.write_text(TOML + 'template = "form.xlsx"\n')
    done = overdue("run", config, "--as-of", AS_OF, "--quiet")
    assert (done.returncode, b"P001" in done.stderr) == (2, True)
    assert not (tmp_path / "outputs" / AS_OF).exists()
