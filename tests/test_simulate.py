"""Two rule sets over one portfolio."""

from pathlib import Path

from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request
from overdue_cli.simulate import simulate
from sample_portfolio import AS_OF, portfolio


def test_the_same_rules_move_nobody() -> None:
    result = simulate(portfolio(), load(), load(), Request(AS_OF))
    assert result.moves.is_empty()
    assert result.table.filter(result.table["before"] != result.table["after"]).is_empty()


def test_a_stricter_cut_off_moves_borrowers_one_way_with_their_money(tmp_path: Path) -> None:
    path = tmp_path / "strict.yaml"
    path.write_text(
        "extends: conservative\nname: strict\nversion: '1'\ntitle: {zh: 严, en: strict}\neffective_from: 2026-11-24\n"
        "changes:\n  - {at: grades.B.from, to: 5, because: to see who moves, source: {tag: judgement, text: a test, checked: 2026-11-24}}\n",
        encoding="utf-8",
    )
    result = simulate(portfolio(), load(), load(path), Request(AS_OF))
    assert result.moves.height > 0
    assert set(result.moves.select("before", "after", "notches").unique().rows()) == {("A", "B", 1)}
    assert result.table["borrowers"].sum() == result.borrowers
