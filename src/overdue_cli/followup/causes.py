"""Why: flags, the willingness figure, the segment with what speaks for and against it, and what would flip it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from overdue_cli.followup.conditions import any_of
from overdue_cli.ruleset.model import Causes, EvidenceItem, Segment, Words

LANGUAGES = ("zh", "en")
JOINED = {"zh": "；", "en": "; "}


def with_causes(frame: pl.DataFrame, policy: Causes) -> pl.DataFrame:
    """`frame` with the flags, `willingness` (0–100, blank without any record), `willingness_change`, `segment` (blank
    for those the question does not concern), `willing`, `cause_pattern`, `cause_origin`, and in both languages
    `willingness_change_…`, `segment_title_…`, `segment_reading_…`, `evidence_for_…`, `evidence_against_…`, `flip_…`,
    `collect_…`.
    """
    frame = _with_flags(frame, policy)
    held = frame.lazy().with_columns([any_of(item.any).alias(_mark(item)) for item in policy.evidence])
    held = held.with_columns(_willingness(policy)).with_columns(_change(policy).alias("willingness_change"))
    held = held.with_columns(_segment(policy).alias("segment"))
    said = [expr for language in LANGUAGES for expr in _said(policy, language)]
    of = {segment.id: segment for segment in policy.segments}
    facts = [
        pl.col("segment").replace_strict({k: s.willing for k, s in of.items()}, default=False).alias("willing"),
        pl.col("segment").replace_strict({k: s.pattern for k, s in of.items()}, default=None).alias("cause_pattern"),
        pl.col("segment").replace_strict({k: s.origin for k, s in of.items()}, default=None).alias("cause_origin"),
    ]
    return held.with_columns(*facts, *said).drop([_mark(item) for item in policy.evidence]).collect()


def _mark(item: EvidenceItem) -> str:
    return f"evidence {item.id}"


def _with_flags(frame: pl.DataFrame, policy: Causes) -> pl.DataFrame:
    """In the order of the page, since a flag may ask those above it."""
    lazy = frame.lazy()
    for flag in policy.flags:
        lazy = lazy.with_columns(any_of(flag.any).alias(flag.name))
    return lazy.collect()


def _willingness(policy: Causes) -> pl.Expr:
    """The start and every item that holds, within 0 and 100; without instalments and contacts there is no figure."""
    moves = [pl.when(_mark(i)).then(i.willingness).otherwise(0) for i in policy.evidence if i.willingness]
    known = (pl.col("instalments_known") > 0) | (pl.col("contacts_logged") > 0)
    figure = (policy.willingness.start + pl.sum_horizontal(moves)).clip(0, 100).cast(pl.Float64)
    return pl.when(known).then(figure).alias("willingness")


def _change(policy: Causes) -> pl.Expr:
    """rising, steady, falling or unknown: against the last run where there was one, else by the record itself.

    Falling is asked first: where the signs differ the worse holds.
    """
    moved = pl.col("willingness") - pl.col("previous_willingness")
    scale = policy.willingness
    falling = pl.coalesce(moved <= -scale.moved_by, any_of(scale.falling)) | (
        moved.is_not_null() & any_of(scale.falling)
    )
    rising = pl.coalesce(moved >= scale.moved_by, any_of(scale.rising))
    return (
        pl.when(pl.col("willingness").is_null())
        .then(pl.lit("unknown"))
        .when(falling)
        .then(pl.lit("falling"))
        .when(rising)
        .then(pl.lit("rising"))
        .otherwise(pl.lit("steady"))
    )


def _segment(policy: Causes) -> pl.Expr:
    """The first segment whose tests hold, the last one where none does; blank for those not concerned."""
    found = pl.coalesce(
        [pl.when(any_of(s.any)).then(pl.lit(s.id)) for s in policy.segments if s.any is not None]
        + [pl.lit(policy.segments[-1].id)]
    )
    return pl.when(any_of(policy.concerns)).then(found)


def _said(policy: Causes, language: str) -> Iterable[pl.Expr]:
    """The words of one language."""
    change = {name: words.of(language) for name, words in policy.willingness.says.items()}
    yield pl.col("willingness_change").replace_strict(change).alias(f"willingness_change_{language}")
    for name, of in (("segment_title", _title), ("segment_reading", _reading), ("flip", _flip)):
        words = {segment.id: of(segment).of(language) for segment in policy.segments}
        yield pl.col("segment").replace_strict(words, default=None).alias(f"{name}_{language}")
    yield _listed(policy, language, "speaks_for").alias(f"evidence_for_{language}")
    yield _listed(policy, language, "against").alias(f"evidence_against_{language}")
    missing = [pl.when(any_of(item.any)).then(pl.lit(item.says.of(language))) for item in policy.collect]
    joined = pl.concat_str(missing, separator="、" if language == "zh" else ", ", ignore_nulls=True)
    unknown = policy.segments[-1].id
    yield pl.when((pl.col("segment") == unknown) & (joined != "")).then(joined).alias(f"collect_{language}")


def _title(segment: Segment) -> Words:
    return segment.title


def _reading(segment: Segment) -> Words:
    return segment.reading


def _flip(segment: Segment) -> Words:
    return segment.flip


def _listed(policy: Causes, language: str, side: str) -> pl.Expr:
    """The items that hold and bear on the row's segment on this side, in the order of the page."""
    items = [
        pl.when(pl.col(_mark(item)) & pl.col("segment").is_in(getattr(item, side))).then(pl.lit(item.says.of(language)))
        for item in policy.evidence
        if getattr(item, side)
    ]
    said = pl.concat_str(items, separator=JOINED[language], ignore_nulls=True)
    return pl.when(pl.col("segment").is_not_null() & (said != "")).then(said)
