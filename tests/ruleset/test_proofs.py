"""What makes a rule set not provably conservative: each doubt, at its place."""

from pathlib import Path

import pytest

from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load

HEAD = """\
extends: conservative
name: doubtful
version: "1"
title: {zh: 存疑, en: doubtful}
effective_from: 2026-11-24
changes:
  - at: %s
    to: %s
    because: to see it refused
    source: {tag: judgement, text: a test, checked: 2026-11-24}
"""

DOUBTS = {
    "points_that_fall_as_risk_rises": ("W01.bands.3.points", "1", "points never fall"),
    "a_floor_that_eases_as_risk_rises": ("W01.bands.5.no_better_than", "C", "never ease"),
    "a_likelihood_that_falls_from_a_to_e": ("grades.D.likelihood", "0.1", "likelier to pay"),
    "a_worse_grade_visited_less_often": ("grades.D.on_site_days", "60", "less often"),
    "missing_conduct_taken_for_none": ("I01.missing.policy", "not_evaluated", "good conduct"),
    "missing_conduct_said_not_to_apply": ("I01.missing.policy", "not_applicable", "applies to everybody"),
    "a_cover_that_covers_nothing": ("Q02.missing.policy", "not_applicable", "a rule that does covers it"),
    "a_cover_that_is_no_rule": ("W01.missing.covered_by", "Q99", "no rule 'Q99'"),
    "a_band_nobody_can_reach": ("W04.bands.4.from", "7", "no borrower can reach"),
    "a_rule_above_its_group_s_cap": ("points.groups.arrears.at_most", "40", "capped at 40"),
    "a_total_that_never_reaches_the_worst_grade": ("points.most", "60", "worst grade starts"),
    "a_mitigant_that_gives_points": ("X03.bands.1.points", "3", "mitigant gives points"),
    "a_rule_asked_of_some_loans_only": (
        "W04.fact",
        "{name: late_instalments, last: 6, at_least_days: 4, of: [bullet]}",
        "concerns every loan",
    ),
    "a_rule_asked_of_loans_nobody_defined": (
        "I12.fact",
        "{name: bullet_stage, days: [60, 30, 10], confirmed_by: FUNDS_OK, of: [balloon]}",
        "no profile 'balloon'",
    ),
    "a_portfolio_rule_that_does_not_say_so": ("X01.portfolio", "false", "portfolio"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubt_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    at, to, words = DOUBTS[name]
    path = tmp_path / "doubtful.yaml"
    path.write_text(HEAD % (at, to), encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        load(path)
    assert caught.value.exit_code == 5
    assert words in caught.value.facts["detail"]


def test_the_shipped_rule_set_leaves_no_doubt() -> None:
    assert load().doubts == ()
