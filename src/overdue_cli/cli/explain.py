"""`overdue explain`: why a borrower has this grade, down to the rows of the files."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from overdue_cli.cli import options as o

Borrower = Annotated[
    str, typer.Argument(metavar="BORROWER", help="The borrower's number, or a loan's, as exported.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


def explain(
    borrower: Borrower,
    inputs: o.Inputs,
    as_of: o.AsOf = None,
    rules: o.Rules = "conservative",
    mapping: o.Mapping = None,
    history: o.Trail = None,
    lang: o.Lang = o.Language.auto,
    horizon: o.Horizon = 35,
    supervisor: o.Supervisors = None,
    as_json: AsJson = False,
    password_file: o.Key = None,
    quiet: o.Quiet = False,
) -> None:
    """Say why one borrower has this grade.

    Every rule that counted with its points, its floor and the rows that
    prove it (file, sheet, row), and what would change the grade.
    """
    from overdue_cli.cli.progress import Steps

    day = o.day(as_of)
    with Steps(lang, quiet=quiet) as steps:
        from overdue_cli.explain import explain as explained
        from overdue_cli.pipeline import score
        from overdue_cli.publishing import password_of
        from overdue_cli.scored import Request

        request = Request(day, horizon, lang, supervisors=tuple(supervisor or ()), password=password_of(password_file))
        scored = score(inputs, as_of=day, rules=rules, mapping=mapping, request=request, history=history, on_step=steps)
        found = explained(scored, borrower)
    if as_json:
        sys.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        from overdue_cli.cli.streams import data
        from overdue_cli.cli.why import print_explanation

        print_explanation(found, scored.language, day, data())
