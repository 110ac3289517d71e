"""Files for cron, timers and manual pages: what can be run here is run."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smallest import AS_OF, REPOSITORY, Run

PACKAGING = REPOSITORY / "packaging"
PAGE = (REPOSITORY / "docs" / "unattended.md").read_text(encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, exports: Path) -> Path:
    """A folder as the packaging files expect it, with `overdue` in its `bin`."""
    program = tmp_path / "bin" / "overdue"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from overdue_cli.cli.main import run; run()' \"$@\"\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "overdue.toml").write_text('inputs = ["exports"]\noutputs = "outputs"\nhistory = "history"\n')
    return tmp_path


def placed(text: str, folder: Path) -> str:
    return text.replace("/srv/overdue", str(folder)).replace("/opt/overdue", str(folder))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="cron is POSIX's")
def test_the_cron_lines_run_as_they_stand(installed: Path, environment: dict[str, str]) -> None:
    lines = placed((PACKAGING / "cron" / "overdue").read_text(encoding="utf-8"), installed).splitlines()
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]+=", line))
    jobs = [line.split(None, 5)[5] for line in lines if re.match(r"\d", line)]
    assert len(jobs) == 2
    for job in jobs:  # as cron does it: its own settings and little else
        own = settings | {"PYTHONPATH": environment["PYTHONPATH"], "HOME": str(installed), "OVERDUE_AS_OF": AS_OF}
        done = subprocess.run([settings["SHELL"], "-c", job], env=own, capture_output=True, check=False, cwd="/")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), job
    assert (installed / "runs.jsonl").read_text().count("\n") == 1
    assert (installed / "outputs" / "latest").read_text() == f"{AS_OF}\n"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_are_sound_and_the_command_of_the_service_runs(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    units = tmp_path / "units"
    units.mkdir()
    for name in ("overdue.service", "overdue.timer"):
        text = placed((PACKAGING / "systemd" / name).read_text(encoding="utf-8"), installed)
        (units / name).write_text(
            text.replace("User=overdue", "User=root").replace("Documentation=man:overdue(1)\n", "")
        )
    found = subprocess.run(
        ["systemd-analyze", "verify", str(units / "overdue.service"), str(units / "overdue.timer")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "overdue" not in found.stderr, found.stderr
    service = (units / "overdue.service").read_text()
    command = re.search(r"^ExecStart=(.+)$", service, re.MULTILINE)[1]  # type: ignore[index]
    folder = re.search(r"^WorkingDirectory=(.+)$", service, re.MULTILINE)[1]  # type: ignore[index]
    done = subprocess.run(shlex.split(command), cwd=folder, env=environment | {"OVERDUE_AS_OF": AS_OF}, check=False)
    assert done.returncode == 0


def test_the_windows_task_starts_the_batch_file_that_starts_the_run() -> None:
    task = ElementTree.parse(PACKAGING / "windows" / "overdue.xml").getroot()
    named = {element.tag.split("}")[1]: (element.text or "").strip() for element in task.iter()}
    assert named["Command"].endswith("\\run-overdue.cmd")
    assert (named["MultipleInstancesPolicy"], named["StartWhenAvailable"]) == ("IgnoreNew", "true")
    batch = (PACKAGING / "windows" / "run-overdue.cmd").read_bytes()
    assert b"overdue.exe run overdue.toml --quiet" in batch
    assert b"exit /b %ERRORLEVEL%" in batch
    assert batch.count(b"\n") == batch.count(b"\r\n")


def test_the_manual_page_is_what_the_commands_declare_today() -> None:
    """`make docs` writes it anew."""
    written = (REPOSITORY / "docs" / "overdue.1").read_text(encoding="utf-8")
    assert runpy.run_path(str(REPOSITORY / "tools" / "manpage.py"))["page"]() == written


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_the_manual_page_is_set_without_a_warning() -> None:
    page = REPOSITORY / "docs" / "overdue.1"
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", str(page)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "EXIT STATUS" in re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout)


@pytest.mark.slow
def test_the_commands_of_the_page_run_as_they_stand(overdue: Run, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "sample_data", tmp_path / "sample_data")
    block = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
    for line in block.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        if program == "cp":
            for source in sorted((tmp_path / "sample_data" / "en").glob("*.csv")):
                shutil.copy(source, tmp_path / arguments[-1])
            continue
        done = overdue(*arguments)
        assert done.returncode in (0, 4), (line, done.stderr.decode())


def test_every_packaging_file_of_the_page_is_there() -> None:
    for path in re.findall(r"\]\(\.\./(packaging/[^)]+)\)", PAGE):
        assert (REPOSITORY / path).is_file(), path


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_there(overdue: Run, shell: str) -> None:
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # else the shell that runs the tests decides
    done = overdue("--show-completion", shell, env=named)
    assert done.returncode == 0, done.stderr.decode()
    assert b"overdue" in done.stdout
