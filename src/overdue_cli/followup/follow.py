"""The order of follow-up: parties and clocks, signs, causes, rank, play, conduct, people; then what managers look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from overdue_cli.followup.capacity import with_capacity
from overdue_cli.followup.causes import with_causes
from overdue_cli.followup.clocks import clocks
from overdue_cli.followup.collateral import collateral
from overdue_cli.followup.conduct import with_conduct, with_holds
from overdue_cli.followup.doubts import doubts
from overdue_cli.followup.given import Given
from overdue_cli.followup.inspections import inspections_due
from overdue_cli.followup.ladder import contacts_allowed, with_may_contact
from overdue_cli.followup.management import Management
from overdue_cli.followup.parties import liable
from overdue_cli.followup.play import with_play, withheld
from overdue_cli.followup.signs import with_signs
from overdue_cli.followup.specials import with_specials
from overdue_cli.followup.urgency import in_rank_order, placed_in_tiers


@dataclass(frozen=True)
class FollowUp:
    """Everything follow-up says.

    `borrowers`   one row a borrower in rank order: the graded frame with signs, causes, tier, play, conduct.
    `clocks`      one row a legal clock, the first to end first; see `clocks.SCHEMA`.
    `ladder`      one row a borrower and person who may be spoken to; see `ladder.SCHEMA`.
    `collateral`  one row a registered thing with what may be said of it; see `collateral.SCHEMA`.
    `inspections` one row a borrower whose inspection falls due; see `inspections.inspections_due`.
    `doubts`      one row a doubtful row of contacts, parties and collateral, in the schema of problems.

    What a manager sees (`management`) is computed when asked for.
    """

    borrowers: pl.DataFrame
    clocks: pl.DataFrame
    ladder: pl.DataFrame
    collateral: pl.DataFrame
    inspections: pl.DataFrame
    doubts: pl.DataFrame
    given: Given

    @cached_property
    def management(self) -> Management:
        """What managers look at, from these frames and `given`."""
        return Management(self.borrowers, self.given)


def followed_up(graded: pl.DataFrame, given: Given) -> FollowUp:
    """The graded borrowers of one partition followed up: one row in, one row out, not yet in rank order.

    `given` holds these borrowers' rows and nobody else's.
    """
    policy = given.ruleset
    parties = liable(given)
    clock = clocks(given, parties)
    due = inspections_due(graded, given)
    signed = with_signs(graded, given, parties, clock, due)
    placed = placed_in_tiers(with_causes(signed, policy.causes), policy.playbook)
    held = with_conduct(with_specials(with_holds(placed, policy.conduct), policy), given)
    ladder = contacts_allowed(held, given, parties)
    borrowers = withheld(with_may_contact(with_play(held, given), ladder, given))
    return FollowUp(borrowers, clock, ladder, collateral(given), due, doubts(given), given)


def together(parts: Sequence[FollowUp], given: Given) -> FollowUp:
    """All partitions' follow-up as one, in rank order, with the line that capacity draws; `given` holds everybody."""
    frames = {name: pl.concat([getattr(part, name) for part in parts]) for name in ("borrowers", *_ORDER)}
    ordered = {name: frames[name].sort(by, maintain_order=True, **how) for name, (by, how) in _ORDER.items()}
    return FollowUp(borrowers=with_capacity(in_rank_order(frames["borrowers"]), given), given=given, **ordered)


_ORDER: dict[str, tuple[list[str], dict[str, Any]]] = {
    "clocks": (["date", "borrower_id", "loan_id", "kind", "party", "about_zh"], {"nulls_last": False}),
    "ladder": (["borrower_id", "step", "party_name"], {}),
    "collateral": (["borrower_id", "loan_id", "kind", "value"], {"nulls_last": True}),
    "inspections": (["days_overdue", "borrower_id"], {"descending": [True, False]}),
    "doubts": (["code", "source_file", "source_sheet", "source_row"], {}),
}
"""How each frame is sorted, so that it does not depend on how borrowers were partitioned."""
