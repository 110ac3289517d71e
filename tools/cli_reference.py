"""docs/cli.md on stdout: every command with its help, arguments and options, as the program itself declares them.

Read from the commands and not from the help screen, whose boxes change with the terminal and with Typer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from overdue_cli.cli.app import app

HEAD = """# The commands

Written by `make docs` from the commands themselves; a test holds it against them.

Data goes to stdout, everything else to stderr. `NO_COLOR` is honoured. Exit codes: see the README.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_commands(typer.main.get_command(app), "overdue")]) + "\n"


def _commands(command: Any, name: str) -> Iterator[str]:
    """A command's section, or those of a group's commands."""
    if hasattr(command, "commands"):
        for inner in command.commands.values():
            yield from _commands(inner, f"{name} {inner.name}")
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    usage = " ".join([name, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    yield from (f"## {name}", "", f"`{usage}`", "")
    for paragraph in (command.help or "").strip().split("\n\n"):
        yield from (" ".join(paragraph.split()), "")
    yield from ("| argument or option | meaning | default |", "|---|---|---|")
    for parameter in [*arguments, *options]:
        yield f"| {_name(parameter)} | {_cell(parameter.help or '')} | {_default(parameter)} |"
    yield ""


def _argument(parameter: Any) -> str:
    return f"{parameter.metavar or parameter.name.upper()}{'...' if parameter.nargs == -1 else ''}"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_argument(parameter)}`"
    value = "" if parameter.is_flag else f" {parameter.metavar}"
    return _cell(", ".join(f"`{option}{value}`" for option in parameter.opts))


def _default(parameter: Any) -> str:
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    if parameter.required:
        return "required"
    value = getattr(parameter.default, "value", parameter.default)
    return "" if value is None or value is False else _cell(f"`{value}`")


def _cell(text: str) -> str:
    """Text that may stand in a Markdown table."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
