"""`overdue --help` and `--version` against an empty Typer app with the same options, in the same run.

Prints times and the ratio, and ends with 1 if either imports Polars or the help exceeds its target.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import interleaved, overdue

TARGET = 1.4
EMPTY = '''
from typing import Annotated
import typer
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, help="Print the version.")]
@app.callback()
def common(version: Version = False) -> None:
    """Take the options that stand before a command."""
for name in ("score", "explain", "sample", "rules"):
    @app.command(name)
    def command() -> None:
        """One line of help."""
app(prog_name="empty")
'''


def polars_imported(argument: str) -> bool:
    """Whether `overdue ARGUMENT` imports Polars, by the interpreter's own account."""
    command = [sys.executable, "-X", "importtime", "-c", "from overdue_cli.cli.main import run; run()", argument]
    return "polars" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


def main() -> int:
    """Measure, print, judge."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY)
        times = interleaved(
            {
                "bare interpreter": [sys.executable, "-c", "pass"],
                "empty Typer app --help": [sys.executable, str(script), "--help"],
                "overdue --help": overdue("--help"),
                "overdue --version": overdue("--version"),
            },
            runs=9,
        )
    for name, timing in times.items():
        print(f"{name:24}{timing}")
    ratio = times["overdue --help"].seconds / times["empty Typer app --help"].seconds
    heavy = [argument for argument in ("--help", "--version") if polars_imported(argument)]
    print(f"help / empty Typer app  {ratio:8.2f} × (target ≤ {TARGET})")
    print(f"Polars imported by      {', '.join(heavy) or 'neither'}")
    return int(ratio > TARGET or bool(heavy))


if __name__ == "__main__":
    raise SystemExit(main())
