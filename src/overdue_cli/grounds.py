"""What stands on the Reasons sheet around a borrower's rules: how the grade came about, the cause, what would change it.

Everything is said column by column for all listed borrowers at once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from overdue_cli import listing, whatif
from overdue_cli.locale import words
from overdue_cli.words import template
from overdue_cli.workbook.book import GROUNDS, WAYS_PLACE
from overdue_cli.workbook.measure import prose

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

STEPS = ("grade_by_points", "grade_after_floors", "grade_after_notch", "grade_before_brake", "grade")
FIRST, SECOND = 0, 1
MOST_SAID = 2
"""Ways to another grade said in the row itself; further ones stand beside them."""
FOR_ROOM, AGAINST_ROOM, WAYS_ROOM = 125.0, 55.0, 240.0
"""Half-widths for what stands in the column of evidence, so that a row keeps to four lines."""


def grounds(scored: ScoredPortfolio) -> pl.DataFrame:
    """One row a listed borrower and ground, columns `GROUNDS`: `place` below 5 stands before the rules, above behind.

    What would change the grade stands open, for `ways` to fill in. Of a row with compliance only how the grade came
    about is told.
    """
    who = scored.shown
    parts = pl.concat([_origin(scored, who), _cause(scored, who), _change(scored)], how="diagonal_relaxed")
    named = who.select("borrower_id", "borrower_name", "grade")
    whole = named.join(parts, on="borrower_id", how="inner", maintain_order="left_right")
    return whole.select([pl.col(name).cast(dtype) for name, dtype in GROUNDS.items()])


def _words(scored: ScoredPortfolio) -> dict[str, Any]:
    said: dict[str, Any] = words(scored.language)["grounds"]
    return said


def _origin(scored: ScoredPortfolio, who: pl.DataFrame) -> pl.DataFrame:
    """The grades on the way, and each group's points with what its cap took."""
    said, names = _words(scored), words(scored.language)["steps"]
    steps = [template(said["step"], {"step": pl.lit(names[STEPS[0]]), "grade": pl.col(STEPS[0])})]
    for before, after in pairwise(STEPS):
        step = template(said["step"], {"step": pl.lit(names[after]), "grade": pl.col(after)})
        steps.append(pl.when(pl.col(after) != pl.col(before)).then(step))
    score = template(said["score"], {"points": pl.col("score")})
    groups = [group for group in scored.ruleset.header.points.groups if f"points {group.id}" in who.columns]
    given = (
        listing.main_points(scored.reasons)
        .pivot("group", index="borrower_id", values="points")
        .rename(lambda name: name if name == "borrower_id" else f"given {name}")
    )
    frame = who.join(given, on="borrower_id", how="left", maintain_order="left")
    told = []
    for group in groups:
        counted = pl.col(f"points {group.id}")
        raw = pl.col(f"given {group.id}") if f"given {group.id}" in frame.columns else counted
        values = {
            "group": pl.lit(group.title.of(scored.language)),
            "points": counted,
            "given": raw,
            "cap": pl.lit(group.at_most),
        }
        capped = (
            pl.when(raw > counted).then(template(said["capped"], values)).otherwise(template(said["group"], values))
        )
        told.append(pl.when(counted != 0).then(capped))
    return frame.select(
        "borrower_id",
        pl.lit(FIRST).alias("place"),
        pl.lit(said["origin"]).alias("title"),
        pl.concat_str(steps, separator=said["arrow"], ignore_nulls=True).alias("says"),
        pl.concat_str(
            [score, pl.concat_str(told, separator=said["gap"], ignore_nulls=True)], separator=said["colon"]
        ).alias("evidence"),
    )


def _cause(scored: ScoredPortfolio, who: pl.DataFrame) -> pl.DataFrame:
    """The segment with what speaks for it, against it, and the one fact that would change it."""
    said, language = _words(scored), scored.language
    own = who.filter(pl.col(f"segment_title_{language}").is_not_null())
    values = {
        "id": pl.col("segment"),
        "title": pl.col(f"segment_title_{language}"),
        "reading": pl.col(f"segment_reading_{language}"),
    }
    flip = pl.col(f"flip_{language}")
    segment = [
        template(said["segment"], values),
        pl.when(flip.is_not_null()).then(template(said["flip"], {"text": flip})),
    ]
    beside = [
        pl.when(pl.col(f"{name}_{language}").is_not_null()).then(
            template(said[name], {"text": fitted(pl.col(f"{name}_{language}"), said["gap"], room, said["more"])})
        )
        for name, room in (("evidence_for", FOR_ROOM), ("evidence_against", AGAINST_ROOM))
    ]
    return own.select(
        "borrower_id",
        pl.lit(SECOND).alias("place"),
        pl.lit(said["cause"]).alias("title"),
        pl.concat_str(segment, separator="\n", ignore_nulls=True).alias("says"),
        pl.concat_str(beside, separator="\n", ignore_nulls=True).alias("evidence"),
    )


def _change(scored: ScoredPortfolio) -> pl.DataFrame:
    """The rows that `ways` fills in."""
    title = _words(scored)["change"]
    return _own(scored).with_columns(pl.lit(WAYS_PLACE).alias("place"), pl.lit(title).alias("title"))


def _own(scored: ScoredPortfolio) -> pl.DataFrame:
    """Whose grades are told in full."""
    return scored.shown.filter(pl.col("queue") != "compliance").select("borrower_id")


def ways(scored: ScoredPortfolio) -> pl.DataFrame:
    """What would give another grade, worked out by grading again, columns `WAYS`; a sentence where nothing alone would."""
    said, own = _words(scored), _own(scored)
    found = whatif.counterfactuals(scored, own["borrower_id"])
    told = found.group_by("borrower_id", maintain_order=True).agg(
        pl.col("says").head(MOST_SAID).str.join("\n"),
        pl.col("says").slice(MOST_SAID).str.join(said["gap"]).alias("evidence"),
    )
    return own.join(told, on="borrower_id", how="left", maintain_order="left").select(
        "borrower_id",
        pl.col("says").fill_null(said["nothing"]),
        pl.when(pl.col("evidence") != "")
        .then(fitted(pl.col("evidence"), said["gap"], WAYS_ROOM, said["more"]))
        .alias("evidence"),
    )


def fitted(text: pl.Expr, gap: str, room: float, more: str) -> pl.Expr:
    """The first items of a text that `gap` separates, as many as `room` half-widths hold, and how many there are besides.

    The first item always stands.
    """
    items = text.str.split(gap)
    kept = items.list.eval((prose(pl.element()) + 2).cum_sum() <= room).list.sum().clip(1)
    left = items.list.len() - kept
    said = items.list.head(kept).list.join(gap)
    return pl.when(left > 0).then(template(more, {"said": said, "count": left})).otherwise(said)
