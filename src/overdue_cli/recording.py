"""What a run leaves in the history: frames without names, and a manifest that says what they were made from."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import polars as pl

from overdue_cli.history import Attempt, History, counts
from overdue_cli.keys import officer_key
from overdue_cli.scored import SCORES, ScoredPortfolio

NAMES = ("officer", "reasons")
"""Published columns not kept: the officer is kept as a key, the reasons stand in a frame of their own."""
MORE = ("willingness",)
"""Columns of the borrowers that later cycles compare, where the run has them."""
LIBRARIES = ("polars", "pydantic", "python-calamine", "xlsxwriter")


def record(
    scored: ScoredPortfolio,
    history: History,
    outputs: Sequence[Mapping[str, Any]] = (),
    number: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Attempt:
    """The run added to `history` as its cycle's current attempt; only for who holds the lock.

    `outputs` are the published files as `history.described` has them. Borrowers are known by their number
    alone, officers by a key: the history can be handed to an auditor as it is.
    """
    return history.add(scored.request.as_of, frames(scored), manifest(scored, outputs, options or {}), number)


def frames(scored: ScoredPortfolio) -> dict[str, pl.DataFrame]:
    """`scores`, `reasons`, `changes` and `cases`; ValueError for a portfolio graded without looking at the history.

    Recorded all the same, such grades would pass for ones the brake has held.
    """
    if scored.changes is None or scored.cases is None:
        raise ValueError("graded without a history: score(..., history=...) first")
    return {
        "scores": _scores(scored),
        "reasons": scored.reasons.with_columns(pl.col("state").cast(pl.String)),
        "changes": scored.changes.with_columns(
            pl.col("change").cast(pl.String), *_main_unit("arrears", "previous_arrears")
        ),
        "cases": scored.cases.with_columns(_main_unit("arrears")),
    }


def _main_unit(*names: str) -> list[pl.Expr]:
    """Amounts as every published frame has them: 元 with two decimals."""
    return [(pl.col(name).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)).alias(name) for name in names]


def manifest(
    scored: ScoredPortfolio, outputs: Sequence[Mapping[str, Any]], options: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything the run was made from and came to; no clock, no folder, no machine."""
    report, request = scored.report(named=False), scored.request
    figures = report["figures"]
    asked = {
        "language": scored.language,
        "unmask": request.unmask,
        "branch": request.branch,
        "product": request.product,
    }
    return {
        "kind": "run",
        "tool": report["tool"] | {"python": platform.python_version(), "libraries": {n: version(n) for n in LIBRARIES}},
        "run_code": scored.run_code.text,
        **{name: report[name] for name in ("as_of", "data_date", "stale_days", "horizon_days", "ruleset")},
        "inputs": _inputs(scored),
        "rows": figures["rows"],
        "problems": figures["problems"],
        "options": asked | {"officer": officer_key(request.officer)} | dict(options),
        "borrowers": figures["borrowers"],
        "grades": {row["grade"]: row["borrowers"] for row in figures["by_grade"]},
        "lists": {row["list"]: row["borrowers"] for row in figures["by_list"]},
        "changes": None if scored.changes is None else counts(scored.changes),
        "answers": _answers(scored),
        "previous": scored.past.reference if scored.past else None,
        "passed_over": [f"{d.attempt.name}: {d.because}" for d in scored.past.damaged] if scored.past else [],
        "outputs": [dict(entry) for entry in outputs],
    }


def _answers(scored: ScoredPortfolio) -> dict[str, Any] | None:
    """Which collections of officers' answers the run knew, and what it made of them; None without a history."""
    if scored.answered is None:
        return None
    effects = scored.overrides["override_effect"].value_counts(sort=True).sort("override_effect").iter_rows()
    used = scored.answered
    return {"collections": list(used.collections), "contacts": used.contacts.height, "overrides": dict(effects)}


def _scores(scored: ScoredPortfolio) -> pl.DataFrame:
    kept = [name for name in SCORES if name not in NAMES]
    keys = {name: officer_key(name) for name in scored.borrowers["officer"].drop_nulls().unique().to_list()}
    more = [name for name in MORE if name in scored.borrowers.columns]
    beside = scored.borrowers.select(
        "borrower_id",
        pl.col("officer").replace_strict(keys, default=None, return_dtype=pl.String).alias("officer_key"),
        *more,
    )
    as_of = pl.lit(scored.request.as_of).alias("as_of")
    return scored.scores.select(as_of, *kept).join(beside, on="borrower_id", how="left", maintain_order="left")


def _inputs(scored: ScoredPortfolio) -> list[dict[str, Any]]:
    """Each file with its rows: in = used + set aside + not data."""
    names = ("rows_in", "rows_used", "rows_set_aside", "rows_not_data")
    rows = {row["file"]: row for row in scored.portfolio.sheets.group_by("file").agg(pl.col(names).sum()).to_dicts()}
    nothing = dict.fromkeys(names, 0)
    return [
        {"name": i.name, "size": i.size, "sha256": i.sha256, **{n: int(rows.get(i.name, nothing)[n]) for n in names}}
        for i in scored.portfolio.inputs
    ]
