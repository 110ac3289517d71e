"""The canonical tables: every column's name, kind and meaning.

Intake fills them, evidence reads them, nothing else passes between the two rooms. A column that an
export did not bring is still there, filled with nulls; whether it was *there* is kept beside the
tables (`Portfolio.present`), because a blank among filled cells and a column nobody exported are
different things. Long, since it is one list.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class Kind(StrEnum):
    """What a cell of a column is, and so how it is parsed and stored."""

    ID = "id"  # text as exported, leading zeros kept            String
    TEXT = "text"  # free text                                   String
    CODE = "code"  # one of a closed list, in canonical spelling String
    DATE = "date"  # calendar day                                Date
    MONEY = "money"  # smallest unit of the currency (fen)       Int64
    COUNT = "count"  # whole number                              Int32
    FLAG = "flag"  # yes, no, unknown                            Boolean


@dataclass(frozen=True)
class Column:
    """One column: canonical name, kind, Chinese and English meaning, closed list of codes if any."""

    name: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table; `either` names groups of columns of which at least one must be there."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    either: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if the table has none."""
        return next(c for c in self.columns if c.name == name)


ID, TEXT, CODE, DATE, MONEY, COUNT, FLAG = Kind

GUARANTEES = ("unsecured", "guaranteed", "joint_group", "mortgaged", "pledged")
FIVE_TIERS = ("normal", "special_mention", "substandard", "doubtful", "loss")
PAYERS = ("self", "guarantor", "third_party", "staff")
DEBIT_RESULTS = ("ok", "no_funds", "failed")
SEVERITIES = ("none", "yellow", "orange", "red")
STATUS_CODES = tuple("N1234567MDZBCG*#/")

LOANS = Table(
    "loans",
    "贷款台账",
    "loan ledger",
    (
        Column("loan_id", ID, "借据号", "loan number", required=True),
        Column("borrower_id", ID, "客户号", "borrower number"),  # without it each loan is its own borrower
        Column("borrower_name", TEXT, "客户名称", "borrower name"),
        Column("id_number", ID, "证件号码", "identity document number"),
        Column("phone", ID, "联系电话", "phone"),
        Column("branch", TEXT, "机构", "outlet or branch"),
        Column("officer", TEXT, "客户经理", "loan officer"),
        Column("product", TEXT, "产品", "product"),
        Column("industry", TEXT, "行业", "industry"),
        Column("guarantee_type", CODE, "担保方式", "guarantee type", codes=GUARANTEES),
        Column("repayment_method", TEXT, "还款方式", "repayment method"),
        Column("currency", CODE, "币种", "currency (ISO 4217)"),
        Column("principal", MONEY, "贷款金额", "amount disbursed"),
        Column("balance", MONEY, "贷款余额", "principal outstanding"),
        Column("overdue_principal", MONEY, "逾期本金", "principal in arrears"),
        Column("overdue_interest", MONEY, "逾期利息", "interest in arrears"),
        Column("overdue_fees", MONEY, "逾期费用", "fees in arrears"),
        Column("days_past_due", COUNT, "逾期天数", "days past due as stated by the bank"),
        Column("disbursed_on", DATE, "放款日期", "disbursement date"),
        Column("matures_on", DATE, "到期日", "maturity date"),
        Column("next_due_on", DATE, "下次还款日", "next due date"),
        Column("next_due_amount", MONEY, "下次应还金额", "next amount due"),
        Column("five_tier", CODE, "五级分类", "the bank's own five-tier class", codes=FIVE_TIERS),
        Column("restructured_on", DATE, "重组日期", "date of restructuring or extension"),
        Column("restructure_count", COUNT, "重组次数", "times restructured"),
        Column("nonperforming_when_restructured", FLAG, "重组时为不良", "non-performing when restructured"),
        Column("approver", TEXT, "审批人", "approver"),
        Column("approval_exception", FLAG, "例外审批", "approved as an exception"),
        Column("related_party", FLAG, "关系人", "related party of the bank or its staff"),
        Column("debtor_class", CODE, "债务人类别", "retail or non-retail", codes=("retail", "non_retail")),
        Column("status_history", TEXT, "还款记录", "monthly status codes, oldest first"),
        Column("status_history_end", DATE, "还款记录截止月", "month of the last status code"),
        Column("loan_status", CODE, "借据状态", "state of the loan", codes=("active", "settled", "written_off")),
    ),
)

INSTALMENTS = Table(
    "instalments",
    "还款明细",
    "instalments",
    (
        Column("loan_id", ID, "借据号", "loan number", required=True),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("instalment_no", COUNT, "期次", "instalment number, the first is 1"),
        Column("due_on", DATE, "应还日期", "due date", required=True),
        Column("due_amount", MONEY, "应还金额", "amount due", required=True),
        Column("due_principal", MONEY, "应还本金", "principal due"),
        Column("due_interest", MONEY, "应还利息", "interest due"),
        Column("statement_amount", MONEY, "账单金额", "statement amount of revolving credit"),
        Column("paid_on", DATE, "实还日期", "date of this payment"),
        Column("paid_amount", MONEY, "实还金额", "amount of this payment, negative for a reversal"),
        Column("payer", CODE, "还款人", "who paid", codes=PAYERS),
        Column("debit_result", CODE, "扣款结果", "result of the direct debit", codes=DEBIT_RESULTS),
        Column("reminders", COUNT, "催缴次数", "reminders sent for this instalment"),
        Column("status_code", CODE, "还款状态", "status code of this cycle instead of amounts", codes=STATUS_CODES),
    ),
)

PAYMENTS = Table(
    "payments",
    "还款流水",
    "cash ledger",
    (
        Column("loan_id", ID, "借据号", "loan number", required=True),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("paid_on", DATE, "还款日期", "payment date", required=True),
        Column("amount", MONEY, "还款金额", "amount, negative for a reversal", required=True),
        Column("payer", CODE, "还款人", "who paid", codes=PAYERS),
        Column("reversal_of", ID, "冲正原流水", "payment this one reverses"),
        Column("debit_result", CODE, "扣款结果", "result of the direct debit", codes=DEBIT_RESULTS),
    ),
)

INSPECTIONS = Table(
    "inspections",
    "贷后检查",
    "post-loan inspections",
    (
        Column("loan_id", ID, "借据号", "loan number"),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("inspected_on", DATE, "检查日期", "inspection date", required=True),
        Column("planned_on", DATE, "计划检查日", "planned date"),
        Column("kind", TEXT, "检查类型", "first, regular or special"),
        Column("method", CODE, "检查方式", "method", codes=("on_site", "off_site", "phone")),
        Column("inspector", TEXT, "检查人", "inspector"),
        Column("met_person", TEXT, "接待人员", "who was met, or premises seen"),
        Column("finding", TEXT, "发现问题", "findings: codes or free text"),
        Column("severity", CODE, "风险等级", "severity given by the inspector", codes=SEVERITIES),
        Column("conclusion", TEXT, "检查结论", "conclusion"),
        Column("cooperation", CODE, "配合程度", "cooperation", codes=("good", "fair", "poor", "refused")),
        Column("evidence_ref", TEXT, "证据编号", "reference of independent evidence"),
        Column("recorded_on", DATE, "录入日期", "date entered in the system"),
        Column("rectify_by", DATE, "整改期限", "rectification deadline"),
        Column("rectified_on", DATE, "整改完成日", "date rectified"),
    ),
    either=(("borrower_id", "loan_id"),),
)

CONTACTS = Table(
    "contacts",
    "催收记录",
    "collection log",
    (
        Column("loan_id", ID, "借据号", "loan number"),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("contacted_on", DATE, "催收日期", "contact date", required=True),
        Column("channel", TEXT, "催收方式", "channel"),
        Column("contacted_party", TEXT, "催收对象", "who was contacted"),
        Column("result", TEXT, "催收结果", "result: code or text"),
        Column("promised_on", DATE, "承诺还款日", "promised date"),
        Column("promised_amount", MONEY, "承诺还款金额", "promised amount"),
        Column("cause", TEXT, "逾期原因", "cause of the overdue"),
        Column("temperament", TEXT, "沟通特点", "temperament note"),
        Column("staff", TEXT, "催收人", "who made the contact"),
    ),
    either=(("borrower_id", "loan_id"),),
)

PARTIES = Table(
    "parties",
    "担保人与共借人",
    "guarantors and co-borrowers",
    (
        Column("loan_id", ID, "借据号", "loan number"),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("party_name", TEXT, "关联人名称", "name of the party", required=True),
        Column("role", TEXT, "角色", "role", required=True),
        Column("relation", TEXT, "与借款人关系", "relation to the borrower"),
        Column(
            "liability_basis",
            CODE,
            "责任依据",
            "why this party is liable",
            codes=(
                "borrower",
                "co_borrower",
                "guarantor_joint",
                "guarantor_general",
                "spouse_joint_debt_confirmed",
                "spouse_unconfirmed",
                "authorised_agent",
                "none",
            ),
        ),
        Column("evidence_ref", TEXT, "依据编号", "reference of the document"),
        Column("consent_until", DATE, "授权有效期", "consent valid until"),
        Column("guarantee_mode", CODE, "保证方式", "general or joint guarantee", codes=("general", "joint")),
        Column("guarantee_until", DATE, "保证期间", "guarantee expires on"),
        Column("phone", ID, "联系电话", "phone"),
        Column("do_not_contact", FLAG, "禁止联系", "must not be contacted"),
    ),
    either=(("borrower_id", "loan_id"),),
)

COLLATERAL = Table(
    "collateral",
    "抵质押物",
    "collateral",
    (
        Column("loan_id", ID, "借据号", "loan number", required=True),
        Column("borrower_id", ID, "客户号", "borrower number"),
        Column("kind", TEXT, "押品类型", "kind"),
        Column("value", MONEY, "评估价值", "value"),
        Column("valued_on", DATE, "评估日期", "valuation date"),
        Column("status", TEXT, "押品状态", "state of the collateral"),
    ),
)

SIGNALS = Table(
    "signals",
    "外部信号",
    "signals",
    (
        Column("borrower_id", ID, "客户号", "borrower number", required=True),
        Column("code", CODE, "信号代码", "signal code", required=True),
        Column("observed_on", DATE, "观察日期", "date observed"),
        Column("source", TEXT, "信号来源", "source"),
        Column("level", TEXT, "级别", "level"),
        Column("amount", MONEY, "金额", "amount"),
        Column("expected_on", DATE, "预计日期", "date expected, such as the next cash date"),
    ),
)

TABLES: dict[str, Table] = {
    t.name: t for t in (LOANS, INSTALMENTS, PAYMENTS, INSPECTIONS, CONTACTS, PARTIES, COLLATERAL, SIGNALS)
}

RETURN_MARK = "overdue:"
"""Stands before the blocks of a set-aside file, so that they are known when they come back mended."""
OWN_COLUMNS = 4
"""Columns of ours before those of the sheet a set-aside row came from: reference, source, why, next step."""

PROVENANCE = ("source_file", "source_sheet", "source_row")
"""On every row of every table: which cell row of which sheet of which file it came from (row from 1)."""


def dtype_of(kind: Kind) -> pl.DataType:
    """The Polars type a kind is stored as."""
    import polars as pl

    return {
        Kind.DATE: pl.Date(),
        Kind.MONEY: pl.Int64(),
        Kind.COUNT: pl.Int32(),
        Kind.FLAG: pl.Boolean(),
    }.get(kind, pl.String())


def schema_of(table: str) -> dict[str, pl.DataType]:
    """Column name → Polars type of a canonical table, provenance last."""
    import polars as pl

    columns = {c.name: dtype_of(c.kind) for c in TABLES[table].columns}
    return columns | {"source_file": pl.Categorical(), "source_sheet": pl.Categorical(), "source_row": pl.UInt32()}


@dataclass(frozen=True)
class InputFile:
    """One input as the About sheet and the run manifest name it: never a folder of this machine."""

    name: str
    size: int
    sha256: str


@dataclass
class Portfolio:
    """What intake hands over: canonical tables, and everything said about how they came to be.

    `tables`     table name → frame in `schema_of(name)`; a table that no input held is absent.
                 `loans` is always there (built from the others where the export has no ledger), and
                 `borrower_id` is filled on every row of every table.
    `present`    table name → canonical columns the inputs really brought.
    `problems`   one row a problem, schema `problems.SCHEMA`.
    `sheets`     one row a sheet: file, sheet, table, header_row, unit, rows_in, rows_used,
                 rows_set_aside, rows_not_data, why, score (how sure the table is), runners_up, preamble
                 (the title rows as text), data_date. rows_in = the sum of the other three.
    `headers`    one row a header of a sheet: file, sheet, table, cell, position (from 0), header, column (None: not used),
                 how (exact, synonym, contained, neighbours, mapping, weaker: another header of the
                 sheet says it better, ignored, ambiguous, unknown), unit of a money column.
    `set_aside`  rejected rows in full: file, sheet, row, table, code, cells (list of text).
    `data_date`  the preamble's date, else the latest event date of the export.
    `language`   "zh" or "en", by the headers.
    """

    tables: dict[str, pl.DataFrame]
    present: dict[str, frozenset[str]]
    problems: pl.DataFrame
    sheets: pl.DataFrame
    set_aside: pl.DataFrame
    data_date: dt.date | None
    language: str
    inputs: list[InputFile] = field(default_factory=list)
    headers: pl.DataFrame | None = None
