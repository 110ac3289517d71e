"""`overdue history`: the trail of past cycles, listed, shown, compared, verified."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    import datetime as dt

    from overdue_cli.history import Attempt, History

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The history folder.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
Cycle = Annotated[str, typer.Argument(metavar="DATE", help="A cycle by its as-of date.", show_default=False)]
Outputs = Annotated[
    Path | None,
    typer.Option("--outputs", metavar="DIR", help="Check the published files in this folder too.", show_default=False),
]
FAILED = 8


def list_cycles(folder: Folder, as_json: AsJson = False, lang: o.Lang = o.Language.auto) -> None:
    """List the cycles on record: attempt, rule set, borrowers by grade, what changed."""
    from overdue_cli.cli.past import cycle_rows, cycles_table
    from overdue_cli.cli.streams import data

    rows = cycle_rows(_opened(folder))
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        data().print(cycles_table(rows, lang))


def show(folder: Folder, cycle: Cycle, lang: o.Lang = o.Language.auto, as_json: AsJson = False) -> None:
    """Show what a cycle was made from and came to: inputs, rules, options, counts, outputs."""
    from overdue_cli.cli.past import shown
    from overdue_cli.history import manifest_of

    manifest = manifest_of(_sound(_opened(folder), cycle))
    if as_json:
        sys.stdout.write(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(shown(manifest, lang))


def diff(
    folder: Folder,
    earlier: Cycle,
    later: Cycle,
    as_json: AsJson = False,
    everybody: Annotated[bool, typer.Option("--all", help="The unchanged too.")] = False,
    lang: o.Lang = o.Language.auto,
) -> None:
    """Show who moved between two cycles, and because of which rule."""
    from overdue_cli.cli.past import changes_table
    from overdue_cli.cli.streams import data
    from overdue_cli.compare import between

    history = _opened(folder)
    found = between(_sound(history, earlier), _sound(history, later))
    if not everybody:
        found = found.filter(found["change"] != "unchanged")
    if as_json:
        sys.stdout.write(found.write_json() + "\n")
    else:
        data().print(changes_table(found, lang))


def verify(
    folder: Folder,
    outputs: Outputs = None,
    as_json: AsJson = False,
    quiet: o.Quiet = False,
    lang: o.Lang = o.Language.auto,
) -> int:
    """Verify that no attempt is lost or altered; exits with 8 if one is."""
    from overdue_cli.cli.past import verdict
    from overdue_cli.compare import outputs_checked
    from overdue_cli.history import FAULTS, verified

    history = _opened(folder)
    found = verified(history) + (outputs_checked(history, outputs) if outputs else [])
    bad = [finding for finding in found if finding.state in FAULTS]
    if as_json:
        sys.stdout.write(json.dumps([vars(finding) for finding in found], ensure_ascii=False, indent=2) + "\n")
    elif bad or not quiet:
        sys.stdout.write(verdict(found, bad, lang))
    return FAILED if bad else 0


def _opened(folder: Path) -> History:
    from overdue_cli.history import History
    from overdue_cli.problems import Refusal

    if not folder.is_dir():
        raise Refusal("P001", file=str(folder))
    history = History(folder)
    if not history.begun():
        raise Refusal("H002", file=str(folder))
    return history


def _sound(history: History, text: str) -> Attempt:
    """The current attempt of the cycle typed; Refusal P002 or H003."""
    from overdue_cli.problems import Refusal

    day: dt.date = o.day(text)
    attempt = history.current(day) if day in history.cycles() else None
    if attempt is None:
        raise Refusal("H003", value=text, candidates=", ".join(str(cycle) for cycle in history.cycles()) or "-")
    return attempt
