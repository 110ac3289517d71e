"""Which alphabet monthly status codes are written in, and each code as one of the credit register's.

Banks and bureaus use the same digits for different things: 1 is on time, up to thirty days late, or beyond thirty. Where
the sheet does not say which, the worst that any fitting alphabet makes of a code counts, and what was assumed is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from overdue_cli import strict_yaml
from overdue_cli.intake.headers import value_key
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal

UNKNOWN, LATE = "#", "l"
"""What no alphabet knows; a month that is late without a number, settled by how many follow each other."""
REGISTER = "pboc"
OLDEST, NEWEST = "oldest_first", "newest_first"
MOST_MONTHS = 7
"""The register's last band: 7 stands for all beyond it."""
BAND_DAYS = 30
LONGEST = 24
"""More months late than anybody keeps in a list of months: such numbers are days."""


@dataclass(frozen=True)
class Alphabet:
    """One alphabet of `rules/status_strings.yaml`; `order` is None where its publisher prescribes none."""

    name: str
    named: tuple[str, ...]
    order: str | None
    tells: frozenset[str]
    alone: bool
    numbers: str | None
    codes: dict[str, str]

    def code(self, token: str) -> str | None:
        """The register's code for `token`, or None where this alphabet does not know it."""
        found = self.codes.get(token.upper())
        if found is not None or self.numbers is None or not token.isdigit():
            return found
        if self.numbers == "days":
            return band(-(-int(token) // BAND_DAYS))
        return band(int(token)) if int(token) <= LONGEST else None


@dataclass(frozen=True)
class Alphabets:
    """All of `rules/status_strings.yaml`."""

    every: dict[str, Alphabet]
    severity: str
    words: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], int], ...]
    oldest: tuple[str, ...]
    newest: tuple[str, ...]

    @property
    def pieces(self) -> str:
        """A pattern that takes months in words apart where no mark stands between them, the longest word first."""
        words = sorted(self.words, key=lambda word: (-len(word), word))
        return rf"(?i)逾期\d+(?:个月|[期月天日])?|拖欠\d+期?|m\d{{1,2}}|{'|'.join(map(re.escape, words))}|."

    def spoken(self, token: str) -> str | None:
        """The code of a month in words: 正常, 逾期2期, 逾期45天, M3."""
        key = value_key(token)
        if (found := self.words.get(key)) is not None:
            return found
        for pattern, days in self.patterns:
            if (match := pattern.match(key)) is not None:
                return band(-(-int(match.group(1)) // days))
        return None

    def worst(self, codes: Iterable[str]) -> str:
        """The gravest of `codes`."""
        return max(codes, key=self.severity.index)


@dataclass(frozen=True)
class Choice:
    """What a column's codes are read as: by which alphabets (none: words alone), each token's code, and what nobody knows."""

    used: tuple[Alphabet, ...]
    codes: dict[str, str]
    unknown: tuple[str, ...]
    told: bool  # named by the mapping or the header

    @property
    def order(self) -> str | None:
        """The order all alphabets in use prescribe, or None."""
        orders = {alphabet.order for alphabet in self.used}
        return orders.pop() if len(orders) == 1 else None

    @property
    def sure(self) -> bool:
        """Whether nothing was assumed of the codes."""
        return self.told or (len(self.used) == 1 and bool(self.used[0].tells & self.codes.keys()))


def band(months: int) -> str:
    """The register's code for so many months late."""
    return "N" if months <= 0 else str(min(months, MOST_MONTHS))


@cache
def alphabets() -> Alphabets:
    """`rules/status_strings.yaml`, ready to be asked; Refusal R002 if the file is no YAML."""
    try:
        value = strict_yaml.load(rules_home() / "status_strings.yaml").value
    except strict_yaml.YamlError as error:
        raise Refusal("R002", file="status_strings.yaml", where=error.where, detail=error.what) from error
    spoken = {value_key(word): code for code, said in value["words"].items() for word in said}
    late = {value_key(word): LATE for word in value["late"]}
    days = {"months": 1, "days": BAND_DAYS}
    return Alphabets(
        every={name: _alphabet(name, given) for name, given in value["alphabets"].items()},
        severity=value["severity"],
        words=late | spoken,
        patterns=tuple((re.compile(p), days[unit]) for unit, ps in value["patterns"].items() for p in ps),
        oldest=tuple(map(squeezed, value["oldest_first"])),
        newest=tuple(map(squeezed, value["newest_first"])),
    )


def _alphabet(name: str, given: dict[str, Any]) -> Alphabet:
    tells = given["tells"].split() if " " in given["tells"] else list(given["tells"])
    return Alphabet(
        name=name,
        named=tuple(map(squeezed, given["named"])),
        order=given.get("order"),
        tells=frozenset(tells),
        alone=given["alone"],
        numbers=given.get("numbers"),
        codes={str(code): str(ours) for code, ours in given["codes"].items()},
    )


def squeezed(text: str) -> str:
    """Text as headers are compared: lower case without spaces, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", text).lower()


def chosen(tokens: Collection[str], header: str, name: str | None, own: dict[str, str] | None) -> Choice:
    """How the different codes `tokens` of a column are read.

    `name` is the alphabet the mapping names, `own` the mapping's own translations, which go before everything.
    """
    known, given = alphabets(), {token.upper(): code for token, code in (own or {}).items()}
    rest = [token for token in tokens if token.upper() not in given]
    bare = [token for token in rest if known.spoken(token) is None]
    named = _named(known, header, bare, name)
    used = named or (_fitting(known, bare) if bare else ())
    codes, unknown = {token: given[token.upper()] for token in tokens if token.upper() in given}, []
    for token in rest:
        made = [code for alphabet in used if (code := alphabet.code(token)) is not None]
        code = known.worst(made) if made else known.spoken(token)
        codes[token] = code or UNKNOWN
        unknown += [] if code else [token]
    return Choice(used, codes, tuple(sorted(unknown)), bool(named) or not bare)


def _named(known: Alphabets, header: str, tokens: Collection[str], name: str | None) -> tuple[Alphabet, ...]:
    """The alphabet the mapping names, else one the header names that knows every token; none where neither does."""
    if name is not None:
        return (known.every[name],)
    key = squeezed(header)
    named = [a for a in known.every.values() if any(word in key for word in a.named)]
    return tuple(a for a in named if all(a.code(token) is not None for token in tokens))[:1]


def _fitting(known: Alphabets, tokens: Collection[str]) -> tuple[Alphabet, ...]:
    """The alphabets that know every token: the register's where only it has one of them, else all; or the one that knows most."""
    there = {token.upper() for token in tokens}
    likely = [a for a in known.every.values() if a.alone or a.tells & there]
    fit = tuple(a for a in likely if all(a.code(token) is not None for token in tokens))
    if register := tuple(a for a in fit if a.name == REGISTER and a.tells & there):
        return register
    if not fit and all(token.isdigit() for token in tokens):
        return (known.every["days_late"],)
    return fit or (max(likely, key=lambda a: sum(a.code(token) is not None for token in tokens)),)
