"""Facts about looking at the borrower: when last, how soon after disbursement, what was found.

An inspection that nobody met, signed, concluded or entered in time counts as not done, though what it
found still counts. Particulars that are missing take the worst they could hide.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.evidence.plan import Plan, Proof, Setting
from overdue_cli.locale import details
from overdue_cli.ruleset.model import GRADES
from overdue_cli.words import template

SEVERITIES = ("none", "yellow", "orange", "red")


def prepared(inspections: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """Inspections made by the as-of date, with `is_effective` (never null)."""
    filled = pl.col("conclusion").is_not_null() & ~pl.col("conclusion").is_in(setting.inspection.conclusions_empty)
    entered = (pl.col("recorded_on") - pl.col("inspected_on")).dt.total_days()
    effective = (
        ((pl.col("method") == "on_site") | ((pl.col("method") == "off_site") & pl.col("evidence_ref").is_not_null()))
        & pl.col("met_person").is_not_null()
        & pl.col("inspector").is_not_null()
        & filled
        & entered.is_between(0, setting.inspection.entered_within_days)
        & (pl.col("recorded_on") <= setting.as_of)
    )
    return inspections.filter(pl.col("inspected_on") <= setting.as_of).with_columns(
        effective.fill_null(False).alias("is_effective")
    )


def _latest_effective() -> dict[str, pl.Expr]:
    return {
        "latest effective on": pl.col("inspected_on").filter("is_effective").max(),
        "latest inspected on": pl.col("inspected_on").max(),
    }


def windows_since_effective_inspection(key: str, setting: Setting, *, never: int) -> Plan:
    """Age of the latest effective inspection in on-site intervals of the duty grade; `never` if none."""
    age = (pl.lit(setting.as_of) - pl.col("latest effective on")).dt.total_days()
    window = pl.col("duty_grade").replace_strict(dict(enumerate(setting.on_site_days)), return_dtype=pl.Float64)
    latest, any_on = pl.col("latest effective on"), pl.col("latest inspected on")
    return Plan(
        inspections=_latest_effective(),
        value=(age / window).fill_null(never),
        detail={
            language: pl.when(latest.is_not_null())
            .then(template(said["visited"], {"date": latest, "days": age}))
            .when(any_on.is_not_null())
            .then(template(said["ineffective"], {"date": any_on}))
            .otherwise(pl.lit(said["never"]))
            for language, said in details().items()
        },
        proof=Proof("inspections", pl.lit(True), pl.col("inspected_on").cast(pl.Int32)),
        after_duty=True,
    )


def first_inspection_days(key: str, setting: Setting, *, disbursed_within_months: int) -> Plan:
    """Days from disbursement to the first effective inspection, or to today, worst young loan (days).

    Only loans disbursed within the months are asked; a borrower without one is not concerned.
    """
    young = pl.col("disbursed_on").is_between(setting.months_ago(disbursed_within_months), setting.as_of)
    waited = (pl.col("first_effective_on").fill_null(setting.as_of) - pl.col("disbursed_on")).dt.total_days()
    return Plan(
        loans={key: waited.filter(young).max()},
        value=pl.col(key),
        applies=pl.col(key).is_not_null(),
        proof=Proof("inspections", pl.col("is_effective"), pl.col("inspected_on").cast(pl.Int32)),
    )


def open_finding_points(key: str, setting: Setting, *, yellow: int, orange: int, red: int) -> Plan:
    """Sum over distinct open codes of the weight of each at its worst (points).

    A severity without words may be one of those, so it adds only what it weighs more than the gravest of them:
    whoever names it later never takes points off.
    """
    named, unnamed = (
        pl.col(name).replace_strict({1: yellow, 2: orange, 3: red}, default=0, return_dtype=pl.Int32)
        for name in ("named", "unnamed")
    )
    return Plan(
        findings={key: named.sum() + (unnamed.max() - named.max()).clip(0)} | _named_findings(),
        value=known_findings(pl.col(key), setting),
        detail={"zh": pl.col("findings zh"), "en": pl.col("findings en")},
        proof=Proof("findings", pl.lit(True), pl.col("severity")),
    )


def open_finding_floor(key: str, setting: Setting) -> Plan:
    """The worst floor among open findings, as a grade's position."""
    return Plan(
        findings={key: pl.col("floor").max()} | _named_findings(),
        value=known_findings(pl.col(key), setting),
        detail={"zh": pl.col("findings zh"), "en": pl.col("findings en")},
        proof=Proof("findings", pl.col("floor") >= GRADES.index("C"), pl.col("severity")),
    )


def worst_open_finding(key: str, setting: Setting) -> Plan:
    """The worst severity among open findings, as a position in none, yellow, orange, red."""
    return Plan(
        findings={key: pl.col("severity").max()},
        value=known_findings(pl.col(key), setting),
        proof=Proof("findings", pl.col("severity") >= SEVERITIES.index("orange"), pl.col("severity")),
    )


def days_since_open_finding(key: str, setting: Setting, *, codes: list[str]) -> Plan:
    """Days since the latest open finding of one of the codes (days); null if there is none."""
    named = pl.col("code").is_in(codes)
    return Plan(
        findings={key: pl.col("inspected_on").filter(named).max()} | _named_findings(),
        value=(pl.lit(setting.as_of) - pl.col(key)).dt.total_days(),
        detail={"zh": pl.col("findings zh"), "en": pl.col("findings en")},
        proof=Proof("findings", named, pl.col("severity")),
    )


def finding_level(
    key: str, setting: Setting, *, mild: list[str], grave: list[str], gravest: list[str], together: int
) -> Plan:
    """The gravest of three lists of codes with an open finding; several mild ones together are grave (position)."""
    code = pl.col("code")
    names = {
        f"{key} mild": code.is_in(mild).sum(),
        f"{key} grave": code.is_in(grave).any(),
        f"{key} gravest": code.is_in(gravest).any(),
    }
    soft, hard, worst = (pl.col(name) for name in names)
    level = (
        pl.when(worst.fill_null(False))
        .then(3)
        .when(hard.fill_null(False) | (soft >= together).fill_null(False))
        .then(2)
        .when(soft > 0)
        .then(1)
    )
    return Plan(
        findings=names,
        value=known_findings(level.cast(pl.Int8), setting),
        proof=Proof("findings", code.is_in([*mild, *grave, *gravest]), pl.col("severity")),
    )


def cooperation(key: str, setting: Setting, *, mild: list[str], grave: list[str]) -> Plan:
    """Worst cooperation since an effective inspection last found it good, or open findings of it: good, poor, refused.

    As with findings, a refusal is not undone by a visit that was merely met with little good will.
    """
    given = pl.col("cooperation").replace_strict(
        {"good": 0, "fair": 0, "poor": 1, "refused": 2}, default=None, return_dtype=pl.Int8
    )
    latest = pl.col("inspected_on").filter(pl.col("is_effective") & (given == 0)).max()
    since = (pl.col("inspected_on") >= latest).fill_null(True)
    found = (f"{key} poor", f"{key} refused")
    worst = pl.max_horizontal(pl.col(key), pl.col(found[0]).cast(pl.Int8), pl.col(found[1]).cast(pl.Int8) * 2)
    return Plan(
        inspections={key: given.filter(since).max()},
        findings={name: pl.col("code").is_in(codes).any() for name, codes in zip(found, (mild, grave), strict=True)},
        value=known_findings(worst.cast(pl.Int8), setting),
        proof=Proof("inspections", given > 0, given),
    )


def days_unrectified(key: str, setting: Setting) -> Plan:
    """Days the longest overdue open finding is past its deadline, or past its inspection if none was set (days)."""
    late = (pl.lit(setting.as_of) - pl.col("rectify_by")).dt.total_days().clip(0)
    return Plan(
        findings={key: late.max()},
        value=known_findings(pl.col(key), setting),
        proof=Proof("findings", late > 0, late),
    )


def known_findings(found: pl.Expr, setting: Setting) -> pl.Expr:
    """What was found, or none where inspections were given; without them only what signals tell is known."""
    return found.fill_null(0) if "inspections" in setting.tables else found


def _named_findings() -> dict[str, pl.Expr]:
    return {
        f"findings {lang}": pl.col(f"shown_{lang}")
        .sort_by("severity", "code", descending=[True, False])
        .unique(maintain_order=True)
        .str.join("、" if lang == "zh" else ", ")
        for lang in ("zh", "en")
    }


def inspections_given(key: str, setting: Setting) -> Plan:
    """Whether an inspection table was among the inputs: 0 given, 1 absent; the same for everybody."""
    return Plan(value=pl.lit(0 if "inspections" in setting.tables else 1, pl.Int8))
