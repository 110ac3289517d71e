"""One bad rule file a message: refused before any data are read, with `file:line:column` and what to do."""

import shutil
from pathlib import Path

import pytest

from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load
from smallest import Run

MARK = "‸"
"""Stands before the place a message must name."""
NEVER = 'why: {zh: 一次长时间迟还，不论后来还清与否，都说明可能重演。, en: "One long delay, paid since or not, shows what can happen again."}'
CASES = {
    "a_key_that_stands_twice": (
        "history.yaml", "    name: late-rate\n", "    name: late-rate\n    ‸name: again\n", "the key 'name' twice; keep one"),
    "a_fact_nobody_knows": (
        "history.yaml", "{name: late_rate_upper,", "{name: ‸late_share,", "there is no fact 'late_share'", "the catalogue has"),
    "a_parameter_nobody_knows": (
        "history.yaml", "{name: worst_days_late, months: 12}", "‸{name: worst_days_late, month: 12}", "takes the parameters ['months']", "month"),
    "a_cut_off_out_of_order": (
        "ruleset.yaml", "    from: 25\n", "    from: ‸9\n", "C must start above B"),
    "bands_out_of_order": (
        "arrears.yaml", "{from: 4,  points: 10", "‸{from: 1,  points: 10", "bands must ascend"),
    "a_sentence_in_one_language": (
        "history.yaml", '{zh: "近12个月最长迟还{value}天", en: "at worst {value} days late in 12 months"}', '‸{zh: "近12个月最长迟还{value}天"}', "not in en; say it in both languages"),
    "a_reason_in_one_language": (
        "history.yaml", NEVER, "why: ‸One long delay shows what can happen again.", "only once; say it in both languages"),
    "why_what_is_missing_is_safe_in_one_language": (
        "history.yaml", "because: {zh: 只有循环贷款才有账单, en: only revolving credit has statements}", "because: ‸{en: only revolving credit has statements}", "not in zh; say it in both languages"),
    "a_source_in_one_language": (
        "mitigants.yaml", "text: {zh: 连续六期, en: six consecutive instalments}", "text: ‸six consecutive instalments", "only once; say it in both languages"),
    "code_in_a_tag": (
        "mitigants.yaml", "points: -3", "points: ‸!!python/object/apply:os.system [true]", "plain values only"),
    "code_in_a_value": (
        "mitigants.yaml", "points: -3", 'points: ‸"=value-3"', "points are a whole number"),
    "an_alias": (
        "mitigants.yaml", "group: mitigants", "group: ‸&g mitigants\nother: *g", "uses an alias"),
    "an_unknown_key": (
        "mitigants.yaml", "    name: paid-early\n", "    name: paid-early\n    wenn: ‸early\n", "correct its spelling or take it out"),
    "no_source": (
        "mitigants.yaml", "    source: {tag: judgement, text: {zh: 连续六期, en: six consecutive instalments}, checked: 2026-11-24}\n", "", "source: is missing"),
    "not_yaml_at_all": ("mitigants.yaml", "group: mitigants", "group: [mitigants", "not valid YAML"),
    "a_chapter_that_is_not_there": (
        "ruleset.yaml", "mitigants.yaml,", "‸mitigants2.yaml,", "there is no file 'mitigants2.yaml' beside it"),
}  # fmt: skip


def broken(folder: Path, file: str, before: str, after: str) -> tuple[Path, str]:
    """A copy of the shipped rules with one place made bad, and where that is."""
    copy = folder / "rules"
    shutil.copytree(rules_home() / "conservative", copy)
    page = copy / file
    text = page.read_text(encoding="utf-8")
    assert before in text
    text = text.replace(before, after, 1)
    page.write_text(text.replace(MARK, ""), encoding="utf-8")
    lines = text.partition(MARK)[0].split("\n")
    return copy, f"{file}:{len(lines)}:{len(lines[-1]) + 1}" if MARK in text else ""


@pytest.mark.parametrize("name", CASES)
def test_a_bad_rule_file_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    file, before, after, *said = CASES[name]
    rules, where = broken(tmp_path, file, before, after)
    with pytest.raises(Refusal) as caught:
        load(rules)
    told = f"{caught.value.facts['where']} {caught.value.facts['detail']}"
    assert caught.value.exit_code == 5
    assert [words for words in (where, *said) if words not in told] == []


@pytest.mark.parametrize("command", [["score"], ["explain", "0003172860"], ["backtest"], ["rules", "check"]])
def test_no_data_are_read_with_a_bad_rule_file(command: list[str], tmp_path: Path, overdue: Run) -> None:
    file, before, after, *_ = CASES["bands_out_of_order"]
    inputs = [] if command[0] == "rules" else ["there is no such file.xlsx"]
    rules, where = broken(tmp_path, file, before, after)
    done = overdue(*command, *inputs, "--rules", rules, "--lang", "en")
    assert done.returncode == 5
    assert where.encode() in done.stderr
    assert b"next: correct that place; no data were read" in done.stderr
