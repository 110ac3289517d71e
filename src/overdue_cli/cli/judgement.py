"""A back-test on a terminal: what was looked at, bad rates by grade, and the verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from overdue_cli.cli import look
from overdue_cli.locale import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from overdue_cli.backtest.propose import Proposal
    from overdue_cli.backtest.report import Report


def print_report(report: Report, console: Console, files: Sequence[Path]) -> None:
    """The back-test told on `console`, in the report's language, the verdict last."""
    replay, said = report.replay, words(report.replay.language)["backtest"]
    origin = said["from_history"] if replay.origin == "history" else replay.origin
    facts = {"rules": f"{replay.ruleset.name} {replay.ruleset.version}", "cycles": len(replay.cycles)}
    dates = {"first": replay.cycles[0], "last": replay.cycles[-1], "horizon": replay.horizon_days}
    console.print(Text(said["head"].format(origin=origin, **facts, **dates), style="bold"))
    console.print(said["counted"].format(**report.figures.excluded[0]))
    for stratum in ("all", "current"):
        console.print()
        console.print(_grades(report, said, stratum, console))
    console.print()
    console.print(Text(said["title_verdict"], style="bold"))
    for number, sentence in enumerate(report.words):
        console.print(Text(f"  {sentence}", style="bold" if number == 0 else ""))
    console.print()
    written = words(replay.language)["terminal"]["written"]
    for path in files:
        console.print(Text.assemble(f"{written} ", (str(path), "bold")), soft_wrap=True)


def _grades(report: Report, said: dict[str, Any], stratum: str, console: Console) -> Table:
    """Cases, bad rate with its interval and the stated likelihood, grade by grade."""
    names = ("grade", "cases", "bad", "rate", "low", "high", "stated")
    kinds = [(said["columns"][name], "left" if name == "grade" else "right") for name in names]
    made = look.table(*kinds, title=said["tables"][f"grades_{stratum}"])
    for row in report.figures.grades:
        if row["stratum"] != stratum or not row["cases"]:
            continue
        shares = [f"{row[name]:.1%}" for name in ("rate", "low", "high", "stated")]
        made.add_row(look.grade(row["grade"]), f"{row['cases']:,}", f"{row['bad']:,}", *shares)
    return made


def print_proposal(proposal: Proposal, console: Console, out: Path) -> None:
    """The changes proposed, one a line, and the effect to be expected of them."""
    language = proposal.replay.language
    said = words(language)["backtest"]["propose"]
    console.print(Text(said["head"], style="bold"))
    for change in proposal.changes:
        console.print("  " + said["change"].format(**vars(change)))
    if proposal.changes:
        one, two = proposal.gain, proposal.gain_current
        facts = {"gain": one.value, "low": one.low, "high": one.high}
        facts |= {"gain_current": two.value, "low_current": two.low, "high_current": two.high}
        console.print(said["effect"].format(**{name: f"{value:+.4f}" for name, value in facts.items()}))
    else:
        console.print(said["none"])
    console.print(Text.assemble(f"{words(language)['terminal']['written']} ", (str(out), "bold")), soft_wrap=True)
