"""What managers look at: signals, concentration, weeks, capacity, referrals, and what went well. A signal, not a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from overdue_cli.followup import capacity, concentration, control, encouragement, weeks
from overdue_cli.followup.given import Given

REFERRED = ("compliance", "estate")


@dataclass(frozen=True)
class Management:
    """The management view; each frame is computed when it is asked for. Never part of an officer's own file."""

    borrowers: pl.DataFrame
    given: Given

    def disclaimer(self, language: str) -> str:
        """The words that stand on every management sheet."""
        return self.given.ruleset.playbook.management.disclaimer.of(language)

    @cached_property
    def signals(self) -> pl.DataFrame:
        """Control signals by officer, outlet, approver and inspector; see `control.SCHEMA`."""
        return control.control_signals(self.borrowers, self.given)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """Trade × outlet; see `concentration.cells`."""
        return concentration.cells(self.borrowers, self.given)

    @cached_property
    def largest(self) -> pl.DataFrame:
        """The largest borrowers; see `concentration.largest`."""
        return concentration.largest(self.borrowers, self.given)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """Connected groups; see `concentration.groups`."""
        return concentration.groups(self.borrowers, self.given)

    @cached_property
    def weeks(self) -> pl.DataFrame:
        """Amounts due by week, with peaks; see `weeks.due_by_week`."""
        return weeks.due_by_week(self.borrowers, self.given)

    @cached_property
    def capacity(self) -> pl.DataFrame:
        """Visits needed and possible by officer, and the money below the line; see `capacity.by_officer`."""
        return capacity.by_officer(self.borrowers, self.given)

    @cached_property
    def encouragement(self) -> pl.DataFrame:
        """What went well, by officer; see `encouragement.encouragement`."""
        return encouragement.encouragement(self.borrowers, self.given)

    @cached_property
    def referrals(self) -> pl.DataFrame:
        """Rows that are not the officer's, listed or not: `borrower_id`, `officer`, `branch`, `queue`, `grade`,
        `related`, `action_zh`, `action_en`; compliance first, then estates, then related parties with the supervisor."""
        mine = pl.col("queue").is_in(REFERRED) | pl.col("related")
        place = {"compliance": 0, "estate": 1}
        return (
            self.borrowers.filter(mine)
            .with_columns(pl.col("queue").replace_strict(place, default=2, return_dtype=pl.Int8).alias("place"))
            .sort("place", "rank", "borrower_id")
            .select("borrower_id", "officer", "branch", "queue", "grade", "related", "action_zh", "action_en")
        )
