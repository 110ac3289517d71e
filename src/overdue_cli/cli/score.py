"""`overdue score`: grade a portfolio, write the worklist. The main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from overdue_cli.cli.log import Log
    from overdue_cli.cli.targets import Targets
    from overdue_cli.scored import ScoredPortfolio

Out = Annotated[Path, typer.Option("--out", "-o", metavar="PATH.xlsx", help="The worklist.", rich_help_panel=o.WRITING)]
Scores = Annotated[
    Path | None,
    typer.Option(
        "--scores",
        metavar="PATH.parquet|.csv",
        help="Every graded borrower, one row; - is CSV on stdout.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="PATH.json",
        help="The run's figures; - is one JSON line on stdout.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
SetAside = Annotated[
    Path | None,
    typer.Option(
        "--set-aside",
        metavar="FILE.csv",
        help="The rows that could not be used, in full.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Exit with 4 if the data are stale or rows were set aside.", rich_help_panel=o.SPEAKING
    ),
]
Unmask = Annotated[
    bool, typer.Option("--unmask", help="Show identity and phone numbers in full.", rich_help_panel=o.WRITING)
]
PerOfficer = Annotated[
    Path | None,
    typer.Option(
        "--per-officer",
        metavar="DIR",
        help="A workbook for each officer with only their borrowers, and an index for their manager.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
VisitSheets = Annotated[
    int | None,
    typer.Option(
        "--visit-sheets",
        metavar="N",
        min=1,
        max=500,
        help="A page to take along for each of the first N who may be visited; N for each officer with --per-officer.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE.xlsx",
        help="Your own workbook to fill instead of our visit sheet; without --visit-sheets for everybody listed.",
        show_default=False,
        rich_help_panel=o.WRITING,
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Write although officers' entries there were not collected; the old ones are kept under a dated name.",
        rich_help_panel=o.WRITING,
    ),
]
STRICT = 4


def _filter(name: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}",
        metavar="NAME",
        help=f"List only this {name}; everybody is graded all the same.",
        rich_help_panel=o.WRITING,
        show_default=False,
    )
    return option


def score(
    inputs: o.Inputs,
    as_of: o.AsOf = None,
    out: Out = Path("worklist.xlsx"),
    rules: o.Rules = "conservative",
    mapping: o.Mapping = None,
    history: o.Trail = None,
    lang: o.Lang = o.Language.auto,
    horizon: o.Horizon = 35,
    scores: Scores = None,
    report: Report = None,
    set_aside: SetAside = None,
    per_officer: PerOfficer = None,
    visit_sheets: VisitSheets = None,
    template: Template = None,
    branch: Annotated[str | None, _filter("branch")] = None,
    officer: Annotated[str | None, _filter("officer")] = None,
    product: Annotated[str | None, _filter("product")] = None,
    capacity: o.Capacity = None,
    supervisor: o.Supervisors = None,
    strict: Strict = False,
    unmask: Unmask = False,
    password_file: o.Password = None,
    replace: Replace = False,
    quiet: o.Quiet = False,
    log_format: o.Logging = o.LogFormat.text,
) -> int:
    """Grade every borrower and write the worklist.

    Reads the exports of one month, grades each borrower as of a day, and
    writes whom to contact before the due dates and who is overdue, most
    urgent first.
    """
    from overdue_cli.cli import targets, trail
    from overdue_cli.cli.log import Log
    from overdue_cli.cli.progress import Steps

    day, log = o.day(as_of), Log(log_format, quiet=quiet)
    form = targets.form(template, visit_sheets)
    wanted = targets.checked(inputs, out, scores, report, set_aside, per_officer, form, replace=replace)
    with (
        trail.held(history) as past,
        wanted.claimed(past, lang) as claim,
        Steps(lang, quiet=quiet or log.json) as steps,
    ):
        from overdue_cli.pipeline import score as graded
        from overdue_cli.publishing import password_of
        from overdue_cli.scored import Request

        wanted = wanted.guarded(past, lang, password_of(password_file))
        log.event("started", as_of=day, inputs=[path.name for path in inputs])
        request = Request(
            day,
            horizon,
            lang,
            branch,
            officer,
            product,
            unmask,
            capacity,
            password=password_of(password_file),
            supervisors=tuple(supervisor or ()),
        )
        scored = graded(inputs, as_of=day, rules=rules, mapping=mapping, request=request, history=past, on_step=steps)
        o.known_filters(scored)
        steps("write", 0, 0)
        wanted.write(scored, claim, steps)
        written = wanted.publish(claim)
        trail.recorded(scored, past, written)
    wanted.say(scored)
    _say(scored, log, wanted, today=as_of is None)
    return STRICT if strict and trail.doubtful(scored) else 0


def _say(scored: ScoredPortfolio, log: Log, wanted: Targets, *, today: bool) -> None:
    """The end of the run, told to a person or to a machine; logs name no officer either."""
    report = scored.report(named=False)
    log.event("done", outputs=[path.name for path in wanted.shown], notices=scored.notices(), **report)
    if not (log.json or log.quiet):
        from overdue_cli.cli.streams import said
        from overdue_cli.cli.summary import print_summary

        print_summary(scored, said(), wanted.shown, today=today)
