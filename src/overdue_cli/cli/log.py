"""What happened, for a person (text) or for a machine (one JSON object a line), on stderr.

JSON lines carry counts, codes and file names, never a borrower's name or number.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from overdue_cli.cli.language import spoken
from overdue_cli.problems import Refusal

BUG = (
    "overdue: this is a bug of ours, not a fault of your files. No output is half-written, earlier ones are intact.\n"
    "next: report it with the lines above; they name program lines, check them for personal data first."
)


class Log:
    """Says events in one format; `quiet` keeps all but failures to itself."""

    def __init__(self, form: str, *, quiet: bool = False) -> None:
        self.json = form == "json"
        self.quiet = quiet

    def event(self, name: str, **facts: Any) -> None:
        """One JSON line; in text the summary says it better, so nothing."""
        if self.json and not self.quiet:
            self._line(name, facts)

    def refused(self, refusal: Refusal, asked: str) -> None:
        """Why the run stopped: the three lines an analyst can act on."""
        from overdue_cli.problems import explain

        if self.json:
            self._line("refused", {"code": refusal.code, "exit_code": refusal.exit_code, **refusal.facts})
        else:
            sys.stderr.write(explain(refusal, spoken(asked)) + "\n")

    def bug(self, trace: str) -> None:
        """A fault of the program: said to be ours, with the program lines it happened in."""
        if self.json:
            self._line("bug", {"exit_code": 1, "traceback": trace})
        else:
            sys.stderr.write(f"{trace}\n{BUG}\n")

    def _line(self, name: str, facts: dict[str, Any]) -> None:
        stamp = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        sys.stderr.write(json.dumps({"time": stamp, "event": name, **facts}, ensure_ascii=False, default=str) + "\n")
        sys.stderr.flush()
