"""`overdue rules propose`: changed points from a back-test, as an overlay for a person to accept or not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from overdue_cli.cli import backtest as b
from overdue_cli.cli import options as o

Out = Annotated[Path, typer.Option("--out", "-o", metavar="PATH.yaml", help="The overlay.", rich_help_panel=o.WRITING)]


def propose(
    inputs: o.Inputs,
    cycles: b.Cycles = None,
    outcomes: b.Outcomes = None,
    outcome_column: b.OutcomeColumn = None,
    as_of: b.Until = None,
    out: Out = Path("proposal.yaml"),
    rules: o.Rules = "conservative",
    mapping: o.Mapping = None,
    lang: o.Lang = o.Language.auto,
    horizon: o.Horizon = 35,
    quiet: o.Quiet = False,
) -> None:
    """Propose changed points from a back-test; nothing is applied.

    Writes an overlay that stays provably conservative, with the effect to
    be expected on cases that were not looked at. Compare it with `overdue
    rules diff` and `overdue rules simulate`.
    """
    from overdue_cli.cli.progress import Steps
    from overdue_cli.outputs import Outbox

    o.suffixed(out, "--out", ".yaml", ".yml")
    with Outbox([out]) as outbox, Steps(lang, quiet=quiet) as steps:
        found = b.tested(
            inputs, rules, mapping, lang, horizon, cycles, outcomes, outcome_column, as_of, b.CAPACITY, steps
        )
        from overdue_cli.backtest.propose import overlay_of, proposed
        from overdue_cli.ruleset.load import load

        proposal = proposed(found.replay)
        text = overlay_of(proposal, b.base_of(rules))

        def write(part: Path) -> None:
            part.write_text(text, encoding="utf-8")
            load(part)  # proven before anybody sees it

        outbox.write(out, write)
        outbox.publish()
    if not quiet:
        from overdue_cli.cli.judgement import print_proposal
        from overdue_cli.cli.streams import said

        print_proposal(proposal, said(), out)
