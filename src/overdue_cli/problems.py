"""Everything that can be wrong with an input, a rule file or an output: one code, one place.

The sentences stand in `locale/*.yaml` under `problems:`, two for each code (`says`, `next`), so that
a language is one file. A test holds the codes here and the sentences there against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from overdue_cli.tables import TABLES


class Effect(StrEnum):
    """What a problem does to the run, mildest first."""

    NOTE = "note"  # said, nothing changed
    ASSUMED = "assumed"  # a reading was chosen and is said
    WORSE = "worse"  # used at the worse reading
    SET_ASIDE = "set_aside"  # the row is not used, and counted
    REFUSED = "refused"  # the run stops


@dataclass(frozen=True)
class Problem:
    """One entry of the catalogue; `exit_code` matters only where the run stops."""

    code: str
    effect: Effect
    exit_code: int = 0


USAGE, UNUSABLE, STRICT, RULES, LOCKED, OUTPUT, VERIFY = 2, 3, 4, 5, 6, 7, 8

_R, _S, _W, _A, _N = Effect.REFUSED, Effect.SET_ASIDE, Effect.WORSE, Effect.ASSUMED, Effect.NOTE

CATALOGUE: dict[str, Problem] = {
    p.code: p
    for p in (
        # the command line
        Problem("P001", _R, USAGE),  # no such file or folder
        Problem("P002", _R, USAGE),  # not a date
        Problem("P003", _R, USAGE),  # a value an option does not take
        Problem("P062", _R, USAGE),  # output in a folder that is read
        # files and tables
        Problem("P010", _R, UNUSABLE),  # folder holds nothing readable
        Problem("P011", _R, UNUSABLE),  # file cannot be read
        Problem("P012", _R, UNUSABLE),  # no table recognised
        Problem("P013", _R, UNUSABLE),  # required column missing
        Problem("P014", _R, UNUSABLE),  # header or mapping ambiguous
        Problem("P015", _R, UNUSABLE),  # mapping file invalid
        Problem("P016", _R, UNUSABLE),  # workbook is encrypted
        Problem("P017", _R, UNUSABLE),  # unknown borrower
        Problem("P018", _N),  # sheet not recognised as any table
        Problem("P061", _N),  # sheet this program wrote, no export
        Problem("P019", _A),  # hidden sheet read
        # cells and rows
        Problem("P020", _S),  # required cell empty
        Problem("P021", _S),  # required cell is not a date
        Problem("P022", _S),  # required cell is not an amount
        Problem("P023", _S),  # id damaged by Excel
        Problem("P024", _W),  # optional cell unreadable, taken as unknown
        Problem("P025", _S),  # error cell or text where a required value belongs
        Problem("P026", _N),  # duplicate row counted once
        Problem("P059", _N),  # rows that stand in another sheet as well, counted once
        Problem("P060", _W),  # two exports of one table disagree on an instalment
        Problem("P027", _S),  # row belongs to no borrower
        Problem("P028", _W),  # payment without a date or amount is not counted
        Problem("P041", _W),  # dates or amounts of payments for a whole table missing: none is counted
        Problem("P042", _N),  # row set aside earlier, its mended copy used
        Problem("P050", _R, UNUSABLE),  # larger, unpacked or not, than any export
        Problem("P051", _R, UNUSABLE),  # reading took more memory or time than it may
        Problem("P052", _A),  # hidden rows read
        Problem("P053", _N),  # what the format cannot tell was not checked
        Problem("P054", _S),  # required cell is a formula without a stored value
        Problem("P055", _W),  # optional cell is an error or a formula without a stored value
        Problem("P056", _R, UNUSABLE),  # wrong password
        # across tables
        Problem("P057", _W),  # open loan without instalments, payments or status codes
        Problem("P058", _W),  # two sources disagree, the worse is used
        Problem("P029", _W),  # optional id damaged by Excel, taken as unknown
        Problem("P030", _A),  # no borrower id: each loan is its own borrower
        Problem("P031", _A),  # no loan ledger: loans taken from the other tables
        Problem("P032", _N),  # dates out of order
        Problem("P033", _N),  # unit or date taken from the preamble
        Problem("P034", _W),  # two sources disagree, worse used
        Problem("P035", _A),  # numbers in a date column read as Excel serials
        Problem("P043", _A),  # months without a day
        Problem("P044", _A),  # the mapping names a header no sheet has
        Problem("P045", _A),  # a record of months: days within them are not known
        Problem("P046", _A),  # how status codes were read
        Problem("P047", _A),  # month of the last status code not stated
        Problem("P048", _W),  # status codes nobody knows
        Problem("P049", _W),  # status strings without a month, not used
        Problem("P036", _A),  # loan missing in the ledger, its borrower known: added
        Problem("P037", _N),  # file in a folder left alone
        Problem("P038", _A),  # currency not named, taken as CNY
        Problem("P039", _R, UNUSABLE),  # file changed while it was read
        Problem("P040", _R, USAGE),  # configuration invalid, with place
        # people and promises, seen when the follow-up is made
        Problem("F001", _W),  # results of one day contradict each other
        Problem("F002", _A),  # promise without a date
        Problem("F003", _W),  # party of unknown liability
        Problem("F004", _W),  # guarantee date before the loan
        Problem("F005", _W),  # two guarantee modes
        Problem("F006", _W),  # collateral value of nought or less
        Problem("F007", _N),  # a better grade that nobody confirmed
        # officers' answers
        Problem("C001", _R, UNUSABLE),  # no worklist of ours
        Problem("C002", _R, UNUSABLE),  # of a run that is not in this history
        Problem("C003", _R, UNUSABLE),  # of a run by another rule set
        Problem("C004", _R, UNUSABLE),  # not whole
        Problem("C005", _R, UNUSABLE),  # open in another program
        Problem("C006", _R, UNUSABLE),  # columns gone
        Problem("C009", _S),  # row of another run
        Problem("C010", _S),  # entry without a sound key
        Problem("C011", _S),  # borrower number is not the key's
        Problem("C012", _N),  # row copied, counted once
        Problem("C013", _S),  # copies that differ
        Problem("C014", _S),  # date that cannot be
        Problem("C015", _S),  # no such choice
        Problem("C016", _S),  # result and promise contradict each other
        Problem("C017", _S),  # not an amount
        Problem("C018", _S),  # needed beside what is filled in
        Problem("C019", _S),  # too long
        Problem("C020", _N),  # better grade not confirmed
        Problem("C021", _S),  # closed without a reason
        Problem("C022", _R, USAGE),  # nothing to take back
        # rules
        Problem("R001", _R, RULES),  # rule set not found
        Problem("R002", _R, RULES),  # rule file invalid, with place
        Problem("R003", _R, RULES),  # rule set not provably conservative and does not say so
        # back-tests
        Problem("B001", _R, UNUSABLE),  # no past cycle can be judged
        Problem("B002", _R, UNUSABLE),  # no outcome in any grade
        Problem("B003", _R, UNUSABLE),  # outcomes match no borrower
        Problem("B004", _R, UNUSABLE),  # which column holds the outcomes cannot be told
        # outputs
        Problem("O001", _R, OUTPUT),  # output cannot be written
        Problem("O002", _R, OUTPUT),  # output holds entries not yet collected
        # a bank's own template
        Problem("T001", _R, UNUSABLE),  # template cannot be read
        Problem("T002", _R, UNUSABLE),  # template holds what filling it would lose
        Problem("T003", _R, UNUSABLE),  # mark names no field
        Problem("T004", _R, UNUSABLE),  # no mark at all
        # the history
        Problem("H001", _R, UNUSABLE),  # written by a newer program
        Problem("H002", _R, USAGE),  # not a history
        Problem("H003", _R, USAGE),  # no such cycle
        Problem("L001", _R, LOCKED),  # another run holds the lock
    )
}

SCHEMA: dict[str, Any] = {
    "code": "String",
    "table": "String",
    "source_file": "String",
    "source_sheet": "String",
    "source_row": "UInt32",
    "cell": "String",
    "header": "String",
    "value": "String",
    "detail": "String",
}
"""Columns of `Portfolio.problems`. `source_row` counts from 1 as Excel does; `cell` is like `C18`."""


LONGEST = 60
"""Characters of a cell that a message shows."""


class Refusal(Exception):
    """The run stops here, by our decision: a catalogue code and the facts its sentence needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(f"{code} {facts}")
        self.problem = CATALOGUE[code]
        self.facts = facts

    @property
    def code(self) -> str:
        """The catalogue code, such as `P012`."""
        return self.problem.code

    @property
    def exit_code(self) -> int:
        """The exit code of this kind of refusal."""
        return self.problem.exit_code


def explain(found: Refusal | Mapping[str, Any], language: str) -> str:
    """The three lines an analyst can act on: where and what, the cell's header and value, what to do next.

    `found` is a refusal, or a row of `Portfolio.problems` as a mapping. A line that would be empty is left out.
    """
    from overdue_cli.locale import words  # late: the help needs no sentences

    code, facts = (found.code, found.facts) if isinstance(found, Refusal) else (found["code"], found)
    known = _Known({n: in_plain(n, v, language) for n, v in facts.items() if v not in (None, "", [])})
    said, labels = words(language)["problems"], words(language)["labels"]
    if "why" in known:
        known["why"] = words(language)["unreadable"][known["why"]].format_map(known)
    place = _place(known, labels)
    first = f"{place}   {code}  " if place else f"{code}  "
    lines = [first + said[code]["says"].format_map(known)]
    if "header" in known and "value" in known:
        lines.append(f'    {known["header"]} = "{known["value"]}"')
    return "\n".join([*lines, f"    {labels['next']}: {said[code]['next'].format_map(known)}"])


def _place(facts: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """`file · sheet S · C18`, the row where no cell is to blame, or the place inside a rule or mapping file."""
    if "where" in facts and ":" in facts["where"]:
        return facts["where"]
    sheet = facts.get("sheet") or facts.get("source_sheet")
    row = facts.get("row") or facts.get("source_row")
    cell = facts.get("cell") or facts.get("where") or (f"{labels['row']} {row}" if row else None)
    parts = [facts.get("file") or facts.get("source_file"), f"{labels['sheet']} {sheet}" if sheet else None, cell]
    return " · ".join(part for part in parts if part)


def in_plain(name: str, value: Any, language: str) -> str:
    """A fact in words; tables and columns by their meaning, with the name a mapping file would use behind it."""
    from overdue_cli.locale import heard, words

    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(in_plain(name, item, language) for item in value)
    if name == "table" and value in TABLES:
        return str(getattr(TABLES[value], language))
    if name in {"columns", "candidates"}:
        found = [c for t in TABLES.values() for c in t.columns if c.name == value]
        return f"{getattr(found[0], language)} ({value})" if found else str(value)
    if name == "header":  # where a problem is no cell's, the column is called by its meaning
        meant = [c for t in TABLES.values() for c in t.columns if c.name == value]
        said = words(language)["title_words"].get(str(value), value)
        return str(getattr(meant[0], language)) if meant else str(said)
    if name == "detail":
        return in_words(str(value), language) if str(value).startswith("@") else heard(str(value), language)
    return _short(str(value)) if name == "value" else str(value)


def _short(value: str) -> str:
    """A cell's text as a message can bear it: somebody's whole report may stand in one cell."""
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"


def in_words(detail: str, language: str) -> str:
    """A detail that only a language can say: `@key,key`, and behind a space what belongs into the sentence."""
    from overdue_cli.locale import words

    keys, _, against = detail[1:].partition(" ")
    said = words(language)["details_said"]
    return str(words(language)["labels"]["comma"]).join(said[key].format(against=against) for key in keys.split(","))


class _Known(dict[str, str]):
    """Facts for a sentence; one that was not given reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
