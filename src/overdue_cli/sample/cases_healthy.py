"""The bulk of the branch: borrowers who pay, most on the day, some a little early or late.

`STEADY` comes last in the cast and takes what the others leave of every 600.
"""

from __future__ import annotations

from overdue_cli.sample.archetype import Archetype, Contact, Party, Signal, late

HEALTHY: tuple[Archetype, ...] = (
    Archetype("early-payer", 46, ("X03 early",), early=100, second_loan=35),
    Archetype("sometimes-late", 50, early=20, late=13, late_most=3, second_loan=35,
        contacts=(Contact(24, "paid", "sms"),)),
    Archetype("young-loan", 40, instalments_due=(4, 11), second_loan=15),
    Archetype("just-lent", 3, instalments_due=(0, 0), inspected=None),
    Archetype("seasonal-farmer", 30, product="farmer", industry="crops", early=40, instalments_due=(12, 22),
        second_loan=25, signals=(Signal("HARVEST", 30, "borrower", amount=60_000, expected_in=24),)),
    Archetype("pig-neighbour", 10, industry="pigs", outlet=2, product="farmer", second_loan=20),
    Archetype("materials-neighbour", 16, industry="materials", outlet=1, product="business", second_loan=20),
    Archetype("joint-group", 24, guarantee="joint_group", product="farmer", group="healthy", group_of=3,
        second_loan=20),
    Archetype("bureau-reported", 24, product="consumer", instalments_due=(24, 30), second_loan=20, status="N" * 24),
    Archetype("revolver-full", 8, ("W19 >=.95",), product="revolving", pays_statement=100),
    Archetype("bullet-ready", 6, ("I12 funds confirmed",), product="bullet", due_in=25, ends_after=1,
        instalments_due=(11, 11), signals=(Signal("FUNDS_OK", 6, "account"),)),
    Archetype("single-payment", 3, ("Q02 inspected",), product="single", instalments_due=(5, 7), ends_after=5),
    Archetype("just-paid-reversed", 2, ("payment reversed",), due_in=-16, pays={2: ((0, 100), (1, -100), (2, 100))}),
    Archetype("unassigned", 2, ("officer blank",), unassigned=True),
    Archetype("with-agent", 2, ("authorised agent",),
        parties=(Party("agent", "agent", "authorised_agent", consent_in=200), Party("relative", "father", "none",
            signed=False, dnc=True))),
    Archetype("slipped-once", 8, ("W02 .10-.20", "W03 1-3"), second_loan=40, pays={4: late(2)}),
)  # fmt: skip

STEADY = Archetype("steady", 0, ("W02 <=.10",), second_loan=55)
