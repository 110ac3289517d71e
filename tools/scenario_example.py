"""Writes sample_data/scenarios/example.xlsx: six invented borrowers, and the grade each must get, as an analyst would."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from openpyxl import Workbook

AS_OF = dt.date(2026, 11, 20)
TITLE = ["规则情景测试（虚构客户）　截止日期：2026-11-20"]
LOANS = ["借据号", "客户号", "客户名称", "产品", "担保方式", "贷款金额", "贷款余额", "放款日期", "五级分类"]
DUES = ["借据号", "期次", "应还日期", "应还金额", "实还日期", "实还金额"]
VISITS = ["客户号", "检查日期", "检查方式", "检查人", "接待人员", "发现问题", "检查结论", "录入日期"]
EXPECTED = ["客户号", "预期等级", "预期规则", "说明"]
CASES = {  # number → product, guarantee, days late of the last due instalment (None: still open), finding, visited
    "S001": ("小微经营贷", "保证", 0, "未发现异常", True),
    "S002": ("小微经营贷", "保证", 0, "未发现异常", False),
    "S003": ("小微经营贷", "信用", None, "未发现异常", True),
    "S004": ("小微经营贷", "保证", 0, "发现贷款挪用", True),
    "S005": ("小微经营贷", "保证", 0, "未发现挪用，无涉诉", True),
    "S006": ("农户借新还旧贷款", "保证", 0, "未发现异常", True),
}
WHAT = {
    "S001": ("A", "!I01 !I03", "按期还款且检查有效"),
    "S002": ("B", "I01=8", "从未检查，最好为B"),
    "S003": ("D", "W01=16 W23=4 I01=8", "最近一期逾期15天未还，检查又严重超期"),
    "S004": ("D", "I01=8 I03=8 I04 I07=8 I11=6", "挪用未整改、检查超期：30分为C，预警信号再下调一级"),
    "S005": ("A", "!I03", "已被否定的问题不计"),
    "S006": ("C", "!W01", "借新还旧，按监管办法至少关注"),
}


def main(path: Path) -> None:
    """The workbook with one sheet a table and one of expectations."""
    book = Workbook()
    sheets = {}
    for name, headers in (("贷款台账", LOANS), ("还款明细", DUES), ("贷后检查", VISITS), ("预期", EXPECTED)):
        sheet = book.create_sheet(name)
        if name != "预期":
            sheet.append(TITLE)
        sheet.append(headers)
        sheets[name] = sheet
    del book[book.sheetnames[0]]
    for number, (product, guarantee, late, finding, visited) in CASES.items():
        loan = f"J{number}"
        sheets["贷款台账"].append(
            [loan, number, f"情景{number}", product, guarantee, 120000, 60000, dt.date(2025, 10, 10), "正常"]
        )
        for month in range(12):
            due = dt.date(2025 + (11 + month) // 12, (11 + month) % 12 + 1, 5)
            last = month == 11
            paid = None if last and late is None else due + dt.timedelta(days=late or 0 if last else 0)
            sheets["还款明细"].append([loan, month + 1, due, 10000, paid, 10000 if paid else None])
        if visited:
            day = dt.date(2026, 9, 15)
            sheets["贷后检查"].append(
                [number, day, "现场", "李明", "本人", finding, "已核实", day + dt.timedelta(days=2)]
            )
        sheets["预期"].append([number, *WHAT[number]])
    book.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data/scenarios/example.xlsx"))
