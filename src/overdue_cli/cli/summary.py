"""What a run says when it is done: what was read, what was set aside, the grades, where to start, the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.padding import Padding
from rich.text import Text

from overdue_cli import listing
from overdue_cli.cli import look
from overdue_cli.locale import words
from overdue_cli.problem_list import problem_groups
from overdue_cli.problems import Effect

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from overdue_cli.scored import ScoredPortfolio

FIRST = 10
WIDE = 100
"""Columns from which there is room for names."""


def print_summary(scored: ScoredPortfolio, console: Console, files: Sequence[Path], *, today: bool) -> None:
    """The run told on `console`, in the language of the outputs. Names only on a terminal: logs carry none."""
    language = scored.language
    said, figures = words(language)["terminal"], scored.figures()
    asked = said["today"] if today else ""
    console.print(
        Text(
            said["as_of"].format(
                date=scored.request.as_of, today=asked, data_date=scored.portfolio.data_date or said["unknown"]
            ),
            style="bold",
        )
    )
    _read(scored, said, figures, console)
    for notice in scored.notices():
        console.print(Text(f"! {notice}", style="yellow"))
    _problems(scored, said, console)
    console.print()
    console.print(_grades(scored, said, figures))
    console.print()
    console.print(_start(scored, said, names=console.is_terminal and console.width >= WIDE))
    console.print()
    _files(files, said, console)
    console.print(Text(words(language)["workbook"]["banner"], style="dim"))


def _read(scored: ScoredPortfolio, said: dict[str, Any], figures: dict[str, Any], console: Console) -> None:
    """Files, sheets and rows, in = used + set aside + not data."""
    rows = {name: f"{count:,}" for name, count in figures["rows"].items()}
    console.print(
        said["read"].format(files=len(scored.portfolio.inputs), sheets=scored.portfolio.sheets.height, **rows)
    )
    console.print(
        said["graded"].format(
            borrowers=f"{figures['borrowers']:,}",
            loans=f"{figures['loans']:,}",
            rules=f"{scored.ruleset.name} {scored.ruleset.version}",
        )
    )


def _problems(scored: ScoredPortfolio, said: dict[str, Any], console: Console) -> None:
    """What was set aside or used at the worse reading, by code, with the next step; notes stay in the workbook."""
    found = problem_groups(scored.problems, scored.language, examples=1)
    grave = [group for group in found if group["effect"] in (Effect.SET_ASIDE, Effect.WORSE)]
    for group in grave:
        place = group["examples"][0]["place"] or ""
        console.print(Padding(f"{group['code']}  {group['says']}  x{group['count']}  {place}", (0, 0, 0, 2)))
        console.print(Padding(Text(f"{said['next']} {group['next']}", style="dim"), (0, 0, 0, 8)))
    if milder := len(found) - len(grave):
        console.print(Text("  " + said["notes"].format(count=milder), style="dim"))


def _grades(scored: ScoredPortfolio, said: dict[str, Any], figures: dict[str, Any]) -> Table:
    """Count and balance of each grade, a bar of its share of the borrowers, and what the letter means."""
    most = max((row["borrowers"] for row in figures["by_grade"]), default=0) or 1
    kinds = {"borrowers": "right", "balance": "right", "means": "wrap"}
    names = ("grade", "borrowers", "balance", "share", "means")
    made = look.table(*((said["columns"][name], kinds.get(name, "left")) for name in names))
    for row in figures["by_grade"]:
        letter, share = row["grade"], row["borrowers"] / (figures["borrowers"] or 1)
        drawn = Text.assemble((look.bar(row["borrowers"] / most), look.STYLES[letter]), f" {share:.1%}")
        means = scored.ruleset.grade(letter).meaning.of(scored.language)
        made.add_row(look.grade(letter), f"{row['borrowers']:,}", look.money(row["balance"]), drawn, means)
    return made


def _start(scored: ScoredPortfolio, said: dict[str, Any], *, names: bool) -> Table:
    """The ten rows to start with: the worst reason beside why the row stands where it stands."""
    currencies = scored.borrowers["currency"].drop_nulls().unique().sort().to_list()
    several = len(currencies) > 1
    shown = [
        "rank",
        *(["currency"] if several else []),
        "tier",
        "grade",
        "borrower",
        *(["name"] if names else []),
        "days",
        "amount",
        "why",
    ]
    how = {"rank": "right", "days": "right", "amount": "right", "why": "wrap"}
    first = scored.listed.head(FIRST)
    units = words(scored.language)["workbook"]["unit"]
    unit = ", ".join(units.get(code, code) for code in currencies) or said["unknown"]
    title = said["start"].format(n=first.height, total=scored.listed.height, unit=unit)
    table = look.table(*((said["columns"][n], how.get(n, "left")) for n in shown), title=title)
    for row in first.join(_worst(scored, first), on="borrower_id", how="left", maintain_order="left").iter_rows(
        named=True
    ):
        why = said["stop"].join(part for part in (row["stands"], row["says"]) if part)
        cells = {
            "rank": str(row["rank"]), "currency": row["currency"] or "", "tier": str(row["tier"]), "grade": look.grade(row["grade"]),
            "borrower": row["borrower_id"], "name": row["borrower_name"] or "", "days": str(row["days_past_due"] or ""),
            "amount": look.money(row["amount_at_risk"]), "why": why,
        }  # fmt: skip
        table.add_row(*(cells[name] for name in shown))
    table.caption = said["tiers"] + said["stop"].join(
        f"{t.tier} {t.title.of(scored.language)}" for t in scored.ruleset.playbook.tiers
    )
    table.caption_justify = "left"
    return table


def _worst(scored: ScoredPortfolio, first: pl.DataFrame) -> pl.DataFrame:
    """`borrower_id`, `stands`, `says`: the worst reason that the place does not say already (days past due, W01)."""
    language = scored.language
    reasons = listing.main_reasons(
        scored.reasons.filter(pl.col("borrower_id").is_in(first["borrower_id"].implode())), language
    )
    worst = reasons.filter(pl.col("fact") != "days_past_due").unique("borrower_id", keep="first", maintain_order=True)
    own = first.select("borrower_id", pl.col(f"stands_{language}").alias("stands"))
    return own.join(worst.select("borrower_id", "says"), on="borrower_id", how="left")


def _files(files: Sequence[Path], said: dict[str, Any], console: Console) -> None:
    for path in files:
        console.print(Text.assemble(f"{said['written']} ", (str(path), "bold")), soft_wrap=True)
