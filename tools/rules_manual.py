"""A page of docs/ on stdout: the shipped rule set as a policy manual, in English or Chinese."""

from __future__ import annotations

import sys

from overdue_cli.ruleset.load import load
from overdue_cli.ruleset.manual import manual


def pages() -> dict[str, str]:
    """File name in docs/ → its text."""
    return {"rules.md": manual(load(), "en"), "rules.zh.md": manual(load(), "zh")}


if __name__ == "__main__":
    sys.stdout.write(pages()[sys.argv[1]])
