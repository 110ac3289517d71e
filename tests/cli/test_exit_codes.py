"""What a run says by its exit code, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smallest import AS_OF, INSTALMENTS, Run

EARLIER = b"the worklist of last month"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A worklist that a failed run must leave as it is."""
    path = tmp_path / "worklist.xlsx"
    path.write_bytes(EARLIER)
    return path


def left(folder: Path) -> set[str]:
    """Names in `folder`, hidden ones too."""
    return {path.name for path in folder.iterdir()}


def test_a_clean_run_ends_with_nought_and_a_worklist_for_its_owner_only(
    overdue_process: Run, exports: Path, tmp_path: Path
) -> None:
    done = overdue_process("score", exports, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert left(tmp_path) == {"exports", "worklist.xlsx"}
    if os.name == "posix":
        assert (tmp_path / "worklist.xlsx").stat().st_mode & 0o777 == 0o600


def test_the_same_run_twice_gives_the_same_bytes(
    overdue: Run, overdue_process: Run, exports: Path, tmp_path: Path
) -> None:
    for run, name, zone in ((overdue, "a.xlsx", "Asia/Tokyo"), (overdue_process, "b.xlsx", "UTC")):
        assert run("score", exports, "--as-of", AS_OF, "--out", name, env={"TZ": zone}).returncode == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


CASES = {
    "a_file_that_is_not_there_is_wrong_usage": (["score", "nowhere.xlsx", "--as-of", AS_OF], 2, "P001"),
    "a_day_that_is_not_in_the_calendar_is_wrong_usage": (["score", "exports", "--as-of", "2026-02-30"], 2, "P002"),
    "a_date_in_another_order_is_not_guessed": (["score", "exports", "--as-of", "20/11/2026"], 2, "P002"),
    "a_worklist_must_be_called_xlsx": (["score", "exports", "--as-of", AS_OF, "--out", "list.xls"], 2, "P003"),
    "scores_are_parquet_or_csv": (["score", "exports", "--as-of", AS_OF, "--scores", "scores.xlsx"], 2, "P003"),
    "two_outputs_cannot_be_one_file": (["score", "exports", "--as-of", AS_OF, "--scores", "a.csv", "--set-aside", "./a.csv"], 2, "P003"),
    "an_input_is_never_overwritten": (["score", "exports/loans.csv", "--as-of", AS_OF, "--scores", "exports/loans.csv"], 2, "P003"),
    "an_output_among_the_inputs_would_be_read_next_time": (["score", "exports", "--as-of", AS_OF, "--scores", "exports/scores.csv"], 2, "P062"),
    "an_officer_nobody_has_is_a_slip": (["score", "exports", "--as-of", AS_OF, "--officer", "Lee"], 2, "P003"),
    "a_folder_with_nothing_readable_is_unusable": (["score", "empty", "--as-of", AS_OF], 3, "P010"),
    "a_file_with_no_loan_table_is_unusable": (["score", "other.csv", "--as-of", AS_OF], 3, "P012"),
    "a_mapping_that_is_not_there_is_said": (["score", "exports", "--as-of", AS_OF, "--mapping", "none.yaml"], 2, "P001"),
    "a_borrower_nobody_knows_is_unusable": (["explain", "B999", "exports", "--as-of", AS_OF], 3, "P017"),
    "a_rule_set_nobody_has_is_refused": (["score", "exports", "--as-of", AS_OF, "--rules", "lenient"], 5, "R001"),
    "a_broken_rule_set_is_refused_with_its_place": (["rules", "check", "--rules", "broken"], 5, "R002"),
    "a_folder_in_the_way_is_an_output_that_cannot_be": (["score", "exports", "--as-of", AS_OF, "--scores", "empty.csv"], 7, "O001"),
    "a_folder_that_is_not_there_is_an_output_that_cannot_be": (["score", "exports", "--as-of", AS_OF, "--report", "no/report.json"], 7, "O001"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_refusal_has_its_code_says_what_is_next_and_leaves_the_old_output(
    name: str, overdue: Run, exports: Path, earlier: Path, tmp_path: Path
) -> None:
    arguments, code, problem = CASES[name]
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.csv").mkdir()
    (tmp_path / "other.csv").write_text("colour,weight\nred,3\n")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "ruleset.yaml").write_text("name: a\nname: b\n")
    before = left(tmp_path)
    done = overdue(*arguments)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert problem in said
    assert "next: " in said
    assert "Traceback" not in said
    assert done.stdout == b""
    assert earlier.read_bytes() == EARLIER
    assert left(tmp_path) == before


def test_an_option_nobody_knows_is_wrong_usage(overdue: Run, exports: Path) -> None:
    assert overdue("score", exports, "--asof", AS_OF).returncode == 2
    assert overdue("score", exports, "--horizon", "0").returncode == 2
    assert overdue("scores").returncode == 2


def test_strict_says_nothing_new_where_nothing_is_wrong(overdue: Run, exports: Path) -> None:
    assert overdue("score", exports, "--as-of", "2026-10-28", "--strict").returncode == 0


@pytest.mark.slow
def test_strict_ends_with_four_over_a_row_set_aside_and_the_worklist_is_written(
    overdue: Run, exports: Path, tmp_path: Path
) -> None:
    (exports / "instalments.csv").write_text(INSTALMENTS + "L1,13,,1000,,\n")
    assert overdue("score", exports, "--as-of", "2026-10-28", "--strict").returncode == 4
    assert (tmp_path / "worklist.xlsx").stat().st_size > 0
    assert overdue("score", exports, "--as-of", "2026-10-28").returncode == 0


def test_strict_ends_with_four_over_stale_data(overdue: Run, exports: Path) -> None:
    assert overdue("score", exports, "--as-of", "2027-03-01", "--strict").returncode == 4


def test_a_refusal_speaks_the_language_of_the_user(overdue: Run, tmp_path: Path) -> None:
    assert "下一步" in overdue("score", "nowhere", env={"LANG": "zh_CN.UTF-8"}).stderr.decode()
    assert "next" in overdue("score", "nowhere", "--lang", "en", env={"LANG": "zh_CN.UTF-8"}).stderr.decode()


def test_a_refusal_in_json_is_the_last_object_said(overdue: Run) -> None:
    done = overdue("score", "nowhere.xlsx", "--log-format", "json")
    line = json.loads(done.stderr.splitlines()[-1])
    assert (done.returncode, line["event"], line["code"], line["exit_code"]) == (2, "refused", "P001", 2)


def test_a_bug_of_ours_ends_with_one_and_says_so(environment: dict[str, str]) -> None:
    code = "from overdue_cli.cli.guard import guarded; guarded(lambda: 1 // 0)()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "bug of ours" in done.stderr


def test_a_panic_that_is_no_exception_is_a_bug_too(environment: dict[str, str]) -> None:
    code = "from overdue_cli.cli.guard import guarded\nclass Panic(BaseException): pass\ndef f(): raise Panic\nguarded(f)()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, "bug of ours" in done.stderr) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_by_its_own_code_and_leaves_no_half_file(
    sent: signal.Signals, code: int, exports: Path, earlier: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    waiting = (
        "import sys, time\nfrom overdue_cli import pipeline\nfrom overdue_cli.cli.main import run\n"
        "def slow(*a, **k):\n    print('here', file=sys.stderr, flush=True)\n    time.sleep(30)\npipeline.score = slow\nrun()"
    )
    command = [sys.executable, "-c", waiting, "score", str(exports), "--as-of", AS_OF]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(sent)
        began = time.monotonic()
        said = process.stderr.read().decode()
        assert process.wait(20) == code, said
        assert time.monotonic() - began < 10
    assert "Traceback" not in said
    assert earlier.read_bytes() == EARLIER
    assert left(tmp_path) == {"exports", "worklist.xlsx"}


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is POSIX's")
def test_a_reader_that_goes_away_is_no_error_message(
    exports: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = f"'{sys.executable}' -c 'from overdue_cli.cli.main import run; run()' rules list | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() in {"0", "141"}
