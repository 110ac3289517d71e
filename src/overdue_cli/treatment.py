"""Cause and treatment of one borrower in words: what `explain` says below the grade."""

from __future__ import annotations

from typing import Any

from overdue_cli.locale import words

ORDER = (
    "cause", "evidence_for", "evidence_against", "flip", "willingness", "play", "owner", "act_by", "may_contact",
    "wording", "manner", "forbidden",
)  # fmt: skip


def treatment(row: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Pairs of a label and its words, in the order in which they are read; empty for whom nothing is asked.

    `row` is one borrower of `ScoredPortfolio.borrowers`. A row with compliance says only that.
    """
    if row["list"] is None and row["segment"] is None:
        return []
    labels = words(language)["terminal"]["treatment"]
    said = {name: row.get(f"{name}_{language}") for name in ORDER}
    said["act_by"] = row["act_by"] and row["act_by"].isoformat()
    title, reading, change = (
        row[f"{name}_{language}"] for name in ("segment_title", "segment_reading", "willingness_change")
    )
    said["cause"] = title and labels["segment"].format(id=row["segment"], title=title, reading=reading)
    figure = row["willingness"]
    said["willingness"] = change and figure is not None and labels["figure"].format(n=round(figure), change=change)
    return [(labels[name], text) for name in ORDER if (text := said[name])]
