"""Points, notch, floors, brake: facts → a grade with its reasons."""

from overdue_cli.grading.bands import band_column
from overdue_cli.grading.brake import PREVIOUS
from overdue_cli.grading.grade import graded
from overdue_cli.grading.override import OVERRIDE
from overdue_cli.grading.reasons import reasons_of, titles

__all__ = ["OVERRIDE", "PREVIOUS", "band_column", "graded", "reasons_of", "titles"]
