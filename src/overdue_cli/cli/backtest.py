"""`overdue backtest`: past cycles graded with only what was known then; is the grade right?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from overdue_cli.backtest.report import Report

Cycles = Annotated[
    int | None,
    typer.Option("--cycles", metavar="N", min=1, max=120, help="The latest N past cycles.", show_default="up to 12", rich_help_panel=o.GRADING),
]  # fmt: skip
Outcomes = Annotated[
    Path | None,
    typer.Option("--outcomes", metavar="FILE", help="What happened, instead of what the exports say: a borrower's or loan's number, and 0 or 1.", show_default=False, rich_help_panel=o.GRADING),
]  # fmt: skip
OutcomeColumn = Annotated[
    str | None,
    typer.Option("--outcome-column", metavar="HEADER", help="The outcomes' header, where the file has several.", show_default=False, rich_help_panel=o.GRADING),
]  # fmt: skip
Until = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Look at nothing after this day; with --outcomes, grade on it.", show_default="the data date", rich_help_panel=o.GRADING),
]  # fmt: skip
Capacity = Annotated[
    int,
    typer.Option("--capacity", metavar="N", min=1, help="Borrowers an officer can see to before the due dates of a cycle.", rich_help_panel=o.GRADING),
]  # fmt: skip
Out = Annotated[Path, typer.Option("--out", "-o", metavar="PATH.xlsx", help="The report.", rich_help_panel=o.WRITING)]
Report_ = Annotated[
    Path | None,
    typer.Option("--report", metavar="PATH.json", help="The figures; - is one JSON line on stdout.", show_default=False, rich_help_panel=o.WRITING),
]  # fmt: skip
Save = Annotated[
    Path | None,
    typer.Option("--save-likelihoods", metavar="FILE.yaml", help="The likelihoods measured, as a rule set for `score --rules`.", show_default=False, rich_help_panel=o.WRITING),
]  # fmt: skip
STDOUT = Path("-")
CAPACITY = 40


def backtest(
    inputs: o.Inputs,
    cycles: Cycles = None,
    outcomes: Outcomes = None,
    outcome_column: OutcomeColumn = None,
    as_of: Until = None,
    out: Out = Path("backtest.xlsx"),
    rules: o.Rules = "conservative",
    mapping: o.Mapping = None,
    lang: o.Lang = o.Language.auto,
    horizon: o.Horizon = 35,
    capacity: Capacity = CAPACITY,
    report: Report_ = None,
    save_likelihoods: Save = None,
    password_file: o.Password = None,
    quiet: o.Quiet = False,
) -> None:
    """Grade past cycles with only what was known then, and see what came.

    Ends in a verdict in words: does the order hold, are the stated
    likelihoods too low, how well are those warned of who are still current.
    """
    from overdue_cli.cli.progress import Steps
    from overdue_cli.outputs import Outbox
    from overdue_cli.publishing import password_of

    o.suffixed(out, "--out", ".xlsx")
    files = [path for path in (out, report, save_likelihoods) if path is not None and path != STDOUT]
    with Outbox(files) as outbox, Steps(lang, quiet=quiet) as steps:
        password = password_of(password_file)
        found = tested(
            inputs,
            rules,
            mapping,
            lang,
            horizon,
            cycles,
            outcomes,
            outcome_column,
            as_of,
            capacity,
            steps,
            password,
        )
        steps("write", 0, 0)
        outbox.write(out, lambda part: found.to_workbook(part, password))
        if report is not None and report != STDOUT:
            text = json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n"
            outbox.write(report, lambda part: part.write_text(text, encoding="utf-8"))
        if save_likelihoods is not None:
            overlay = found.overlay(base_of(rules))
            outbox.write(save_likelihoods, lambda part: part.write_text(overlay, encoding="utf-8"))
        outbox.publish()
    if report == STDOUT:
        sys.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False) + "\n")
    if not quiet:
        from overdue_cli.cli.judgement import print_report
        from overdue_cli.cli.streams import said

        print_report(found, said(), files)


def tested(
    inputs: list[Path], rules: str, mapping: Path | None, lang: str, horizon: int, cycles: int | None,
    outcomes: Path | None, column: str | None, as_of: str | None, capacity: int, steps: object,
    password: str | None = None,
) -> Report:  # fmt: skip
    """The back-test of the files, as the options ask for it."""
    from overdue_cli.backtest.report import Asked, backtest_files
    from overdue_cli.ruleset.load import load
    from overdue_cli.scored import Request

    day = o.day(as_of)
    asked = Asked(cycles, outcomes, column, mapping, capacity)
    request = Request(day, horizon, lang, password=password)
    return backtest_files(inputs, load(rules, day), request, asked, steps)  # type: ignore[arg-type]


def base_of(rules: str) -> str:
    """The rule set an overlay extends: a shipped one by name, a file by its whole path."""
    path = Path(rules)
    return str(path.resolve()) if path.exists() else rules
