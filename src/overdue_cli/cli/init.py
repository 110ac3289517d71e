"""`overdue init`: what a first unattended run needs, written with comments to be edited."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from overdue_cli.cli import options as o

Folder = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="The folder to write into; made if missing.", show_default="here")
]


def init(folder: Folder = Path(), lang: o.Lang = o.Language.auto) -> None:
    """Write an overdue.toml, a copy of the rule set to edit, and an example header mapping.

    What is there already is left alone and said. Prints the files written.
    """
    from overdue_cli.cli.language import spoken
    from overdue_cli.starter import begin

    written, kept = begin(folder, spoken(lang))
    for path in written:
        sys.stdout.write(f"{path}\n")
    for path in kept:
        sys.stderr.write(f"= {path}\n")
