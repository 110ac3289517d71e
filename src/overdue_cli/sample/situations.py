"""Which situations the sample holds, and which borrowers stand for them.

`ARCHETYPES` is the whole cast: name → what it plants → how many of every 600 borrowers are of it.
`REQUIRED` lists every situation that must occur; the tests hold both against the written files.
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from overdue_cli.sample.archetype import Archetype
from overdue_cli.sample.cases_aftermath import AFTERMATH
from overdue_cli.sample.cases_arrears import ARREARS
from overdue_cli.sample.cases_findings import FINDINGS_OPEN
from overdue_cli.sample.cases_healthy import HEALTHY, STEADY
from overdue_cli.sample.cases_records import RECORDS

BLOCK = 600
"""Every block of 600 borrowers holds the same cast, so a bigger branch is the same branch repeated."""

_STRIDE = 7 * 13 * 11
_INVERSE = pow(_STRIDE, -1, BLOCK)

REQUIRED: tuple[str, ...] = (
    "W01 1-3", "W01 4-7", "W01 8-30", "W01 31-60", "W01 61-90", "W01 >=91",
    "W02 <=.10", "W02 .10-.20", "W02 .20-.35", "W02 .35-.50", "W02 >.50",
    "W03 1-3", "W03 4-7", "W03 8-15", "W03 16-30", "W03 31-60", "W03 >60",
    "W03 >30 in 6 m", "W03 >90 in 12 m", "W03 >90 cured <6 m",
    "W04 1", "W04 2", "W04 3", "W04 >=4", "W05 1-2", "W05 3-9", "W05 >=10", "W06 1", "W06 2", "W06 >=3",
    "W07 2-3", "W07 3-4", "W07 >=4", "W08 50-79", "W08 <50", "W09 >3 d", "W09 unpaid",
    "W10 .5-1.5", "W10 1.5-2.5", "W10 >=2.5", "W11 >=3 of 5", "W11 lost", "W11 lost and overdue",
    "W12 refusal", "W12 denial", "W12 dispute", "W13 guarantor", "W13 third party", "W13 staff", "W14",
    "W15 observation", "W15 non-performing", "W15 twice", "W16 1-2", "W16 3", "W16 >=4", "W16 Z, D",
    "W17 two loans", "W17 other banks", "W18 special mention", "W18 substandard", "W18 doubtful", "W18 loss",
    "W19 >=.95", "W19 .30-.95", "W19 .05-.30", "W19 <.05",
    "I01 one window", "I01 two windows", "I01 none", "I02 late", "I02 none",
    "I05 >=30", "I05 two indicators", "I05 >=50", "I05 stopped", "I06 poor", "I06 refused", "I07 misuse",
    "I07 prohibited",
    "I08 >80", "I08 >100", "I08 lost", "I08 valuation", "I09 weak", "I09 bad", "I10 sued", "I10 enforced",
    "I11 >30 d", "I11 >60 d", "I12 T-60", "I12 T-30", "I12 T-10", "I12 funds confirmed",
    "X01 cell", "X02 defaulter", "X02 member", "X03 early",
    "Q01", "Q02 inspected", "Q02 not inspected", "Q04 days", "Q04 balance", "Q04 dates", "Q06",
    "USE_MISUSE", "USE_PROHIBITED", "BIZ_DECLINE", "BIZ_SEVERE", "BIZ_STOP", "LOST", "NONCOOP", "REFUSE", "COLL_DROP",
    "COLL_LOST",
    "COLL_TITLE", "GUAR_WEAK", "GUAR_BAD", "LAW_SUIT", "LAW_ENFORCE", "CRIME", "PRIV_DEBT", "MULTI_DEBT", "EXT_GUAR",
    "ARREARS",
    "FAMILY", "HEALTH", "DEATH", "DISASTER", "FRAUD", "VICE", "ADDR_CHG", "OTHER",
    "negated wording", "resolved wording", "uncertain wording", "finding as code", "rectified", "finding negated later",
    "S0", "S1", "S2", "S3", "S4", "S5", "S6",
    "promise due today", "promise broken once", "promise broken twice", "promise kept", "illness", "disaster",
    "next cash date", "lost",
    "relay contact", "death", "unsigned spouse", "general guarantor", "guarantee <=60 d", "limitation <=180 d",
    "misuse",
    "collateral lost", "fraud", "staff-paid", "dispute", "conflict risk", "related party", "cluster",
    "connected borrowers",
    "> 270 d", "> 360 d", "written off", "officer blank", "authorised agent", "approval exception", "payment reversed",
    "hold: plan", "hold: lawyer", "do not contact",
)  # fmt: skip


def _fill(cast: tuple[Archetype, ...]) -> tuple[tuple[Archetype, int], ...]:
    """Each archetype with its count in a block; the one without a count takes the rest."""
    rest = BLOCK - sum(a.count for a in cast)
    return tuple((a, a.count or rest) for a in cast)


ARCHETYPES: tuple[tuple[Archetype, int], ...] = _fill(
    (*ARREARS, *RECORDS, *FINDINGS_OPEN, *HEALTHY, *AFTERMATH, STEADY)
)
NAMES: tuple[str, ...] = tuple(a.name for a, _ in ARCHETYPES)


def planted() -> Counter[str]:
    """Situation → how many of 600 borrowers carry it."""
    counts: Counter[str] = Counter()
    for archetype, count in ARCHETYPES:
        counts.update(dict.fromkeys(archetype.plants, count))
    return counts


def cast(first: int, last: int) -> pl.DataFrame:
    """Borrowers `first` … `last` − 1: number, archetype (index into `NAMES`), and which of its kind they are.

    Slots of a block are dealt out by a fixed stride, so that neighbours in the ledger are not of one
    kind; borrower number and slot can be computed from each other, which finds a group's members.
    """
    slots = pl.DataFrame(
        {
            "slot": range(BLOCK),
            "archetype": [i for i, (_, count) in enumerate(ARCHETYPES) for _ in range(count)],
            "nth": [k for _, count in ARCHETYPES for k in range(count)],
        },
        schema={"slot": pl.Int64, "archetype": pl.Int32, "nth": pl.Int64},
    )
    numbers = pl.DataFrame({"borrower": pl.int_range(first, last, dtype=pl.Int64, eager=True)})
    slot = pl.col("borrower") % BLOCK * _INVERSE % BLOCK
    return numbers.with_columns(slot=slot, block=pl.col("borrower") // BLOCK).join(
        slots, on="slot", how="left", maintain_order="left"
    )


def number_of(slot: pl.Expr, block: pl.Expr) -> pl.Expr:
    """The number of the borrower who has this slot of this block."""
    return block * BLOCK + slot * _STRIDE % BLOCK


def first_slot(name: str) -> int:
    """The first slot of an archetype in every block."""
    return sum(count for _, count in ARCHETYPES[: NAMES.index(name)])
