"""Problems grouped by code: how many, where, and what to do next, in words; values masked.

A rejected row may hold somebody who is not liable for any loan, and whoever reads a problem list need not
know whom. So a value is shown only where it can name nobody: a short date or amount, an error of Excel's.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from overdue_cli.listing import placed
from overdue_cli.locale import words
from overdue_cli.problems import CATALOGUE, SCHEMA, in_plain

EXAMPLES = 3
SEVERITIES = ("refused", "set_aside", "worse", "assumed", "note")
"""Effects, gravest first: the order in which problems are read."""
_NAMELESS = r"^(?:[\d\s.,/\\:%()年月日元万￥¥$+\-]*|#[A-Z/0]+[!?]?)$"
_DIGITS = 8
"""A telephone has more digits, a day or an amount of a retail loan has not."""


def problem_groups(problems: pl.DataFrame, language: str, examples: int = EXAMPLES) -> list[dict[str, Any]]:
    """One entry a code (and kind of conflict, where it has several), gravest first: `code`, `effect`, `says`, `next`, `count`, `tables`, `examples`.

    An example is `place`, `header` and the masked `value`; the first rows of each sheet come first.
    """
    shown = problems.sort("code", "source_file", "source_sheet", "source_row", nulls_last=True).with_columns(
        place=placed(pl.coalesce("cell", _row(language))), shown=masked_value()
    )
    out = []
    kind = pl.col("detail").str.extract(r"^(@\S+)").alias("kind")
    for (code, _), rows in shown.group_by("code", kind, maintain_order=True):
        first = rows.head(examples).select("place", "header", pl.col("shown").alias("value")).to_dicts()
        first = [example | {"header": _called(example["header"], example["place"], language)} for example in first]
        facts = {name: rows[name][0] for name in SCHEMA}
        if rows.height > 1 and str(facts["detail"] or "").startswith("@"):
            facts["detail"] = (
                str(facts["detail"]).partition(" ")[0] + " …"
            )  # each row is held against a value of its own
        out.append(
            said_of(str(code), facts, language)
            | {
                "count": rows.height,
                "tables": rows["table"].drop_nulls().unique(maintain_order=True).to_list(),
                "examples": first,
            }
        )
    return sorted(out, key=lambda group: (SEVERITIES.index(group["effect"]), group["code"]))


def problem_summary(problems: pl.DataFrame, language: str) -> pl.DataFrame:
    """`problem_groups` as a frame for a sheet: `code`, `effect`, `says`, `next`, `count`, `example` (a line each)."""
    schema = {"code": pl.String, "effect": pl.String, "says": pl.String, "next": pl.String, "count": pl.Int64,
              "example": pl.String}  # fmt: skip
    rows = [
        group | {"example": "\n".join(filter(None, map(one_line, group["examples"]))) or None}
        for group in problem_groups(problems, language)
    ]
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def said_of(code: str, facts: dict[str, Any], language: str) -> dict[str, Any]:
    """`code`, `effect`, `says`, `next` of one problem, its facts filled in."""
    known = _Blank({name: in_plain(name, value, language) for name, value in facts.items() if value is not None})
    said = words(language)["problems"][code]
    return {
        "code": code,
        "effect": CATALOGUE[code].effect.value,
        "says": said["says"].format_map(known),
        "next": said["next"].format_map(known),
    }


def masked_value() -> pl.Expr:
    """The cell's text where it can name nobody, else all but its last characters hidden."""
    value = pl.col("value")
    nameless = value.str.contains(_NAMELESS) & (value.str.count_matches(r"\d") <= _DIGITS)
    ours = pl.col("source_row").is_null()  # units, dates, currencies: said by us, not somebody's cell
    long = value.str.len_chars() >= 8
    hidden = pl.when(long).then(pl.concat_str(pl.lit("****"), value.str.tail(4))).otherwise(pl.lit("****"))
    return pl.when(ours | nameless).then(value).when(value.is_not_null()).then(hidden)


def one_line(example: dict[str, Any]) -> str:
    """`file · sheet · cell  header = "value"`, as far as each is known."""
    what = f'{example["header"]} = "{example["value"]}"' if example["header"] and example["value"] else ""
    return "  ".join(part for part in (example["place"], what) if part)


def _called(header: str | None, place: str | None, language: str) -> str | None:
    """The header as the sheet has it; where no sheet is to blame, by its meaning."""
    return header if header is None or place else in_plain("header", header, language)


def _row(language: str) -> pl.Expr:
    label = words(language)["labels"]["row"]
    return pl.concat_str(pl.lit(f"{label} "), pl.col("source_row").cast(pl.String))


class _Blank(dict[str, Any]):
    """Facts of a sentence; one that a summary cannot give reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
