"""A back-test as one object: the figures, the verdict in words, and what can be written of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from overdue_cli import __version__
from overdue_cli.backtest import figures, likelihoods, lists, sheets, verdict, worth
from overdue_cli.backtest.answers import answered
from overdue_cli.backtest.replay import Replay, replayed
from overdue_cli.intake import read_portfolio
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import Request
from overdue_cli.tables import Portfolio

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What a back-test was asked: cycles, a file of outcomes and its column, the officers' capacity."""

    cycles: int | None = None
    outcomes: Path | None = None
    column: str | None = None
    mapping: Path | None = None
    capacity: int = lists.CAPACITY


@dataclass(frozen=True)
class Report:
    """The result of a back-test. Every figure is a list of flat rows; rates are shares, money is in fen."""

    replay: Replay
    figures: figures.Measured
    hits: list[dict[str, Any]]
    lead: dict[str, Any]
    worth: list[dict[str, Any]]
    likelihoods: list[dict[str, Any]]
    lines: list[verdict.Line]
    capacity: int

    @property
    def words(self) -> list[str]:
        """The verdict in the report's language, the whole in one sentence first."""
        return verdict.spoken(self.lines, self.replay.language)

    def as_dict(self) -> dict[str, Any]:
        """The report for machines."""
        replay = self.replay
        ruleset = {"name": replay.ruleset.name, "version": replay.ruleset.version, "sha256": replay.ruleset.digest}
        whole = {
            "tool": {"name": "overdue", "version": __version__},
            "ruleset": ruleset,
            "data_date": replay.data_date,
            "cycles": list(replay.cycles),
            "horizon_days": replay.horizon_days,
            "outcomes": replay.origin,
            "capacity": self.capacity,
            "verdict": [{"key": key, **facts} for key, facts in self.lines],
            "figures": {name: rows for name, rows in asdict(self.figures).items() if name != "extra"},
            "before_due_list": self.hits,
            "lead_time": self.lead,
            "rules": self.worth,
            "likelihoods": self.likelihoods,
        }
        plain: dict[str, Any] = _plain(whole)
        return plain

    def overlay(self, extends: str) -> str:
        """The measured likelihoods as a rule set overlay over `extends`."""
        return likelihoods.overlay_of(self.replay, extends, self.likelihoods)

    def to_workbook(self, path: Path, password: str | None = None) -> None:
        """The report's sheets with their charts, behind `password` if there is one; OSError if it cannot be written."""
        from overdue_cli.workbook.backtest import write_backtest

        write_backtest(replace(sheets.book_of(self), password=password), sheets.pages(self), path)


def backtest(
    portfolio: Portfolio, ruleset: RuleSet, request: Request, asked: Asked | None = None, on_step: Tell | None = None
) -> Report:
    """`portfolio` graded at past cycles, or on one day against a file of outcomes, and measured; Refusal B001 to B004."""
    asked = asked or Asked()
    if asked.outcomes is not None:
        replay = answered(portfolio, ruleset, request, asked.outcomes, asked.column, asked.mapping)
    else:
        replay = replayed(portfolio, ruleset, request, asked.cycles, on_step)
    found = figures.measured(replay)
    return Report(
        replay,
        found,
        lists.hits(replay, asked.capacity),
        lists.lead(replay),
        worth.worth(replay),
        likelihoods.likelihoods(replay),
        verdict.verdict(replay, found),
        asked.capacity,
    )


def backtest_files(
    inputs: list[Path], ruleset: RuleSet, request: Request, asked: Asked, on_step: Tell | None = None
) -> Report:
    """`backtest` over the portfolio that stands in files; Refusal where they cannot be used."""
    portfolio = read_portfolio(inputs, mapping=asked.mapping, password=request.password, on_step=on_step)
    return backtest(portfolio, ruleset, request, asked, on_step)


def _plain(value: Any) -> Any:
    """The same tree as JSON bears it: dates as text, NaN as null, numbers to nine places."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 9)
    return value
