"""Files → Portfolio: reading, recognising, normalising, assembling. Nothing is dropped silently."""

from overdue_cli.intake.ids import IdTable, read_ids
from overdue_cli.intake.mapping import OUTCOME
from overdue_cli.intake.mended import reference
from overdue_cli.intake.portfolio import Examined, examine, read_portfolio

__all__ = ["OUTCOME", "Examined", "IdTable", "examine", "read_ids", "read_portfolio", "reference"]
