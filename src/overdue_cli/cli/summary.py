"""What a run says when it is done: what was read, what was set aside, the grades, where to start, the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from overdue_cli import listing
from overdue_cli.cli import look
from overdue_cli.locale import words
from overdue_cli.problems import Effect

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from overdue_cli.scored import ScoredPortfolio

FIRST = 10


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
    console.print(_grades(figures, said, console))
    console.print(_start(scored, said, names=console.is_terminal))
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
    found = listing.problem_summary(scored.problems, scored.language)
    grave = found.filter(pl.col("effect").is_in([Effect.SET_ASIDE, Effect.WORSE])).sort("effect", "code")
    for row in grave.iter_rows(named=True):
        console.print(Text(f"  {row['code']}  {row['says']}  ×{row['count']}  {row['example'] or ''}"))
        console.print(Text(f"        {said['next']} {row['next']}", style="dim"))
    if milder := found.height - grave.height:
        console.print(Text("  " + said["notes"].format(count=milder), style="dim"))


def _grades(figures: dict[str, Any], said: dict[str, Any], console: Console) -> Table:
    """Count and balance of each grade with a bar of its share of the borrowers."""
    most = max((row["borrowers"] for row in figures["by_grade"]), default=0) or 1
    made = look.table(
        *(
            (said["columns"][n], how)
            for n, how in (("grade", "left"), ("borrowers", "right"), ("balance", "right"), ("share", "left"))
        )
    )
    for row in figures["by_grade"]:
        share = row["borrowers"] / (figures["borrowers"] or 1)
        drawn = Text(look.bar(row["borrowers"] / most, console), style=look.STYLES[row["grade"]])
        made.add_row(
            look.grade(row["grade"]),
            f"{row['borrowers']:,}",
            look.money(row["balance"]),
            Text.assemble(drawn, f" {share:.1%}"),
        )
    return made


def _start(scored: ScoredPortfolio, said: dict[str, Any], *, names: bool) -> Table:
    """The ten rows to start with: the place, and the worst reason beside why the row stands where it stands."""
    shown = ["rank", "tier", "grade", "borrower", *(["name"] if names else []), "days", "amount", "why"]
    how = {"rank": "right", "days": "right", "amount": "right", "why": "wrap"}
    first = scored.listed.head(FIRST)
    table = look.table(
        *((said["columns"][n], how.get(n, "left")) for n in shown),
        title=said["start"].format(n=first.height, total=scored.listed.height),
    )
    for row in first.join(_worst(scored, first), on="borrower_id", how="left", maintain_order="left").iter_rows(
        named=True
    ):
        cells = [str(row["rank"]), str(row["tier"]), look.grade(row["grade"]), row["borrower_id"]]
        cells += [row["borrower_name"] or ""] if names else []
        cells += [
            str(row["days_past_due"] or ""),
            look.money(row["amount_at_risk"]),
            said["stop"].join(filter(None, (row["stands"], row["says"]))),
        ]
        table.add_row(*cells)
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
