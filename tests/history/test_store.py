"""Cycles, attempts, pointers: what counts, and what a rerun touches."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pytest
from exports import FEB, JAN, MAR, NAMES, OFFICER, PHONE, Cycle

import overdue_cli
from overdue_cli.history import FAULTS, Attempt, History, State, attempts_in, verified
from overdue_cli.problems import Refusal
from overdue_cli.recording import record
from overdue_cli.ruleset.load import load

pytestmark = pytest.mark.slow


def bytes_of(folder: Path) -> dict[str, str]:
    """Path → hash of every file, the journal left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "journal.jsonl"
    }


def first(history: Path, day: dt.date) -> Attempt:
    """The first attempt of a cycle."""
    return attempts_in(history, day)[0]


def test_a_folder_that_is_not_there_is_an_empty_history(tmp_path: Path) -> None:
    history = History(tmp_path / "none")
    assert (history.cycles(), history.current(JAN), verified(history)) == ([], None, [])
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear sir")
    with pytest.raises(Refusal) as refused:
        History(tmp_path)
    assert (refused.value.code, refused.value.exit_code) == ("H002", 2)


def test_a_rerun_becomes_current_and_touches_nothing_else(cycle: Cycle, two_months: Path) -> None:
    before = bytes_of(two_months)
    _, again = cycle(FEB)
    after = bytes_of(two_months)
    assert again.name == "2026-02-20/0002"
    assert {name for name in before if after.get(name) != before[name]} == {"2026-02-20/current.json"}
    history = History(two_months)
    assert history.current(FEB) == again
    assert [f.state for f in verified(history)] == [State.CURRENT, State.SUPERSEDED, State.CURRENT]


def test_a_rerun_over_the_same_inputs_has_the_same_bytes(cycle: Cycle, two_months: Path) -> None:
    _, second = cycle(FEB)
    assert bytes_of(first(two_months, FEB).folder) == bytes_of(second.folder)


def test_a_backdated_run_sees_only_earlier_cycles(cycle: Cycle) -> None:
    cycle(JAN)
    cycle(MAR)
    scored, _ = cycle(FEB)
    assert scored.past is not None
    assert (scored.past.latest, scored.past.later) == (JAN, (MAR,))
    assert any("2026-03-20" in said for said in scored.notices())


def test_a_portfolio_graded_without_the_history_is_not_recorded(two_months: Path, tmp_path: Path) -> None:
    scored = overdue_cli.score([tmp_path / f"exports {FEB}"], as_of=MAR)
    with pytest.raises(ValueError, match="history"):
        record(scored, History(two_months))
    assert History(two_months).cycles() == [JAN, FEB]


def test_numbers_are_never_used_twice(cycle: Cycle, two_months: Path, tmp_path: Path) -> None:
    first(two_months, FEB).folder.rename(tmp_path / "gone")
    assert cycle(FEB)[1].number == 2


def test_anybody_can_read_it_with_polars_alone(two_months: Path) -> None:
    scores = pl.scan_parquet(two_months / "*" / "*" / "scores.parquet").collect()
    assert set(scores["as_of"]) == {JAN, FEB}
    assert {"borrower_id", "grade", "score", "tier", "days_past_due", "arrears"} <= set(scores.columns)


def test_it_holds_no_name_and_no_phone(two_months: Path) -> None:
    texts = [path.read_text() for path in two_months.rglob("*.json*")]
    for path in two_months.rglob("*.parquet"):
        frame = pl.read_parquet(path).select(pl.col(pl.String))
        texts += [text for column in frame for text in column.drop_nulls().to_list()]
    held = "\n".join(texts)
    assert [word for word in (*NAMES.values(), OFFICER, PHONE, "110101199") if word in held] == []
    assert "B01" in held


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such mode")
def test_every_file_is_for_its_owner_only(two_months: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in two_months.rglob("*") if path.is_file()}
    assert set(modes.values()) == {0o600}, modes


def test_the_manifest_says_what_it_was_made_from(two_months: Path) -> None:
    manifest = json.loads(first(two_months, JAN).manifest.read_text())
    assert manifest["format"] == 2
    assert {entry["name"] for entry in manifest["inputs"]} == {"loans.csv", "instalments.csv", "contacts.csv"}
    assert all(
        e["rows_in"] == e["rows_used"] + e["rows_set_aside"] + e["rows_not_data"] and len(e["sha256"]) == 64
        for e in manifest["inputs"]
    )
    assert manifest["ruleset"]["sha256"] == load().digest
    assert sum(manifest["grades"].values()) == manifest["borrowers"] == 6
    assert manifest["previous"] is None
    assert "/" not in "".join(e["name"] for e in manifest["inputs"])


@pytest.mark.parametrize("victim", ["scores.parquet", "reasons.parquet", "manifest.json"])
@pytest.mark.parametrize("how", ["flipped", "truncated", "removed"])
def test_a_damaged_cycle_is_named_and_put_aside_and_the_rest_used(
    cycle: Cycle, two_months: Path, victim: str, how: str
) -> None:
    place = first(two_months, FEB).folder / victim
    content = place.read_bytes()
    if how == "removed":
        place.unlink()
    else:
        place.write_bytes(
            content[:-100] if how == "truncated" else content[:50] + bytes([content[50] ^ 1]) + content[51:]
        )
    assert [f.name for f in verified(History(two_months)) if f.state is State.DAMAGED] == ["2026-02-20/0001"]
    scored, _ = cycle(MAR)
    assert scored.past is not None
    assert scored.past.latest == JAN
    assert any("2026-02-20/0001" in said for said in scored.notices())
    assert (two_months / "quarantine" / "2026-02-20-0001").is_dir()
    assert attempts_in(two_months, FEB) == []
    found = {f.name: f.state for f in verified(History(two_months))}
    assert found == {
        "2026-01-20/0001": State.CURRENT,
        "2026-02-20/0001": State.QUARANTINED,
        "2026-03-20/0001": State.CURRENT,
    }


def test_an_earlier_attempt_stands_in_for_a_damaged_one(cycle: Cycle, two_months: Path) -> None:
    _, second = cycle(FEB)
    (second.folder / "scores.parquet").write_bytes(b"")
    scored, _ = cycle(MAR)
    assert scored.past is not None
    assert scored.past.reference == {
        "cycle": "2026-02-20",
        "attempt": 1,
        "manifest": hashlib.sha256((two_months / "2026-02-20/0001/manifest.json").read_bytes()).hexdigest(),
    }
    assert History(two_months).current(FEB).number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("left", ["", "{", '{"attempt": "x"}', "[]"])
def test_a_pointer_that_cannot_be_read_is_set_anew(cycle: Cycle, two_months: Path, left: str) -> None:
    pointer = two_months / "2026-02-20/current.json"
    pointer.write_text(left)
    scored, _ = cycle(MAR)
    assert scored.past is not None
    assert scored.past.latest == FEB
    assert json.loads(pointer.read_text())["attempt"] == 1


def test_an_attempt_taken_away_is_lost(two_months: Path, tmp_path: Path) -> None:
    first(two_months, JAN).folder.rename(tmp_path / "stolen")
    assert [(f.name, f.state) for f in verified(History(two_months)) if f.state in FAULTS] == [
        ("2026-01-20/0001", State.LOST)
    ]
    (two_months / "journal.jsonl").unlink()  # the attempt after it still knows
    assert any(f.state is State.LOST for f in verified(History(two_months)))


def test_a_manifest_rewritten_to_fit_is_still_found_out(two_months: Path) -> None:
    february = first(two_months, FEB)
    text = february.manifest.read_text()
    february.manifest.write_text(text.replace('"A": ', '"A": 1'))
    digest = hashlib.sha256(february.manifest.read_bytes()).hexdigest()
    pointer = two_months / "2026-02-20/current.json"
    pointer.write_text(json.dumps({"attempt": 1, "manifest": digest}))  # the journal still knows
    assert [f.state for f in verified(History(two_months))] == [State.CURRENT, State.DAMAGED]


def test_a_line_torn_by_a_kill_is_no_damage(cycle: Cycle, two_months: Path) -> None:
    with (two_months / "journal.jsonl").open("a") as journal:
        journal.write('{"time": "2026-')
    cycle(MAR)
    assert [f.state for f in verified(History(two_months))] == [State.CURRENT] * 3
    assert len((two_months / "journal.jsonl").read_text().splitlines()) == 4
