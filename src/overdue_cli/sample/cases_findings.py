"""Current today, with something found at an inspection: every code, open, rectified, negated and hedged."""

from __future__ import annotations

from overdue_cli.sample.archetype import Archetype, Contact, Inspection, Party, Signal


def _found(*keys: str, ago: int = 35, **how: object) -> tuple[Inspection, ...]:
    return (Inspection(ago, keys, **{"conclusion": "watch"} | how),)  # type: ignore[arg-type]


def _grave(*keys: str, ago: int = 25, **how: object) -> tuple[Inspection, ...]:
    return _found(*keys, ago=ago, **{"kind": "special", "conclusion": "grave"} | how)


_WEAK = (Party("guarantor", "friend", "guarantor_joint", "joint", until=900),)
_SILENT = (Party("guarantor", "friend", "guarantor_joint", "joint", until=900, dnc=True),)

FINDINGS_OPEN: tuple[Archetype, ...] = (
    # orange
    Archetype("misuse", 3, ("USE_MISUSE", "I07 misuse", "misuse", "I11 >30 d"), strained=(2, 40, 3),
        inspections=_found("USE_MISUSE", ago=60, rectify_within=15)),
    Archetype("misuse-long-open", 2, ("USE_MISUSE", "misuse", "I11 >60 d"), strained=(3, 40, 3),
        inspections=_found("USE_MISUSE", ago=100, rectify_within=20), inspected=(110, 140)),
    Archetype("misuse-by-code", 2, ("USE_MISUSE", "finding as code"), inspections=_found("USE_MISUSE", as_code=True)),
    Archetype("severe-decline", 2, ("BIZ_SEVERE", "I05 >=50"), product="business", inspections=_found("BIZ_SEVERE")),
    Archetype("under-secured", 3, ("COLL_DROP", "I08 >100"), guarantee="mortgaged", ltv=(105, 125),
        inspections=_found("COLL_DROP_100")),
    Archetype("untitled", 2, ("COLL_TITLE",), guarantee="mortgaged",
        inspections=_found("COLL_TITLE", rectify_within=90)),
    Archetype("guarantor-bad", 2, ("GUAR_BAD", "I09 bad"), guarantee="guaranteed", parties=_WEAK,
        inspections=_found("GUAR_BAD")),
    Archetype("sued", 2, ("LAW_SUIT", "I10 sued", "hold: lawyer"), inspections=_found("LAW_SUIT"),
        signals=(Signal("LAW_SUIT", 50, "court", amount=60_000), Signal("LAWYER", 10, "desk"))),
    Archetype("private-debt", 2, ("PRIV_DEBT",), inspections=_found("PRIV_DEBT")),
    Archetype("five-new-lenders", 2, ("MULTI_DEBT",), inspections=_found("MULTI_DEBT_5"),
        signals=(Signal("MULTI_DEBT", 20, level="5"),)),
    Archetype("guarantees-for-others", 2, ("EXT_GUAR",), inspections=_found("EXT_GUAR")),
    Archetype("unpaid-wages", 2, ("ARREARS",), firm=True, product="business", inspections=_found("ARREARS_ONE")),
    Archetype("ill-but-paying", 2, ("HEALTH", "illness"), inspections=_found("HEALTH")),
    Archetype("possibly-misused", 3, ("uncertain wording",), inspections=_found("UNSURE_MISUSE", rectify_within=60)),
    Archetype("claims-no-lawsuit", 2, ("uncertain wording",), inspections=_found("UNSURE_LAW", rectify_within=60)),
    # red
    Archetype("prohibited-use", 2, ("USE_PROHIBITED", "I07 prohibited"), inspections=_grave("USE_PROHIBITED")),
    Archetype("stopped-and-refusing", 2, ("BIZ_STOP", "REFUSE", "I05 stopped", "I06 refused", "S4"),
        product="business", inspections=_grave("BIZ_STOP", "REFUSE", cooperation="refused", met="premises")),
    Archetype("collateral-lost", 2, ("COLL_LOST", "I08 lost", "collateral lost"), guarantee="mortgaged",
        collateral_status="seized", inspections=_grave("COLL_LOST")),
    Archetype("enforced-and-charged", 2, ("LAW_ENFORCE", "CRIME", "I10 enforced"),
        inspections=_grave("LAW_ENFORCE", "CRIME")),
    Archetype("usury-and-arrears", 2, ("PRIV_DEBT", "ARREARS"), product="business",
        inspections=_grave("PRIV_DEBT_HIGH", "ARREARS_TWO")),
    Archetype("vice", 2, ("VICE", "S4"), inspections=_grave("VICE", cooperation="poor")),
    Archetype("fraud", 2, ("FRAUD", "fraud"), inspections=_grave("FRAUD")),
    # yellow
    Archetype("decline", 2, ("BIZ_DECLINE", "I05 >=30"), product="business", inspections=_found("BIZ_DECLINE")),
    Archetype("decline-of-two-indicators", 2, ("BIZ_DECLINE", "I05 two indicators"), product="business",
        inspections=_found("BIZ_TWO")),
    Archetype("uncooperative", 2, ("NONCOOP", "I06 poor"), inspections=_found("NONCOOP", cooperation="poor")),
    Archetype("collateral-down", 2, ("COLL_DROP", "I08 >80"), guarantee="mortgaged", ltv=(85, 95),
        inspections=_found("COLL_DROP_80")),
    Archetype("valuation-old", 3, ("I08 valuation",), guarantee="mortgaged", valued_ago=(400, 600)),
    Archetype("guarantor-weaker", 2, ("GUAR_WEAK", "I09 weak", "do not contact"), guarantee="guaranteed",
        parties=_SILENT, inspections=_found("GUAR_WEAK")),
    Archetype("three-new-lenders", 2, ("MULTI_DEBT",), inspections=_found("MULTI_DEBT_3")),
    Archetype("family-and-moved", 2, ("FAMILY", "ADDR_CHG"), inspections=_found("FAMILY", "ADDR_CHG")),
    Archetype("other-finding", 3, ("OTHER",), inspections=_found("OTHER", severity="yellow", conclusion="fine")),
    # what does not count, or no longer
    Archetype("not-misused", 5, ("negated wording",), inspections=_found("NOT_MISUSE", conclusion="normal"),
        contacts=(Contact(40, "paid", "sms"),)),
    Archetype("resolved", 2, ("resolved wording",), inspections=_found("RESOLVED", conclusion="fine")),
    Archetype("rectified", 3, ("rectified",),
        inspections=_found("PRIV_DEBT", ago=120, rectify_within=60, rectified_after=40)),
    Archetype("closed-by-a-later-visit", 2, ("finding negated later",), strained=(4, 30, 3),
        inspections=(*_found("USE_MISUSE", ago=130, rectify_within=60), *_found("NOT_MISUSE", ago=28,
            conclusion="normal"))),
)  # fmt: skip
