"""The files people and machines get of a run, each by its kind."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from overdue_cli.doorstep import Form
from overdue_cli.mending import write_set_aside
from overdue_cli.outputs import write_parquet
from overdue_cli.problems import Refusal
from overdue_cli.scored import ScoredPortfolio


def password_of(path: Path | None) -> str | None:
    """The password in the first line of a file, None where none is asked for; Refusal P001, or P003 if it holds none."""
    if path is None:
        return None
    from overdue_cli.crypto import password_in

    try:
        return password_in(path)
    except OSError as error:
        raise Refusal("P001", file=str(path)) from error
    except ValueError as error:
        raise Refusal("P003", header="--password-file", value=path.name, candidates=str(error)) from error


def write(scored: ScoredPortfolio, kind: str, path: Path, form: Form | None = None) -> None:
    """The `worklist`, `scores`, `report`, `set_aside`, `visits` or `officers` (a folder) of a run written to `path`.

    Scores as the suffix says; `form` is filled as the visits, or for each officer.
    """
    if kind == "worklist":
        scored.to_workbook(path)
    elif kind == "scores" and path.suffix.lower() == ".parquet":
        write_parquet(scored.scores, path)
    elif kind == "scores":
        _csv(scored.scores, path)
    elif kind == "report":
        text = json.dumps(scored.report(), ensure_ascii=False, indent=2) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    elif kind == "officers":
        from overdue_cli.officers import write_officers

        path.mkdir()
        write_officers(scored, path, form=form)
    elif kind == "visits" and form is not None:
        (form.filled(scored, scored.chosen) or form.empty(scored)).write(path)
    else:
        write_set_aside(scored.portfolio, scored.language, path, scored.request.password)


def _csv(frame: pl.DataFrame, path: Path) -> None:
    """UTF-8 with a mark, so that Excel on a Chinese desktop shows names and not noise."""
    frame.write_csv(path, include_bom=True)
