"""Domain guide §8.1: which inspections are effective, and which findings are open."""

from __future__ import annotations

import datetime as dt

from oracle.records import Inspection

FINDINGS = {
    "USE_MISUSE": ("orange", "C"), "USE_PROHIBITED": ("red", "D"), "BIZ_DECLINE": ("yellow", None),
    "BIZ_SEVERE": ("orange", "C"), "BIZ_STOP": ("red", "D"), "LOST": ("red", "D"), "NONCOOP": ("yellow", None),
    "REFUSE": ("red", "D"), "COLL_LOST": ("red", "D"), "COLL_TITLE": ("orange", "C"), "GUAR_WEAK": ("yellow", None),
    "GUAR_BAD": ("orange", "C"), "LAW_SUIT": ("orange", "C"), "LAW_ENFORCE": ("red", "D"), "CRIME": ("red", "D"),
    "EXT_GUAR": ("orange", "C"), "FAMILY": ("yellow", None), "HEALTH": ("orange", "C"), "DEATH": ("red", "D"),
    "DISASTER": ("orange", "C"), "FRAUD": ("red", "E"), "VICE": ("red", "D"), "ADDR_CHG": ("yellow", None),
    "OTHER": ("yellow", None),
}  # fmt: skip
"""Code → severity and floor, for the codes with one severity. COLL_DROP, PRIV_DEBT, MULTI_DEBT and ARREARS have two."""
SEVERITIES = ["none", "yellow", "orange", "red"]
SEVERITY_FLOOR = {"none": None, "yellow": None, "orange": "C", "red": "D"}
WEIGHT = {"yellow": 4, "orange": 8, "red": 14}
NO_CONCLUSION = {"", "-", "无"}


def said(text: str | None) -> bool:
    """Is anything written here?"""
    return bool(text and text.strip())


UNNAMED = "severity without words"


def effective(visit: Inspection, as_of: dt.date) -> bool:
    """Dated, on the spot or proved independently, somebody met, concluded, signed, entered 0 to 10 days after."""
    proved = visit.method == "on_site" or (visit.method == "off_site" and said(visit.evidence))
    concluded = said(visit.conclusion) and (visit.conclusion or "").strip() not in NO_CONCLUSION
    entered = visit.recorded is not None and visit.recorded <= as_of and 0 <= (visit.recorded - visit.on).days <= 10
    return visit.on <= as_of and proved and said(visit.met) and concluded and said(visit.inspector) and entered


def findings_of(visit: Inspection) -> dict[str, tuple[str, str | None]]:
    """The row's findings at their severity, no milder than the inspector's own, with their floors."""
    given = visit.severity or "none"
    codes = visit.found or ((UNNAMED,) if given != "none" else ())
    out = {}
    for code in codes:
        severity, floor = FINDINGS["OTHER" if code == UNNAMED else code]
        severity = max(severity, given, key=SEVERITIES.index)
        out[code] = (severity, max(floor or "A", SEVERITY_FLOOR[severity] or "A"))
    return out


def open_findings(visits: tuple[Inspection, ...], as_of: dt.date) -> dict[str, tuple[str, str | None]]:
    """Distinct codes open at the as-of date, each at its worst; silence closes nothing."""
    out: dict[str, tuple[str, str | None]] = {}
    for visit in visits:
        if visit.on > as_of or (visit.rectified is not None and visit.rectified <= as_of):
            continue
        for code, (severity, floor) in findings_of(visit).items():
            if any(
                v.on > visit.on and effective(v, as_of) and code in v.denied and code not in v.found for v in visits
            ):
                continue
            before = out.get(code, ("none", "A"))
            out[code] = (max(before[0], severity, key=SEVERITIES.index), max(before[1] or "A", floor or "A"))
    return out
