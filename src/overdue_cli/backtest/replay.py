"""Past cycles graded again with only what was known then, and what happened after each.

Every cycle goes through the same pipeline as `score`, on an export from which everything later was taken out.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from overdue_cli.backtest.known import as_known_on
from overdue_cli.backtest.outcomes import DAYS, DUE, NOT_WATCHED, NOTHING_DUE, bucket, outcome, outcomes_after
from overdue_cli.grading.bands import floor_of, notches_of, points_of
from overdue_cli.pipeline import grade_portfolio
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import Request, ScoredPortfolio
from overdue_cli.tables import Portfolio

MOST_CYCLES = 12
"""Cycles looked at where no number is asked for: a year."""
WARM_UP_MONTHS = 3
"""Months on record before a cycle: with fewer everybody looks like a new customer, which is the export's doing."""
KEPT = ("borrower_id", "grade", "score", "likelihood", "days_past_due", "list", "rank", "officer", "branch", "product", "guarantee_type")  # fmt: skip
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Replay:
    """What the cycles gave.

    `cases`: one row a borrower and cycle: `cycle` (its first day), what the grade said (`KEPT`), `money` (fen
    lent), `points <rule>`, `counted <rule>` (points, floor or notch), `current` (not past due then), `state` (due, nothing_due, not_watched),
    `late_1/8/31`, `late_due_on`, `days_after`, `worsened`, `cured`.
    `cycles`: the cycles' first days, oldest first; `asked` how many were asked for; `primary` the outcome
    that is judged; `origin` where outcomes come from: `history` or a file's name. `warmed`: every cycle has
    `WARM_UP_MONTHS` on record before it.
    """

    cases: pl.DataFrame
    cycles: tuple[dt.date, ...]
    asked: int | None
    primary: str
    origin: str
    warmed: bool
    ruleset: RuleSet
    portfolio: Portfolio
    horizon_days: int
    language: str
    data_date: dt.date


def replayed(
    portfolio: Portfolio, ruleset: RuleSet, request: Request, cycles: int | None = None, on_step: Tell | None = None
) -> Replay:
    """The cycles before `request.as_of` that can be judged, the latest `cycles` of them; Refusal B001, B002.

    A cycle starts each calendar month, counted back from the day the export speaks of. `request.as_of` is the
    last day anything is known of; where it lies before the export's, everything later is hidden first.
    """
    told = min(request.as_of, portfolio.data_date or _last_code(portfolio) or request.as_of)
    shown = replace(as_known_on(portfolio, told), data_date=told)
    first = _first_record(shown, told)
    starts = [] if first is None else _starts(told, first)
    warmed = [start for start in starts if _months_before(start, WARM_UP_MONTHS) >= first]  # type: ignore[operator]
    wanted = cycles or MOST_CYCLES
    found = _judged(shown, ruleset, request, warmed, wanted, on_step)
    ready = bool(found)
    if not found:
        found = _judged(shown, ruleset, request, [s for s in starts if s not in warmed], wanted, on_step)
    if not found:
        raise Refusal("B001", **_enough(told, request.horizon_days, first))
    cases = pl.concat(reversed(found), how="diagonal_relaxed")
    if not cases[outcome(1)].any():
        raise Refusal("B002", cycles=len(found))
    days = tuple(sorted(cases["cycle"].unique().to_list()))
    language = portfolio.language if request.language == "auto" else request.language
    return Replay(
        cases, days, cycles, outcome(1), "history", ready, ruleset, shown, request.horizon_days, language, told
    )


def _judged(
    shown: Portfolio, ruleset: RuleSet, request: Request, starts: list[dt.date], wanted: int, on_step: Tell | None
) -> list[pl.DataFrame]:
    """The cases of the latest `wanted` of `starts` in which somebody was watched to the end, the latest first."""
    found: list[pl.DataFrame] = []
    for start in starts:
        if len(found) == wanted:
            break
        if (cases := _cycle(shown, ruleset, request, start)) is not None:
            found.append(cases)
            if on_step:
                on_step("replay", len(found), wanted)
    return found


def graded_cases(scored: ScoredPortfolio, start: dt.date) -> pl.DataFrame:
    """What the grade said of every borrower on `start`, with each rule's points; `money` is what was lent."""
    lent = scored.portfolio.tables["loans"].group_by("borrower_id").agg(pl.col("principal").sum().alias("money"))
    rules = scored.ruleset.rules
    counted = [
        ((points_of(rule) != 0) | (floor_of(rule) > 0) | (notches_of(rule) > 0)).alias(f"counted {rule.id}")
        for rule in rules
    ]
    points = [points_of(rule).alias(f"points {rule.id}") for rule in rules]
    frame = scored.borrowers.select(*KEPT, *points, *counted)
    return frame.join(lent, on="borrower_id", how="left").with_columns(
        pl.lit(start).alias("cycle"), (pl.col("days_past_due").fill_null(0) == 0).alias("current")
    )


def _cycle(shown: Portfolio, ruleset: RuleSet, request: Request, start: dt.date) -> pl.DataFrame | None:
    """One cycle's cases; None where nobody was watched to the end of it."""
    scored = grade_portfolio(as_known_on(shown, start), ruleset, replace(request, as_of=start))
    after = outcomes_after(shown, scored.evidence.setting, request.horizon_days)
    cases = graded_cases(scored, start).join(after, on="borrower_id", how="left").sort("borrower_id")
    first = outcome(DAYS[0])
    owed = cases["borrower_id"].is_in(after["borrower_id"].implode())
    state = pl.when(pl.col(first).is_not_null()).then(pl.lit(DUE)).otherwise(pl.lit(NOT_WATCHED))
    before, later = bucket(pl.col("days_past_due").fill_null(0)), bucket(pl.col("days_after"))
    cases = cases.with_columns(
        pl.when(owed).then(state).otherwise(pl.lit(NOTHING_DUE)).alias("state"),
        (later > before).alias("worsened"),
        pl.when(~pl.col("current")).then(pl.col("days_after") == 0).alias("cured"),
    )
    return cases if (cases["state"] == DUE).any() else None


def _first_record(portfolio: Portfolio, told: dt.date) -> dt.date | None:
    """The day the history begins for most loans; None if nothing with a date is on record.

    One old loan does not make a long history: it is the first month in which half as much fell due as in a
    usual month since.
    """
    days = [portfolio.tables["instalments"].select("due_on")] if "instalments" in portfolio.tables else []
    strings = portfolio.tables["loans"].filter(
        pl.all_horizontal(pl.col("status_history", "status_history_end").is_not_null())
    )
    ago = pl.int_ranges(pl.col("status_history").str.len_chars()).alias("ago")
    months = strings.select(pl.col("status_history_end").dt.month_start(), ago).explode("ago")
    days.append(
        months.select(
            pl.col("status_history_end").dt.offset_by(pl.format("-{}mo", "ago")).dt.month_end().alias("due_on")
        )
    )
    known = pl.concat(days).filter(pl.col("due_on") <= told)
    usual = known.group_by(pl.col("due_on").dt.month_start().alias("month")).agg(pl.len(), pl.col("due_on").min())
    full = usual.filter(pl.col("len") * 2 >= pl.col("len").quantile(0.75))
    first: dt.date | None = full["due_on"].min()  # type: ignore[assignment]
    return first


def _last_code(portfolio: Portfolio) -> dt.date | None:
    """The end of the month the latest status code belongs to, for an export without any other date."""
    day: dt.date | None = portfolio.tables["loans"].select(pl.col("status_history_end").max().dt.month_end()).item()
    return day


def _starts(told: dt.date, first: dt.date) -> list[dt.date]:
    """First days of the cycles between `first` and `told`, the latest first."""
    starts = itertools.takewhile(lambda day: day > first, (_months_before(told, n) for n in itertools.count(1)))
    return list(starts)


def _months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the last of a month stays the last."""
    at_end = (day + dt.timedelta(days=1)).day == 1
    back = pl.select(pl.lit(day).dt.offset_by(f"-{months}mo")).item()
    found: dt.date = pl.select(pl.lit(back).dt.month_end()).item() if at_end else back
    return found


def _enough(told: dt.date, horizon: int, first: dt.date | None) -> dict[str, object]:
    """What would be enough for one cycle: a due date before the latest start that is watched to its end."""
    days = horizon + DAYS[0]
    watched = (_months_before(told, n) for n in itertools.count(1))
    needed = next(day for day in watched if day <= told - dt.timedelta(days=days))
    return {"date": told, "days": days, "first": first or "-", "needed": needed}
