"""Matched rows → what the history keeps: codes, amounts in 元, keys for people, and their own words apart."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from overdue_cli.history import feedback
from overdue_cli.keys import officer_key

SAME = [name for name in (*feedback.ANSWERS, *feedback.WORDS) if name not in (
    "answer", "corrects", "file_sha256", "source_file", "source_sheet", "source_row", "officer_key",
)]  # fmt: skip
"""What makes two answers one, wherever they were written."""
SAME_PLACE = ["source_file", "borrower_id", "run_code", "contacted_on"]
_MOBILE = r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}"
_NUMBERS = rf"{_MOBILE}|\d{{9,}}[\dXx]?|0\d{{2,3}}-?\d{{7,8}}|\b[3-8]\d{{6,7}}\b"
MASK = "***"


def as_kept(rows: pl.DataFrame, hashes: dict[str, str]) -> pl.DataFrame:
    """`rows` in the columns of `ANSWERS` and `WORDS`, by borrower and day; numbers and the borrower's name out of the words.

    Who else is named in a note cannot be told by a program, hence the frame of their own.
    """
    supervisors = {name: officer_key(name) for name in rows["override_by"].drop_nulls().unique().to_list()}
    kept = rows.select(
        "borrower_id", "cycle", pl.col("run").alias("run_code"), "officer_key", "contacted_on", "channel", "contacted",
        "result", "cause", "promised_on",
        (pl.col("promised_amount").cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)),
        "override_grade", "override_until",
        pl.col("override_by").replace_strict(supervisors, default=None, return_dtype=pl.String).alias("override_by_key"),
        pl.lit(False).alias("corrects"),
        pl.col("file").replace_strict(hashes, return_dtype=pl.String).alias("file_sha256"),
        pl.col("file").alias("source_file"), pl.col("sheet").alias("source_sheet"), pl.col("row").alias("source_row"),
        *[_scrubbed(name) for name in ("note", "override_reason")],
    ).sort("borrower_id", "contacted_on", "source_file", "source_row", nulls_last=True)  # fmt: skip
    numbered = kept.with_row_index("answer", offset=1)
    schema = pl.Schema(feedback.ANSWERS | feedback.WORDS)
    return numbered.select(*schema).cast(schema)


def _scrubbed(column: str) -> pl.Expr:
    """A note without telephone and identity numbers and without the name that stands in its own row."""
    text = pl.col(column).str.replace_all(_NUMBERS, MASK)
    named = pl.col("name_text").str.len_chars() >= 2
    return pl.when(named).then(text.str.split(pl.col("name_text")).list.join(MASK)).otherwise(text).alias(column)


def news(found: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The answers not known yet; those that take the place of an earlier one of the same file and day are marked."""
    fresh = found.join(known.select(SAME), on=SAME, how="anti", nulls_equal=True, maintain_order="left")
    earlier = known.select(*SAME_PLACE, pl.lit(True).alias("was")).unique()
    marked = fresh.join(earlier, on=SAME_PLACE, how="left", nulls_equal=True, maintain_order="left")
    return marked.with_columns(pl.col("was").fill_null(False).alias("corrects")).drop("was")


def merged(found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Answers of several files put together by day, each once; and a row a borrower whom several files touched."""
    by_day = found.sort("borrower_id", "contacted_on", "source_file", "source_row", nulls_last=True)
    once = by_day.unique(SAME, keep="first", maintain_order=True)
    files = pl.col("source_file").unique().sort()
    several = (
        once.group_by("borrower_id", maintain_order=True)
        .agg(files.alias("files"), pl.len().alias("answers"), pl.col("contacted_on").min().alias("first"),
             pl.col("contacted_on").max().alias("last"))
        .filter(pl.col("files").list.len() > 1)
    )  # fmt: skip
    return once, several


def frames(answers: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The two frames of a collection, numbered from 1."""
    numbered = answers.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("answer"))
    return {"answers": numbered.select(*feedback.ANSWERS), "words": numbered.select(*feedback.WORDS)}


CSV = (
    "borrower_id", "cycle", "contacted_on", "channel", "contacted", "result", "cause", "promised_on", "promised_amount", "note",
    "override_grade", "override_reason", "override_until", "source_file", "source_sheet", "source_row",
)  # fmt: skip


def write_csv(answers: pl.DataFrame, path: Path) -> None:
    """New answers for the bank's own system: codes, ISO dates, 元; UTF-8 with a mark, so that Excel shows Chinese.

    A cell that a spreadsheet would take for a formula gets the apostrophe Excel itself uses for text.
    """
    texts = [name for name in CSV if answers.schema[name] == pl.String]
    formula = [pl.col(name).str.contains(r"^[=+@\-\t\r]") for name in texts]
    safe = [
        pl.when(risky).then(pl.concat_str(pl.lit("'"), name)).otherwise(name).alias(name)
        for risky, name in zip(formula, texts, strict=True)
    ]
    answers.select(CSV).with_columns(safe).write_csv(path, include_bom=True)
