"""`overdue check`: the input doctor."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o
from overdue_cli.cli.score import SetAside

if TYPE_CHECKING:
    from overdue_cli.doctor.diagnosis import Diagnosis
    from overdue_cli.outputs import Outbox

AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout instead of text.", rich_help_panel=o.SPEAKING)
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="REPORT.xlsx", help="The same as a workbook.", show_default=False, rich_help_panel=o.WRITING),
]  # fmt: skip
Suggest = Annotated[
    Path | None,
    typer.Option("--suggest-mapping", metavar="FILE.yaml", help="A mapping to complete by hand: candidates for each header that is not known or means two things.", show_default=False, rich_help_panel=o.WRITING),
]  # fmt: skip
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Exit with 4 if the data are stale or rows were set aside.", rich_help_panel=o.SPEAKING),
]  # fmt: skip
STRICT = 4


def check(
    inputs: o.Inputs,
    as_of: o.AsOf = None,
    rules: o.Rules = "conservative",
    mapping: o.Mapping = None,
    lang: o.Lang = o.Language.auto,
    out: Out = None,
    set_aside: SetAside = None,
    suggest_mapping: Suggest = None,
    as_json: AsJson = False,
    password_file: o.Password = None,
    strict: Strict = False,
    quiet: o.Quiet = False,
) -> int:
    """Say what was recognised, assumed, set aside and missing, and grade nobody.

    Every file and sheet with what it was taken for and why, every header and
    what it became, problems with the next step, and what is not there with
    the rules that could not judge for want of it. Reads on where `score`
    would stop, and ends with the exit code `score` would end with.
    """
    from overdue_cli.cli.progress import Steps
    from overdue_cli.outputs import Outbox

    day = o.day(as_of)
    files = _wanted(inputs, out, set_aside, suggest_mapping)
    with Outbox(files) as outbox, Steps(lang, quiet=quiet or as_json) as steps:
        from overdue_cli.doctor.diagnosis import diagnose
        from overdue_cli.publishing import password_of
        from overdue_cli.ruleset.load import load
        from overdue_cli.scored import Request

        password = password_of(password_file)
        request = Request(day, language=lang, password=password)
        found = diagnose(inputs, load(rules, day), request, mapping, steps)
        steps("write", 0, 0)
        _write(found, outbox, out, set_aside, suggest_mapping, password)
        outbox.publish()
    _say(found, files, as_json=as_json, quiet=quiet, today=as_of is None)
    return found.exit_code or (STRICT if strict and found.doubtful else 0)


def _wanted(inputs: list[Path], out: Path | None, set_aside: Path | None, mapping: Path | None) -> list[Path]:
    """The files to write, no two of them one and none an input; else Refusal P003."""
    from overdue_cli.cli.targets import apart

    for path, option, suffixes in ((out, "--out", (".xlsx",)), (set_aside, "--set-aside", (".csv", ".xlsx")),
                                   (mapping, "--suggest-mapping", (".yaml", ".yml"))):  # fmt: skip
        if path is not None:
            o.suffixed(path, option, *suffixes)
    return apart([path for path in (out, set_aside, mapping) if path is not None], inputs)


def _write(
    found: Diagnosis,
    outbox: Outbox,
    out: Path | None,
    set_aside: Path | None,
    mapping: Path | None,
    password: str | None,
) -> None:
    if out is not None:
        from overdue_cli.doctor.report import write_diagnosis

        outbox.write(out, lambda part: write_diagnosis(found, part, password))
    if set_aside is not None:
        from overdue_cli.mending import write_set_aside

        outbox.write(set_aside, lambda part: write_set_aside(found.portfolio, found.language, part, password))
    if mapping is not None:
        from overdue_cli.doctor.suggest import suggestion

        text = suggestion(found)
        outbox.write(mapping, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def _say(found: Diagnosis, files: list[Path], *, as_json: bool, quiet: bool, today: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n")
    elif not quiet:
        from overdue_cli.cli.examined import print_diagnosis
        from overdue_cli.cli.streams import data

        print_diagnosis(found, data(), files, today=today)
