"""Current today, but not clean: the past year's record, the ledger, the log and missing looks."""

from __future__ import annotations

from overdue_cli.sample.archetype import Archetype, Contact, Inspection, Party, Signal, each, late

_CLEAR = "N" * 24


def _status(months_ago: int, codes: str) -> str:
    """24 monthly codes, oldest first, all N but for `codes` starting so many months before the last."""
    start = 23 - months_ago
    return _CLEAR[:start] + codes + _CLEAR[start + len(codes) :]


RECORDS: tuple[Archetype, ...] = (
    # how instalments were paid
    Archetype("slipped-twice", 4, ("W02 .20-.35", "W03 4-7", "W04 1", "W06 1"), due_in=-7,
        pays={2: late(5), 7: late(3)}),
    Archetype("repeatedly-late", 8, ("W02 .35-.50", "W03 8-15", "W04 2", "W05 1-2", "W06 2"), due_in=-15,
        pays={1: late(6), 4: late(9), 8: late(3)}, reminders={1: 1, 4: 2}),
    Archetype("late-three-of-six", 6, ("W02 >.50", "W03 16-30", "W04 3", "W05 3-9", "W06 >=3"), due_in=-16,
        inspected=(5, 28), pays={0: late(5), 1: late(8), 3: late(20), 6: late(2), 9: late(1)},
        reminders={0: 2, 1: 2, 3: 3}),
    Archetype("late-by-habit", 6, ("W04 >=4", "W05 >=10", "W07 2-3"), due_in=-16, inspected=(5, 28),
        pays=each(range(4), late(12)) | {5: late(4)}, reminders={0: 3, 1: 3, 2: 3, 3: 3, 5: 2}),
    Archetype("cured-from-45", 3, ("W03 31-60", "W03 >30 in 6 m"), due_in=-10, pays={3: late(45), 2: late(14)},
        reminders={3: 4, 2: 2}),
    Archetype("cured-from-95", 2, ("W03 >60", "W03 >90 cured <6 m"), due_in=-10,
        pays={4: late(95), 3: late(65), 2: late(35), 1: late(4)}, reminders={4: 6, 3: 4, 2: 2}),
    Archetype("long-cured-from-95", 2, ("W03 >60", "W03 >90 in 12 m"), strained=(9, 50, 3), due_in=-10, instalments_due=(18, 30),
        pays={11: late(95), 10: late(64), 9: late(34)}),
    Archetype("reminded-twice", 2, ("W07 2-3",), reminders=each(range(6), 2)),
    Archetype("reminded-three-times", 2, ("W07 3-4",), reminders=each(range(6), 3)),
    Archetype("reminded-often", 2, ("W07 >=4",), reminders=each(range(6), 5), pays={3: late(2)}),
    Archetype("debit-failed-once", 2, ("W10 .5-1.5",), pays={2: late(2)}, debits={2: "no_funds"}),
    Archetype("debit-fails-often", 3, ("W10 >=2.5", "W06 >=3"), pays={1: late(6), 3: late(5), 5: late(7)},
        debits={1: "no_funds", 3: "no_funds", 5: "no_funds"}),
    Archetype("first-payment-late", 2, ("W09 >3 d",), instalments_due=(8, 8), pays={7: late(9)}),
    Archetype("guarantor-paid", 2, ("W13 guarantor",), guarantee="guaranteed", pays={1: late(20)},
        payers={1: "guarantor"}),
    Archetype("third-party-paid", 2, ("W13 third party",), pays={2: late(1)}, payers={2: "third_party"}),
    Archetype("staff-paid", 2, ("W13 staff", "staff-paid"), pays={1: late(3)}, payers={1: "staff"}),
    Archetype("revolver-most", 2, ("W19 .30-.95",), product="revolving", pays_statement=60),
    Archetype("revolver-some", 2, ("W19 .05-.30",), product="revolving", pays_statement=12),
    Archetype("revolver-least", 2, ("W19 <.05",), product="revolving", pays_statement=3),
    # monthly status codes
    Archetype("status-two", 2, ("W16 1-2",), product="consumer", instalments_due=(25, 30), status=_status(16, "12")),
    Archetype("status-three", 2, ("W16 3",), product="consumer", instalments_due=(25, 30), status=_status(18, "123")),
    Archetype("status-four", 2, ("W16 >=4",), strained=(12, 50, 6), product="consumer", instalments_due=(25, 30),
        status=_status(20, "1234")),
    Archetype("status-guarantor", 2, ("W16 Z, D",), strained=(12, 50, 6), product="consumer", instalments_due=(25, 30),
        status=_status(15, "1D")),
    # the collection log
    Archetype("hard-to-reach", 4, ("W11 >=3 of 5",),
        contacts=(Contact(30, "no_answer"), Contact(24, "off"), Contact(16, "paid"), Contact(9, "NSA"))),
    Archetype("lost-but-current", 2, ("W11 lost",), contacts=(Contact(30, "invalid"), Contact(12, "OOC", "visit"))),
    Archetype("refuses-next", 2, ("W12 refusal",), due_in=4,
        contacts=(Contact(6, "RTP", cause="other", temper="hot"),)),
    Archetype("denies", 2, ("W12 denial",), contacts=(Contact(20, "denial", cause="dispute"),)),
    # the ledger
    Archetype("restructured", 4, ("W15 observation", "hold: plan"), strained=(6, 25, 3), instalments_due=(14, 30), restructured_ago=200,
        restructure_count=1, signals=(Signal("PLAN_PERFORMING", 30, "desk"),)),
    Archetype("restructured-nonperforming", 2, ("W15 non-performing",), strained=(8, 80, 9), instalments_due=(14, 30), restructured_ago=260,
        restructure_count=1, nonperforming=True),
    Archetype("restructured-twice", 2, ("W15 twice",), strained=(4, 80, 9), instalments_due=(18, 30), restructured_ago=120,
        restructure_count=2),
    Archetype("special-mention", 5, ("W18 special mention",), five_tier="special_mention"),
    Archetype("substandard-but-paying", 2, ("W18 substandard",), strained=(6, 30, 3), five_tier="substandard", pays={3: late(6)}),
    Archetype("bad-elsewhere", 2, ("W17 other banks",), firm=True, product="business",
        signals=(Signal("OTHER_BANK_OVERDUE", 15, level="25%", amount=400_000),)),
    Archetype("no-schedule", 2, ("Q01", "S0"), no_schedule=True),
    Archetype("balance-over-principal", 2, ("Q04 balance",), overstated_balance=True),
    Archetype("matured-in-the-ledger", 2, ("Q04 dates",), product="farmer", instalments_due=(14, 20), matured_ago=95),
    Archetype("related-party", 3, ("Q06", "related party", "S6", "approval exception"), related=True, exception=True),
    Archetype("bullet-in-60", 3, ("I12 T-60",), product="bullet", due_in=24, ends_after=2, instalments_due=(10, 10)),
    Archetype("bullet-in-30", 3, ("I12 T-30",), product="bullet", due_in=25, ends_after=1, instalments_due=(11, 11)),
    Archetype("bullet-in-10", 2, ("I12 T-10",), product="bullet", due_in=8, ends_after=1, instalments_due=(11, 11)),
    # looks that were not taken
    Archetype("new-and-inspected", 10, ("Q02 inspected",), instalments_due=(1, 2), inspected=None),
    Archetype("new-and-not-inspected", 4, ("Q02 not inspected", "I02 none", "S0"), instalments_due=(2, 2),
        inspected=None, first_inspected=None),
    Archetype("first-inspection-late", 3, ("I02 late",), instalments_due=(6, 9), first_inspected=(38, 50)),
    Archetype("inspection-overdue", 16, ("I01 one window",), instalments_due=(18, 30), inspected=(190, 350)),
    Archetype("inspection-long-overdue", 4, ("I01 two windows",), instalments_due=(24, 30), inspected=(400, 500)),
    Archetype("never-inspected", 6, ("I01 none",), instalments_due=(14, 30), inspected=None, first_inspected=None),
    Archetype("inspected-without-effect", 4, ("inspection ineffective", "S6"), instalments_due=(14, 30),
        inspected=None, first_inspected=None,
        inspections=(Inspection(30, method="phone", conclusion="normal"), Inspection(70, met="", conclusion="normal"),
            Inspection(110, conclusion="normal", recorded_after=26), Inspection(150, inspector=False, conclusion=""))),
    Archetype("connected-firm", 2, ("connected borrowers",), firm=True, product="business",
        parties=(Party("controller", "controller", "none"),)),
)  # fmt: skip
