"""What the title rows above a header say: unit, as-of date, outlet."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from overdue_cli.intake.headers import Lexicon

_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})")


@dataclass(frozen=True)
class Preamble:
    """Read from the rows above the header; None where they say nothing."""

    unit: str | None = None
    data_date: dt.date | None = None
    outlet: str | None = None


def read_preamble(rows: Iterable[Sequence[Any]], words: Lexicon) -> Preamble:
    """What `rows` say. A label and its value may stand in one cell or in two beside each other."""
    lines = [" ".join(_text(cell) for cell in row if cell not in ("", None)) for row in rows]
    text = "\n".join(line for line in lines if line)
    keys = words.preamble
    return Preamble(
        unit=_unit(text, keys["unit"], keys["units"]),
        data_date=_date(text, keys["date"]),
        outlet=_labelled(text, keys["outlet"], r"([^\s:,;，；]{2,40})"),
    )


def _text(cell: Any) -> str:
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.strftime("%Y-%m-%d")
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return unicodedata.normalize("NFKC", text).strip()


def _labelled(text: str, labels: Sequence[str], value: str) -> str | None:
    """The first value that follows one of `labels` and a colon (or a space, for a date)."""
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    found = re.search(rf"(?:^|[\s(,;，；])(?:{names})\s*:\s*{value}", text, re.IGNORECASE | re.MULTILINE)
    return found.group(1) if found else None


def _unit(text: str, labels: Sequence[str], units: dict[str, int]) -> str | None:
    names = "|".join(re.escape(str(unit)) for unit in sorted(map(str, units), key=len, reverse=True))
    found = _labelled(text, labels, rf"({names})(?![\w])")
    if found is None and (bare := re.search(rf"\((?:人民币)?({names})\)", text)):
        found = bare.group(1)
    return found.lower() if found else None


def _date(text: str, labels: Sequence[str]) -> dt.date | None:
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    for found in re.finditer(rf"(?:{names})\s*:?\s*{_DATE.pattern}", text, re.IGNORECASE):
        try:
            return dt.date(*map(int, found.groups()))
        except ValueError:
            continue
    return None
