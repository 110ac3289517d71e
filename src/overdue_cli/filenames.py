"""File names any file system takes, made from what a bank calls people and desks.

A folder written on Linux is copied to a Windows share and opened on a Mac: the strictest of the three decides.
Windows knows no difference between `Li` and `LI`, reserves `CON` and its kin whatever follows the dot, and drops
dots and spaces at the end; a Mac stores é in two characters; all of them count bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 120
"""Bytes of a stem: far below the 255 of file systems, for what sync tools and archives put before and behind."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%~#&{}$!@+`=]+')
"""What Windows refuses, and what shells, web addresses and spreadsheets' links read as something else."""


def stem_of(name: str, otherwise: str) -> str:
    """The part of a file name before its suffix for somebody called `name`; `otherwise` where nothing of it is left.

    >>> stem_of("Li/Wang: <North>", "officer"), stem_of("欧阳  明轩", "officer"), stem_of("con.exe", "officer")
    ('Li_Wang_ _North', '欧阳 明轩', '_con.exe')
    """
    plain = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C" or c in "\t\n")
    short = _cut(re.sub(r"\s+", " ", _FORBIDDEN.sub("_", plain)), LONGEST)
    stem = short.strip(" ._-　") or otherwise
    return f"_{stem}" if stem.split(".")[0].strip().casefold() in RESERVED else stem


def stems_of(names: Sequence[str], otherwise: str) -> list[str]:
    """`stem_of` each name, no two alike where case, width and accents' spelling do not count; later ones are numbered.

    >>> stems_of(["Li", "LI", "li "], "officer")
    ['Li', 'LI-2', 'li-3']
    """
    taken: set[str] = set()
    out = []
    for stem in (stem_of(name, otherwise) for name in names):
        own, number = stem, 1
        while _folded(own) in taken:
            number += 1
            own = f"{stem}-{number}"
        taken.add(_folded(own))
        out.append(own)
    return out


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", stem).casefold())


def _cut(text: str, most: int) -> str:
    """The beginning of `text` that fits in so many bytes, no character cut in two."""
    return text.encode()[:most].decode(errors="ignore")
