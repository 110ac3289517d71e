"""Retention, formats, the lock."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from exports import APR, FEB, MAR, Cycle

from overdue_cli.history import FAULTS, History, feedback, formats, locked, retired, superfluous, verified
from overdue_cli.history.formats import upgraded
from overdue_cli.history.layout import attempts_in
from overdue_cli.problems import Refusal

KEPT_EXAMPLES = Path(__file__).parent / "formats"


def test_nothing_goes_that_is_within_what_is_kept(two_months: Path) -> None:
    assert superfluous(History(two_months), 2, 1) == []


@pytest.mark.slow
def test_whole_attempts_go_oldest_first_and_the_journal_says_so(cycle: Cycle, two_months: Path) -> None:
    for day in (MAR, APR, APR, APR):
        cycle(day)
    history = History(two_months, at="now")
    gone = superfluous(history, 2, 2)
    assert [a.name for a in gone] == ["2026-01-20/0001", "2026-02-20/0001", "2026-04-20/0001"]
    retired(history, gone)
    left = History(two_months)
    assert left.cycles() == [MAR, APR]
    assert [a.number for a in attempts_in(left.root, APR)] == [2, 3]
    assert [f.name for f in verified(left) if f.state in FAULTS] == []
    lines = [json.loads(line) for line in (two_months / "journal.jsonl").read_text().splitlines()]
    assert [line["cycle"] for line in lines if line["event"] == "retired"] == ["2026-01-20", "2026-02-20", "2026-04-20"]


def test_a_current_attempt_is_never_retired_within_a_kept_cycle(cycle: Cycle, two_months: Path) -> None:
    (first,) = attempts_in(two_months, FEB)
    for _ in range(2):
        cycle(FEB)
    history = History(two_months)
    digest = json.loads((two_months / "journal.jsonl").read_text().splitlines()[1])["manifest"]
    history.point(first, digest)  # somebody went back to the first
    assert first not in superfluous(history, 1, 1)
    assert [a.name for a in superfluous(history, 1, 1)] == ["2026-01-20/0001", "2026-02-20/0002", "2026-02-20/0003"]


def test_a_format_from_the_future_is_refused(two_months: Path) -> None:
    (two_months / "history.json").write_text('{"format": 99}')
    with pytest.raises(Refusal) as refused:
        History(two_months)
    assert (refused.value.code, refused.value.exit_code) == ("H001", 3)


@pytest.mark.parametrize("number", range(1, formats.FORMAT + 1))
def test_a_history_of_every_format_so_far_can_be_read_verified_and_continued(number: int, tmp_path: Path) -> None:
    """`formats/N` was written by the program that introduced format N and is never written anew."""
    import shutil

    kept = tmp_path / "history"
    shutil.copytree(KEPT_EXAMPLES / str(number), kept)
    history = History(kept)
    answers = ["collected"] if number >= 2 else []
    assert [f.state.value for f in verified(history)] == ["current", "current", *answers]
    assert feedback.answers(kept).height == (4 if answers else 0)
    from overdue_cli.history import past

    known = past(history, dt.date(2026, 3, 20))
    assert known.latest == dt.date(2026, 2, 20)
    assert known.scores.filter(pl.col("borrower_id") == "B01")["previous_grade"].item() in "ABCDE"
    assert known.scores.schema["previous_arrears"] == pl.Int64
    assert known.cases.height > 0
    assert known.cases.schema["closed_on"] == pl.Date
    assert known.scores["previous_grade_by_rules"].null_count() == 0
    history.open()
    assert json.loads((kept / "history.json").read_text())["format"] == formats.FORMAT


def test_an_older_format_is_read_through_every_step_and_not_rewritten() -> None:
    def two(
        manifest: dict[str, Any], frames: dict[str, pl.DataFrame]
    ) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
        return manifest | {"borrowers": manifest["count"]}, frames

    def three(
        manifest: dict[str, Any], frames: dict[str, pl.DataFrame]
    ) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
        return manifest, {name: frame.rename({"note": "grade"}) for name, frame in frames.items()}

    frames = {"scores": pl.DataFrame({"note": ["A"]})}
    manifest, read = upgraded({"format": 1, "count": 7}, frames, {1: two, 2: three}, today=3)
    assert (manifest["format"], manifest["borrowers"], read["scores"].columns) == (3, 7, ["grade"])
    assert frames["scores"].columns == ["note"]


def test_the_lock_names_who_holds_it_and_is_free_afterwards(tmp_path: Path) -> None:
    owner = {"pid": "4711", "host": "night", "since": "2026-11-20T05:00:00+00:00"}
    with locked(tmp_path, owner):
        with pytest.raises(Refusal) as refused, locked(tmp_path, owner):
            pass
        assert (refused.value.code, refused.value.exit_code) == ("L001", 6)
        assert {name: refused.value.facts[name] for name in owner} == owner
    with locked(tmp_path, owner):
        pass


@pytest.mark.skipif(os.name != "posix", reason="a kill as POSIX has it")
def test_the_lock_of_a_killed_process_frees_itself(tmp_path: Path, environment: dict[str, str]) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom overdue_cli.history import locked\n"
        "with locked(Path(sys.argv[1]), {'pid': '1', 'host': 'h', 'since': 's'}):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Refusal), locked(tmp_path, {}):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    assert (tmp_path / ".lock.json").exists()  # its note is still there, and stops nobody
    with locked(tmp_path, {"pid": "2", "host": "h", "since": "s"}):
        pass
