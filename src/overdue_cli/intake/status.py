"""Strings of monthly status codes → the credit register's codes, the oldest month first, and what was assumed of them.

A string says neither its alphabet nor its direction. Read the wrong way round, last month's arrears become those of two
years ago: what a header, a column or the mapping does not state is told from the strings themselves, else the worse reading
counts, loan by loan, and in every case it is said (P046).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

import polars as pl

from overdue_cli.intake.alphabets import LATE, MOST_MONTHS, NEWEST, OLDEST, UNKNOWN, Choice, alphabets, chosen, squeezed
from overdue_cli.intake.clean import as_text, folded
from overdue_cli.intake.notes import letters, note
from overdue_cli.intake.read import RawColumn

if TYPE_CHECKING:
    from overdue_cli.intake.sheet import Reading

STRING, END = "status_history", "status_history_end"
_SEPARATORS = r"\s*[,;|、，；]\s*"
_WORDY = r"[\u4e00-\u9fff]|(?i)\bm\d"
_MONTH = re.compile(r"(\d{4})[-/.年]?(0?[1-9]|1[0-2])(?!\d)")
BOTH = "worse"


def with_register_codes(frame: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """`frame` with its status strings in the register's codes, oldest first, and its end months; notes of what was assumed."""
    strings = frame[STRING].drop_nulls().unique(maintain_order=True) if STRING in frame.columns else pl.Series()
    at = reading.found.columns.get(STRING)
    if strings.is_empty() or at is None:
        return frame, []
    header = reading.found.headers[at[0]]
    own, told = reading.mapping.values_for(STRING, header), reading.mapping.status
    months = tokens(strings)
    choice = chosen(months.explode().drop_nulls().unique().sort().to_list(), header, told.alphabet, own)
    coded = months.list.eval(pl.element().fill_null(UNKNOWN).replace_strict(choice.codes, default=UNKNOWN)).list.join(
        ""
    )
    order, why = order_of(coded, choice, header, told.order)
    ready = _runs(_oldest_first(coded, order))
    end = pl.lit(told_month(told.end or header), pl.Date)
    changed = frame.with_columns(
        pl.col(STRING).replace_strict(strings, ready, default=None, return_dtype=pl.String),
        pl.coalesce(END, pl.when(pl.col(STRING).is_not_null()).then(pl.coalesce(end, pl.col(END).max()))).alias(END),
    )
    return changed, _notes(reading, at[0], choice, f"order_{order}_{why}", sure=why == "told")


def tokens(strings: pl.Series) -> pl.Series:
    """Each string as the list of its months' codes: parted by marks where there are any, by words, else by characters."""
    text = folded(strings)
    if text.str.contains(_SEPARATORS).any():
        bare = text.str.replace_all(_SEPARATORS, "\u241f").str.strip_suffix("\u241f")
        return bare.str.split("\u241f")
    if text.str.contains(_WORDY).any():
        return text.str.replace_all(r"\s", "").str.extract_all(alphabets().pieces)
    spaced = text.str.replace_all(r"\s+", " ").str.split(" ")
    if text.str.contains(r"\s").any() and (spaced.list.eval(pl.element().str.len_chars()).list.max() <= 2).all():
        return spaced
    return text.str.replace_all(r"\s", "").str.split("")


def order_of(coded: pl.Series, choice: Choice, header: str, told: str | None) -> tuple[str, str]:
    """The direction of the strings, or `worse` for the worse of both, and why: told, seen, custom or unknown.

    That arrears cannot grow by three months in one is no help: many systems code each instalment by itself.
    """
    known, key = alphabets(), squeezed(header)
    if told is not None:
        return told, "told"
    for words, order in ((known.oldest, OLDEST), (known.newest, NEWEST)):
        if any(word in key for word in words):
            return order, "told"
    if (seen := _by_the_ends(coded)) is not None:
        return seen, "seen"
    return (choice.order, "custom") if choice.order is not None else (BOTH, "unknown")


def _by_the_ends(coded: pl.Series) -> str | None:
    """What opening and closing tell: no account is closed before it is open."""
    opens_left = (coded.str.starts_with("/") & ~coded.str.ends_with("/")).any()
    opens_right = (coded.str.ends_with("/") & ~coded.str.starts_with("/")).any()
    closed_right = (coded.str.contains("[CG]$") & ~coded.str.contains("^[CG]")).any()
    closed_left = (coded.str.contains("^[CG]") & ~coded.str.contains("[CG]$")).any()
    left, right = opens_left or closed_right, opens_right or closed_left
    return None if left == right else OLDEST if left else NEWEST


def _oldest_first(coded: pl.Series, order: str) -> pl.Series:
    """The strings turned round where the newest month stands first, or where that is the worse reading."""
    if order == OLDEST:
        return coded
    turned = coded.str.reverse()
    if order == NEWEST:
        return turned
    ranks = alphabets().severity
    letters_of = {code: chr(97 + rank) for rank, code in enumerate(ranks)} | {LATE: chr(97 + ranks.index("1"))}
    graver = coded.str.replace_many(letters_of)
    return turned.zip_with(graver > graver.str.reverse(), coded)


def _runs(coded: pl.Series) -> pl.Series:
    """Months that are late without a number as so many months as follow each other: 逾期, 逾期, 逾期 may be one debt."""
    if not coded.str.contains(LATE, literal=True).any():
        return coded
    for months in range(1, MOST_MONTHS + 1):
        coded = coded.str.replace_all(f"(^|[^{LATE}]){LATE}", f"${{1}}{months}")
    return coded.str.replace_all(LATE, str(MOST_MONTHS), literal=True)


def told_month(text: str) -> dt.date | None:
    """The last day of the month a header or the mapping names, or None."""
    found = _MONTH.search(text)
    if found is None:
        return None
    year, month = int(found.group(1)), int(found.group(2))
    return dt.date(year, month, calendar.monthrange(year, month)[1]) if 1990 <= year <= 2100 else None


def single_codes(reading: Reading, columns: list[tuple[int, RawColumn]]) -> tuple[dict[str, str], list[pl.DataFrame]]:
    """Translations of columns that hold one month's code a cell, all of one alphabet, and notes of what was assumed."""
    texts = pl.concat([folded(as_text(raw)).unique() for _, raw in columns]).drop_nulls().unique().sort()
    words = [t for t in texts.to_list() if t.lower() not in reading.words.missing or t in ("/", "-")]
    if not words:
        return {}, []
    header = reading.found.headers[columns[0][0]]
    choice = chosen(words, header, reading.mapping.status.alphabet, None)
    known = {token: code.replace(LATE, "1") for token, code in choice.codes.items() if token not in choice.unknown}
    return known, _notes(reading, columns[0][0], choice, None, sure=True) if not choice.sure else []


def _notes(reading: Reading, index: int, choice: Choice, order: str | None, sure: bool) -> list[pl.DataFrame]:
    """What was assumed of a column's codes (P046), and the codes nobody knows (P048)."""
    where = {"table": reading.found.table, "source_file": reading.grid.file, "source_sheet": reading.grid.sheet,
             "cell": letters(reading.grid.left + index), "header": reading.found.headers[index]}  # fmt: skip
    said = [f"alphabet_{alphabet.name}" for alphabet in choice.used] or ["alphabet_words"]
    said += ["alphabets_worst"] if len(choice.used) > 1 else []
    said += [order] if order else []
    found = [] if sure and choice.sure else [note("P046", detail="@" + ",".join(said), **where)]
    if choice.unknown and order:
        found.append(note("P048", value=" ".join(choice.unknown[:9]), **where))
    return found


def with_end_months(loans: pl.DataFrame, data_date: dt.date | None) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """`loans` with the data date's month for strings that state none (P047); without a data date they are not used (P049).

    The latest month there can be is the worse assumption: whatever was late was late more recently.
    """
    if STRING not in loans.columns:
        return loans, []
    open_end = loans[STRING].is_not_null() & loans[END].is_null()
    if not (number := int(open_end.sum())):
        return loans, []
    if data_date is None:
        return loans, [note("P049", table="loans", header=STRING, detail=str(number))]
    said = note("P047", table="loans", header=STRING, value=f"{data_date:%Y-%m}", detail=str(number))
    return loans.with_columns(pl.when(pl.lit(open_end)).then(data_date).otherwise(END).alias(END)), [said]
