"""Headers that stand on two rows: 应还 over 本金 and 利息, or one name broken in two."""

from __future__ import annotations

import re
from typing import Any

from overdue_cli.intake.headers import CONTAINED, Lexicon, plain

_DIGIT = re.compile(r"\d")
_LONGEST = 20


def joined(upper: list[str], lower: list[Any], words: Lexicon) -> list[str] | None:
    """One header a column made of both rows, or None where the lower one is no row of headers.

    A name spreads to the right over the blanks beside it, as a merged cell does, but only if something stands
    under itself. A row of data holds numbers and digits; one that does is never taken for a header.
    """
    below = [cell.strip() if isinstance(cell, str) else "" for cell in lower]
    named = [cell for cell in lower if cell not in ("", None)]
    if len(named) < 2 or any(not isinstance(c, str) or _DIGIT.search(c) or len(c) > _LONGEST for c in named):
        return None
    parents, spreading = [], ""
    for own, child in zip(upper, below, strict=False):
        if own:
            spreading = own if child and child != own else ""
        parents.append(own or (spreading if child else ""))
        spreading = spreading if child else ""
    if not any(parent and child and parent != child for parent, child in zip(parents, below, strict=True)):
        return None
    return [_named(parent, child, words) for parent, child in zip(parents, below, strict=True)]


def _named(parent: str, child: str, words: Lexicon) -> str:
    """Both together, unless only the lower one means anything: 基本信息 over 姓名 is 姓名."""
    if not parent or not child or parent == child:
        return child or parent
    together = parent + child
    return child if not _known(together, words) and _known(child, words) else together


def _known(header: str, words: Lexicon) -> bool:
    key = plain(header)
    if any(key in part for lists in words.addends.values() for part in lists):
        return True
    return any((match := words.match(key, table)) is not None and match.strength < CONTAINED for table in words.words)
