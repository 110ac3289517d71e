"""When and how often: holds that stop collection, contacts already made, the earliest day and hour allowed.

A hold leaves the row where it is, with the reason and without a call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from overdue_cli.followup.conditions import any_of
from overdue_cli.followup.given import Given
from overdue_cli.ruleset.model import Conduct, Profile

DESKS = ("compliance", "estate", "legal")
"""Queues that write and sue; nobody there plans a call."""


def with_holds(frame: pl.DataFrame, policy: Conduct) -> pl.DataFrame:
    """`frame` with `hold` (its code, blank for none), `hold_reason_…`, `hold_instead_…` and `hold_wording_…`."""
    holds = policy.holds
    code = pl.coalesce([pl.when(any_of(hold.any)).then(pl.lit(hold.code)) for hold in holds])
    said = []
    for name, part in (("hold_reason", "says"), ("hold_instead", "instead"), ("hold_wording", "wording")):
        for language in ("zh", "en"):
            words = {h.code: getattr(h, part).of(language) for h in holds if getattr(h, part) is not None}
            by_code = pl.col("hold").replace_strict(words, default=None, return_dtype=pl.String)
            said.append(by_code.alias(f"{name}_{language}"))
    return frame.with_columns(code.alias("hold")).with_columns(said)


def with_conduct(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """`frame` with `no_contact_log`, `planned_contacts`, `earliest_contact` (date), `earliest_time` (text).

    A contact is planned for those on a list, not on hold, on an officer's, supervisor's or desk's own queue. Whoever
    has loans under several profiles of conduct is contacted as the strictest of each number allows.
    """
    held = frame.with_row_index("place").join(_profiles(given), on="borrower_id", how="left", maintain_order="left")
    parts = [_planned(own, given, str(names)) for (names,), own in held.partition_by("conduct", as_dict=True).items()]
    return pl.concat(parts).sort("place").drop("place", "conduct") if parts else _planned(held, given, "")


def _profiles(given: Given) -> pl.DataFrame:
    """Borrower → names of the profiles of conduct of the loans, joined in order."""
    loans = given.sources["loans"].select("borrower_id", "profile")
    names = {profile: given.ruleset.conduct_of(profile) for profile in loans["profile"].unique()}
    conduct = pl.col("profile").replace_strict(names, default=names.get(None), return_dtype=pl.String)
    return loans.group_by("borrower_id").agg(conduct.unique().sort().str.join("+").alias("conduct"))


def strictest(profiles: Sequence[Profile]) -> Profile:
    """One profile with the strictest of every number: the shortest day, the fewest attempts, the longest quiet."""

    def fewest(name: str) -> int | None:
        return min((number for p in profiles if (number := getattr(p, name)) is not None), default=None)

    return profiles[0].model_copy(
        update={
            "plan_from": max(p.plan_from for p in profiles),
            "plan_until": min(p.plan_until for p in profiles),
            "working_days_only": any(p.working_days_only for p in profiles),
            "quiet_days_after_conversation": max(p.quiet_days_after_conversation or 0 for p in profiles) or None,
            **{
                name: fewest(name)
                for name in ("planned_a_day", "conversations_a_day", "attempts_a_day", "attempts_a_week")
            },
        }
    )


def _planned(frame: pl.DataFrame, given: Given, names: str) -> pl.DataFrame:
    """`frame` with the contacts planned under the profiles of conduct of these names."""
    own = [given.ruleset.conduct.profiles[name] for name in names.split("+") if name in given.ruleset.conduct.profiles]
    profile = strictest(own or [given.ruleset.profile])
    held = frame.lazy().join(_made(given, profile), on="borrower_id", how="left", maintain_order="left")
    planned = pl.col("list").is_not_null() & pl.col("hold").is_null() & ~pl.col("queue").is_in(DESKS)
    return (
        held.with_columns((pl.col("contacts_logged") == 0).alias("no_contact_log"))
        .with_columns(pl.when(planned).then(_earliest(profile, given)).alias("earliest_contact"))
        .with_columns(
            pl.when(planned).then(profile.planned_a_day).otherwise(0).cast(pl.Int32).alias("planned_contacts"),
            pl.when(planned).then(pl.lit(profile.plan_from)).alias("earliest_time"),
            pl.lit(profile.plan_until).alias("latest_time"),
        )
        .drop("attempts_today", "conversations_today", "attempts_week", "last_conversation_on", "week_clears_on")
        .collect()
    )


def _made(given: Given, profile: Profile) -> pl.LazyFrame:
    """Borrower → attempts and conversations today and in seven days, the last conversation, when the week's limit clears."""
    age = given.age("contacted_on")
    limit = profile.attempts_a_week or 0
    recent = pl.col("contacted_on").filter(age.is_between(0, 6)).sort(descending=True)
    return (
        given.sources["contacts"]
        .lazy()
        .group_by("borrower_id")
        .agg(
            (age == 0).sum().alias("attempts_today"),
            ((age == 0) & pl.col("reached")).sum().alias("conversations_today"),
            age.is_between(0, 6).sum().alias("attempts_week"),
            pl.col("contacted_on").filter("reached").max().alias("last_conversation_on"),
            # The day on which the oldest attempt that fills the limit leaves the seven days.
            (recent.get(limit - 1, null_on_oob=True) if limit else pl.lit(None, pl.Date)).alias("week_clears_on"),
        )
    )


def _earliest(profile: Profile, given: Given) -> pl.Expr:
    """The first day on which another contact is lawful and planned."""
    today, tomorrow = pl.lit(given.as_of), pl.lit(given.as_of + dt.timedelta(days=1))
    full = pl.col("attempts_today").fill_null(0) >= profile.planned_a_day
    if profile.attempts_a_day is not None:
        full = full | (pl.col("attempts_today").fill_null(0) >= profile.attempts_a_day)
    if profile.conversations_a_day is not None:
        full = full | (pl.col("conversations_today").fill_null(0) >= profile.conversations_a_day)
    days = [pl.when(full).then(tomorrow).otherwise(today)]
    if profile.attempts_a_week is not None:
        filled = pl.col("attempts_week").fill_null(0) >= profile.attempts_a_week
        days.append(pl.when(filled).then(pl.col("week_clears_on") + pl.duration(days=7)))
    if profile.quiet_days_after_conversation is not None:
        quiet = pl.duration(days=profile.quiet_days_after_conversation + 1)
        days.append(pl.col("last_conversation_on") + quiet)
    earliest = pl.max_horizontal(days)
    if not profile.working_days_only:
        return earliest
    span = [given.as_of + dt.timedelta(days=n) for n in range(45)]
    return earliest.replace_strict({day: given.calendar.on_or_after(day) for day in span}, default=earliest)
