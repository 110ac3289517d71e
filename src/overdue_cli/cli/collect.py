"""`overdue collect`: officers' filled-in workbooks read back into the history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from polars import DataFrame

    from overdue_cli.collecting import Collected

Worklists = Annotated[
    list[Path] | None,
    typer.Argument(metavar="WORKLIST", help="Filled-in workbooks, or folders of them.", show_default=False),
]
Trail = Annotated[
    Path,
    typer.Option("--history", metavar="DIR", help="The history the worklists were written with.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be collected; keep nothing.")]
Undo = Annotated[
    bool, typer.Option("--undo", help="Take the last collection back; what was collected stays on record.")
]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE.csv", help="The new answers for the bank's own system.", show_default=False),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 4 if a row with entries was not used.")]
STRICT = 4


def collect(
    worklists: Worklists = None,
    history: Trail = ...,  # type: ignore[assignment]
    csv: Csv = None,
    supervisor: o.Supervisors = None,
    password_file: o.Password = None,
    dry_run: DryRun = False,
    undo: Undo = False,
    strict: Strict = False,
    lang: o.Lang = o.Language.auto,
    quiet: o.Quiet = False,
    log_format: o.Logging = o.LogFormat.text,
) -> int:
    """Read officers' filled-in workbooks back.

    Rows are found by their key, wherever they were sorted or copied to. What
    cannot be read is named by file, sheet and cell and is not guessed. The
    next run counts the answers; reading a file twice changes nothing.
    """
    from overdue_cli.cli.answers import refuse_usage, taken_back, told
    from overdue_cli.cli.log import Log

    log = Log(log_format, quiet=quiet)
    refuse_usage(worklists, undo=undo, dry_run=dry_run, csv=csv)
    if undo:
        return taken_back(history, log, lang)
    found = _collected(worklists or [], history, csv, supervisor or [], lang, password_file, dry_run=dry_run)
    told(found, log, lang, csv, dry_run=dry_run)
    return STRICT if strict and found.set_aside else 0


def _collected(
    worklists: list[Path],
    root: Path,
    csv: Path | None,
    supervisors: list[str],
    lang: str,
    password_file: Path | None,
    *,
    dry_run: bool,
) -> Collected:
    """The answers collected; the CSV is on disk before they are kept and in its place after, so that neither is lost."""
    from overdue_cli.cli.answers import existing, held
    from overdue_cli.cli.language import spoken
    from overdue_cli.collecting import collect as collected
    from overdue_cli.collecting import write_csv
    from overdue_cli.outputs import Outbox
    from overdue_cli.publishing import password_of

    existing(root)
    with held(root, dry_run=dry_run) as history, Outbox([csv] if csv else []) as outbox:

        def export(answers: DataFrame) -> None:
            if csv:
                outbox.write(csv, lambda part: write_csv(answers, part))

        found = collected(
            worklists,
            history,
            language=spoken(lang),
            supervisors=supervisors,
            dry_run=dry_run,
            password=password_of(password_file),
            export=export,
        )
        outbox.publish()
    return found
