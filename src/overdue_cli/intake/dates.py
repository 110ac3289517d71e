"""Cells → calendar days, in every notation banks use."""

from __future__ import annotations

import polars as pl

from overdue_cli.intake.clean import by_unique, either, folded, without_missing
from overdue_cli.intake.headers import Lexicon
from overdue_cli.intake.read import RawColumn

_YMD = r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT].*)?$"
_SOLID = r"^(\d{4})(\d{2})(\d{2})(?:\d{6}|\s.*)?$"
_YM = r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$"
_NAMED = ("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y")
_NEVER = ("1900-01-01", "1899-12-31", "1899-12-30", "9999-12-31", "2200-01-01")
_SERIAL_DAY_0 = -25569  # 1899-12-30, so that serial 61 is 1900-03-01 as Excel has it
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Serials read as dates: 1954 to 2119. Smaller numbers are amounts that slipped a column."""

DAYS_TO_1904 = 1462
"""Days by which the epoch of old Macs is later than that of Excel."""


def dates(raw: RawColumn, words: Lexicon, *, ahead: bool = False) -> tuple[pl.Series, pl.Series, str]:
    """Days, a mask of cells that hold something else, and the code of what was assumed: P035 or P043, else "".

    P035: numbers were read as Excel serials. P043: a month without a day became its last day, for what lies
    `ahead` (a due date) its first: whichever is the worse to be true.

    Placeholders (00000000, 99991231, 1900-01-01, 2200-01-01) mean missing. Two-digit years and
    day-first dates are refused: 01/02/03 is six different days.
    """
    parts: list[pl.Series] = []
    bad = pl.Series([False]).new_from_index(0, raw.n_rows)
    serials = months = False
    if raw.date is not None:
        parts.append(raw.date.cast(pl.Date))
    if raw.number is not None:
        value, wrong, serials = _from_number(raw.number)
        parts.append(value)
        bad |= wrong
    if raw.text is not None:
        text = without_missing(folded(raw.text), words.missing | words.placeholders)
        value = by_unique(text, _from_text)
        if (unread := text.is_not_null() & value.is_null()).any():
            month = by_unique(text, lambda t: _from_month(t, ahead))
            months = bool((month.is_not_null() & unread).any())
            value = value.zip_with(~unread, month)
        parts.append(value)
        bad |= text.is_not_null() & value.is_null()
    days = either(parts, raw.n_rows, pl.Date())
    never = days.is_in(pl.Series(_NEVER).str.to_date().implode()).fill_null(False)
    ancient = (days.dt.year() < 1900).fill_null(False) & ~never
    return days.set(never | ancient, None), bad | ancient, "P035" if serials else "P043" if months else ""


def _from_month(text: pl.Series, ahead: bool) -> pl.Series:
    """`2018-12`, `2018年12月`, `Dec-2018`: its first day where it lies ahead, else its last."""
    frame = pl.DataFrame({"t": text})
    numbered = pl.concat_str(
        [pl.col("t").str.extract(_YM, 1), pl.col("t").str.extract(_YM, 2).str.zfill(2), pl.lit("01")], separator="-"
    ).str.to_date("%Y-%m-%d", strict=False)
    first = pl.concat_str([pl.lit("1-"), pl.col("t").str.replace(" ", "-")])
    named = [first.str.to_date(form, strict=False) for form in ("%d-%b-%Y", "%d-%B-%Y")]
    day = pl.coalesce(numbered, *named)
    return frame.select(day if ahead else day.dt.month_end()).to_series()


def _from_number(number: pl.Series) -> tuple[pl.Series, pl.Series, bool]:
    """Numbers like 20131229, and Excel serials; zero is a blank some systems write."""
    frame = pl.DataFrame({"n": number}).with_columns(
        solid=pl.col("n").cast(pl.Int64, strict=False).cast(pl.String).str.to_date("%Y%m%d", strict=False),
        serial=pl.col("n").is_between(FIRST_SERIAL, LAST_SERIAL),
    )
    frame = frame.with_columns(
        day=pl.when(pl.col("n").is_between(18991230, 99991231))
        .then("solid")
        .when(pl.col("serial"))
        .then((pl.col("n").floor().cast(pl.Int32, strict=False) + _SERIAL_DAY_0).cast(pl.Date)),
    )
    bad = frame["n"].is_not_null() & (frame["n"] != 0) & frame["day"].is_null()
    return frame["day"], bad.fill_null(False), bool(frame["serial"].any())


def _from_text(text: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"t": text})
    parts = [
        pl.concat_str(
            [pl.col("t").str.extract(p, 1), *(pl.col("t").str.extract(p, g).str.zfill(2) for g in (2, 3))],
            separator="-",
        ).str.to_date("%Y-%m-%d", strict=False)
        for p in (_YMD, _SOLID)
    ]
    numbered = frame.select(pl.coalesce(*parts)).to_series()
    if not (numbered.is_null() & text.is_not_null()).any():
        return numbered
    named = [pl.col("t").str.to_date(fmt, strict=False) for fmt in _NAMED]
    serial = pl.col("t").str.extract(r"^(\d{5})(?:\.\d+)?$", 1).cast(pl.Int32, strict=False)
    in_range = pl.when(serial.is_between(FIRST_SERIAL, LAST_SERIAL)).then((serial + _SERIAL_DAY_0).cast(pl.Date))
    return frame.select(pl.coalesce(pl.lit(numbered), *named, in_range)).to_series()
