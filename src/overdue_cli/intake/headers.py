"""The words of `rules/headers.yaml`, ready to be looked up: what a header, a value or a note means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from overdue_cli import strict_yaml
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.tables import TABLES

EXACT, SYNONYM, CONTAINED = 0, 1, 2
"""How a header was matched, strongest first."""

CASH_TABLES = ("instalments", "payments")
"""The tables where a bare date or amount may be due or paid."""

_NOISE = re.compile(r"[\s_\-.:*·'\"\u200b-\u200f\u2060\ufeff]+")
_UNIT = re.compile(r"[(\[](?:单位:?)?(人民币)?(元|千元|万元|百万元|亿元|yuan|cny|rmb|thousands?|millions?)[)\]]$")
_OTHERS = ("担保", "保证人", "共同", "配偶", "联系人", "经理", "guarantor")
_PERSONAL = frozenset({"borrower_id", "borrower_name", "id_number", "phone"})


@dataclass(frozen=True)
class Match:
    """What a header means in one table: the column, how it was matched, its place among the synonyms."""

    column: str
    strength: int
    rank: int


@dataclass(frozen=True)
class Apart:
    """How far two sources may lie apart before it is a disagreement: days, and fen."""

    days: int
    fen: int


@dataclass(frozen=True)
class Lexicon:
    """All words, normalised; `words[table][header]` is exact or synonym, `parts[table]` longest first.

    A mapping adds `also[table][header]`, further columns one header names, and `sums[table, column]`, headers with
    the sign they are added with.
    """

    words: dict[str, dict[str, Match]]
    parts: dict[str, list[tuple[str, Match]]]
    ambiguous: dict[str, tuple[str, ...]]
    ignored: frozenset[str]
    aggregates: frozenset[str]
    role_of: dict[str, str]
    sheet_names: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, str]]
    missing: frozenset[str]
    placeholders: frozenset[str]
    totals: tuple[str, ...]
    signatures: tuple[str, ...]
    preamble: dict[str, Any]
    combine: dict[str, str]
    apart: Apart
    addends: dict[tuple[str, str], tuple[frozenset[str], ...]] = field(default_factory=dict)
    also: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    sums: dict[tuple[str, str], tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def match(self, header: str, table: str) -> Match | None:
        """The column of `table` that the normalised `header` means, or None.

        A part of a longer header is the weakest match, and never names the borrower where the header
        speaks of somebody else (保证人联系电话 is not the borrower's phone).
        """
        found = self.words[table].get(header)
        if found is not None and found.strength == EXACT:
            return found
        if header in self.ignored or (header in self.ambiguous and table in CASH_TABLES):
            return None
        if found is not None:
            return found
        for part, match in self.parts[table]:
            if part in header and not (match.column in _PERSONAL and any(word in header for word in _OTHERS)):
                return match
        return None


def plain(header: str) -> str:
    """A header as it is compared: NFKC, lower case, no spaces, marks or unit in brackets.

    >>> plain("贷款余额\\n（万元）"), plain("Loan_ID*")
    ('贷款余额', 'loanid')
    """
    return _NOISE.sub("", _UNIT.sub("", _folded(header)))


def unit_in(header: str) -> str | None:
    """The unit a header carries in brackets, such as `万元`, or None."""
    found = _UNIT.search(_folded(header))
    return found.group(2) if found else None


def _folded(header: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).lower().rstrip("*:")


@cache
def lexicon(path: Path | None = None) -> Lexicon:
    """The words at `path`, by default `rules/headers.yaml`; Refusal R002 if the file is no YAML."""
    try:
        value = strict_yaml.load(path or rules_home() / "headers.yaml").value
    except strict_yaml.YamlError as error:
        raise Refusal("R002", file="headers.yaml", where=error.where, detail=error.what) from error
    words = {table: _words_of(table, value) for table in TABLES}
    return Lexicon(
        words=words,
        parts={table: _parts_of(found) for table, found in words.items()},
        ambiguous={plain(str(h)): tuple(c) for h, c in value["ambiguous"].items()},
        ignored=frozenset(plain(str(h)) for h in value["ignored"]),
        aggregates=frozenset(plain(str(h)) for h in value["aggregates"]),
        role_of={plain(str(h)): role for role, headers in value["role_from_header"].items() for h in headers},
        sheet_names={t: tuple(map(str.lower, names)) for t, names in value["sheet_names"].items()},
        values={column: _codes_of(codes) for column, codes in value["values"].items()},
        missing=frozenset(str(token).lower() for token in value["missing"]),
        placeholders=frozenset(map(str, value["placeholder_dates"])),
        totals=tuple(value["totals"]),
        signatures=tuple(value["signatures"]),
        preamble=value["preamble"],
        combine=value["combine"],
        apart=Apart(int(value["disagreement"]["days"]), round(float(value["disagreement"]["yuan"]) * 100)),
        addends={
            (table, column): tuple(frozenset(plain(str(word)) for word in part) for part in parts)
            for table, columns in value["add_up"].items()
            for column, parts in columns.items()
        },
    )


def _words_of(table: str, value: dict[str, Any]) -> dict[str, Match]:
    """Normalised header → match: canonical names, then both meanings, then the synonyms in their order."""
    found: dict[str, Match] = {}
    everywhere, own = value["everywhere"], value["tables"].get(table, {})
    for column in TABLES[table].columns:
        listed = own.get(column.name, []) + everywhere.get(column.name, [])
        found[plain(column.name)] = Match(column.name, EXACT, 0)
        for rank, word in enumerate((column.zh, column.en, *map(str, listed)), start=1):
            found.setdefault(plain(word), Match(column.name, SYNONYM, rank))
    return found


def _parts_of(words: dict[str, Match]) -> list[tuple[str, Match]]:
    """The words long enough to be looked for inside a longer header, longest first."""
    long = [w for w in words if len(w) >= (3 if not w.isascii() else 6)]
    return [(w, Match(words[w].column, CONTAINED, 0)) for w in sorted(long, key=lambda w: (-len(w), w))]


def value_key(value: str) -> str:
    """A code value as it is compared: NFKC, lower case, no spaces, hyphens or underscores."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", value)).lower()


def _codes_of(codes: dict[str, list[Any]]) -> dict[str, str]:
    pairs = {value_key(str(word)): code for code, words in codes.items() for word in words}
    return {value_key(code): code for code in codes} | pairs
