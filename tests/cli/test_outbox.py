"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from overdue_cli.outputs import Outbox, write_parquet
from overdue_cli.problems import Refusal


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_there_until_all_is_published(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    with Outbox([first, second]) as outbox:
        outbox.write(first, lambda part: part.write_text("one"))
        outbox.write(second, lambda part: part.write_text("two"))
        assert not first.exists()
        outbox.publish()
    assert (first.read_text(), second.read_text(), names(tmp_path)) == ("one", "two", ["a.txt", "b.txt"])


def test_a_failure_in_between_leaves_what_stood_there(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("old")
    with pytest.raises(ZeroDivisionError), Outbox([first, second]) as outbox:
        outbox.write(first, lambda part: part.write_text("new"))
        outbox.write(second, lambda part: 1 // 0)
    assert (first.read_text(), names(tmp_path)) == ("old", ["a.txt"])


def test_a_disk_that_takes_no_more_is_a_refusal_and_leaves_what_stood_there(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(Refusal) as refused, Outbox([target]) as outbox:
        outbox.write(target, lambda part: full.write_text("x" * 100_000))
    assert (refused.value.code, refused.value.exit_code) == ("O001", 7)
    assert "space" in refused.value.facts["detail"].lower()
    assert (target.read_text(), names(tmp_path)) == ("old", ["a.txt"])


def test_the_second_target_that_cannot_be_claimed_frees_the_first(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(Refusal), Outbox([tmp_path / "a.txt", tmp_path / "folder.txt"]):
        pass
    assert names(tmp_path) == ["folder.txt"]


def test_what_a_killed_run_left_goes_after_a_day_and_not_before(tmp_path: Path) -> None:
    old, new, other = tmp_path / ".overdue-old.xlsx", tmp_path / ".overdue-new.xlsx", tmp_path / ".other"
    scratch = tmp_path / ".overdue-scratch"
    scratch.mkdir()
    (scratch / "rows").write_text("names")
    for path in (old, new, other):
        path.write_text("names")
    for path in (old, other, scratch):
        os.utime(path, (0, 0))
    with Outbox([tmp_path / "a.txt"]) as outbox:
        outbox.write(tmp_path / "a.txt", lambda part: part.write_text("one"))
        outbox.publish()
    assert names(tmp_path) == [".other", ".overdue-new.xlsx", "a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file modes and links are POSIX's")
def test_a_link_stays_a_link_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o644)
    link.symlink_to(real)
    with Outbox([link]) as outbox:
        outbox.write(link, lambda part: part.write_text("new"))
        outbox.publish()
    assert (link.is_symlink(), real.read_text(), real.stat().st_mode & 0o777) == (True, "new", 0o600)


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(Refusal), Outbox([loop]):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_fault_of_the_parquet_file() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_parquet(pl.DataFrame({"a": [1]}), Path("/dev/full"))
