"""visit_template.py LANGUAGE FILE: the template of the visit sheet, a workbook like any a bank would draw for itself.

One portrait A4 page of twelve equal columns. The words on it are the template's own; what is filled in stands in
double braces, see docs/templates.md.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

COLUMNS, WIDTH = 12, 8.0
ACCENT, TINT, LINE, INK, MUTED = "1F5673", "E4EDF2", "B8C2CA", "1F2933", "5A6672"
GRADES = {
    "A": ("175234", "E0F1E6"),
    "B": ("123F69", "C9DCEF"),
    "C": ("4A3500", "F2CB5C"),
    "D": ("2B1500", "E28E42"),
    "E": ("FFFFFF", "9B1C1C"),
}
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "sheet": "上门核实单", "who": "借款人", "owed": "欠了什么、何时到期", "why": "为什么上门", "how": "做什么、怎么说", "ask": "问什么、看什么（核实后打勾并记一笔）",
        "people": "可以接触的人（只限名单内依法有责任的人）", "forbidden": "禁止", "record": "当场填写（只记事实）",
        "facts": [[("客户名称", "borrower_name"), ("客户号", "borrower_id")], [("证件号码", "id_number"), ("联系电话", "phone")], [("机构 · 产品", "branch}} · {{product"), ("担保 · 余额", "guarantee}} · {{balance")], [("排序 · 最晚日期", "rank}} · {{act_by"), ("牵头岗位", "owner")]],
        "due": ["借据", "期次", "应还日", "应还金额", "已还", "尚欠", "逾期天数"], "sums": [("逾期合计", "arrears"), ("{{horizon}}天内应还", "due_in_horizon"), ("最长逾期（天）", "days_past_due")],
        "how_rows": [("要做什么", "play"), ("说法", "wording"), ("沟通方式", "manner"), ("原因 · 转机", "segment}} · {{flip")], "person": ["姓名", "身份", "可以告知的内容", "责任期限"],
        "window": "可以上门的时间", "flip": "",
        "fill": [["到访日期时间", "同行人"], ["地点", "见到的人：□本人  □共同借款人  □保证人  □未见到"]],
        "result": "结果：□承诺还款  □已还款  □有意愿无能力  □有争议  □拒绝还款  □未见到        逾期原因：",
        "promise": ["承诺还款日", "承诺金额（元）", "款项来源"], "seen": "看到和听到的（事实，不评价）", "signs": ["客户经理签名", "同行人签名", "主管阅"], "borrower": "借款人签名（自愿，仅确认会面）",
        "foot": "{{banner}}。{{masking}}。{{line}}",
    },
    "en": {
        "sheet": "Visit sheet", "who": "Borrower", "owed": "What is owed and when", "why": "Why this visit", "how": "What to do and how to say it", "ask": "What to ask and look at (tick, and note a word)",
        "people": "Who may be spoken to (only these, who are liable by law)", "forbidden": "Forbidden", "record": "Filled in on the spot (facts only)",
        "facts": [[("Borrower", "borrower_name"), ("Number", "borrower_id")], [("Identity", "id_number"), ("Phone", "phone")], [("Branch · product", "branch}} · {{product"), ("Security · balance", "guarantee}} · {{balance")], [("Rank · act by", "rank}} · {{act_by"), ("Led by", "owner")]],
        "due": ["Loan", "No", "Due on", "Amount due", "Paid", "Still owed", "Days late"], "sums": [("In arrears", "arrears"), ("Due in {{horizon}} days", "due_in_horizon"), ("Worst days late", "days_past_due")],
        "how_rows": [("To do", "play"), ("Words", "wording"), ("Manner", "manner"), ("Cause · turn", "segment}} · {{flip")], "person": ["Name", "Standing", "May hear", "Liable until"],
        "window": "When to visit", "flip": "",
        "fill": [["Date and time", "Companion"], ["Place", "Met:  □ borrower   □ co-borrower   □ guarantor   □ nobody"]],
        "result": "Result:  □ promise   □ paid   □ willing, unable   □ dispute   □ refusal   □ not met        Cause:",
        "promise": ["Promised for", "Amount", "From what"], "seen": "Seen and heard (facts, no judgement)", "signs": ["Officer", "Companion", "Seen by supervisor"], "borrower": "Borrower (voluntary, confirms the meeting only)",
        "foot": "{{banner}}. {{masking}}. {{line}}",
    },
}  # fmt: skip


class Page:
    """The page while it is drawn, row by row."""

    def __init__(self, language: str) -> None:
        self.words, self.font, self.row = WORDS[language], FONTS[language], 0
        self.book = Workbook()
        self.sheet = self.book.active
        self.sheet.title = self.words["sheet"]
        for number in range(COLUMNS):
            self.sheet.column_dimensions["ABCDEFGHIJKL"[number]].width = WIDTH

    def next(self, height: float) -> int:
        """A new row of a height in points."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height
        return self.row

    def put(self, column: int, across: int, text: str, kind: str = "text", *, center: bool = False) -> None:
        """A text over so many columns of the current row."""
        cell = self.sheet.cell(self.row, column, text)
        if across > 1:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=column, end_column=column + across - 1
            )
        size = {"title": 16, "section": 10.5, "foot": 7.5, "label": 8.5, "big": 18}.get(kind, 9.5)
        colour = {"title": ACCENT, "section": ACCENT, "label": MUTED, "foot": MUTED}.get(kind, INK)
        cell.font = Font(name=self.font, size=size, bold=kind in ("title", "section", "strong", "big"), color=colour)
        right = kind in ("money", "whole")
        cell.alignment = Alignment(
            horizontal="right" if right else "center" if center else "left",
            vertical="center",
            wrap_text=kind not in ("title", "section", "big"),
            indent=0 if center or kind in ("title", "section", "foot", "big") else 1,
        )
        cell.number_format = {"money": "#,##0.00", "whole": "0", "date": "yyyy-mm-dd", "strong": "@"}.get(
            kind, "General"
        )
        if kind == "label":
            cell.fill = PatternFill("solid", fgColor=TINT)
        if kind not in ("title", "section", "foot", "big"):
            thin = Side(style="thin", color=LINE)
            for one in range(column, column + across):
                self.sheet.cell(self.row, one).border = Border(top=thin, bottom=thin, left=thin, right=thin)
        if kind == "section":
            for one in range(column, column + across):
                self.sheet.cell(self.row, one).border = Border(bottom=Side(style="medium", color=ACCENT))

    def section(self, title: str) -> None:
        """A heading."""
        self.next(18)
        self.put(1, COLUMNS, title, "section")


def drawn(language: str) -> Workbook:
    """The template."""
    page = Page(language)
    said = page.words
    page.next(30)
    page.put(1, 9, f"{said['sheet']}　{{{{whose}}}}", "title")
    page.put(10, 1, "", "foot")
    page.put(11, 2, "{{grade}}", "big", center=True)
    page.sheet["K1"].border = Border()
    _facts(page)
    _dues(page)
    _reasons(page)
    _people(page)
    _record(page)
    page.next(24)
    page.put(1, COLUMNS, said["foot"], "foot")
    _set_up(page)
    return page.book


def _facts(page: Page) -> None:
    page.section(page.words["who"])
    for pair in page.words["facts"]:
        page.next(17)
        for at, (label, name) in zip((1, 7), pair, strict=True):
            page.put(at, 2, label, "label")
            page.put(at + 2, 4, f"{{{{{name}}}}}", "strong" if name in ("borrower_name", "borrower_id") else "text")


def _dues(page: Page) -> None:
    page.section(page.words["owed"])
    spans = ((1, 3), (4, 1), (5, 2), (7, 2), (9, 1), (10, 2), (12, 1))
    page.next(16)
    for (at, across), label in zip(spans, page.words["due"], strict=True):
        page.put(at, across, label, "label", center=True)
    names = (
        ("loan_id", "text"),
        ("number", "whole"),
        ("due_on", "date"),
        ("due_amount", "money"),
        ("paid", "money"),
        ("open_amount", "money"),
        ("days_late", "whole"),
    )
    for _ in range(5):
        page.next(15)
        for (at, across), (name, kind) in zip(spans, names, strict=True):
            page.put(at, across, f"{{{{due.{name}}}}}", kind, center=kind == "date")
    page.next(17)
    for at, (label, name) in zip((1, 5, 9), page.words["sums"], strict=True):
        page.put(at, 2, label, "label")
        page.put(at + 2, 2, f"{{{{{name}}}}}", "whole" if name == "days_past_due" else "money")


def _reasons(page: Page) -> None:
    page.section(page.words["why"])
    for _ in range(5):
        page.next(15)
        page.put(1, 1, "{{reason.number}}", "text", center=True)
        page.put(2, COLUMNS - 1, "{{reason.says}}")
    page.section(page.words["how"])
    for label, name in page.words["how_rows"]:
        page.next(16)
        page.put(1, 2, label, "label")
        page.put(3, COLUMNS - 2, f"{{{{{name}}}}}")
    page.section(page.words["ask"])
    for _ in range(8):
        page.next(15)
        page.put(1, 1, "{{look.number}}", "text", center=True)
        page.put(2, 7, "{{look.says}}")
        page.put(9, 4, "□")


def _people(page: Page) -> None:
    page.section(page.words["people"])
    page.next(16)
    spans = ((1, 3), (4, 2), (6, 5), (11, 2))
    for (at, across), label in zip(spans, page.words["person"], strict=True):
        page.put(at, across, label, "label", center=True)
    for _ in range(4):
        page.next(15)
        for (at, across), name in zip(spans, ("name", "title", "may_hear", "until"), strict=True):
            page.put(
                at, across, f"{{{{person.{name}}}}}", "date" if name == "until" else "text", center=name == "until"
            )
    for label, name in ((page.words["window"], "window"), (page.words["forbidden"], "forbidden")):
        page.next(17)
        page.put(1, 2, label, "label")
        page.put(3, COLUMNS - 2, f"{{{{{name}}}}}")


def _record(page: Page) -> None:
    said = page.words
    page.section(said["record"])
    for left, right in said["fill"]:
        page.next(21)
        page.put(1, 2, left, "label")
        page.put(3, 3, "")
        if right.endswith(("同行人", "Companion")):
            page.put(6, 2, right, "label")
            page.put(8, 5, "")
        else:
            page.put(6, 7, right)
    page.next(21)
    page.put(1, COLUMNS, said["result"])
    page.next(21)
    for at, label in zip((1, 5, 9), said["promise"], strict=True):
        page.put(at, 2, label, "label")
        page.put(at + 2, 2, "")
    page.next(46)
    page.put(1, 2, said["seen"], "label")
    page.put(3, COLUMNS - 2, "")
    page.next(24)
    for at, label in zip((1, 5, 9), said["signs"], strict=True):
        page.put(at, 2, label, "label")
        page.put(at + 2, 2, "")
    page.next(24)
    page.put(1, 4, said["borrower"], "label")
    page.put(5, COLUMNS - 4, "")


def _set_up(page: Page) -> None:
    """One A4 page whatever stands on it; the grade in its colour, and the letter always there."""
    sheet = page.sheet
    for letter, (text, ground) in GRADES.items():
        rule = CellIsRule(
            "equal",
            [f'"{letter}"'],
            font=Font(color=text, bold=True),
            fill=PatternFill(bgColor=ground, fill_type="solid"),
        )
        sheet.conditional_formatting.add("K1:L1", rule)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.4
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:L{page.row}"
    sheet.sheet_view.showGridLines = False
    page.book.properties.creator = "overdue"
    page.book.properties.created = dt.datetime(2026, 11, 20)


if __name__ == "__main__":
    drawn(sys.argv[1]).save(Path(sys.argv[2]))
