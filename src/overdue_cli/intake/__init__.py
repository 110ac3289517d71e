"""Files → Portfolio: reading, recognising, normalising, assembling. Nothing is dropped silently."""

from overdue_cli.intake.portfolio import read_portfolio

__all__ = ["read_portfolio"]
