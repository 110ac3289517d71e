"""Canonical tables → one row a borrower of named facts, and the rows that prove them."""

from overdue_cli.evidence.collect import FUNCTIONS, Evidence, across_partitions, collect, dues_on, together
from overdue_cli.evidence.plan import Plan, Proof, Setting
from overdue_cli.evidence.proofs import proofs_of

__all__ = [
    "FUNCTIONS",
    "Evidence",
    "Plan",
    "Proof",
    "Setting",
    "across_partitions",
    "collect",
    "dues_on",
    "proofs_of",
    "together",
]
