"""Small synthetic books: the same contents every time, with the texts officers meet and the odd ones they do not."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl

from overdue_cli.figures import figures_of
from overdue_cli.workbook import LIST_COLUMNS, Book, GradeCard
from overdue_cli.workbook.book import CHANGES, CLOCKS, INSPECTIONS
from overdue_cli.workbook.tables import Card, Chart, Column, Page, Table

AS_OF = dt.date(2026, 11, 24)
GRADES = {
    "zh": [
        ("绿", "记录良好且检查有效", "系统到期提醒", "系统", "每月复评"),
        ("蓝", "记录短或偶有迟还，或检查不足", "客户经理到期前3天提醒", "客户经理", "每月复评"),
        ("黄", "已有逾期、有未整改的重要问题，或情况不明", "客户经理到期前7天联系，记录原因，10个工作日内检查", "客户经理", "每期复评"),
        ("橙", "很可能逾期31天以上，或有重大事项", "主管牵头，5个工作日内双人上门，15天内落实还款计划、保证或增信", "主管", "每周复评"),
        ("红", "不良、重大违约事项，或失联且逾期", "3个工作日内移交资产保全与法务，紧盯时效", "资产保全", "每周复评"),
    ],
    "en": [
        ("green", "clean and inspected", "automatic reminder", "system", "reviewed monthly"),
        ("blue", "thin or slightly late history, or not inspected", "officer reminds three days before the due date", "officer", "reviewed monthly"),
        ("yellow", "overdue, an open serious finding, or unknown", "officer contacts seven days before the due date, records the cause, inspects within 10 working days", "officer", "reviewed each cycle"),
        ("orange", "31 days late likely, or a serious event", "supervisor leads: two-person visit within 5 working days; plan, guarantor or security within 15 days", "supervisor", "reviewed weekly"),
        ("red", "non-performing, gravest events, or lost and overdue", "asset preservation and legal desk within 3 working days; clocks watched", "asset preservation", "reviewed weekly"),
    ],
}  # fmt: skip
LIKELY = (0.03, 0.15, 0.3, 0.6, 1.0)
TIERS = {
    "zh": {1: "立即", 2: "到期之前", 3: "本期之内", 4: "到期提醒"},
    "en": {1: "now", 2: "before it is late", 3: "this cycle", 4: "remind"},
}
SAYS = {
    "zh": ["近6期有4期迟还，已成习惯", "近3期平均迟还6天", "距上次有效现场检查已2个间隔，超过该等级应有的频率", "检查发现贷款用途与约定不符，未整改", "12个月内最长迟还18天", "迟还率上界42%", "近6期有3期到期3天内未足额"],
    "en": ["4 of the last 6 instalments late: a habit", "the last 3 instalments were 6 days late on average", "the last effective on-site inspection is two intervals old", "an inspection found that funds were not used as agreed; open", "worst lateness in 12 months: 18 days", "upper bound of the late rate 42%", "3 of the last 6 instalments short three days after the due date"],
}  # fmt: skip
FIXED = {
    "zh": {"may_contact": "借款人本人（09:00–20:00，每日一次）", "forbidden": "不得威胁、骚扰或联系无关第三人；不得代客户垫款、安排过桥或借新还旧掩盖逾期；不得作不实表述"},
    "en": {"may_contact": "the borrower only (09:00–20:00, once a day)", "forbidden": "no threats, no harassment, no unrelated third persons; staff never pay, bridge or roll over for a customer; no untrue claims"},
}  # fmt: skip
NAMES = ["陈静", "王建国", "欧阳明轩", "青禾县丰收农机专业合作社", "李娜", "赵铁柱", "周敏", "孙丽华"]
OFFICERS = ["刘洋", "何志强", "马晓燕", "郭磊", "邓小刚", "许文静", "曹伟", "彭涛"]
BRANCHES = ["城关支行", "北河支行", "青山分理处"]


def borrowers(count: int, language: str = "zh") -> pl.DataFrame:
    """`count` borrowers in rank order, three in ten overdue, one in ten on no list."""
    cards = GRADES[language]
    rows = []
    for n in range(count):
        late = n % 10 < 3
        days = (5, 26, 112)[n % 3] if late else 0
        grade = ("CDE"[n % 3]) if late else "ABCD"[n % 4]
        tier = (1 if days >= 24 else 2) if late else 5 if n % 10 == 9 else 2 + n % 3
        balance = 3_000_000 + (n * 7_654_321) % 80_000_000
        action = cards["ABCDE".index(grade)]
        rows.append(
            {
                "grade": grade, "tier": tier, "borrower_id": f"0{10_000_000 + n}", "borrower_name": NAMES[n % 8], "id_number": f"****{1000 + n % 9000}",
                "phone": f"****{2000 + n % 7000}", "branch": BRANCHES[n % 3], "officer": None if n % 17 == 16 else OFFICERS[n % 8], "product": "农户小额贷款",
                "currency": "CNY", "balance": balance, "arrears": balance // 20 if late else 0, "due_in_horizon": balance // 24,
                "next_due_on": AS_OF + dt.timedelta(1 + n % 30), "days_past_due": days,
                "stands": _stands(language, days, n % 30 + 1, grade), "action": action[2] if not late or grade == "C" else f"{action[2]}；{cards[3][2]}",
                "owner": action[3], "act_by": AS_OF + dt.timedelta(n % 9), "open_loans": 1 + n % 2, **FIXED[language], "key": f"K9JW4TDF89-{n + 1}-WQ", "last_answer": None, "case": None,
                "list": None if tier == 5 else "overdue" if late else "before_due",
            }
        )  # fmt: skip
    frame = (
        pl.DataFrame(rows, schema_overrides={"officer": pl.String, "last_answer": pl.String, "case": pl.String})
        if rows
        else _none()
    )
    likely = pl.col("grade").replace_strict(dict(zip("ABCDE", LIKELY, strict=True)), return_dtype=pl.Float64)
    risk = (likely * (pl.col("arrears") + pl.col("due_in_horizon"))).round(0).cast(pl.Int64)
    ranked = frame.with_columns(risk.alias("amount_at_risk")).sort(
        "tier", "amount_at_risk", "borrower_id", descending=[False, True, False]
    )
    return ranked.with_columns((pl.int_range(pl.len()) + 1).cast(pl.UInt32).alias("rank"))


def _none() -> pl.DataFrame:
    return borrowers(1).drop("rank", "amount_at_risk").clear()


def _stands(language: str, days: int, ahead: int, grade: str) -> str:
    if language == "zh":
        return (
            f"已逾期{days}天，即将或已经超过一个月"
            if days >= 24
            else f"已逾期{days}天"
            if days
            else f"{ahead}天后有款到期，等级{grade}"
        )
    return (
        f"{days} days past due, at or near a month"
        if days >= 24
        else f"{days} days past due"
        if days
        else f"due in {ahead} days at grade {grade}"
    )


def reasons_of(listed: pl.DataFrame, language: str = "zh") -> pl.DataFrame:
    """Two to seven reasons for each, worst first, each with the rows that prove it."""
    says, row = SAYS[language], "行" if language == "zh" else "row"
    rows: list[dict[str, Any]] = []
    for n, (who, name, grade) in enumerate(listed.select("borrower_id", "borrower_name", "grade").iter_rows()):
        for k in range(2 + n % 6):
            proofs = range(1 + (n + k) % 3)
            rows.append(
                {
                    "borrower_id": who, "borrower_name": name, "grade": grade, "rule_id": f"W{k + 1:02}", "title": says[(n + k) % 7][:10],
                    "says": says[(n + k) % 7], "points": 12 - k, "no_better_than": "C" if k == 0 else None, "notches": int(k == 1),
                    "evidence": "\n".join(f"JJ2024-{n:06} 第{p + 3}期 应还2026-0{p + 5}-20，迟{p + 4}天，2026-0{p + 5}-25还清" for p in proofs),
                    "source": "\n".join(f"还款明细_202611.xlsx · 还款明细 · {row} {n * 12 + p}" for p in proofs),
                }
            )  # fmt: skip
    schema = {
        "borrower_id": pl.String, "borrower_name": pl.String, "grade": pl.String, "rule_id": pl.String, "title": pl.String, "says": pl.String,
        "points": pl.Int32, "no_better_than": pl.String, "notches": pl.Int8, "evidence": pl.String, "source": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


MOVES = {
    "since": dt.date(2026, 10, 20),
    "counts": [{"change": name, "borrowers": n, "balance": n * 100} for n, name in enumerate(("new", "worsened", "improved", "cured", "unchanged", "gone"))],
    "migration": [{"from": old, "to": new, "borrowers": 1 + (old == new) * 9, "balance": 1_000_000} for old in "ABCDE" for new in "ABCDE"],
}  # fmt: skip
WHO = ("borrower_id", "borrower_name", "grade", "officer", "branch")


def inspections_of(everybody: pl.DataFrame, language: str = "zh") -> pl.DataFrame:
    """Every other borrower's inspection, the most overdue first; the unlisted are on this list alone."""
    over, soon, look = {
        "zh": ("已超期", "7天内", "复查未整改：贷款用途与约定不符"),
        "en": ("overdue", "within 7 days", "still open: funds not used as agreed"),
    }[language]
    due = everybody.gather_every(2).select(*WHO, "rank", pl.col("list").fill_null("inspections"))
    late = 60 - pl.int_range(pl.len()).cast(pl.Int64) * 120 // pl.len()
    return due.with_columns(
        state=pl.when(late > 0).then(pl.lit(over)).otherwise(pl.lit(soon)),
        last_effective_on=pl.lit(AS_OF - dt.timedelta(100)),
        interval_days=pl.lit(90, pl.Int32),
        due_on=pl.lit(AS_OF) - pl.duration(days=late),
        days_overdue=pl.when(late > 0).then(late),
        look_at=pl.lit(look),
    ).select(list(INSPECTIONS))  # fmt: skip


def clocks_of(listed: pl.DataFrame, language: str = "zh") -> pl.DataFrame:
    """A guarantee period for every third listed borrower, some of them over."""
    clock, act = {
        "zh": ("保证期间（连带）", "向保证人发出书面催收并取得回执"),
        "en": ("guarantee period (joint)", "a written demand on the guarantor, receipted"),
    }[language]
    left = (pl.int_range(pl.len()).cast(pl.Int64) * 7 - 9).alias("days_left")
    return (
        listed.gather_every(3)
        .select(*WHO)
        .with_columns(
            loan_id=pl.lit("066220230000000435"), clock=pl.lit(clock), party=pl.lit("章平"), about=pl.lit(None, pl.String),
            ends_on=pl.lit(AS_OF) + pl.duration(days=left), days_left=left, act=pl.lit(act), is_tier_one=left < 60,
        )
        .select(list(CLOCKS))
    )  # fmt: skip


def changes_of(listed: pl.DataFrame, language: str = "zh") -> pl.DataFrame:
    """Every listed borrower a notch worse than before."""
    word = {"zh": "变差", "en": "worsened"}[language]
    return listed.with_columns(
        change=pl.lit(word), previous_grade=pl.lit("B"), notches_worse=pl.lit(1, pl.Int64), previous_days_past_due=pl.lit(0, pl.Int32),
        previous_arrears=pl.lit(0, pl.Int64), days_past_due=pl.col("days_past_due").cast(pl.Int32), reason=pl.lit(SAYS[language][0]),
    ).select(list(CHANGES))  # fmt: skip


def management_of(language: str = "zh") -> dict[str, Page]:
    """Two pages for managers with a table, a chart and a card."""
    rate, who, title = {"zh": ("占比", "姓名", "信号"), "en": ("Rate", "Name", "Signals")}[language]
    table = Table(
        title,
        [Column(who, "strong"), Column(rate, "percent")],
        [["A", 0.1], ["B", 0.2]],
        "",
        Chart("column", 0, 1, title, beside=4),
        filtered=True,
    )
    page = Page(title, [title], [table], (14.0, *[12.0] * 9), title, [Card(title, "A,\n...", "2026-11-24")])
    return {"officers": page, "concentration": page}


SHEETS_SCHEMA = {
    "file": pl.String, "sheet": pl.String, "table": pl.String, "header_row": pl.Int64, "unit": pl.String, "rows_in": pl.Int64,
    "rows_used": pl.Int64, "rows_set_aside": pl.Int64, "rows_not_data": pl.Int64, "why": pl.String,
}  # fmt: skip
PROBLEMS_SCHEMA = {
    "code": pl.String,
    "effect": pl.String,
    "says": pl.String,
    "next": pl.String,
    "count": pl.Int64,
    "example": pl.String,
}


def book(count: int = 10, language: str = "zh", **changed: Any) -> Book:
    """A book of `count` borrowers; `changed` replaces fields of it."""
    everybody = borrowers(count, language)
    listed = everybody.filter(pl.col("list").is_not_null())
    sheets = pl.DataFrame(
        [("贷款台账_202611.xlsx", "台账", "loans", 4, "元", 612, 606, 2, 4, None), ("还款明细_202611.xlsx", "还款明细", "instalments", 3, "元", 7_904, 7_897, 4, 3, None), ("说明.xlsx", "封面", None, None, None, 12, 0, 0, 12, "未识别为任何表")],
        schema=SHEETS_SCHEMA, orient="row",
    )  # fmt: skip
    problems = pl.DataFrame(
        [("P021", "set_aside", "应还日不是日期", "更正该单元格；在此之前该行不使用", 4, "还款明细_202611.xlsx · 还款明细 · D18"), ("P026", "note", "重复行，只计一次", "核对导出条件", 3, "还款明细_202611.xlsx · 还款明细 · A77")],
        schema=PROBLEMS_SCHEMA, orient="row",
    )  # fmt: skip
    made = Book(
        language=language,
        as_of=AS_OF,
        data_date=dt.date(2026, 11, 20),
        horizon_days=35,
        tool_version="0.1.0",
        ruleset_title={"zh": "审慎预警规则", "en": "Conservative pre-warning rules"}[language],
        ruleset_name="conservative",
        ruleset_version="2026.11",
        ruleset_digest="3f9a2c7e" * 8,
        grades=[
            GradeCard(letter, *card, likely)
            for letter, card, likely in zip("ABCDE", GRADES[language], LIKELY, strict=True)
        ],
        before_due=listed.filter(pl.col("list") == "before_due").select(LIST_COLUMNS),
        overdue=listed.filter(pl.col("list") == "overdue").select(LIST_COLUMNS),
        reasons=reasons_of(listed, language),
        sheets=sheets,
        problems=problems,
        figures=figures_of(everybody, sheets, problems) | {"changes": MOVES},
        notices={
            "zh": ["有 6 行无法使用，已单列，见数据质量"],
            "en": ["6 rows could not be used; they are listed under Data quality"],
        }[language],
        inputs=[("贷款台账_202611.xlsx", 118_665, "a1" * 32), ("还款明细_202611.xlsx", 495_605, "b2" * 32)],
        options={"--as-of": "2026-11-24"},
        tiers=TIERS[language],
        inspections=inspections_of(everybody, language),
        clocks=clocks_of(listed, language),
        changes=changes_of(listed, language),
        compared={"zh": "与 2026-10-20 的周期相比：变差 1。", "en": "Against the cycle of 2026-10-20: worsened 1."}[
            language
        ],
        management=management_of(language),
    )
    return dataclasses.replace(made, **changed)
