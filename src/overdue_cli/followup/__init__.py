"""Why they are late, who stands on which list, how urgent, whom to speak to, what to do and by when."""

from overdue_cli.followup.follow import FollowUp, followed_up, together
from overdue_cli.followup.given import Given
from overdue_cli.followup.workdays import around as calendar_around

__all__ = ["FollowUp", "Given", "calendar_around", "followed_up", "together"]
