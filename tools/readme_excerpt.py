"""README.md on stdout with its excerpt written anew: what the command shown there really says.

The excerpt stops after three rows of the list; the test runs the same code.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"(<!-- excerpt: written by make docs -->\n).*?(<!-- end of excerpt -->)", re.DOTALL)
ROWS = 3


def readme() -> str:
    """The page with the excerpt of this moment."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    return PLACE.sub(lambda found: f"{found[1]}```text\n{excerpt()}```\n{found[2]}", text)


def excerpt() -> str:
    """The first lines that `overdue score` says over the English sample, at a hundred columns."""
    with tempfile.TemporaryDirectory() as folder:
        script = "from overdue_cli.cli.main import run; run()"
        inputs = str(REPOSITORY / "sample_data" / "en")
        command = [sys.executable, "-c", script, "score", inputs, "--as-of", "2026-11-20", "--lang", "en"]
        environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=True
        )
    lines = [line.rstrip() for line in done.stderr.splitlines()]
    end = next(number for number, line in enumerate(lines) if re.match(rf"\s+{ROWS + 1}  \d ", line))
    last = next(line for line in lines if line.startswith("Written"))
    return "\n".join([*lines[:end], "   …", last, ""])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(readme())
