"""The catalogue of signs: what follow-up may ask about a borrower beside the facts that rules ask.

A fact gives points and so must be ordered, mildest first; a sign only chooses words, people and dates. Each is
one column, computed in `followup/`, and the policy files name it in their conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Which tests fit: numbers bear from and below, texts in, flags is, codes has."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    CODES = "codes"


@dataclass(frozen=True)
class Sign:
    """One column: name, kind, what it says in both languages."""

    name: str
    kind: Kind
    zh: str
    en: str


_N, _T, _F, _C = Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.CODES

SIGNS: dict[str, Sign] = {
    s.name: s
    for s in (
        # columns of the graded frame
        Sign("days_past_due", _N, "逾期天数", "days past due"),
        Sign("days_to_due", _N, "距下次应还天数", "days to the next due date"),
        Sign("arrears", _N, "拖欠金额（分）", "arrears (fen)"),
        Sign("due_in_horizon", _N, "展望期内应还（分）", "due within the horizon (fen)"),
        Sign("connected_days", _N, "关联方逾期天数", "days past due of others under the same contract"),
        Sign("grade", _T, "等级", "grade"),
        Sign("duty_grade", _T, "检查间隔所依的等级", "the grade that sets the inspection interval"),
        # the collection log
        Sign("contacts_logged", _N, "180天内联系记录数", "contacts logged within 180 days"),
        Sign("days_since_contact", _N, "距最近联系天数", "days since the last attempt"),
        Sign("days_since_reached", _N, "距最近联系上天数", "days since the borrower was last reached"),
        Sign("days_since_refusal", _N, "距最近拒绝或否认天数", "days since the last refusal or denial, 0 if undated"),
        Sign("days_since_dispute", _N, "距未了结争议天数", "days since a dispute nothing has ended, 0 if undated"),
        Sign("contact_codes", _C, "180天内联系结果", "result codes of 180 days"),
        Sign("cause", _T, "最近登记的逾期原因", "the cause last logged"),
        Sign("temperament", _T, "沟通特点", "temperament last noted"),
        Sign("conflict_risk", _F, "有冲突风险", "a risk of conflict is on record"),
        Sign("contradictory_contacts", _F, "同日联系结果矛盾", "results of one day contradict each other"),
        Sign("relay_used", _F, "已请预留联系人转达", "the reserved contact has been asked to relay"),
        # promises
        Sign("promise_due_in", _N, "距承诺日天数", "days to the day of the pending promise"),
        Sign("days_since_broken", _N, "距最近违诺天数", "days since the last promise was broken"),
        Sign("broken_streak", _N, "最近连续违诺次数", "promises broken in a row, up to the last one judged"),
        Sign("kept_promises", _N, "180天内履约次数", "promises kept within 180 days"),
        Sign("promise_undated", _F, "承诺无日期", "a pending promise has no date"),
        # how it is paid
        Sign("late", _F, "已逾期", "overdue now"),
        Sign("days_since_paid", _N, "距最近还款天数", "days since the last payment"),
        Sign("part_paid", _F, "未足额部分已还", "something was paid on an open instalment"),
        Sign("late_recent", _N, "近3期平均迟还天数", "mean days late of the last 3 instalments"),
        Sign("late_before", _N, "此前3期平均迟还天数", "mean days late of the 3 before them"),
        Sign("instalments_known", _N, "已到期期数", "instalments due so far"),
        Sign("debit_fault", _F, "扣款渠道故障", "a debit failed for another reason than lack of funds"),
        Sign("staff_paid", _F, "还款来源待核查", "the source of a payment is to be checked"),
        Sign("next_cash_in", _N, "距下一笔资金天数", "days to the next known cash"),
        # what was seen
        Sign("findings", _C, "未整改问题", "codes of open findings"),
        Sign("signals", _C, "有效信号", "codes of live signals"),
        Sign("effective_days_ago", _N, "距最近有效检查天数", "days since the last effective inspection"),
        Sign("ineffective_only", _F, "检查均无效", "inspected, never effectively"),
        Sign("cooperation", _T, "最近配合程度", "cooperation last noted"),
        Sign("inspection_overdue_days", _N, "检查超期天数", "days an inspection is overdue"),
        # the loan and its people
        Sign("approval_exception", _F, "例外审批", "approved as an exception"),
        Sign("unsigned_spouse", _F, "配偶未签字", "a spouse who has not signed"),
        Sign("general_guarantor", _F, "一般保证人", "a general guarantor"),
        Sign("borrower_silent", _F, "借款人禁止联系", "the borrower must not be contacted"),
        Sign("guarantee_days_left", _N, "最近保证期间剩余天数", "days left of the guarantee period that ends first"),
        Sign("limitation_days_left", _N, "诉讼时效剩余天数", "days left of the limitation period"),
        # since the last run
        Sign("notches_worse", _N, "较上期变差级数", "notches worse than in the last run"),
        Sign("willingness", _N, "还款意愿值", "the willingness figure"),
    )
}
