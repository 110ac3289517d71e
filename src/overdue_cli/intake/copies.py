"""Rows that stand in two places, counted once: repeated rows, whole sheets given twice, exports that overlap.

The same payment in two files is one payment. Two exports of one table may differ in their columns, and a copy is then only
seen where the columns both have are compared; where two snapshots tell different stories of one instalment, adding them up
would make a payment of what is only its repetition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from overdue_cli.intake.clean import runs
from overdue_cli.intake.notes import note, row_notes
from overdue_cli.intake.sheet import SheetRows
from overdue_cli.tables import PROVENANCE

_KEYS = {
    "instalments": ["loan_id", "due_on", "instalment_no"],
    "payments": ["loan_id", "paid_on", "amount"],
    "inspections": ["loan_id", "borrower_id", "inspected_on"],
    "contacts": ["loan_id", "borrower_id", "contacted_on"],
    "parties": ["loan_id", "borrower_id", "party_name", "role"],
    "collateral": ["loan_id", "kind"],
    "signals": ["borrower_id", "code", "observed_on"],
}
"""What two rows must share to speak of one thing. Rows of one loan are merged in any case, the worse counting."""
SNAPSHOTS = 0.5
"""Share of the smaller sheet's rows that stand in the other too, from which both are exports of one table."""
_PART, _AT, _TO = "part", "at", "to"


@dataclass
class Once:
    """A table with each row once, the places of the rows left out, and what is said of them."""

    name: str
    parts: list[SheetRows]
    frame: pl.DataFrame
    away: list[pl.DataFrame] = field(default_factory=list)
    problems: list[pl.DataFrame] = field(default_factory=list)
    copied: dict[tuple[int, int], int] = field(default_factory=dict)  # first sheet, second sheet → rows of both

    @property
    def columns(self) -> list[str]:
        """The canonical columns without where a row came from."""
        return [c for c in self.frame.columns if c not in (*PROVENANCE, _PART)]

    @property
    def keys(self) -> list[str]:
        """The columns of the key that every sheet has; none where no id is among them."""
        keys = [k for k in _KEYS[self.name] if all(k in part.present for part in self.parts)]
        return keys if {"loan_id", "borrower_id"} & set(keys) else []

    def leave_out(self, at: pl.Series) -> None:
        """Go on without the rows of these numbers."""
        mask = pl.Series([False]).new_from_index(0, self.frame.height).scatter(at, True)
        self.away.append(self.frame.filter(mask).select(list(PROVENANCE)))
        self.frame = self.frame.filter(~mask)

    def of(self, part: int) -> pl.DataFrame:
        """What is left of one sheet's rows, with their numbers."""
        return self.frame.with_row_index(_AT).filter(pl.col(_PART) == part)


def once(name: str, parts: list[SheetRows]) -> Once:
    """The rows of all sheets of one table, each counted once (P026, P059), snapshots that disagree settled (P060)."""
    numbered = [part.frame.with_columns(pl.lit(n, pl.UInt16).alias(_PART)) for n, part in enumerate(parts)]
    work = Once(name, parts, pl.concat(numbered))
    _equal_rows(work)
    if len(parts) > 1 and name in _KEYS and work.keys:
        for one, other in _meeting(work):
            _compare(work, one, other)
    work.problems += [_copied(work, *pair, rows) for pair, rows in sorted(work.copied.items())]
    work.frame = work.frame.drop(_PART)
    return work


def _equal_rows(work: Once) -> None:
    """Rows equal in every column: within a sheet each is said, of a second sheet how many there are."""
    frame, columns = work.frame, work.columns
    # Rows of one hash are compared in full; nearly always there are none, and a million rows are hashed in no time.
    keys = [name for name in _KEYS.get(work.name, []) if name in columns] or columns
    some = frame.with_row_index(_AT).filter(frame.select(keys).hash_rows().is_duplicated())
    some = some.filter(some.select(columns).hash_rows().is_duplicated())
    if some.is_empty():
        return
    first = some.unique(columns, keep="first", maintain_order=True).select(*columns, to=_AT, origin=_PART)
    again = some.join(first, on=columns, how="left", nulls_equal=True, maintain_order="left")
    again = again.filter(pl.col(_AT) != pl.col(_TO))
    if again.is_empty():
        return
    within = again.filter(pl.col(_PART) == pl.col("origin"))
    if within.height:
        key = "loan_id" if "loan_id" in columns else "borrower_id"
        work.problems.append(row_notes("P026", work.name, within.select(key, *PROVENANCE)))
    elsewhere = again.filter(pl.col(_PART) != pl.col("origin")).group_by("origin", _PART).len()
    work.copied |= {(one, other): rows for one, other, rows in elsewhere.iter_rows()}
    work.leave_out(again[_AT])


def _meeting(work: Once) -> list[tuple[int, int]]:
    """The pairs of sheets that speak of the same things or have rows in common, in the order they were read."""
    keys = work.keys
    rows = _in_several(work)
    alike = rows.select(keys).hash_rows().is_duplicated()
    groups = rows.filter(alike).group_by(keys).agg(pl.col(_PART).unique().sort())
    several = groups.filter(pl.col(_PART).list.len() > 1)[_PART].unique()
    return sorted({pair for group in several.to_list() for pair in combinations(group, 2)})


def _in_several(work: Once) -> pl.DataFrame:
    """The rows of ids that more than one sheet names, with the key: nearly always none, and told by the runs of an id alone."""
    first = work.keys[0]
    each = [runs(part.frame[first])[0].unique() for part in work.parts]
    named = pl.concat(each)
    several = named.filter(named.is_duplicated()).unique().to_frame()
    rows = work.frame.select(*work.keys, _PART)
    return rows.join(several, on=first, how="semi", nulls_equal=True) if several.height else rows.clear()


def _compare(work: Once, one: int, other: int) -> None:
    """Rows of two sheets that are equal in all columns both have count once, with what only the second knows."""
    both = work.parts[one].present & work.parts[other].present
    columns = [c for c in work.columns if c in both]
    nth = pl.int_range(pl.len()).over(columns).alias("nth")
    ours, theirs = work.of(one), work.of(other)
    firsts, seconds = (
        rows.join(others, on=work.keys, how="semi", nulls_equal=True, maintain_order="left").with_columns(nth)
        for rows, others in ((ours, theirs), (theirs, ours))
    )
    known = firsts.select(*columns, "nth", to=_AT)
    again = seconds.join(known, on=[*columns, "nth"], how="inner", nulls_equal=True, maintain_order="left")
    rows = work.copied.get((one, other), 0) + again.height
    smaller = min(work.parts[one].frame.height, work.parts[other].frame.height)
    gone = [again[_AT]]
    if work.name == "instalments" and rows >= smaller * SNAPSHOTS:
        left = firsts.join(again, left_on=_AT, right_on=_TO, how="anti")
        gone.append(_settled(work, one, other, left, seconds.join(again, on=_AT, how="anti")))
    if again.height:
        work.copied[one, other] = rows
        for name in sorted(work.parts[other].present - work.parts[one].present):
            filled = work.frame[name].scatter(again[_TO], again[name])
            work.frame = work.frame.with_columns(filled)
    work.leave_out(pl.concat(gone))


def _settled(work: Once, one: int, other: int, left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Numbers of the rows that give way where two snapshots disagree on an instalment (P060).

    The later export is believed where both state their date; else the one that knows of less money paid, at the larger amount due.
    """
    keys = work.keys
    paid = pl.col("paid_amount").fill_null(0).sum().alias("paid")
    disputed = left.group_by(keys).agg(paid).join(right.group_by(keys).agg(paid), on=keys, nulls_equal=True)
    if disputed.is_empty():
        return pl.Series(_AT, [], dtype=pl.UInt32)
    day, other_day = work.parts[one].stated, work.parts[other].stated
    if day is not None and other_day is not None and day != other_day:
        first_goes = pl.lit(day < other_day)
    else:
        first_goes = pl.col("paid") > pl.col("paid_right")
    disputed = disputed.select(
        *keys, goes=pl.when(first_goes).then(pl.lit(one)).otherwise(pl.lit(other)).cast(pl.UInt16)
    )
    rows = pl.concat([left, right]).join(disputed, on=keys, how="inner", nulls_equal=True, maintain_order="left")
    _at_their_worst(work, rows)
    where = _where(work.parts[other])
    work.problems.append(
        note("P060", table=work.name, value=_called(work.parts[one]), detail=f"{disputed.height:,}", **where)
    )
    return rows.filter(pl.col(_PART) == pl.col("goes"))[_AT]


def _at_their_worst(work: Once, rows: pl.DataFrame) -> None:
    """The larger amount due and the more reminders of both, whichever row stays."""
    for name in ("due_amount", "reminders"):
        most = rows.select(pl.col(name).max().over(work.keys)).to_series()
        work.frame = work.frame.with_columns(work.frame[name].scatter(rows[_AT], most))


def _copied(work: Once, one: int, other: int, rows: int) -> pl.DataFrame:
    """How many rows of a sheet stand in an earlier one as well."""
    detail = f"@of {rows:,}/{work.parts[other].frame.height:,}"
    return note("P059", table=work.name, value=_called(work.parts[one]), detail=detail, **_where(work.parts[other]))


def _where(part: SheetRows) -> dict[str, str]:
    return {name: str(part.frame[name][0]) for name in ("source_file", "source_sheet")}


def _called(part: SheetRows) -> str:
    """The sheet as messages name it."""
    return " · ".join(filter(None, _where(part).values()))
