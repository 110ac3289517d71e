"""Who stands on which list, how urgent, in which order, what to do and by when."""

from overdue_cli.followup.actions import with_actions
from overdue_cli.followup.urgency import ranked

__all__ = ["ranked", "with_actions"]
