"""How the history looks on a terminal: cycles, one cycle's manifest, moves, the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from overdue_cli.cli import look
from overdue_cli.cli.language import spoken
from overdue_cli.history import attempts_in, manifest_of
from overdue_cli.locale import say, words

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

    from overdue_cli.history import Finding, History

MOVES = ("new", "worsened", "improved", "cured")


def cycle_rows(history: History) -> list[dict[str, Any]]:
    """One row a cycle, oldest first; a cycle with no sound attempt says so."""
    rows: list[dict[str, Any]] = []
    for cycle in history.cycles():
        attempt, held = history.current(cycle), len(attempts_in(history.root, cycle))
        if attempt is None:
            rows.append({"cycle": cycle.isoformat(), "attempt": None, "attempts": held, "sound": False})
            continue
        found = manifest_of(attempt)
        rows.append(
            {
                "cycle": cycle.isoformat(),
                "attempt": attempt.number,
                "attempts": held,
                "sound": True,
                **{name: found[name] for name in ("ruleset", "borrowers", "grades", "lists", "changes", "stale_days")},
            }
        )
    return rows


def cycles_table(rows: Sequence[dict[str, Any]], asked: str) -> Table:
    """`cycle_rows` for people."""
    said = words(spoken(asked))["trail"]
    names = ("cycle", "attempt", "rules", "borrowers", "grades", "moved")
    how = {"attempt": "right", "borrowers": "right", "rules": "wrap"}
    made = look.table(*((said["columns"][n], how.get(n, "left")) for n in names))
    for row in rows:
        if not row["sound"]:
            made.add_row(row["cycle"], "-", said["damaged"], "", "", "")
            continue
        moved = ", ".join(str(row["changes"][name]) for name in MOVES) if row["changes"] else ""
        made.add_row(
            row["cycle"],
            f"{row['attempt']}/{row['attempts']}",
            f"{row['ruleset']['name']} {row['ruleset']['version']}",
            f"{row['borrowers']:,}",
            "/".join(str(row["grades"][letter]) for letter in "ABCDE"),
            moved,
        )
    return made


def shown(manifest: dict[str, Any], asked: str) -> str:
    """A manifest as lines: the names people know, a line for each file."""
    keys = words(spoken(asked))["trail"]["keys"]
    lines = []
    for name, label in keys.items():
        value = manifest.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{label}:", *(f"  {_file(entry)}" for entry in value)]
        elif value not in (None, [], {}):
            lines.append(f"{label}: {_plain(value)}")
    return "\n".join(lines) + "\n"


def changes_table(found: pl.DataFrame, asked: str) -> Table:
    """Who moved, from which grade to which, and because of which rule."""
    language = spoken(asked)
    said = words(language)["trail"]
    how = {"days": "right", "because": "wrap"}
    made = look.table(*((label, how.get(name, "left")) for name, label in said["diff"].items()))
    for row in found.iter_rows(named=True):
        because = " ".join(part for part in (row["reason_rule"], row[f"reason_{language}"]) if part)
        grades = [look.grade(row[name] or "-") for name in ("previous_grade", "grade")]
        made.add_row(
            row["borrower_id"], said["changes"][row["change"]], *grades, str(row["days_past_due"] or ""), because
        )
    return made


def verdict(found: Sequence[Finding], bad: Sequence[Finding], asked: str) -> str:
    """A line for each attempt, then the whole in one sentence."""
    language = spoken(asked)
    states = words(language)["trail"]["states"]
    lines = ["  ".join(part for part in (f.name, states[f.state.value], f.detail) if part) for f in found]
    end = say(language, "trail.unsound" if bad else "trail.sound", count=len(found), bad=len(bad))
    return "\n".join([*lines, end]) + "\n"


def _file(entry: dict[str, Any]) -> str:
    rows = (
        f"  rows {entry['rows_in']} = {entry['rows_used']} + {entry['rows_set_aside']} + {entry['rows_not_data']}"
        if "rows_in" in entry
        else ""
    )
    return f"{entry['name']}  {entry['size']:,} bytes  sha256 {entry['sha256'][:16]}…{rows}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_plain(inner)}" for name, inner in value.items() if inner not in (None, {}))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
