"""The sample's vocabulary: every word it writes, in Chinese and in English, side by side.

Codes of the canonical tables are written as a Chinese bank spells them in the zh files and as they
are in the en files; free text says the same fact in both. Nothing here is drawn.
"""

from __future__ import annotations

Pair = tuple[str, str]
"""The same in Chinese and in English."""

OUTLETS: tuple[Pair, ...] = (("城关支行", "Chengguan"), ("青渡支行", "Qingdu"), ("麦岭支行", "Mailing"))

INDUSTRIES: dict[str, Pair] = {
    "crops": ("粮食种植", "grain farming"),
    "pigs": ("生猪养殖", "pig farming"),
    "fruit": ("果树种植", "fruit growing"),
    "materials": ("建材批发", "building materials"),
    "retail": ("日用零售", "retail"),
    "food": ("餐饮服务", "catering"),
    "haulage": ("道路运输", "road haulage"),
    "machining": ("机械加工", "machining"),
    "clothing": ("服装加工", "clothing"),
    "salaried": ("工薪人员", "salaried"),
}

PRODUCTS: dict[str, Pair] = {
    "business": ("小微经营贷", "small business loan"),
    "farmer": ("小额农户贷", "smallholder loan"),
    "consumer": ("个人消费贷", "consumer loan"),
    "bullet": ("流动资金贷款", "working capital loan"),
    "single": ("农户一次还本贷", "single-payment farm loan"),
    "revolving": ("惠农循环贷", "revolving credit line"),
}

METHODS: dict[str, Pair] = {
    "annuity": ("等额本息", "equal instalments"),
    "bullet": ("按月付息到期还本", "monthly interest, principal at maturity"),
    "single": ("到期一次还本付息", "principal and interest at maturity"),
    "revolving": ("随借随还", "revolving"),
}

COLLATERAL_KINDS: dict[str, tuple[Pair, ...]] = {
    "mortgaged": (
        ("住宅", "dwelling"),
        ("商铺", "shop"),
        ("厂房", "workshop"),
        ("农村宅基地住房", "farmhouse"),
        ("农机设备", "farm machinery"),
    ),
    "pledged": (("定期存单", "time deposit"), ("仓单", "warehouse receipt"), ("应收账款", "receivables")),
}

COLLATERAL_STATUS: dict[str, Pair] = {
    "registered": ("正常", "normal"),
    "seized": ("查封", "seized"),
    "destroyed": ("毁损", "destroyed"),
}

KINDS: dict[str, Pair] = {
    "first": ("首次检查", "first"),
    "regular": ("定期检查", "regular"),
    "special": ("专项检查", "special"),
}

MET: dict[str, Pair] = {
    "": ("", ""),
    "borrower": ("借款人本人", "borrower"),
    "spouse": ("借款人配偶", "spouse"),
    "premises": ("经营场所（未见本人）", "premises seen, borrower absent"),
    "manager": ("店长", "shop manager"),
}

CONCLUSIONS: dict[str, Pair] = {
    "": ("", ""),
    "normal": ("正常", "normal"),
    "fine": ("经营正常，继续维持", "operating normally, continue"),
    "watch": ("需关注，限期整改", "needs attention, rectify in time"),
    "grave": ("风险较大，上报支行", "serious risk, reported to the branch"),
}

CHANNELS: dict[str, Pair] = {
    "call": ("电话", "call"),
    "sms": ("短信", "sms"),
    "visit": ("上门", "visit"),
    "letter": ("书面通知", "letter"),
}

CONTACTED: dict[str, Pair] = {
    "self": ("本人", "borrower"),
    "spouse": ("配偶", "spouse"),
    "guarantor": ("保证人", "guarantor"),
    "relay": ("紧急联系人", "emergency contact"),
}

RESULTS: dict[str, Pair] = {
    "PTP": ("承诺还款", "PTP"),
    "RTP": ("拒绝还款", "RTP"),
    "WTP": ("有还款意愿", "WTP"),
    "NSA": ("非本人接听", "NSA"),
    "NSN": ("非本人号码", "NSN"),
    "OOC": ("完全失联", "OOC"),
    "HOOC": ("半失联", "HOOC"),
    "broken": ("违诺或跳票", "broken promise"),
    "unable": ("有还款意愿无还款能力", "willing but unable to pay"),
    "denial": ("否认借款", "denies the loan"),
    "not_owner": ("号码易主", "number changed owner"),
    "no_answer": ("无人接听", "no answer"),
    "off": ("关机", "switched off"),
    "suspended": ("停机", "out of service"),
    "invalid": ("空号", "invalid number"),
    "paid": ("已还款", "paid"),
    "dispute": ("争议", "dispute"),
    "receipt": ("签收催收通知书", "demand notice receipted"),
}

CAUSES: dict[str, Pair] = {
    "": ("", ""),
    "forgot": ("忘记还款", "forgot"),
    "hardship": ("经济困难", "financial hardship"),
    "multi_debt": ("多头共债", "several lenders"),
    "debit": ("扣款原因", "debit problem"),
    "away": ("不在本地", "away"),
    "dispute": ("争议", "dispute"),
    "bankrupt": ("破产", "bankruptcy"),
    "job_lost": ("失业", "job lost"),
    "illness": ("疾病", "illness"),
    "arrested": ("被捕或入狱", "arrested or imprisoned"),
    "death": ("死亡", "death"),
    "other": ("其他", "other"),
}

TEMPERS: dict[str, Pair] = {
    "": ("", ""),
    "hot": ("脾气急躁，有冲突风险", "hot-tempered, risk of conflict"),
    "evasive": ("回避推脱", "evasive"),
    "calm": ("沟通平和", "calm"),
}

ROLES: dict[str, Pair] = {
    "guarantor": ("保证人", "guarantor"),
    "co_borrower": ("共同借款人", "co-borrower"),
    "spouse": ("配偶", "spouse"),
    "member": ("联保小组成员", "joint group member"),
    "relative": ("亲属", "relative"),
    "relay": ("紧急联系人", "emergency contact"),
    "controller": ("实际控制人", "actual controller"),
    "agent": ("授权代理人", "authorised agent"),
}

RELATIONS: dict[str, Pair] = {
    "spouse": ("配偶", "spouse"),
    "father": ("父亲", "father"),
    "brother": ("兄弟", "brother"),
    "friend": ("朋友", "friend"),
    "partner": ("合伙人", "business partner"),
    "member": ("联保小组", "joint group"),
    "controller": ("实际控制人", "actual controller"),
    "agent": ("委托代理", "agent"),
}

SOURCES: dict[str, Pair] = {
    "bureau": ("征信报告", "credit bureau"),
    "court": ("法院公告", "court notice"),
    "borrower": ("客户提供", "told by the borrower"),
    "account": ("账户流水", "account flow"),
    "weather": ("农业部门通报", "farm office notice"),
    "desk": ("投诉渠道", "complaint desk"),
}

CODES: dict[str, dict[str, str]] = {
    "guarantee_type": {
        "unsecured": "信用", "guaranteed": "保证", "joint_group": "联保", "mortgaged": "抵押", "pledged": "质押",
    },
    "currency": {"CNY": "人民币"},
    "five_tier": {
        "normal": "正常", "special_mention": "关注", "substandard": "次级", "doubtful": "可疑", "loss": "损失",
    },
    "debtor_class": {"retail": "个人", "non_retail": "企业"},
    "loan_status": {"active": "正常", "settled": "结清", "written_off": "核销"},
    "payer": {"self": "本人", "guarantor": "保证人", "third_party": "第三方", "staff": "员工"},
    "debit_result": {"ok": "扣款成功", "no_funds": "余额不足", "failed": "扣款失败"},
    "method": {"on_site": "现场检查", "off_site": "非现场检查", "phone": "电话"},
    "severity": {"none": "无", "yellow": "黄色", "orange": "橙色", "red": "红色"},
    "cooperation": {"good": "配合", "fair": "基本配合", "poor": "不配合", "refused": "拒绝"},
    "liability_basis": {
        "borrower": "借款人",
        "co_borrower": "共同借款人",
        "guarantor_joint": "连带责任保证",
        "guarantor_general": "一般保证",
        "spouse_joint_debt_confirmed": "配偶共债已确认",
        "spouse_unconfirmed": "配偶未确认",
        "authorised_agent": "授权代理人",
        "none": "无责任",
    },
    "guarantee_mode": {"general": "一般保证", "joint": "连带责任保证"},
}  # fmt: skip
"""Column → canonical code → how the bank's export spells it. Flags are 是 and 否."""
