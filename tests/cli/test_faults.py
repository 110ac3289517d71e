"""What can go wrong at five in the morning, done for real: kills, a second run, full disks, inputs that move."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from overdue_cli.history import FAULTS, History, verified
from overdue_cli.outlets import latest
from smallest import AS_OF, INSTALMENTS, Run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals, tmpfs and limits as POSIX has them"),
]

TOML = 'inputs = ["exports"]\noutputs = "outputs"\nhistory = "history"\n[keep]\ncycles = 3\nattempts = 2\noutputs = 2\n'
WHOLE = {"worklist.xlsx", "scores.parquet", "report.json", "set-aside.csv"}
SEED = 20261120
RANDOM_KILLS = 50

COUNTING = """
import os, signal, sys
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}
last, seen = int(os.environ["KILL_AT"]), 0
def at(event, arguments):
    global seen
    if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(at)
from overdue_cli.cli.main import run
run()
"""
"""The run, killed just before the change to the disk whose number KILL_AT is."""


@pytest.fixture
def config(tmp_path: Path, exports: Path) -> Path:
    path = tmp_path / "overdue.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


@pytest.fixture
def running(two_months: Path) -> Path:
    """The same configuration where two cycles have run."""
    path = two_months / "overdue.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from overdue_cli.cli.main import run; run()", *map(str, arguments)]


def sound(folder: Path) -> None:
    """`latest` names a whole folder, the history is sound; what is not finished is hidden."""
    top = folder / "outputs"
    if (top / "latest").exists():
        assert {path.name for path in (top / latest(top)).iterdir()} == WHOLE
    for published in top.glob("2*"):
        assert {path.name for path in published.iterdir()} == WHOLE, published
    assert [f for f in verified(History(folder / "history")) if f.state in FAULTS] == []


def clean(folder: Path) -> None:
    """Nothing hidden is left."""
    assert list(folder.rglob(".overdue-*")) == []


def killed_at(number: int, config: Path, environment: dict[str, str], day: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, "run", str(config), "--as-of", day, "--quiet"],
        env=environment | {"KILL_AT": str(number)}, cwd=config.parent, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


def every_change(config: Path, environment: dict[str, str], overdue: Run, numbers: Iterator[int]) -> int:
    """The run killed at each of `numbers` until one is past its end; how many kills there were."""
    kills = 0
    for number in numbers:
        if killed_at(number, config, environment, AS_OF) == 0:
            break
        kills += 1
        sound(config.parent)
        again = overdue("run", config, "--as-of", AS_OF, "--quiet")
        assert again.returncode == 0, again.stderr.decode()
        sound(config.parent)
        clean(config.parent)
    return kills


def test_a_kill_before_some_changes_to_the_disk_costs_nothing(
    running: Path, environment: dict[str, str], overdue: Run
) -> None:
    assert every_change(running, environment, overdue, iter((41,))) == 1


@pytest.mark.slow
def test_a_kill_before_any_change_to_the_disk_costs_nothing(
    config: Path, environment: dict[str, str], overdue: Run
) -> None:
    for day in ("2026-08-20", "2026-09-20", "2026-10-20"):
        overdue("run", config, "--as-of", day, "--quiet")
    assert every_change(config, environment, overdue, iter(range(1, 500, 2))) > 30


@pytest.mark.slow
def test_a_kill_at_fifty_random_moments_costs_nothing(config: Path, environment: dict[str, str], overdue: Run) -> None:
    dice = random.Random(SEED)
    began = time.monotonic()
    overdue("run", config, "--as-of", "2026-09-20", "--quiet")
    whole = time.monotonic() - began
    for number in range(RANDOM_KILLS):
        day = f"2026-10-{number % 5 + 10}"
        with subprocess.Popen(command("run", config, "--as-of", day, "--quiet"), env=environment) as process:
            time.sleep(dice.uniform(0.2, 1.0) * whole)
            process.send_signal(signal.SIGKILL)
        sound(config.parent)
        if number % 5 == 4:
            done = overdue("run", config, "--as-of", day, "--quiet")
            assert done.returncode == 0, done.stderr.decode()
            sound(config.parent)
            clean(config.parent)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_by_its_own_code_and_cleans_up(
    sent: signal.Signals, code: int, config: Path, environment: dict[str, str]
) -> None:
    waiting = (
        "import sys, time\nfrom overdue_cli import publishing\nfrom overdue_cli.cli.main import run\n"
        "def slow(*a):\n    print('here', file=sys.stderr, flush=True)\n    time.sleep(30)\npublishing.write = slow\nrun()"
    )
    arguments = [sys.executable, "-c", waiting, "run", str(config), "--as-of", AS_OF, "--quiet"]
    with subprocess.Popen(arguments, cwd=config.parent, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(sent)
        said = process.stderr.read().decode()
        assert process.wait(20) == code, said
    assert said == ""
    clean(config.parent)
    assert not (config.parent / "history" / ".lock.json").exists()
    sound(config.parent)


def test_a_second_run_says_who_is_first_and_the_lock_of_the_dead_is_free(
    config: Path, environment: dict[str, str], overdue: Run
) -> None:
    waiting = (
        "import time\nfrom overdue_cli import publishing\nfrom overdue_cli.cli.main import run\n"
        "def slow(*a):\n    print('here', flush=True)\n    time.sleep(60)\npublishing.write = slow\nrun()"
    )
    arguments = [sys.executable, "-c", waiting, "run", str(config), "--as-of", AS_OF, "--quiet"]
    with subprocess.Popen(arguments, cwd=config.parent, stdout=subprocess.PIPE, env=environment) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = overdue("run", config, "--as-of", AS_OF, "--quiet")
        assert second.returncode == 6
        assert f"process {first.pid}" in second.stderr.decode()
        scored = overdue("score", "exports", "--as-of", AS_OF, "--history", "history")
        assert (scored.returncode, (config.parent / "worklist.xlsx").exists()) == (6, False)
        first.send_signal(signal.SIGKILL)
    third = overdue("run", config, "--as-of", AS_OF, "--quiet")
    assert third.returncode == 0, third.stderr.decode()
    sound(config.parent)
    clean(config.parent)


def test_of_many_runs_at_once_none_spoils_another(config: Path, environment: dict[str, str]) -> None:
    runs = [
        subprocess.Popen(
            command("run", config, "--as-of", AS_OF, "--quiet"), env=environment, stderr=subprocess.DEVNULL
        )
        for _ in range(3)
    ]
    codes = {process.wait(120) for process in runs}
    assert codes <= {0, 6}
    assert 0 in codes
    sound(config.parent)
    clean(config.parent)


def limited(size: int, config: Path, environment: dict[str, str], day: str) -> subprocess.CompletedProcess[bytes]:
    """A run that may write no file larger than `size` bytes."""
    script = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\nfrom overdue_cli.cli.main import run\nrun()"
    arguments = [sys.executable, "-c", script, "run", str(config), "--as-of", day, "--quiet"]
    return subprocess.run(arguments, cwd=config.parent, env=environment, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("size", [pytest.param(0, marks=pytest.mark.slow), 8_000])
def test_a_file_that_cannot_grow_leaves_the_old_output_whole(
    size: int, running: Path, environment: dict[str, str], overdue: Run
) -> None:
    done = limited(size, running, environment, AS_OF)
    said = done.stderr.decode()
    assert done.returncode == 7, said
    assert "O001" in said
    assert "Traceback" not in said
    assert latest(running.parent / "outputs") == "2026-10-20"
    sound(running.parent)
    assert overdue("run", running, "--as-of", AS_OF, "--quiet").returncode == 0
    clean(running.parent)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 768 KiB, with the history and the outputs on it."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=768k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_output_whole(small_disk: Path, exports: Path, overdue: Run, tmp_path: Path) -> None:
    config = small_disk / "overdue.toml"
    config.write_text(TOML.replace('"exports"', f'"{exports}"'))
    assert overdue("run", config, "--as-of", "2026-10-20", "--quiet").returncode == 0
    filler = small_disk / "filler"
    refused = 0
    for room in (0, 12_288, 81_920):
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"\0" * max(free - room, 0))
        done = overdue("run", config, "--as-of", AS_OF, "--quiet")
        said = done.stderr.decode()
        assert done.returncode in (0, 7), said
        assert "Traceback" not in said
        refused += done.returncode == 7
        sound(small_disk)
        filler.unlink()
    assert refused >= 2
    assert overdue("run", config, "--as-of", AS_OF, "--quiet").returncode == 0
    sound(small_disk)
    clean(small_disk)


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_an_output_that_cannot_be(config: Path, overdue: Run) -> None:
    (config.parent / "outputs").mkdir(mode=0o500)
    assert overdue("run", config, "--as-of", AS_OF, "--quiet").returncode == 7


def test_an_input_swapped_or_cut_while_it_is_read_is_refused(exports: Path) -> None:
    import datetime as dt

    import overdue_cli
    from overdue_cli.problems import Refusal

    def cut(name: str, done: int, total: int) -> None:
        if done == 1:
            (exports / "loans.csv").write_bytes((exports / "loans.csv").read_bytes()[:200])

    def swap(name: str, done: int, total: int) -> None:
        if done == 1:
            (exports / "new.part").write_text(INSTALMENTS)
            (exports / "new.part").replace(exports / "instalments.csv")

    def take(name: str, done: int, total: int) -> None:
        if done == 1:
            (exports / "loans.csv").unlink()

    for change, said in ((swap, "replaced"), (cut, "bytes before"), (take, "away")):
        with pytest.raises(Refusal) as refused:
            overdue_cli.score([exports], as_of=dt.date.fromisoformat(AS_OF), on_step=change)
        assert (refused.value.code, refused.value.exit_code) == ("P039", 3)
        assert said in refused.value.facts["detail"]


def test_an_export_that_keeps_growing_ends_in_three_and_no_history(
    config: Path, environment: dict[str, str], exports: Path
) -> None:
    """Rows are added by another process for as long as the run reads."""
    grow = (
        "import sys, time\nwith open(sys.argv[1], 'a') as file:\n"
        "    while True:\n        file.write('L1,99,2099-01-25,1000,,\\n'); file.flush(); time.sleep(0.001)"
    )
    with subprocess.Popen([sys.executable, "-c", grow, str(exports / "instalments.csv")]) as writer:
        done = subprocess.run(
            command("run", config, "--as-of", AS_OF, "--log-format", "json"), env=environment, cwd=config.parent, capture_output=True, check=False, timeout=120
        )  # fmt: skip
        writer.kill()
    line = json.loads(done.stderr.splitlines()[-1])
    assert (done.returncode, line["code"]) == (3, "P039"), done.stderr.decode()
    assert History(config.parent / "history").cycles() == []
    assert list((config.parent / "outputs").glob("2*")) == []


def test_a_damaged_cycle_does_not_stop_the_night(running: Path, overdue: Run) -> None:
    (running.parent / "history/2026-10-20/0001/scores.parquet").write_bytes(b"PAR1 not quite")
    assert overdue("history", "verify", "history").returncode == 8
    done = overdue("run", running, "--as-of", AS_OF, "--quiet", "--json", env={"OVERDUE_STRICT": "true"})
    found = json.loads(done.stdout)
    assert (done.returncode, found["quarantined"]) == (4, ["2026-10-20/0001"])
    assert any("2026-10-20/0001" in said for said in found["notices"])
    assert found["changes"]["new"] == 0  # September was there
    assert overdue("history", "verify", "history", "--quiet").returncode == 8
