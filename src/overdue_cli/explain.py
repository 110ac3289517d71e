"""Why a borrower has this grade: every rule in one of its states, the rows behind it, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from overdue_cli import whatif
from overdue_cli.facts import FACTS
from overdue_cli.grading import reasons_of, titles
from overdue_cli.locale import words
from overdue_cli.problems import Refusal
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.tables import TABLES
from overdue_cli.treatment import treatment

ROWS_SHOWN = 12
COUNTED = ("overridden", "applied")
"""States that say why a grade is what it is."""


@dataclass(frozen=True)
class Row:
    """One row of an input that proves something."""

    says: str
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class RuleOutcome:
    """One rule for this borrower. `state`: applied, not_applied, not_applicable or not_evaluated; overridden is no rule
    but a grade a person set. `lacks`: which input is missing where it is not evaluated."""

    id: str
    title: str
    group: str
    state: str
    points: int
    no_better_than: str | None
    notches: int
    says: str | None
    evidence: Sequence[Row]
    lacks: str | None = None


@dataclass(frozen=True)
class GroupPoints:
    """What a group's rules gave together, and what its cap left of it."""

    group: str
    title: str
    given: int
    counted: int
    at_most: int
    at_least: int


@dataclass(frozen=True)
class Explanation:
    """The whole answer; `steps` are the grades on the way, in the order they were reached;
    `treatment` is the cause and what is done about it, label by label."""

    borrower_id: str
    grade: str
    score: int
    tier: int
    rank: int
    list: str | None
    days_past_due: int | None
    five_tier_floor: str | None
    stands: str | None
    steps: Sequence[tuple[str, str]]
    groups: Sequence[GroupPoints]
    rules: Sequence[RuleOutcome]
    what_if: Sequence[str]
    treatment: Sequence[tuple[str, str]] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON bears it."""
        return asdict(self)


STEPS = ("grade_by_points", "grade_after_floors", "grade_after_notch", "grade_before_brake", "grade")


def explain(scored: ScoredPortfolio, number: str) -> Explanation:
    """The explanation of one borrower's grade, in the run's language; Refusal P017 if there is none such.

    `number` is the borrower's, or that of one of their loans.
    """
    frame = scored.borrowers.filter(pl.col("borrower_id") == number)
    if frame.is_empty():
        theirs = scored.portfolio.tables["loans"].filter(pl.col("loan_id") == number)["borrower_id"]
        frame = scored.borrowers.filter(pl.col("borrower_id").is_in(theirs.implode()))
    if frame.is_empty():
        raise Refusal("P017", value=number)
    borrower_id = frame["borrower_id"][0]
    row = frame.row(0, named=True)
    rules = _rules(scored, frame)
    said = words(scored.language)["steps"]
    return Explanation(
        borrower_id=borrower_id,
        grade=row["grade"],
        score=row["score"],
        tier=row["tier"],
        rank=row["rank"],
        list=row["list"],
        days_past_due=row["days_past_due"],
        five_tier_floor=row["five_tier_floor"],
        stands=row[f"stands_{scored.language}"],
        steps=_way(row, said),
        groups=_groups(scored, row, rules),
        rules=rules,
        what_if=[
            *whatif.counterfactuals(scored, frame["borrower_id"])["says"].to_list(),
        ],
        treatment=treatment(row, scored.language),
    )


def _way(row: dict[str, Any], said: dict[str, str]) -> list[tuple[str, str]]:
    """The grades on the way; the last is a person's where one set it."""
    if row["override_effect"] not in ("worse", "better", "held"):
        return [(said[name], row[name]) for name in STEPS]
    own = [(said[name], row[name]) for name in (*STEPS[:-1], "grade_before_override")]
    return [*own, (said["overridden"], row["grade"])]


def _rules(scored: ScoredPortfolio, frame: pl.DataFrame) -> list[RuleOutcome]:
    """Rules that counted, worst first, then the others with their state."""
    language = scored.language
    named = titles(scored.ruleset, language)
    proofs = scored.proofs(frame["borrower_id"], ROWS_SHOWN)
    behind: dict[str, list[Row]] = {}
    for fact, says, file, sheet, row in proofs.select(
        "fact", "evidence", "source_file", "source_sheet", "source_row"
    ).iter_rows():
        behind.setdefault(fact, []).append(Row(says, file, sheet, row))
    outcomes: dict[str, RuleOutcome] = {}
    reasons = reasons_of(frame, scored.ruleset, every_state=True).sort("state", maintain_order=True)
    for r in reasons.iter_rows(named=True):
        before = outcomes.get(r["rule_id"])
        if before is not None and (r["state"] != "applied" or before.state != "applied"):
            continue
        outcomes[r["rule_id"]] = RuleOutcome(
            id=r["rule_id"],
            title=named[r["rule_id"]],
            group=r["group"],
            state=r["state"],
            points=max(r["points"], before.points) if before else r["points"],
            no_better_than=max(filter(None, (r["no_better_than"], before and before.no_better_than)), default=None),
            notches=r["notches"],
            says=("；" if language == "zh" else "; ").join(
                filter(None, [before.says if before else None, r[f"says_{language}"]])
            )
            or None,
            evidence=(before.evidence if before else [])
            or (behind.get(r["fact"], []) if r["state"] in COUNTED else []),
            lacks=_lacks(scored, r["fact"]) if r["state"] == "not_evaluated" else None,
        )
    return list(outcomes.values())


def _lacks(scored: ScoredPortfolio, key: str) -> str:
    """The input without which the fact has no value: a table nobody gave, else what was asked, for this borrower."""
    language = scored.language
    fact = FACTS[key.split("(", maxsplit=1)[0].split(" ", maxsplit=1)[0]]
    absent = [getattr(TABLES[name], language) for name in fact.needs if name not in scored.portfolio.tables]
    return ("、" if language == "zh" else ", ").join(absent) or str(getattr(fact, language))


def _groups(scored: ScoredPortfolio, row: dict[str, Any], rules: Sequence[RuleOutcome]) -> list[GroupPoints]:
    return [
        GroupPoints(
            group=group.id,
            title=group.title.of(scored.language),
            given=sum(rule.points for rule in rules if rule.group == group.id),
            counted=row[f"points {group.id}"],
            at_most=group.at_most,
            at_least=group.at_least,
        )
        for group in scored.ruleset.header.points.groups
        if f"points {group.id}" in row
    ]
