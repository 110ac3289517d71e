"""The manual page overdue(1) on stdout, in roff, from the commands as the program declares them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from overdue_cli import __version__
from overdue_cli.cli import guard
from overdue_cli.cli.app import app

README = Path(__file__).resolve().parent.parent / "README.md"


def page() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    lines = [
        f'.TH OVERDUE 1 "" "overdue {__version__}" "User Commands"',
        ".SH NAME",
        rf"overdue \- {_text(_first(root.help).rstrip('.'))}",
        ".SH SYNOPSIS",
        r".B overdue",
        r"\fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]",
        ".SH DESCRIPTION",
        _text(root.help or ""),
        ".PP",
        _text(root.epilog or ""),
        ".SH COMMANDS",
        *_commands(root, "overdue"),
        ".SH EXIT STATUS",
        *_codes(),
        ".SH ENVIRONMENT",
        *_terms({"NO_COLOR": "No colours.", "OVERDUE_AS_OF": "The day overdue run takes for today.",
                 "OVERDUE_...": "Any key of overdue.toml; two underscores before the key of a table: OVERDUE_KEEP__CYCLES."}),
        ".SH FILES",
        *_terms({"overdue.toml": "The configuration of overdue run; overdue init writes one with comments."}),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _commands(command: Any, name: str) -> Iterator[str]:
    if hasattr(command, "commands"):
        for inner in command.commands.values():
            yield from _commands(inner, f"{name} {inner.name}")
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    shown = " ".join(
        rf"\fI{_text(p.metavar or p.name.upper())}\fR" + (" ..." if p.nargs == -1 else "") for p in arguments
    )
    yield from (rf".SS {_text(name)} {shown}", _text(command.help or ""))
    for parameter in options:
        value = "" if parameter.is_flag else rf" \fI{_text(parameter.metavar or '')}\fR"
        yield from (".TP", ", ".join(rf"\fB{_text(o)}\fR{value}" for o in parameter.opts), _text(parameter.help or ""))


def _codes() -> Iterator[str]:
    """The table of the README, which a test holds against the program."""
    rows = re.findall(r"^\| ([\d, ]+) \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows, guard.__doc__
    yield from _terms({code.strip(): meaning.replace("`", "") for code, meaning in rows})


def _terms(said: dict[str, str]) -> Iterator[str]:
    for term, meaning in said.items():
        yield from (".TP", rf"\fB{_text(term)}\fR", _text(meaning))


def _first(text: str | None) -> str:
    return (text or "").strip().split("\n\n")[0]


def _text(text: str) -> str:
    """Plain text as roff bears it: hyphens that can be searched for, no line that begins with a command."""
    joined = "\n.PP\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
    escaped = joined.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^(['.])(?!PP$)", r"\\&\1", escaped, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())
