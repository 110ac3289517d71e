"""What inspectors write: at least two wordings for every finding, in Chinese and in English.

Beside the findings stand what must not count as one (未发现挪用) and what must count although it is
hedged (疑似改变用途): inspectors write both every day.
"""

from __future__ import annotations

from overdue_cli.sample.words import Pair

CLEAN: tuple[Pair, ...] = (
    ("", ""),
    ("正常", "normal"),
    ("未发现异常", "no issues"),
    ("未发现挪用", "no sign of misuse"),
    ("无异常", "no issue"),
    ("未见异常，无涉诉", "nothing, no lawsuit"),
    ("未发现挪用，未发现对外担保", "no sign of misuse, no guarantees for others"),
    ("经营正常", "normal"),
)

FINDINGS: dict[str, tuple[str, str, tuple[Pair, ...]]] = {
    # key: (code, severity, wordings)
    "USE_MISUSE": ("USE_MISUSE", "orange",
        (("贷款资金被挪用", "loan funds misused"), ("改变贷款用途偿还他行借款", "funds not used as agreed"))),
    "USE_PROHIBITED": ("USE_PROHIBITED", "red",
        (("部分资金流入股市", "part of the funds went to the stock market"), ("贷款转贷他人", "funds on-lent to others"))),
    "BIZ_DECLINE": ("BIZ_DECLINE", "yellow",
        (("销售收入下降35%", "sales down 35%"), ("订单减少，收入下降30%", "fewer orders, turnover down 30%"))),
    "BIZ_SEVERE": ("BIZ_SEVERE", "orange",
        (("销售较上年下降60%", "severe decline of turnover, down by half"), ("核心客户流失", "core customer lost"))),
    "BIZ_TWO": ("BIZ_DECLINE", "yellow",
        (("销售下降30%，订单减少", "sales down 30%, fewer orders"), ("收入下降40%，订单减少", "turnover down 40%, fewer orders"))),
    "BIZ_STOP": ("BIZ_STOP", "red",
        (("已停产歇业", "closed down, production ceased"), ("营业执照被吊销", "business licence revoked"))),
    "LOST": ("LOST", "red",
        (("人去楼空，联系不上", "premises empty and borrower cannot be found"), ("借款人失联", "lost contact with the borrower"))),
    "NONCOOP": ("NONCOOP", "yellow",
        (("不配合提供流水", "uncooperative about statements"), ("推诿检查", "evasive at the inspection"))),
    "REFUSE": ("REFUSE", "red", (("拒绝检查", "refused inspection"), ("拒绝提供账册，隐匿存货", "stock concealed, refused entry"))),
    "COLL_DROP_80": ("COLL_DROP", "yellow",
        (("抵押物价值下降，抵押率超80%", "collateral value down, ltv above 80%"), ("押品价值下降", "collateral value down"))),
    "COLL_DROP_100": ("COLL_DROP", "orange", (("抵押率超100%", "ltv above 100%"), ("押品不足值", "collateral below the debt"))),
    "COLL_LOST": ("COLL_LOST", "red",
        (("抵押物已被查封", "collateral seized by court order"), ("抵押农机毁损", "collateral destroyed"))),
    "COLL_TITLE": ("COLL_TITLE", "orange", (("他项权证未办妥", "title not complete"), ("未办理抵押登记", "registration pending"))),
    "GUAR_WEAK": ("GUAR_WEAK", "yellow", (("保证人能力下降", "guarantor weaker"), ("保证人经营下滑", "weaker guarantor"))),
    "GUAR_BAD": ("GUAR_BAD", "orange",
        (("保证人自身逾期", "guarantor overdue at another bank"), ("保证人拒绝担保", "guarantor refuses"))),
    "LAW_SUIT": ("LAW_SUIT", "orange",
        (("借款人被起诉", "borrower sued by a supplier"), ("涉及劳动仲裁", "in arbitration with workers"))),
    "LAW_ENFORCE": ("LAW_ENFORCE", "red",
        (("被列为失信被执行人", "enforcement, listed as dishonest debtor"), ("账户被冻结", "account frozen"))),
    "CRIME": ("CRIME", "red", (("借款人涉刑事案件", "criminal case against the borrower"), ("借款人被拘留", "borrower detained"))),
    "PRIV_DEBT": ("PRIV_DEBT", "orange", (("存在民间借贷", "private borrowing"), ("向私人借款", "private loans"))),
    "PRIV_DEBT_HIGH": ("PRIV_DEBT", "red", (("涉及高利贷", "usury, a loan shark"), ("高息借款较多", "usurious loans"))),
    "MULTI_DEBT_3": ("MULTI_DEBT", "yellow",
        (("六个月新增3家贷款机构", "3 new lenders in six months"), ("近半年新增四家借款", "4 new lenders in six months"))),
    "MULTI_DEBT_5": ("MULTI_DEBT", "orange",
        (("六个月新增5家贷款机构", "5 new lenders in six months"), ("近半年新增6家借款", "6 new lenders in six months"))),
    "EXT_GUAR": ("EXT_GUAR", "orange",
        (("为他人担保并已代偿", "called as guarantor for others"), ("对外担保较多", "guarantees for others"))),
    "ARREARS_ONE": ("ARREARS", "orange", (("拖欠工资两个月", "unpaid wages for two months"), ("欠租", "rent arrears"))),
    "ARREARS_TWO": ("ARREARS", "red", (("欠薪欠税", "wage and tax arrears"), ("欠税欠租", "tax and rent arrears"))),
    "FAMILY": ("FAMILY", "yellow", (("借款人离婚", "borrower divorced"), ("家庭纠纷，正在分家", "family dispute"))),
    "HEALTH": ("HEALTH", "orange",
        (("借款人住院手术", "borrower in hospital for surgery"), ("借款人患重大疾病", "serious illness of the borrower"))),
    "DEATH": ("DEATH", "red", (("借款人身故", "borrower deceased"), ("借款人因病去世", "borrower died of an illness"))),
    "DISASTER": ("DISASTER", "orange", (("发生猪瘟疫病", "swine fever outbreak"), ("养殖场受水灾", "flood at the farm"))),
    "FRAUD": ("FRAUD", "red", (("贷款资料虚假", "false papers"), ("冒名贷款", "impersonation, borrowed name"))),
    "VICE": ("VICE", "red", (("借款人参与赌博", "gambling"), ("借款人吸毒", "drug use"))),
    "ADDR_CHG": ("ADDR_CHG", "yellow",
        (("更换电话未告知", "phone changed without notice"), ("经营地址变更未告知", "address changed without notice"))),
    "OTHER": ("OTHER", "yellow",
        (("门前修路，客流有变化", "road works in front of the shop"), ("新增一名合伙人", "a new partner has joined"))),
    # what must not count, and what must although it is hedged
    "NOT_MISUSE": ("", "none", (("未发现挪用", "no sign of misuse"), ("未发现挪用贷款，无涉诉", "no evidence of misuse, no lawsuit"))),
    "RESOLVED": ("", "none",
        (("民间借贷已结清", "private loan settled"), ("原查封已解除", "the order on the collateral seized was lifted"))),
    "UNSURE_MISUSE": ("USE_MISUSE", "orange",
        (("疑似改变用途待核实", "possibly misused"), ("不排除挪用", "misuse cannot be ruled out"))),
    "UNSURE_LAW": ("LAW_SUIT", "orange",
        (("据称暂无涉诉", "claims there is no lawsuit"), ("自称诉讼已了结", "claims the lawsuit is over"))),
}  # fmt: skip
