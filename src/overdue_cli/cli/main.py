"""The process: `overdue` as the shell starts it.

`--version` is answered before anything is imported, the help before anything that reads or grades.
"""

from __future__ import annotations

import sys


def run() -> None:
    """The command of `sys.argv` done; leaves by its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from overdue_cli import __version__

        sys.stdout.write(f"overdue {__version__}\n")
        return
    try:
        _commands()
    except KeyboardInterrupt:  # while the commands were still being imported
        raise SystemExit(130) from None


def _commands() -> None:
    from overdue_cli.cli.guard import interruptible, leave
    from overdue_cli.cli.streams import prepare

    with interruptible():
        prepare()
        from overdue_cli.cli.app import app

        try:
            app(prog_name="overdue")
        except SystemExit as done:
            leave(done.code)
