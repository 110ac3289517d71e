"""The catalogue of facts: what a rule may ask about a borrower, in which unit, and what is riskier.

A rule names a fact and its parameters; `evidence/` holds one function of the same name that computes
it. A fact with `levels` is an ordered answer, mildest first, kept as its position (Int8).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How a value is measured, and so how it is said."""

    DAYS = "days"
    COUNT = "count"
    SHARE = "share"
    WINDOWS = "windows"
    POINTS = "points"
    LEVEL = "level"


class Nature(StrEnum):
    """What silence means: conduct is never assumed good, an unrecorded event is one not recorded."""

    CONDUCT = "conduct"  # evidence of good conduct: missing takes the worst it could hide, or a floor covers it
    EVENT = "event"  # something that happened: blank reads as none recorded, an absent column as not evaluated


@dataclass(frozen=True)
class Fact:
    """One entry: name, unit, tables it needs, parameters it takes, and its levels if it is an answer."""

    name: str
    unit: Unit
    nature: Nature
    needs: tuple[str, ...]
    zh: str
    en: str
    parameters: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    higher_is_riskier: bool = True


_D, _C, _S, _L = Unit.DAYS, Unit.COUNT, Unit.SHARE, Unit.LEVEL
_CONDUCT, _EVENT = Nature.CONDUCT, Nature.EVENT
_PAID = ("instalments",)
_SEEN = ("inspections",)
_TIERS = ("normal", "special_mention", "substandard", "doubtful", "loss")

FACTS: dict[str, Fact] = {
    f.name: f
    for f in (
        Fact("days_past_due", _D, _CONDUCT, _PAID, "当前逾期天数", "days past due now, worst loan"),
        Fact("late_rate_upper", _S, _CONDUCT, _PAID, "迟还率上界", "Wilson upper bound of the pooled late rate", ("last", "at_least_days", "z")),
        Fact("worst_days_late", _D, _CONDUCT, _PAID, "最长迟还天数", "worst days late of instalments open within the months", ("months",)),
        Fact("worst_days_late_cured", _D, _CONDUCT, _PAID, "近期还清的最长迟还", "worst days late of instalments open within the months and paid since or open", ("within_months",)),
        Fact("late_instalments", _C, _CONDUCT, _PAID, "迟还期数", "instalments of the last n late by at least so many days", ("last", "at_least_days")),
        Fact("mean_days_late", _D, _CONDUCT, _PAID, "平均迟还天数", "mean days late of the last n instalments", ("last",)),
        Fact("short_instalments", _C, _CONDUCT, _PAID, "未足额期数", "instalments of the last n short of the share within so many days", ("last", "share", "within_days")),
        Fact("first_instalment_days_late", _D, _CONDUCT, _PAID, "首期迟还天数", "days the first instalment was late, while among the last n", ("last",)),
        Fact("first_instalment_days_unpaid", _D, _CONDUCT, _PAID, "首期未还天数", "days the first instalment has been open"),
        Fact("windows_since_effective_inspection", Unit.WINDOWS, _CONDUCT, _SEEN, "距有效检查的间隔数", "age of the latest effective inspection in on-site intervals of the duty grade", ("never",)),
        Fact("first_inspection_days", _D, _CONDUCT, _SEEN, "首次检查距放款天数", "days from disbursement to the first effective inspection, or to today", ("disbursed_within_months",)),
        Fact("open_finding_points", Unit.POINTS, _EVENT, _SEEN, "未整改问题分值", "sum over distinct open findings of the weight of each at its worst", ("yellow", "orange", "red")),
        Fact("open_finding_floor", _L, _EVENT, _SEEN, "未整改问题底线", "the worst floor among open findings", levels=("A", "B", "C", "D", "E")),
        Fact("worst_open_finding", _L, _EVENT, _SEEN, "最重未整改问题", "the worst severity among open findings", levels=("none", "yellow", "orange", "red")),
        Fact("days_since_open_finding", _D, _EVENT, _SEEN, "距最近该类问题天数", "days since the latest open finding of one of the codes", ("codes",)),
        Fact("stated_five_tier", _L, _EVENT, ("loans",), "本行五级分类", "the bank's own five-tier class, worst loan", levels=_TIERS),
        Fact("repayment_record", _L, _CONDUCT, _PAID, "还款记录", "is there any repayment record for every loan old enough to have one", ("new_within_days",), ("present", "missing")),
        Fact("history_depth", _L, _CONDUCT, _PAID, "还款期数", "enough due instalments, or too few with or without an effective inspection since disbursement", ("at_least",), ("enough", "thin_inspected", "thin")),
        Fact("inspections_given", _L, _CONDUCT, _SEEN, "检查资料", "was an inspection table among the inputs", levels=("given", "absent")),
        Fact("export_age", _D, _CONDUCT, ("loans",), "数据天数", "days from the data date to the as-of date"),
    )
}
