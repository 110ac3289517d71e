"""What past cycles said: one folder a cycle, Parquet that anybody can read, attempts that never change."""

from overdue_cli.history import feedback
from overdue_cli.history.cases import cases
from overdue_cli.history.changes import changes, counts
from overdue_cli.history.layout import Attempt, attempts_in
from overdue_cli.history.lock import locked
from overdue_cli.history.past import Past, fen, past, previous
from overdue_cli.history.retention import retired, superfluous
from overdue_cli.history.seal import described, fault_of, frames_of, manifest_of
from overdue_cli.history.store import Damage, History
from overdue_cli.history.verify import FAULTS, Finding, State, verified

__all__ = [
    "FAULTS", "Attempt", "Damage", "Finding", "History", "Past", "State", "attempts_in", "cases", "changes", "counts",
    "described", "fault_of", "feedback", "fen", "frames_of", "locked", "manifest_of", "past", "previous", "retired", "superfluous", "verified",
]  # fmt: skip
