"""Officers' filled-in workbooks → answers in the history: read, matched by key, checked cell by cell, kept once."""

from overdue_cli.collecting.collect import Collected, FileRead, collect, found_in, undo
from overdue_cli.collecting.kept import write_csv
from overdue_cli.collecting.waiting import all_collected, copy_of, keep_copy, uncollected, written_by_us

__all__ = [
    "Collected", "FileRead", "all_collected", "collect", "copy_of", "found_in", "keep_copy", "uncollected", "undo", "write_csv",
    "written_by_us",
]  # fmt: skip
