"""`overdue run`: one cycle, unattended, as a configuration file says. What cron and timers start."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from overdue_cli.cli.log import Log
    from overdue_cli.config import Config
    from overdue_cli.unattended import Done

Where = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="The overdue.toml; overdue init writes one.", show_default=False)
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        envvar="OVERDUE_AS_OF",
        help="Run the cycle of this day; OVERDUE_AS_OF does the same.",
        show_default="today",
        show_envvar=False,
        rich_help_panel=o.GRADING,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be read, written and removed; do nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Run although no cycle asks for it today (only_when_due).")]
AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON line of figures on stdout at the end.", rich_help_panel=o.SPEAKING)
]
STRICT = 4


def run(
    config: Where,
    as_of: AsOf = None,
    dry_run: DryRun = False,
    force: Force = False,
    as_json: AsJson = False,
    quiet: o.Quiet = False,
    log_format: o.Logging = o.LogFormat.text,
) -> int:
    """Run one cycle unattended: read, grade, publish, record.

    As the configuration says: the exports in its folders, outputs in a dated
    folder, the history kept, old ones removed. Made for cron: asks nothing,
    and the exit code says what happened.
    """
    import os

    from overdue_cli import config as configuration
    from overdue_cli.cli.log import Log

    day, log = o.day(as_of), Log(log_format, quiet=quiet)
    loaded = configuration.load(config, os.environ)
    if dry_run:
        from overdue_cli.cli.plan import told

        return told(loaded, day)
    if not (force or _due(loaded, day)):
        log.event("not_due", as_of=day)
        return 0
    done = _run(loaded, day, log)
    _say(done, log, as_json=as_json, today=as_of is None)
    return STRICT if loaded.strict and _doubtful(done, today=as_of is None) else 0


def _due(config: Config, day: dt.date) -> bool:
    from overdue_cli.history import History
    from overdue_cli.schedule import due_on

    return due_on(config, History(config.history).cycles() if config.history else [], day)


def _run(config: Config, day: dt.date, log: Log) -> Done:
    from overdue_cli.cli.progress import Steps
    from overdue_cli.cli.trail import owner, stamp
    from overdue_cli.unattended import run as cycle

    log.event("started", as_of=day, inputs=[path.name for path in config.inputs])
    with Steps(config.language, quiet=log.quiet or log.json) as steps:
        return cycle(config, day, at=stamp(), owner=owner(), on_step=steps)


def _doubtful(done: Done, *, today: bool) -> bool:
    """As `score --strict`, answers that could not be used, and a clock set back: a later cycle on record where today was taken from the clock."""
    from overdue_cli.cli.trail import doubtful

    past = done.scored.past
    unused = bool(done.scored.passed_over) or (done.collected is not None and done.collected.set_aside > 0)
    return doubtful(done.scored) or unused or (today and past is not None and bool(past.later))


def figures(done: Done) -> dict[str, Any]:
    """The run for machines: figures without officers, what changed, where the files are."""
    from overdue_cli.history import counts

    scored = done.scored
    report = scored.report(named=False)
    return report | {
        "changes": None if scored.changes is None else counts(scored.changes),
        "notices": scored.notices(),
        "outputs": {"folder": done.folder.name, "files": [path.name for path in done.files]},
        "history": done.attempt.name if done.attempt else None,
        "quarantined": [damage.attempt.name for damage in done.quarantined],
        "retired": list(done.retired),
        "collected": _collected(done),
    }


def _collected(done: Done) -> dict[str, Any] | None:
    from overdue_cli.cli.answers import facts

    return facts(done.collected) if done.collected else None


def _say(done: Done, log: Log, *, as_json: bool, today: bool) -> None:
    found = figures(done)
    log.event("done", **found)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    if not (log.json or log.quiet):
        from overdue_cli.cli.streams import said
        from overdue_cli.cli.summary import print_summary

        if done.collected:
            from overdue_cli.cli.answers import lines

            said().print("\n".join(lines(done.collected, done.scored.language)), markup=False, highlight=False)
        print_summary(done.scored, said(), done.files, today=today)
