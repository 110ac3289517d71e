"""The shipped sample month, read and graded once for all tests that ask about it."""

import datetime as dt
from functools import cache
from pathlib import Path

import overdue_cli
from overdue_cli import intake
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.ruleset.load import load
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import Portfolio

AS_OF = dt.date(2026, 11, 20)
ROOT = Path(overdue_cli.__file__).parents[2]


policy = cache(load)
"""The shipped rule set of a name, read once."""


@cache
def portfolio(language: str = "en") -> Portfolio:
    """The sample's tables, from the English CSV or the Chinese workbooks."""
    return intake.read_portfolio([ROOT / "sample_data" / ("en" if language == "en" else "2026-11")])


@cache
def scored(language: str = "en", rules: str = "conservative") -> ScoredPortfolio:
    """The sample graded by a rule set."""
    return grade_portfolio(portfolio(language), policy(rules, AS_OF), Request(AS_OF, language=language))
