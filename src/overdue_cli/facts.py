"""The catalogue of facts: what a rule may ask about a borrower, in which unit, and what is riskier.

A rule names a fact and its parameters; `evidence/` holds one function of the same name that computes
it. A fact with `levels` is an ordered answer, mildest first, kept as its position (Int8).
Long, since it is one list.
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
    MULTIPLE = "multiple"
    LEVEL = "level"


class Nature(StrEnum):
    """What silence means: conduct is never assumed good, an unrecorded event is one not recorded."""

    CONDUCT = "conduct"  # evidence of good conduct: missing takes the worst it could hide, or a floor covers it
    EVENT = "event"  # something that happened: blank reads as none recorded, an absent column as not evaluated


@dataclass(frozen=True)
class Fact:
    """One entry: name, unit, what silence means, tables it needs, parameters it takes, levels of an answer."""

    name: str
    unit: Unit
    nature: Nature
    needs: tuple[str, ...]
    zh: str
    en: str
    parameters: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    higher_is_riskier: bool = True
    may_not_apply: bool = False  # the evidence tells of some borrowers that the question is not theirs
    within_one: bool = True  # a share that cannot exceed one
    portfolio: bool = False  # needs other borrowers


_D, _C, _S, _L = Unit.DAYS, Unit.COUNT, Unit.SHARE, Unit.LEVEL
_CONDUCT, _EVENT = Nature.CONDUCT, Nature.EVENT
_PAID = ("instalments",)
_SEEN = ("inspections",)
_TIERS = ("normal", "special_mention", "substandard", "doubtful", "loss")

FACTS: dict[str, Fact] = {
    f.name: f
    for f in (
        Fact("days_past_due", _D, _CONDUCT, _PAID, "当前逾期天数", "days past due now, worst loan"),
        Fact(
            "late_rate_upper",
            _S,
            _CONDUCT,
            _PAID,
            "迟还率上界",
            "Wilson upper bound of the pooled late rate",
            ("last", "at_least_days", "z"),
        ),
        Fact(
            "worst_days_late",
            _D,
            _CONDUCT,
            _PAID,
            "最长迟还天数",
            "worst days late of instalments open within the months",
            ("months",),
        ),
        Fact(
            "worst_days_late_cured",
            _D,
            _CONDUCT,
            _PAID,
            "近期还清的最长迟还",
            "worst days late of instalments open within the months and paid since or open",
            ("within_months",),
        ),
        Fact(
            "late_instalments",
            _C,
            _CONDUCT,
            _PAID,
            "迟还期数",
            "instalments of the last n late by at least so many days",
            ("last", "at_least_days"),
        ),
        Fact(
            "mean_days_late", _D, _CONDUCT, _PAID, "平均迟还天数", "mean days late of the last n instalments", ("last",)
        ),
        Fact(
            "short_instalments",
            _C,
            _CONDUCT,
            _PAID,
            "未足额期数",
            "instalments of the last n short of the share within so many days",
            ("last", "share", "within_days"),
        ),
        Fact(
            "first_instalment_days_late",
            _D,
            _CONDUCT,
            _PAID,
            "首期迟还天数",
            "days the first instalment was late, while among the last n",
            ("last",),
            may_not_apply=True,
        ),
        Fact(
            "first_instalment_days_unpaid",
            _D,
            _CONDUCT,
            _PAID,
            "首期未还天数",
            "days the first instalment has been open",
            may_not_apply=True,
        ),
        Fact(
            "windows_since_effective_inspection",
            Unit.WINDOWS,
            _CONDUCT,
            _SEEN,
            "距有效检查的间隔数",
            "age of the latest effective inspection in on-site intervals of the duty grade",
            ("never",),
        ),
        Fact(
            "first_inspection_days",
            _D,
            _CONDUCT,
            _SEEN,
            "首次检查距放款天数",
            "days from disbursement to the first effective inspection, or to today",
            ("disbursed_within_months",),
            may_not_apply=True,
        ),
        Fact(
            "open_finding_points",
            Unit.POINTS,
            _EVENT,
            _SEEN,
            "未整改问题分值",
            "sum over distinct open findings of the weight of each at its worst",
            ("yellow", "orange", "red"),
        ),
        Fact(
            "open_finding_floor",
            _L,
            _EVENT,
            _SEEN,
            "未整改问题底线",
            "the worst floor among open findings",
            levels=("A", "B", "C", "D", "E"),
        ),
        Fact(
            "worst_open_finding",
            _L,
            _EVENT,
            _SEEN,
            "最重未整改问题",
            "the worst severity among open findings",
            levels=("none", "yellow", "orange", "red"),
        ),
        Fact(
            "days_since_open_finding",
            _D,
            _EVENT,
            _SEEN,
            "距最近该类问题天数",
            "days since the latest open finding of one of the codes",
            ("codes",),
        ),
        Fact(
            "days_without_payment",
            _D,
            _CONDUCT,
            _PAID,
            "分文未还天数",
            "days the oldest instalment on which nothing at all was paid has been open",
        ),
        Fact("overdue_loans", _C, _CONDUCT, _PAID, "逾期贷款笔数", "loans late by so many days", ("at_least_days",)),
        Fact(
            "overdue_share_elsewhere",
            _S,
            _EVENT,
            ("signals",),
            "他行逾期占比",
            "share of all banks' debts more than 90 days overdue, by signal; not for retail",
            ("code",),
        ),
        Fact(
            "failed_debits",
            _C,
            _EVENT,
            _PAID,
            "扣款失败次数",
            "weighted debits failed for lack of funds in the last n instalments",
            ("last", "weight_if_paid", "within_days"),
        ),
        Fact(
            "worst_status",
            _L,
            _EVENT,
            ("loans",),
            "最差还款状态",
            "worst monthly status code within the months",
            ("months", "one_or_two", "three", "four_or_worse"),
            ("none", "one_or_two", "three", "four_or_worse"),
        ),
        Fact(
            "settled_by_others",
            _L,
            _EVENT,
            ("loans",),
            "非正常结清",
            "a status code of the months says others settled the debt",
            ("months", "codes"),
            ("none", "settled"),
        ),
        Fact(
            "unpaid_statement_share",
            _S,
            _CONDUCT,
            _PAID,
            "账单未还比例",
            "mean share of the last n statements left unpaid",
            ("last",),
            may_not_apply=True,
        ),
        Fact(
            "early_instalments_in_a_row",
            _C,
            _CONDUCT,
            _PAID,
            "连续提前期数",
            "latest instalments in a row paid before their due day",
            ("last",),
            higher_is_riskier=False,
        ),
        Fact(
            "mean_reminders", _C, _EVENT, _PAID, "平均催缴次数", "mean reminders of the last n instalments", ("last",)
        ),
        Fact(
            "broken_promise_share",
            _S,
            _EVENT,
            ("contacts",),
            "违诺比例",
            "share of the promises of the months not kept",
            ("months",),
        ),
        Fact(
            "promises_broken_in_a_row",
            _C,
            _EVENT,
            ("contacts",),
            "连续违诺次数",
            "longest run of broken promises within the months",
            ("months",),
        ),
        Fact(
            "failed_contact_days",
            _C,
            _EVENT,
            ("contacts",),
            "未联系上天数",
            "days of the last n tried on which nobody was reached",
            ("last",),
        ),
        Fact(
            "lost_contact",
            _L,
            _EVENT,
            ("contacts",),
            "失联",
            "lost and not reached since",
            ("late_from",),
            ("reachable", "lost", "lost_and_late"),
        ),
        Fact(
            "refusal",
            _L,
            _EVENT,
            ("contacts",),
            "拒绝或否认",
            "refused to pay or denied the loan within the months",
            ("months",),
            ("none", "refused"),
        ),
        Fact(
            "paid_by_others",
            _L,
            _EVENT,
            _PAID,
            "他人代还",
            "who else paid within the months",
            ("months",),
            ("borrower", "third_party", "staff", "guarantor"),
        ),
        Fact(
            "restructuring",
            _L,
            _EVENT,
            ("loans",),
            "重组",
            "restructured and in observation",
            ("periods", "months"),
            ("none", "in_observation", "nonperforming"),
        ),
        Fact(
            "refinanced",
            _L,
            _EVENT,
            ("loans",),
            "借新还旧",
            "a loan that repays an earlier one of the same borrower",
            ("words", "signals"),
            ("no", "refinanced"),
        ),
        Fact(
            "nonperforming_share_here",
            _S,
            _EVENT,
            ("loans",),
            "本行不良占比",
            "share of what the debtor owes here that is non-performing, by days or by the bank's own class; not for retail",
            ("days_past_due_from",),
            may_not_apply=True,
        ),
        Fact(
            "cell_overdue_rate",
            Unit.MULTIPLE,
            _EVENT,
            ("loans",),
            "行业逾期倍数",
            "lower bound of the overdue rate of the trade at the outlet, in multiples of the base rate",
            ("at_least", "z", "base_rate"),
            portfolio=True,
        ),
        Fact(
            "connected_days_past_due",
            _D,
            _EVENT,
            ("parties",),
            "关联方逾期天数",
            "worst days past due of others under the same joint contract",
            portfolio=True,
        ),
        Fact(
            "finding_level",
            _L,
            _EVENT,
            _SEEN,
            "问题程度",
            "gravest of three lists of codes with an open finding",
            ("mild", "grave", "gravest", "together"),
            ("none", "mild", "grave", "gravest"),
        ),
        Fact(
            "cooperation",
            _L,
            _EVENT,
            _SEEN,
            "配合程度",
            "cooperation since the latest effective inspection",
            ("mild", "grave"),
            ("good", "poor", "refused"),
        ),
        Fact(
            "loan_to_value",
            _S,
            _CONDUCT,
            ("collateral",),
            "抵押率",
            "balance over collateral value, worst secured loan",
            may_not_apply=True,
            within_one=False,
        ),
        Fact(
            "collateral_state",
            _L,
            _EVENT,
            ("collateral",),
            "押品状态",
            "collateral lost, moved or seized",
            ("lost_words", "findings"),
            ("sound", "lost"),
        ),
        Fact(
            "valuation_age",
            _L,
            _CONDUCT,
            ("collateral",),
            "评估时效",
            "oldest valuation more than so many months old or undated",
            ("months",),
            ("fresh", "stale"),
            may_not_apply=True,
        ),
        Fact(
            "guarantor_level",
            _L,
            _EVENT,
            _SEEN,
            "保证人状况",
            "the guarantor's state by open findings",
            ("mild", "gravest"),
            ("none", "mild", "gravest"),
        ),
        Fact(
            "days_unrectified",
            _D,
            _EVENT,
            _SEEN,
            "整改超期天数",
            "days the longest overdue open finding is past its deadline",
        ),
        Fact(
            "bullet_stage",
            _L,
            _CONDUCT,
            ("loans",),
            "到期还本阶段",
            "how near a bullet maturity is without confirmed funds",
            ("days", "confirmed_by"),
            ("not_near", "within_first", "within_second", "within_third"),
            may_not_apply=True,
        ),
        Fact(
            "sources_disagree",
            _L,
            _EVENT,
            ("loans",),
            "数据不一致",
            "two sources disagree about a loan",
            ("days",),
            ("agree", "disagree"),
        ),
        Fact(
            "related_party",
            _L,
            _EVENT,
            ("loans",),
            "关系人",
            "a loan to a related party",
            levels=("unrelated", "related"),
        ),
        Fact(
            "stated_five_tier",
            _L,
            _EVENT,
            ("loans",),
            "本行五级分类",
            "the bank's own five-tier class, worst loan",
            levels=_TIERS,
        ),
        Fact(
            "repayment_record",
            _L,
            _CONDUCT,
            _PAID,
            "还款记录",
            "is there any repayment record for every loan old enough to have one",
            ("new_within_days",),
            ("present", "missing"),
        ),
        Fact(
            "history_depth",
            _L,
            _CONDUCT,
            _PAID,
            "还款期数",
            "enough due instalments, or too few with or without an effective inspection since disbursement",
            ("at_least",),
            ("enough", "thin_inspected", "thin"),
        ),
        Fact(
            "inspections_given",
            _L,
            _CONDUCT,
            _SEEN,
            "检查资料",
            "was an inspection table among the inputs",
            levels=("given", "absent"),
        ),
        Fact(
            "export_age",
            _D,
            _CONDUCT,
            ("loans",),
            "数据天数",
            "days from the data date to the as-of date",
            portfolio=True,
        ),
        Fact(
            "statements_without_payment",
            _C,
            _CONDUCT,
            _PAID,
            "未还款账单期数",
            "statements of the last n after which nothing was paid, revolving credit",
            ("last",),
            may_not_apply=True,
        ),
        Fact(
            "share_of_line_used",
            _S,
            _CONDUCT,
            _PAID,
            "额度使用率",
            "latest statement or balance over the credit line, worst revolving loan",
            may_not_apply=True,
            within_one=False,
        ),
        Fact(
            "share_of_line_not_covered",
            _S,
            _CONDUCT,
            _PAID,
            "额度未验证比例",
            "share of the credit line that the payments on the last n statements leave uncovered",
            ("last",),
            may_not_apply=True,
        ),
        Fact(
            "line_below_peers",
            Unit.MULTIPLE,
            _EVENT,
            ("loans", "instalments"),
            "额度低于同类倍数",
            "how many times the borrower's credit line goes into the median line of the same product",
            ("at_least",),
            portfolio=True,
        ),
    )
}
