"""What a template is filled with: the first borrowers of a desk in words, with what is owed, who may be spoken to, what to ask.

Visit sheets are for those who may be visited: a contact is planned, no hold stands, and the row is not with
compliance, an estate or the lawyers. Only liable people are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from overdue_cli import listing
from overdue_cli.filenames import stem_of
from overdue_cli.locale import words
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.words import template
from overdue_cli.workbook.templates import Contents, Values, checked, filled, write

MOST = {"due": 5, "reason": 5, "person": 4, "look": 8}
"""What a page has room for; of the dues the last line then adds up the rest."""
SPOKEN = (
    "stands", "action", "play", "wording", "manner", "owner", "may_contact", "forbidden", "evidence_for", "evidence_against",
    "flip", "collect",
)  # fmt: skip
MONEY = ("balance", "arrears", "due_in_horizon", "amount_at_risk")
PLAIN = (
    "rank", "tier", "grade", "borrower_id", "borrower_name", "branch", "officer", "product", "industry", "currency", "next_due_on",
    "days_past_due", "act_by",
)  # fmt: skip
Lists = Mapping[str, Mapping[str, list[dict[str, Any]]]]
"""Group → borrower → its members."""


SHIPPED = "visit_{language}.xlsx"
"""The template of our own visit sheet, among the rules."""


@dataclass(frozen=True)
class Form:
    """A template to fill: its bytes and name, None for our own; for how many who may be visited, None for the whole list."""

    template: bytes | None
    name: str
    visits: int | None

    def suffix(self, language: str) -> str:
        """What the file is called after the list it goes with."""
        own = str(words(language)["doorstep"]["file"])
        return own if self.template is None else stem_of(self.name.rpartition(".")[0], own)

    def filled(self, scored: ScoredPortfolio, among: pl.DataFrame, whose: str = "") -> Filling | None:
        """The form ready to be filled for those of `among` it is for; None where there is nobody."""
        chosen = among.filter(pl.col("list").is_not_null())
        if self.visits is not None:
            chosen = chosen.filter(pl.col("planned_contacts") > 0).head(self.visits)
        return None if chosen.is_empty() else self._filling(scored, chosen, whose)

    def empty(self, scored: ScoredPortfolio) -> Filling:
        """The form for nobody: one page without a name, so that the file asked for is there."""
        return self._filling(scored, scored.chosen.clear(), "")

    def _filling(self, scored: ScoredPortfolio, chosen: pl.DataFrame, whose: str) -> Filling:
        shipped = SHIPPED.format(language=scored.language)
        template = (rules_home() / shipped).read_bytes() if self.template is None else self.template
        return Filling(template, self.name or shipped, contents_of(scored, chosen, whose), scored.request.password)


@dataclass(frozen=True)
class Filling:
    """A template with what goes into it; sent to another process as it is."""

    template: bytes
    name: str
    contents: Contents
    password: str | None = field(default=None, repr=False)

    def write(self, path: Path) -> None:
        """The filled workbook at `path`; OSError if the disk refuses."""
        write(filled(self.template, self.name, self.contents), path, self.password)


def form_of(template: Path | None, visits: int | None) -> Form | None:
    """The form asked for, None if none is; Refusal P001 or T001 to T004 if it cannot be filled."""
    if template is None:
        return None if visits is None else Form(None, "", visits)
    try:
        data = template.read_bytes()
    except OSError as error:
        raise Refusal("P001", file=str(template)) from error
    checked(data, template.name)
    return Form(data, template.name, visits)


def contents_of(scored: ScoredPortfolio, chosen: pl.DataFrame, whose: str = "") -> Contents:
    """Everything a template may say of the borrowers `chosen`, rows of `scored.borrowers` in rank order."""
    said = words(scored.language)["doorstep"]
    groups: Lists = {
        "due": _dues(scored, chosen, said),
        "person": _people(scored, chosen),
        "reason": _reasons(scored, chosen),
        "look": _look(scored, chosen, said),
    }
    rows = _facts(scored, chosen, said).to_dicts()
    borrowers = [{**row, **_members(groups, row["borrower_id"])} for row in rows]
    return Contents(_run(scored, len(rows), whose, said), borrowers)


def _run(scored: ScoredPortfolio, count: int, whose: str, said: Mapping[str, Any]) -> Values:
    book, request = words(scored.language)["workbook"], scored.request
    line = book["run"].format(
        as_of=request.as_of,
        data_date=scored.portfolio.data_date or book["unknown"],
        version=scored.report()["tool"]["version"],
        ruleset=scored.ruleset.name,
        ruleset_version=scored.ruleset.version,
        digest=scored.ruleset.digest[:8],
    )
    return {
        "as_of": request.as_of,
        "data_date": scored.portfolio.data_date,
        "horizon": request.horizon_days,
        "count": count,
        "line": line,
        "banner": book["banner"],
        "masking": said["unmasked" if request.unmask else "masked"],
        "whose": whose,
    }


def _facts(scored: ScoredPortfolio, chosen: pl.DataFrame, said: Mapping[str, Any]) -> pl.DataFrame:
    """One row a borrower: plain fields, sentences, amounts in the main unit."""
    language, profile = scored.language, scored.ruleset.profile
    spoken = [pl.col(f"{name}_{language}").alias(name) for name in SPOKEN]
    money = [(pl.col(name) / 100).round(2).alias(name) for name in MONEY]
    hidden = [
        pl.col(name) if scored.request.unmask else listing.masked(name).alias(name) for name in ("id_number", "phone")
    ]
    window = template(
        said["window"],
        {
            "date": pl.col("earliest_contact"),
            "from": pl.lit(profile.plan_from),
            "until": pl.lit(profile.plan_until),
            "count": pl.lit(profile.planned_a_day),
        },
    )
    held = pl.coalesce(pl.when(pl.col("earliest_contact").is_not_null()).then(window), f"hold_reason_{language}")
    return chosen.select(
        *[pl.col(name) for name in PLAIN],
        *money,
        *hidden,
        *spoken,
        pl.col("guarantee_type").replace(said["guarantees"]).alias("guarantee"),
        pl.col(f"segment_title_{language}").alias("segment"),
        held.alias("window"),
    )


def _members(groups: Lists, borrower: str) -> Values:
    """The borrower's lists, and its reasons once more as one sentence."""
    own: dict[str, Any] = {group: members.get(borrower, []) for group, members in groups.items()}
    return own | {"why": "；".join(reason["says"] for reason in own["reason"])}


def _by_borrower(frame: pl.DataFrame, most: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Borrower → its rows in their order, at most so many."""
    kept = frame if most is None else frame.group_by("borrower_id", maintain_order=True).head(most)
    parts = kept.partition_by("borrower_id", as_dict=True, include_key=False, maintain_order=True)
    return {str(who): part.to_dicts() for (who,), part in parts.items()}


def _reasons(scored: ScoredPortfolio, chosen: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The worst sentences; none of a borrower that compliance has."""
    told = chosen.filter(pl.col("queue") != "compliance").select("borrower_id")
    own = scored.reasons.join(told, on="borrower_id", how="semi", maintain_order="left")
    said = listing.main_reasons(own, scored.language).with_columns(
        (pl.int_range(pl.len()).over("borrower_id") + 1).alias("number")
    )
    return _by_borrower(said.select("borrower_id", "number", "says"), MOST["reason"])


def _people(scored: ScoredPortfolio, chosen: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Liable people who may be spoken to now, in order."""
    own = scored.follow_up.ladder.join(
        chosen.select("borrower_id"), on="borrower_id", how="semi", maintain_order="left"
    )
    language = scored.language
    rows = own.select(
        "borrower_id", "until", name="party_name", title=f"title_{language}", may_hear=f"may_hear_{language}"
    )
    return _by_borrower(rows, MOST["person"])


def _dues(scored: ScoredPortfolio, chosen: pl.DataFrame, said: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What is owed, oldest first, then what falls due in the horizon; what the bank states beyond the instalments has a line of its own."""
    as_of, own = scored.request.as_of, chosen.select("borrower_id")
    late = (
        scored.evidence.sources["history"]
        .join(own, on="borrower_id", how="semi")
        .filter(pl.col("is_open") & pl.col("due_amount").is_not_null() & (pl.col("due_on") < as_of))
        .select(
            "borrower_id",
            "loan_id",
            "due_on",
            number=pl.col("instalment_no").cast(pl.Int64),
            due="due_amount",
            paid=pl.col("allocated").fill_null(0).clip(0),
            days=(pl.lit(as_of) - pl.col("due_on")).dt.total_days(),
        )
    )
    loans = scored.evidence.sources["loans"].join(own, on="borrower_id", how="semi")
    none, nought = pl.lit(None, pl.Int64), pl.lit(0, pl.Int64)
    # What the bank states beyond its open instalments: interest on arrears, fees, or a loan without instalments.
    owed = late.group_by("loan_id").agg((pl.col("due") - pl.col("paid")).sum().alias("owed"))
    beyond = pl.col("loan_arrears") - pl.col("owed").fill_null(0)
    stated = loans.join(owed, on="loan_id", how="left").filter(beyond > 0).select(
        "borrower_id", "loan_id", due_on=pl.lit(None, pl.Date), number=none, due=beyond, paid=nought, days=pl.col("loan_days_past_due").cast(pl.Int64)
    )  # fmt: skip
    coming = loans.filter(pl.col("loan_due_in_horizon") > 0).select(
        "borrower_id",
        "loan_id",
        due_on="loan_next_due_on",
        number=none,
        due="loan_due_in_horizon",
        paid=nought,
        days=nought,
    )
    rows = pl.concat([stated, late, coming], how="vertical_relaxed")
    ordered = rows.sort(
        "borrower_id", pl.col("days") > 0, "due_on", "loan_id", "number", descending=[False, True, False, False, False]
    )
    return {who: _listed(members, said) for who, members in _by_borrower(ordered).items()}


def _listed(members: list[dict[str, Any]], said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A borrower's dues as the page has room for them, the rest in one line."""
    shown = members if len(members) <= MOST["due"] else members[: MOST["due"] - 1]
    out = [_due(row, str(row["loan_id"])) for row in shown]
    if rest := members[len(shown) :]:
        summed = {"due_on": None, "number": None, "days": None} | {
            key: sum(row[key] or 0 for row in rest) for key in ("due", "paid")
        }
        out.append(_due(summed, said["more"].format(count=len(rest))))
    return out


def _due(row: Mapping[str, Any], loan: str) -> dict[str, Any]:
    due, paid = row["due"] or 0, row["paid"] or 0
    return {
        "loan_id": loan,
        "number": row["number"],
        "due_on": row["due_on"],
        "due_amount": due / 100,
        "paid": paid / 100,
        "open_amount": max(due - paid, 0) / 100,
        "days_late": row["days"],
    }


def _look(scored: ScoredPortfolio, chosen: pl.DataFrame, said: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What to ask and to look at: missing facts, a promise, open findings, an inspection due, security, then what is always asked."""
    language, own = scored.language, chosen.select("borrower_id")
    findings = scored.evidence.sources["findings"].join(own, on="borrower_id", how="semi").unique(maintain_order=True)
    shown = {"shown": pl.col(f"shown_{language}"), "by": pl.col("rectify_by")}
    due = scored.follow_up.inspections.join(own, on="borrower_id", how="semi")
    security = scored.follow_up.collateral.join(own, on="borrower_id", how="semi")
    pending = scored.evidence.sources["promises"].join(own, on="borrower_id", how="semi").filter(~pl.col("is_due"))
    missing = chosen.select("borrower_id", fact=f"collect_{language}").drop_nulls()
    always = own.join(pl.DataFrame({"says": said["standing"]}), how="cross")
    parts = [
        missing.select("borrower_id", says=template(said["collect"], {"fact": pl.col("fact")})),
        pending.select("borrower_id", says=template(said["promise"], {"date": pl.col("due_by")})),
        findings.select(
            "borrower_id",
            says=pl.when(pl.col("rectify_by").is_null())
            .then(template(said["finding_open"], shown))
            .otherwise(template(said["finding"], shown)),
        ),
        due.select("borrower_id", says=template(said["inspection"], {"date": pl.col("due_on")})),
        security.select(
            "borrower_id", says=template(said["security"], {"kind": pl.col("kind"), "says": pl.col(f"says_{language}")})
        ),
        always,
    ]
    rows = pl.concat([part.drop_nulls().unique(maintain_order=True) for part in parts])
    numbered = rows.with_columns((pl.int_range(pl.len()).over("borrower_id") + 1).alias("number"))
    return _by_borrower(numbered, MOST["look"])
