"""overdue.toml: what is understood, and where it says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from overdue_cli.config import load
from overdue_cli.problems import Refusal
from overdue_cli.starter import begin

LEAST = 'inputs = ["exports"]\noutputs = "out"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "overdue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_lines_are_enough(tmp_path: Path) -> None:
    config = load(written(tmp_path, LEAST), {})
    assert (config.inputs, config.outputs) == ([tmp_path / "exports"], tmp_path / "out")
    assert (config.history, config.strict, config.horizon, config.cycle) == (None, False, None, None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_init_writes_is_understood(tmp_path: Path, language: str) -> None:
    written, kept = begin(tmp_path, language)
    assert kept == []
    config = load(tmp_path / "overdue.toml", {})
    assert config.strict
    assert Path(config.rules) == tmp_path / "rules" / "conservative"
    assert {path.name for path in written} >= {"overdue.toml", "mapping.yaml", "ruleset.yaml"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_keys_in_its_comments_are_understood_too(tmp_path: Path, language: str) -> None:
    begin(tmp_path, language)
    lines = (tmp_path / "overdue.toml").read_text(encoding="utf-8").splitlines()
    keys = ("mapping", "cycle", "only_when_due", "calendar", "[product_cycles]", '"')
    on = [
        line[2:] if line.startswith(tuple(f"# {key}" for key in keys)) and "  " not in line else line for line in lines
    ]
    text = "\n".join(line for line in on if not line.startswith("horizon"))
    config = load(written(tmp_path, text), {})
    assert (config.cycle, config.only_when_due) == ("monthly on 20, T-7", True)
    assert list(config.product_cycles.values()) == ["quarterly on 20, T-10"]
    assert config.mapping == tmp_path / "mapping.yaml"


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    over = {
        "OVERDUE_STRICT": "true",
        "OVERDUE_KEEP__CYCLES": "7",
        "OVERDUE_INPUTS": "one",
        "OVERDUE_AS_OF": "2026-11-20",
        "PATH": "x",
    }
    config = load(written(tmp_path, LEAST + "[keep]\ncycles = 3\n"), over)
    assert (config.strict, config.keep.cycles, config.inputs) == (True, 7, [tmp_path / "one"])


BROKEN = {
    "a_line_that_is_no_toml": ('inputs = ["a"]\noutputs = \'b\n', "overdue.toml:2", ""),
    "a_key_twice": (LEAST + "strict = true\nstrict = false\n", "overdue.toml:4", ""),
    "a_key_nobody_knows": (LEAST + "\nstrickt = true\n", "overdue.toml:4", "strickt"),
    "a_key_nobody_knows_in_a_table": (LEAST + "[keep]\nyears = 3\n", "overdue.toml:4", "keep.years"),
    "nothing_to_read": ('inputs = []\noutputs = "out"\n', "overdue.toml:1", "inputs"),
    "a_missing_key": ('inputs = ["a"]\n', "overdue.toml:1", "outputs"),
    "a_number_too_small": (LEAST + "[keep]\nattempts = 1\ncycles = 0\n", "overdue.toml:5", "keep.cycles"),
    "a_horizon_that_is_no_number": (LEAST + 'horizon = "soon"\n', "overdue.toml:3", "horizon"),
    "a_cycle_nobody_understands": (LEAST + 'cycle = "weekly"\n', "overdue.toml:3", "monthly on 20, T-7"),
    "a_product_cycle_nobody_understands": (LEAST + '[product_cycles]\n"经营贷" = "x"\n', "overdue.toml:3", "monthly"),
    "a_horizon_and_a_cycle": (LEAST + 'horizon = 5\ncycle = "monthly on 20"\n', "overdue.toml:1", "keep one"),
    "only_when_due_without_a_cycle": (LEAST + "only_when_due = true\n", "overdue.toml:1", "cycle"),
    "a_file_name_with_a_folder": (LEAST + '[files]\nworklist = "a/b.xlsx"\n', "overdue.toml:4", "files.worklist"),
    "a_worklist_that_is_no_xlsx": (LEAST + '[files]\nworklist = "b.xls"\n', "overdue.toml:3", ".xlsx"),
    "two_files_of_one_name": (LEAST + '[files]\nscores = "a.csv"\nset_aside = "A.csv"\n', "overdue.toml:3", "one name"),
    "outputs_among_the_inputs": ('inputs = ["a"]\noutputs = "a/out"\n', "overdue.toml:2", "among the inputs"),
    "a_history_among_the_inputs": (LEAST + 'history = "exports/h"\n', "overdue.toml:3", "among the inputs"),
    "history_and_outputs_in_one_folder": (LEAST + 'history = "out"\n', "overdue.toml:3", "apart"),
    "a_password": (LEAST + '[mail]\npassword = "1234"\n', "overdue.toml:4", "secret"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_names_its_line(name: str, tmp_path: Path) -> None:
    text, where, word = BROKEN[name]
    with pytest.raises(Refusal) as refused:
        load(written(tmp_path, text), {})
    assert (refused.value.code, refused.value.exit_code) == ("P040", 2)
    assert refused.value.facts["where"] == where, refused.value.facts
    assert word in refused.value.facts["detail"]
    assert "1234" not in str(refused.value.facts)


def test_a_fault_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    for name, value in (("OVERDUE_STRICT", "perhaps"), ("OVERDUE_KEEP__CYCLES", "0"), ("OVERDUE_STRIKT", "1")):
        with pytest.raises(Refusal) as refused:
            load(written(tmp_path, LEAST), {name: value})
        assert refused.value.facts["where"] == f"{name}:"


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load(tmp_path / "none.toml", {})
    assert refused.value.code == "P001"
