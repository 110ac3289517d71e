"""`overdue sample`: a synthetic month of exports to try things on."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from overdue_cli.cli import options as o
from overdue_cli.problems import Refusal

SEED = 20261120
MOST_IN_XLSX = 150_000
"""Borrowers whose instalments surely fit the sheets of a workbook (1,048,576 rows each)."""
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder to write into; made if missing.", show_default=False)
]
Borrowers = Annotated[
    int, typer.Option("--borrowers", metavar="N", min=1, help="How many borrowers, about twelve instalments each.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The same seed gives the same bytes.")]


class Format(StrEnum):
    """The files a bank exports."""

    xlsx = "xlsx"
    csv = "csv"
    parquet = "parquet"


class SampleLanguage(StrEnum):
    """Headers and words of the files."""

    zh = "zh"
    en = "en"


def sample(
    folder: Folder,
    borrowers: Borrowers = 600,
    seed: Seed = SEED,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The day the month is exported.")
    ] = "2026-11-20",
    headed: Annotated[
        SampleLanguage, typer.Option("--lang", metavar="zh|en", help="Headers and words.")
    ] = SampleLanguage.zh,
    form: Annotated[
        Format, typer.Option("--format", metavar="xlsx|csv|parquet", help="The kind of file.")
    ] = Format.xlsx,
) -> None:
    """Write a synthetic month of exports.

    Invented people in an invented county; every situation the rules know
    occurs. The same arguments give the same bytes. Prints the files written.
    """
    day = o.day(as_of)
    if form is Format.xlsx and borrowers > MOST_IN_XLSX:
        raise o.wrong("--borrowers", str(borrowers), f"≤ {MOST_IN_XLSX:,} as xlsx; more with --format csv or parquet")
    from overdue_cli.sample import write_sample

    try:
        files = write_sample(
            folder, seed=seed, borrowers=borrowers, as_of=day, language=headed.value, format=form.value
        )
    except OSError as error:
        raise Refusal("O001", file=str(folder), detail=error.strerror or str(error)) from error
    for path in files:
        sys.stdout.write(f"{path}\n")
