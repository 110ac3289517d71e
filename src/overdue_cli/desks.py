"""Whose desk each borrower is on, and the worklist cut to it: one book an officer, one for each desk that takes rows away.

An officer's own book holds their borrowers and nobody else's. Rows that another desk took (compliance, an estate,
a related party) stand there by number, name and that sentence only; in full they are in that desk's book. What
belongs to no officer is in a book of its own, so that every listed borrower is in exactly one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import polars as pl

from overdue_cli.filenames import stems_of
from overdue_cli.locale import words
from overdue_cli.management_pages import thanks_notes
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.workbook.book import REFERRED, Book

OFFICER, UNASSIGNED, RELATED, COMPLIANCE, ESTATE = "officer", "unassigned", "related", "compliance", "estate"
KINDS = (OFFICER, UNASSIGNED, RELATED, COMPLIANCE, ESTATE)
"""In the order of the index."""
WORK = ("before_due", "overdue")
"""Frames of a book that make a file worth writing, with whatever else a borrower has something to do in."""


@dataclass(frozen=True)
class Desk:
    """One file to write: whose it is, its name without a suffix, what goes into it, and everything known of its borrowers."""

    kind: str
    title: str
    stem: str
    book: Book
    borrowers: pl.DataFrame


def desks_of(scored: ScoredPortfolio, book: Book) -> list[Desk]:
    """Every desk with something to do, officers by name first; together they hold each row of `book`'s lists once."""
    book, placed = book.settled(), _placed(scored)
    if book.carried is not None:
        placed = pl.concat([placed, _of_carried(book.carried)], how="diagonal_relaxed")
    owners = placed.select("kind", "owner").unique().sort(pl.col("kind").cast(pl.Enum(KINDS)), "owner")
    numbered = owners.with_row_index("desk")
    desk_of = placed.join(numbered, on=["kind", "owner"], nulls_equal=True).select("borrower_id", "desk")
    cut = _cut(book, desk_of)
    referred = _referred(scored, placed, numbered)
    said = words(book.language)["desks"]
    everything = scored.chosen.join(desk_of, on="borrower_id", how="inner", maintain_order="left")
    own_rows = everything.partition_by("desk", as_dict=True, include_key=False, maintain_order=True)
    rows = [(number, kind, owner or said[kind]) for number, kind, owner in numbered.iter_rows()]
    thanked = thanks_notes(scored)
    busy = [
        row
        for row in rows
        if any(cut[name][row[0]].height for name in cut if name != "reasons") or row[0] in referred or row[2] in thanked
    ]
    stems = stems_of([f"{title}_{book.as_of}" for _, _, title in busy], said["file"])
    bare = _bare(book)
    out = []
    for (number, kind, title), stem in zip(busy, stems, strict=True):
        own: dict[str, Any] = {name: parts[number] for name, parts in cut.items()}
        own["referred"] = referred.get(number, pl.DataFrame(schema=REFERRED))
        own["thanks"] = thanked.get(title) if kind == OFFICER else None
        own["desk"] = said["of"].format(kind=said[kind], name=title) if kind == OFFICER else title
        mine = own_rows.get((number,), everything.drop("desk").clear())
        out.append(Desk(kind, title, stem, dataclasses.replace(bare, **own), mine))
    return out


def _placed(scored: ScoredPortfolio) -> pl.DataFrame:
    """Borrower → `kind` of desk and `owner` (an officer's name, null for the others); filters of the run hold here too."""
    queue = pl.col("queue")
    kind = (
        pl.when(queue.is_in([COMPLIANCE, ESTATE]))
        .then(queue)
        .when("related")
        .then(pl.lit(RELATED))
        .when(pl.col("officer").is_null())
        .then(pl.lit(UNASSIGNED))
        .otherwise(pl.lit(OFFICER))
    )
    owner = pl.when(pl.col("kind") == OFFICER).then("officer")
    return scored.chosen.with_columns(kind.alias("kind")).with_columns(owner.alias("owner"))


def _of_carried(carried: pl.DataFrame) -> pl.DataFrame:
    """Carried cases on the desk of the officer who had them last."""
    known = pl.col("officer").is_not_null()
    kind = pl.when(known).then(pl.lit(OFFICER)).otherwise(pl.lit(UNASSIGNED))
    return carried.select("borrower_id", kind.alias("kind"), pl.col("officer").alias("owner"))


def _cut(book: Book, desk_of: pl.DataFrame) -> dict[str, dict[int, pl.DataFrame]]:
    """Field of the book → desk → its rows, in their order; every frame that has a borrower's number is cut."""
    numbers = desk_of["desk"].unique().to_list()
    out = {}
    for name, frame in _frames(book).items():
        if "borrower_id" not in frame.columns:
            continue
        owned = frame.join(desk_of, on="borrower_id", how="inner", maintain_order="left")
        parts = owned.partition_by("desk", as_dict=True, include_key=False, maintain_order=True)
        out[name] = {number: parts.get((number,), frame.clear()) for number in numbers}
    return out


def _referred(scored: ScoredPortfolio, placed: pl.DataFrame, numbered: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Officer's desk → rows of theirs that another desk took, in one sentence each."""
    language = scored.language
    taken = next((s.what.of(language) for s in scored.ruleset.playbook.specials if s.id == "related_party"), "")
    says = pl.when(pl.col("kind") == RELATED).then(pl.lit(taken)).otherwise(f"action_{language}")
    officers = numbered.filter(pl.col("kind") == OFFICER).select("desk", officer="owner")
    rows = (
        placed.filter(
            pl.col("kind").is_in([COMPLIANCE, ESTATE]) | ((pl.col("kind") == RELATED) & pl.col("list").is_not_null())
        )
        .join(officers, on="officer", how="inner", maintain_order="left")
        .select("desk", "borrower_id", "borrower_name", says.alias("says"))
    )
    parts = rows.partition_by("desk", as_dict=True, include_key=False, maintain_order=True)
    return {int(number): frame for (number,), frame in parts.items()}


def _frames(book: Book) -> dict[str, pl.DataFrame]:
    """The frames among a book's fields, by name."""
    values = {field.name: getattr(book, field.name) for field in dataclasses.fields(book)}
    return {name: value for name, value in values.items() if isinstance(value, pl.DataFrame)}


def _bare(book: Book) -> Book:
    """`book` without its rows and without what managers look at: whatever names no borrower is not an officer's."""
    emptied: dict[str, Any] = {name: frame.clear() for name, frame in _frames(book).items()}
    return dataclasses.replace(book, **emptied, figures={}, management={})
