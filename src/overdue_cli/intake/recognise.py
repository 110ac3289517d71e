"""Which canonical table a sheet is, where its header stands, and what each header means.

Every one of the first 30 rows is tried as the header of every table; the best score wins. A column
that only one table has weighs three times a shared one, except the describing columns of a loan
(names, outlet, product), which banks repeat on every kind of sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from overdue_cli.intake.headers import CASH_TABLES, CONTAINED, EXACT, SYNONYM, Lexicon, Match, plain
from overdue_cli.intake.levels import joined
from overdue_cli.problems import Refusal
from overdue_cli.tables import TABLES, Kind

HEADER_ROWS = 30
_IDS = ("loan_id", "borrower_id")
_DUE = frozenset({"due_on", "due_amount", "due_principal", "due_interest"})
_PAID = frozenset({"paid_on", "paid_amount", "payer", "debit_result", "reversal_of"})
_SCHEDULE = frozenset({"loan_id", "due_on", "due_amount"})
_HOW = {EXACT: "exact", SYNONYM: "synonym", CONTAINED: "contained"}
_ARREARS = frozenset({"days_past_due", "status_history"})
_EVENTS = {"inspections", "contacts"}
_LOOSE = frozenset({"还款金额", "repaymentamount"})  # a plan uses this word too


@dataclass
class Assignment:
    """One row read as the header of one table."""

    table: str
    row: int
    headers: list[str]
    columns: dict[str, list[int]] = field(default_factory=dict)
    doubtful: dict[int, tuple[str, ...]] = field(default_factory=dict)
    firm: set[str] = field(default_factory=set)  # columns a whole header names, not a part of one or a neighbour
    how: dict[str, str] = field(default_factory=dict)  # column → exact, synonym, contained, mapping or neighbours
    signs: dict[str, list[int]] = field(default_factory=dict)  # of columns added up by the mapping: 1 or -1 a header
    lines: list[list[str]] = field(default_factory=list)  # the rows the header stands on, as they are written
    score: float = 0.0

    @property
    def missing(self) -> list[str]:
        """Required columns (or groups of alternatives) that no header names."""
        table = TABLES[self.table]
        need = [c.name for c in table.columns if c.required and c.name not in self.columns]
        if "status_code" in self.columns and "due_amount" in need:
            need.remove("due_amount")
        if self.table == "parties" and "party_name" in self.columns and "role" in need:
            need.remove("role")
        return need + ["/".join(group) for group in table.either if not set(group) & set(self.columns)]


def recognise(
    head: list[list[Any]], name: str, words: Lexicon, tables: Iterable[str] = tuple(TABLES)
) -> Assignment | None:
    """The best reading of a sheet whose first rows are `head`, or None if it looks like no table.

    `name` is the sheet's and the file's name. Refusal P013 where the sheet is plainly one table and
    lacks a required column, P014 where a header could mean two things.
    """
    return chosen(candidates(head, name, words, tables))


def candidates(
    head: list[list[Any]], name: str, words: Lexicon, tables: Iterable[str] = tuple(TABLES)
) -> list[Assignment]:
    """Every row read as the header of every table it knows two columns of, the likeliest first."""
    found: list[Assignment] = []
    for row, cells in enumerate(head[:HEADER_ROWS]):
        texts = _texts(cells)
        if texts:
            found += _row(row, texts, name, words, tables)
        if texts and row + 1 < len(head) and (both := joined(texts, head[row + 1], words)) is not None:
            lines = [texts, _texts(head[row + 1])]
            found += [replace(a, lines=lines) for a in _row(row + 1, both, name, words, tables)]
    return sorted(found, key=lambda a: (-a.score, len(a.missing), a.row))


def chosen(found: list[Assignment]) -> Assignment | None:
    """The reading to go by, of `found` in the order of their likelihood; Refusal P013 or P014, or None."""
    for best in found:
        if best.doubtful and not any(c in best.columns for c in _IDS):
            continue
        if best.doubtful and not _settled(best):
            header = min(best.doubtful)
            raise Refusal(
                "P014", header=best.headers[header], column=header, row=best.row, candidates=best.doubtful[header],
                example=best.doubtful[header][0],
            )  # fmt: skip
        if not best.missing:
            return best
        if _plainly(best):
            raise Refusal(
                "P013", table=best.table, columns=best.missing, headers=[h for h in best.headers if h], row=best.row,
                example=best.missing[0].split("/")[0],
            )  # fmt: skip
    return None


def _texts(cells: list[Any]) -> list[str]:
    """The cells as headers, or an empty list where too few are text to be a header row."""
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    return texts if sum(map(bool, texts)) >= 2 else []


def _row(row: int, headers: list[str], name: str, words: Lexicon, tables: Iterable[str]) -> list[Assignment]:
    """`headers` as those of each table that knows two of them.

    Where they are a whole schedule they are no ledger, however many columns describe the loan: read as a
    ledger the arrears would vanish, read as a schedule the describing columns are kept as well. So too where they
    state arrears: read as inspections, loans never inspected would be set aside. Headers that count borrowers or
    loans, and name none, stand over sums.
    """
    keys = [plain(h) for h in headers]
    found = [assign(table, row, headers, keys, name, words) for table in tables]
    if words.aggregates & set(keys) and not any(c in a.columns for a in found for c in _IDS):
        return []
    schedule = any(a.table == "instalments" and a.firm >= _SCHEDULE and not a.doubtful for a in found)
    arrears = any(a.table == "loans" and "loan_id" in a.firm and a.firm & _ARREARS for a in found)
    not_this = {"loans"} if schedule else _EVENTS if arrears else set()
    return [a for a in found if len(a.columns) + len(a.doubtful) >= 2 and a.table not in not_this]


def assign(table: str, row: int, headers: list[str], keys: list[str], name: str, words: Lexicon) -> Assignment:
    """`headers` read as those of `table`, scored."""
    result = Assignment(table, row, headers)
    matched: dict[str, list[tuple[Match, int]]] = {}
    for index, key in enumerate(keys):
        if key and (match := words.match(key, table)) is not None:
            matched.setdefault(match.column, []).append((match, index))
        for further in words.also.get(table, {}).get(key, ()):
            matched.setdefault(further, []).append((Match(further, EXACT, -1), index))
    for column, found in matched.items():
        found.sort(key=lambda item: (item[0].strength, item[0].rank, item[1]))
        best = found[0][0]
        result.how[column] = "mapping" if best.rank < 0 else _HOW[best.strength]
        strong = [i for m, i in found if m.strength == best.strength]
        result.firm |= {column} if best.strength < CONTAINED else set()
        result.columns[column] = strong if column in words.combine else [found[0][1]]
        twins = [i for m, i in found if (m.strength, m.rank) == (best.strength, best.rank)]
        if len(twins) > 1 and best.strength < CONTAINED and column not in words.combine and _matters(table, column):
            result.doubtful[twins[1]] = (column, column)
    _settle(result, keys, name, words)
    _add_up(result, keys, words)
    result.score = _score(result, matched, name, words)
    return result


def _add_up(result: Assignment, keys: list[str], words: Lexicon) -> None:
    """Columns that the mapping makes of several headers, where the sheet has all of them; and amounts that stand in parts.

    Principal, interest and penalty make an amount where no header names the whole, and the principal is there.
    """
    for (table, column), parts in words.sums.items():
        if table == result.table and all(key in keys for key, _ in parts):
            result.columns[column] = [keys.index(key) for key, _ in parts]
            result.signs[column] = [sign for _, sign in parts]
            result.how[column] = "mapping"
            result.firm.add(column)
    for (table, column), addends in words.addends.items():
        at = [next((i for i, key in enumerate(keys) if key in part), None) for part in addends]
        if table == result.table and column not in result.columns and at[0] is not None:
            result.columns[column] = [i for i in at if i is not None]
            result.signs[column] = [1] * len(result.columns[column])
            result.how[column] = "synonym"
            result.firm.add(column)


def _settle(result: Assignment, keys: list[str], name: str, words: Lexicon) -> None:
    """Decide the headers that can mean due or paid by their neighbours, as far as they tell."""
    if result.table not in CASH_TABLES:
        return
    own = {c.name for c in TABLES[result.table].columns}
    for index, key in enumerate(keys):
        meanings = tuple(
            "amount" if c == "paid_amount" and "amount" in own else c for c in words.ambiguous.get(key, ())
        )
        meanings = tuple(c for c in meanings if c in own)
        if not meanings or all(c in result.columns for c in meanings):
            continue
        decided = _choose(meanings, result, keys, name)
        if decided is None:
            result.doubtful[index] = tuple(dict.fromkeys([*meanings, *words.ambiguous[key]]))
        elif decided not in result.columns:
            result.columns[decided] = [index]
            result.how[decided] = "neighbours"


def _choose(candidates: tuple[str, ...], result: Assignment, keys: list[str], name: str) -> str | None:
    """The one candidate the neighbours speak for, or None."""
    free = [c for c in candidates if c not in result.columns]
    if len(free) == 1 and len(candidates) == 2:
        return free[0]
    firm = {c for c, at in result.columns.items() if keys[at[0]] not in _LOOSE}
    due = bool(firm & _DUE) or any(k.startswith("应还") for k in keys) or "计划" in name or "schedule" in name
    paid = bool(firm & _PAID) or any(k.startswith(("实还", "实际")) or "流水" in k for k in keys) or "流水" in name
    if due == paid:
        return None
    kind = "due" if due else "paid"
    return next((c for c in free if c.startswith(kind) or (kind == "paid" and c == "amount")), None)


@cache
def _weights(table: str) -> dict[str, float]:
    """Column → weight: 3 where only this table has it, 1 where shared or merely describing a loan."""
    others = {c.name for t in TABLES.values() if t.name != table for c in t.columns}
    describing = {Kind.TEXT, Kind.ID, Kind.CODE, Kind.FLAG} if table == "loans" else set()
    return {c.name: 1.0 if c.name in others or c.kind in describing else 3.0 for c in TABLES[table].columns}


def _score(result: Assignment, matched: dict[str, list[tuple[Match, int]]], name: str, words: Lexicon) -> float:
    weights = _weights(result.table)
    score = sum(
        weights[c] * (1.0 if c not in matched or matched[c][0][0].strength < CONTAINED else 0.5) for c in result.columns
    )
    exact = sum(matched[c][0][0].strength == EXACT for c in result.columns if c in matched)
    lean = 2.0 if any(word in name for word in words.sheet_names.get(result.table, ())) else 0.0
    return score + 0.1 * exact + lean


def _plainly(a: Assignment) -> bool:
    """Whether the sheet is this table beyond doubt, so that a missing column is worth a refusal."""
    own = [c for c in a.columns if _weights(a.table)[c] > 1]
    return len(own) >= 2 or (len(own) == 1 and any(c in a.columns for c in _IDS))


def _settled(a: Assignment) -> bool:
    """Whether the doubtful headers do not matter: every required column is there without them."""
    return not a.missing and all(all(c in a.columns for c in d[:2]) and d[0] != d[1] for d in a.doubtful.values())


def _matters(table: str, column: str) -> bool:
    """Whether two equal headers for `column` are a question: of two phones the first will do, of two dates not."""
    kind = TABLES[table].column(column).kind
    return kind in {Kind.DATE, Kind.MONEY} or column in _IDS
