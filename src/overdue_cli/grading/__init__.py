"""Points, notch, floors, brake: facts → a grade with its reasons."""

from overdue_cli.grading.grade import graded
from overdue_cli.grading.reasons import reasons_of

__all__ = ["graded", "reasons_of"]
