"""The key of a list row: which run the row came from, which borrower of that run it is, and two check characters.

`K9TRX04B7Q-152-4H` stands in every row, in sight. It travels with the row through sorting, filtering, inserted
columns, renamed files and any program that keeps text; nothing hidden would. It holds no name and no number of
the borrower: the run that the history holds says who number 152 was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import polars as pl

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, so that a key read aloud or typed again stays what it was."""
_PLACE = {letter: value for value, letter in enumerate(ALPHABET)}
_EPOCH = dt.date(2000, 1, 1)
_DAY, _RULES, _CONTENT = 3, 2, 4
_FORM = rf"^K([{ALPHABET}]{{{_DAY + _RULES + _CONTENT}}})-(\d{{1,9}})-([{ALPHABET}]{{2}})$"
PRIME, STEP = 1021, 337
"""Check = (run + 337 × number) modulo 1021: a prime, so that one wrong character or two exchanged are always seen."""


@dataclass(frozen=True)
class RunCode:
    """A run as its rows name it: nine characters for the day, the rules and the order of the borrowers."""

    text: str

    @property
    def as_of(self) -> dt.date:
        """The run's as-of date."""
        return _EPOCH + dt.timedelta(days=_number(self.text[:_DAY]))

    @property
    def rules(self) -> str:
        """The part that stands for the rule set."""
        return self.text[_DAY : _DAY + _RULES]


def run_code(as_of: dt.date, digest: str, order: pl.Series) -> RunCode:
    """The code of the run of `as_of` by the rule set of hash `digest`, its borrowers in the order of `order`.

    The order is what a row's number counts in: two runs of one code number their borrowers alike.

    >>> run_code(dt.date(2026, 11, 20), "ab" * 32, pl.Series(["B1", "B2"])).as_of
    datetime.date(2026, 11, 20)
    """
    content = hashlib.sha256("\n".join(order.to_list()).encode()).digest()
    parts = (
        ((as_of - _EPOCH).days, _DAY),
        (int(hashlib.sha256(digest.encode()).hexdigest(), 16), _RULES),
        (int.from_bytes(content, "big"), _CONTENT),
    )
    return RunCode("".join(_text(value, length) for value, length in parts))


def keys_of(code: RunCode, number: pl.Expr) -> pl.Expr:
    """The key of the borrower of each number, counted from 1."""
    check = _check(pl.lit(_number(code.text)), number)
    return pl.concat_str(pl.lit(f"K{code.text}-"), number.cast(pl.String), pl.lit("-"), check)


def read_keys(cells: pl.Series) -> pl.DataFrame:
    """`run`, `number` of each cell that holds a sound key; both null where the cell holds none or a damaged one.

    >>> code = run_code(dt.date(2026, 11, 20), "ab" * 32, pl.Series(["B1", "B2"]))
    >>> key = pl.select(keys_of(code, pl.lit(2))).item()
    >>> read_keys(pl.Series([key, key.lower(), key[:-1], "Li", None]))["number"].to_list()
    [2, 2, None, None, None]
    """
    text = cells.cast(pl.String).str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[\s\u200b]+", "")
    text = text.str.replace_all("[\u2010-\u2015\u2212]", "-")
    parts = pl.DataFrame({"text": text}).select(
        pl.col("text").str.extract(_FORM, 1).alias("run"),
        pl.col("text").str.extract(_FORM, 2).cast(pl.Int64, strict=False).alias("number"),
        pl.col("text").str.extract(_FORM, 3).alias("check"),
    )
    values = {run: _number(run) for run in parts["run"].drop_nulls().unique().to_list()}
    run = pl.col("run").replace_strict(values, default=None, return_dtype=pl.Int64)
    sound = (_check(run, pl.col("number")) == pl.col("check")).fill_null(False)
    return parts.select(pl.when(sound).then("run").alias("run"), pl.when(sound).then("number").alias("number"))


def looks_like_key(cells: pl.Series) -> pl.Series:
    """Whether each cell was a key once: damaged ones too."""
    return (
        cells.cast(pl.String)
        .str.normalize("NFKC")
        .str.to_uppercase()
        .str.contains(r"^\s*K[0-9A-Z]{7,11}-")
        .fill_null(False)
    )


def _check(run: pl.Expr, number: pl.Expr) -> pl.Expr:
    rest = (run % PRIME + number.cast(pl.Int64) * STEP) % PRIME
    letters = dict(enumerate(ALPHABET))
    high, low = (part.replace_strict(letters, default=None, return_dtype=pl.String) for part in (rest // 32, rest % 32))
    return pl.concat_str(high, low)


def _text(value: int, length: int) -> str:
    """The last `length` digits of `value` in base 32."""
    out = ""
    for _ in range(length):
        value, rest = divmod(value, len(ALPHABET))
        out = ALPHABET[rest] + out
    return out


def _number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * len(ALPHABET) + _PLACE[letter]
    return value
