"""The whole examination of an input: files, sheets, headers, problems, what is missing, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import __version__, intake
from overdue_cli.doctor.absent import Unjudged, absent_columns, absent_tables, unjudged
from overdue_cli.pipeline import Step, grade_portfolio
from overdue_cli.problem_list import SEVERITIES, problem_groups
from overdue_cli.problems import Refusal, explain
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import Portfolio

ROWS = ("rows_in", "rows_used", "rows_set_aside", "rows_not_data")


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor found. `scored` is None where something would stop a run: then nothing could be graded."""

    language: str
    as_of: dt.date
    examined: intake.Examined
    ruleset: RuleSet
    scored: ScoredPortfolio | None
    unjudged: Sequence[Unjudged] = field(default_factory=tuple)

    @property
    def portfolio(self) -> Portfolio:
        """What could be read."""
        return self.examined.portfolio

    @property
    def refused(self) -> Sequence[Refusal]:
        """What would stop `score`."""
        return self.examined.refused

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Problems by code, gravest first: what would stop a run, then what was set aside, assumed and noted."""
        found = problem_groups(self.scored.problems if self.scored else self.portfolio.problems, self.language)
        return sorted([*self._refusals(), *found], key=lambda g: (SEVERITIES.index(g["effect"]), g["code"]))

    @property
    def rows(self) -> dict[str, int]:
        """Rows in, used, set aside and not data, over all sheets."""
        return {name: int(self.portfolio.sheets[name].sum()) for name in ROWS}

    @property
    def assumed(self) -> list[dict[str, Any]]:
        """Units, dates, currencies and the like that were taken from somewhere and not from a cell of their own."""
        codes = ("P033", "P035", "P038", "P030", "P031", "P019", "P043", "P046", "P047")
        found = self.portfolio.problems.filter(pl.col("code").is_in(codes))
        return [explained(row, self.language) for row in found.iter_rows(named=True)]

    @property
    def absent(self) -> dict[str, Any]:
        """Tables no input held, and the columns that tables which are there lack."""
        return {"tables": absent_tables(self.portfolio), "columns": absent_columns(self.portfolio)}

    @property
    def exit_code(self) -> int:
        """What `score` would end with: the first refusal's code, else 0."""
        return self.refused[0].exit_code if self.refused else 0

    @property
    def doubtful(self) -> bool:
        """Whether `--strict` complains: rows set aside, or an export too old to grade by."""
        return self.rows["rows_set_aside"] > 0 or (self.scored is not None and self.scored.stale_days is not None)

    def headers(self, file: str, sheet: str) -> list[dict[str, Any]]:
        """The headers of one sheet, in their order, and what each became."""
        frame = self.portfolio.headers
        if frame is None:
            return []
        own = frame.filter((pl.col("file") == file) & (pl.col("sheet") == sheet))
        return own.select("cell", "header", "column", "how", "unit", "table").to_dicts()

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON bears it; values are masked, as on every sheet."""
        portfolio = self.portfolio
        sheets = [
            _plain(sheet) | {"headers": self.headers(sheet["file"], sheet["sheet"])}
            for sheet in portfolio.sheets.to_dicts()
        ]
        return {
            "tool": {"name": "overdue", "version": __version__},
            "as_of": self.as_of.isoformat(),
            "data_date": portfolio.data_date.isoformat() if portfolio.data_date else None,
            "language": portfolio.language,
            "inputs": [{"name": i.name, "size": i.size, "sha256": i.sha256} for i in portfolio.inputs],
            "rows": self.rows,
            "sheets": sheets,
            "problems": self.problems,
            "absent": self.absent,
            "rules_not_judged": [asdict(rule) for rule in self.unjudged],
            "ruleset": {"name": self.ruleset.name, "version": self.ruleset.version, "sha256": self.ruleset.digest},
            "exit_code": self.exit_code,
        }

    def _refusals(self) -> list[dict[str, Any]]:
        """The refusals as problem groups, each by itself: it has its own facts and its own next step."""
        out = []
        for refusal in self.refused:
            first, *rest = explain(refusal, self.language).splitlines()
            place, _, says = first.rpartition(f"{refusal.code}  ")
            example = {"place": place.strip(), "header": None, "value": None}
            group = {"code": refusal.code, "effect": "refused", "says": says, "next": rest[-1].split(": ", 1)[1]}
            out.append(group | {"count": 1, "tables": [], "examples": [example]})
        return out


def diagnose(
    inputs: Sequence[Path], ruleset: RuleSet, request: Request, mapping: Path | None = None, on_step: Step | None = None
) -> Diagnosis:
    """`inputs` examined whole, and graded where nothing stands against it; Refusal P001, P010 or P015."""
    examined = intake.examine(list(inputs), mapping=mapping, password=request.password, on_step=on_step)
    language = examined.portfolio.language if request.language == "auto" else request.language
    if examined.refused:
        return Diagnosis(language, request.as_of, examined, ruleset, None)
    scored = grade_portfolio(examined.portfolio, ruleset, request)
    return Diagnosis(language, request.as_of, examined, ruleset, scored, unjudged(scored))


def explained(row: dict[str, Any], language: str) -> dict[str, Any]:
    """One assumption: its code, where it was made, and the sentence."""
    first, *rest = explain(row, language).splitlines()
    place, _, says = first.rpartition(f"{row['code']}  ")
    return {"code": row["code"], "place": place.strip(), "says": says, "next": rest[-1].split(": ", 1)[1]}


def _plain(sheet: dict[str, Any]) -> dict[str, Any]:
    """A sheet's account without the sentence made for people; dates as text."""
    kept = {name: value for name, value in sheet.items() if name != "why"}
    return kept | {"data_date": sheet["data_date"].isoformat() if sheet["data_date"] else None}
