"""What `check` says of an input, as rows of the worklist's Data quality sheet: headers, and rules that could not judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from overdue_cli.doctor.absent import unjudged
from overdue_cli.doctor.phrases import absent_lines, became, judged
from overdue_cli.locale import words
from overdue_cli.scored import ScoredPortfolio


@dataclass(frozen=True)
class Account:
    """Rows in the run's language: every header and what it became, what is missing, whom which rule could not judge."""

    headers: list[dict[str, Any]]
    absent: list[str]
    rules: list[dict[str, Any]]


def account(scored: ScoredPortfolio) -> Account:
    """The account of a graded portfolio's inputs."""
    language, said = scored.language, words(scored.language)["check"]
    rules = []
    for rule in unjudged(scored):
        state, lacks, covered = judged(rule, said, language)
        rules.append({"rule": rule.rule, "title": rule.title, "state": state, "lacks": lacks, "covered": covered})
    return Account(_headers(scored, said), absent_lines(scored.portfolio, language, said), rules)


def _headers(scored: ScoredPortfolio, said: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a header, sheets that read it alike together: the first of them, and how many more there are."""
    frame = scored.portfolio.headers
    if frame is None or frame.is_empty():
        return []
    alike = ["table", "header", "column", "how", "unit"]
    shown = frame.group_by(alike, maintain_order=True).agg(pl.col("file", "sheet", "cell").first(), sheets=pl.len())
    return [
        {
            "file": row["file"],
            "sheet": row["sheet"]
            if row["sheets"] == 1
            else said["and_more"].format(sheet=row["sheet"], n=row["sheets"] - 1),
            "cell": row["cell"],
            "header": row["header"],
            "column": _meant(row, scored.language, said["stop"]),
            "how": said["ways"][row["how"]],
        }
        for row in shown.iter_rows(named=True)
    ]


def _meant(row: dict[str, Any], language: str, stop: str) -> str | None:
    """What the header became, an amount with its unit."""
    if row["column"] is None:
        return None
    units = words(language)["workbook"]["quality"]["units"]
    meaning = became(row["column"], row["table"], language, stop)
    return f"{meaning} · {units.get(row['unit'], row['unit'])}" if row["unit"] else meaning
