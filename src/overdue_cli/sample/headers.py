"""How the bank's own export heads its columns, names its files and sheets, and frames them."""

from __future__ import annotations

import datetime as dt

from overdue_cli.sample.words import OUTLETS, Pair
from overdue_cli.tables import TABLES

_ZH: dict[str, dict[str, str]] = {
    "loans": {
        "borrower_name": "客户名称", "branch": "经办机构", "officer": "管户客户经理", "product": "产品名称", "industry": "行业投向",
        "principal": "贷款金额（元）", "balance": "贷款余额（元）", "overdue_principal": "逾期本金（元）", "overdue_interest": "欠息（元）",
        "overdue_fees": "逾期费用（元）", "next_due_amount": "下次应还金额（元）", "debtor_class": "客户类型", "related_party": "是否关系人",
        "status_history": "24个月还款状态", "status_history_end": "还款状态截止月", "approval_exception": "是否例外审批",
    },
    "instalments": {
        "due_amount": "应还金额（元）", "due_principal": "应还本金（元）", "due_interest": "应还利息（元）", "statement_amount": "账单金额（元）",
        "paid_amount": "实还金额（元）",
    },
    "inspections": {"met_person": "接待人员", "cooperation": "检查配合程度"},
    "contacts": {"promised_amount": "承诺还款金额（元）"},
    "parties": {"guarantee_until": "保证到期日", "role": "关联人角色"},
    "collateral": {"value": "评估价值（元）"},
    "signals": {"amount": "涉及金额（元）"},
}  # fmt: skip

_TITLES: dict[str, Pair] = {
    "loans": ("贷款台账", "loans"),
    "instalments": ("还款明细", "instalments"),
    "inspections": ("贷后检查", "inspections"),
    "contacts": ("催收记录", "contacts"),
    "parties": ("担保人及共同借款人", "parties"),
    "collateral": ("押品", "collateral"),
    "signals": ("外部信号", "signals"),
}
BY_OUTLET = ("instalments", "inspections")
"""Tables that the Chinese export splits into one sheet an outlet."""


def header(table: str, column: str, language: int) -> str:
    """The header of a column: the bank's own in Chinese, the canonical name in English."""
    return column if language else _ZH[table].get(column, TABLES[table].column(column).zh)


def file_stem(table: str, as_of: dt.date, language: int) -> str:
    """贷款台账_202611, or loans."""
    title = _TITLES[table][language]
    return title if language else f"{title}_{as_of:%Y%m}"


def sheet_name(table: str, outlet: int | None, language: int) -> str:
    """The table's title, with the outlet where the table is split."""
    title = _TITLES[table][language]
    return title if outlet is None else f"{title}_{OUTLETS[outlet][language]}"


def above(table: str, outlet: int | None, as_of: dt.date, language: int) -> list[list[str | None]]:
    """The rows a core system prints over its tables: title, outlet, as-of date, unit, who made it."""
    if language:
        return [[f"As of: {as_of}", None, "Unit: yuan"]]
    place = "云桑县支行" if outlet is None else OUTLETS[outlet][0]
    return [
        [f"示例银行云桑县支行{_TITLES[table][0]}"],
        [f"机构名称：{place}", None, f"截止日期：{as_of}", None, None, "单位：元"],
        ["制表人：林棠", None, f"打印日期：{as_of}"],
    ]


def below(language: int) -> list[list[str | None]]:
    """The signature line."""
    return [] if language else [["复核人：", None, None, "负责人："]]
