"""The sheets managers look at, Officers and Concentration, laid out as tables; a signal to look, not a verdict.

They are of the whole portfolio, whatever the run's filters list, and never part of an officer's own file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from overdue_cli.locale import words
from overdue_cli.workbook.tables import Card, Chart, Column, Page, Table

if TYPE_CHECKING:
    from overdue_cli.followup.management import Management
    from overdue_cli.scored import ScoredPortfolio

SIGNALS = ("overdue", "inspection_overdue", "inspection_ineffective", "first_payment", "exception", "bare_conclusion")
OFFICERS_WIDTHS = (11.0, 14.0, *[13.0, 11.5] * 6)
MOST_MARKED, MOST_OUTLETS, MOST_TRADES, MOST_GROUPS = 12, 8, 20, 40
CONCENTRATION_WIDTHS = (16.0, 13.0, *[12.0] * 11)
Row = list[Any]


def management_pages(scored: ScoredPortfolio) -> dict[str, Page]:
    """Sheet key → page. None where the run was asked for one officer: that workbook is the officer's own."""
    if scored.request.officer is not None:
        return {}
    maker = _Maker(scored)
    return {"officers": maker.officers(), "concentration": maker.concentration()}


def thanks_notes(scored: ScoredPortfolio) -> dict[str, Card]:
    """Officer → a note to take home, of each there is something to thank for."""
    said = words(scored.language)["workbook"]["management"]
    notes = scored.follow_up.management.encouragement.select("officer", note=f"note_{scored.language}").drop_nulls()
    foot = str(said["thanks_foot"]).format(date=scored.request.as_of)
    return {officer: Card(said["thanks"], note, foot) for officer, note in notes.iter_rows()}


class _Maker:
    """Tables in one language."""

    def __init__(self, scored: ScoredPortfolio) -> None:
        self.scored, self.language = scored, scored.language
        self.view: Management = scored.follow_up.management
        workbook = words(scored.language)["workbook"]
        self.said: dict[str, Any] = workbook["management"]
        self.names: dict[str, str] = workbook["columns"]
        self.nobody = str(workbook["summary"]["unassigned"])
        self.units: dict[str, str] = workbook["unit"]
        currencies = scored.borrowers["currency"].drop_nulls().n_unique()
        self.mixed = currencies > 1

    # --- Officers

    def officers(self) -> Page:
        """Signals that stand out, work and capacity, what went well, referrals, all signals, thanks."""
        tables = [self._marked(), self._work(), self._well(), self._referred(), self._signals()]
        says = [self.said["whole"], self.said["interval"]]
        return Page(
            self.said["officers"],
            says,
            tables,
            OFFICERS_WIDTHS,
            self.view.disclaimer(self.language),
            list(thanks_notes(self.scored).values()),
        )

    def _marked(self) -> Table:
        """Rates that chance alone would rarely put so far above everybody's."""
        columns = self._columns(
            ("scope", "text", 1), ("who", "strong", 1), ("signal", "text", 4), ("cases", "whole", 1), ("of", "whole", 1),
            ("rate", "percent", 1), ("range", "center", 2), ("overall", "percent", 1),
        )  # fmt: skip
        marked = self.view.signals.filter("marked").head(MOST_MARKED)
        rows = [
            [self.said["scopes"][r["scope"]], self._who(r), r[f"signal_{self.language}"], r["cases"], r["of"],
             (r["rate"], "marked", None), _range(r), r["overall"]]
            for r in marked.iter_rows(named=True)
        ]  # fmt: skip
        return Table(self.said["marked"], columns, rows, self.said["marked_empty"])

    def _who(self, row: Mapping[str, Any]) -> str:
        """The name, or that nobody is named: without an officer borrowers wait to be given one."""
        return row["who"] or (self.nobody if row["scope"] == "officer" else self.said["blank"])

    def _work(self) -> Table:
        """Rows on lists, visits they need and the visits there are; the money below the line."""
        urgent = (
            self.scored.borrowers.filter(pl.col("list").is_not_null())
            .group_by("officer", "currency")
            .agg((pl.col("tier") == 1).sum().alias("now"), pl.col("amount_at_risk").sum())
        )
        frame = self.view.capacity.join(
            urgent, on=["officer", "currency"], how="left", nulls_equal=True, maintain_order="left"
        )
        by_money = [("uncovered", True), ("visits_needed", True), ("amount_at_risk", True), ("officer", False)]
        frame = frame.sort([n for n, _ in by_money], descending=[d for _, d in by_money], nulls_last=True)
        columns = self._columns(
            ("officer", "strong", 2), *([("currency", "center", 1)] if self.mixed else []), ("listed", "whole", 1), ("now", "whole", 1),
            ("at_risk", "whole", 2), ("needed", "whole", 1), ("possible", "whole", 1), ("below", "whole", 1), ("uncovered", "whole", 2), ("load", "text", 1),
        )  # fmt: skip
        rows: list[Row] = [
            [r["officer"] or self.nobody, *([r["currency"]] if self.mixed else []), r["listed"], r["now"], r["amount_at_risk"] / 100,
             r["visits_needed"], r["visits_possible"], *([r["below_line"], r["uncovered"] / 100] if r["visits_possible"] else [None, None]),
             self.said["overloaded"] if r["overloaded"] else ""]
            for r in frame.iter_rows(named=True)
        ]  # fmt: skip
        capacity = self.scored.request.capacity
        says = self.said["no_capacity"] if capacity is None else self._line(capacity)
        return Table(self.said["work"], columns, rows, self.said["work_empty"], says=says)

    def _line(self, capacity: int) -> str:
        """What lies below the line in all, per currency."""
        sums = self.view.capacity.group_by("currency").agg(pl.col("below_line", "uncovered").sum()).sort("currency")
        told = [
            self.said["line_sum"].format(
                count=row["below_line"],
                amount=f"{row['uncovered'] / 100:,.0f}",
                unit=self.units.get(row["currency"] or "CNY", row["currency"]),
            )
            for row in sums.iter_rows(named=True)
        ]
        return str(self.said["line"]).format(visits=capacity, sums=("；" if self.language == "zh" else "; ").join(told))

    def _well(self) -> Table:
        """What went well, never money."""
        columns = self._columns(
            ("officer", "strong", 2), ("cures", "whole", 2), ("kept", "whole", 2), ("prevented", "whole", 2), ("improving", "whole", 2), ("visits", "whole", 2)
        )  # fmt: skip
        names = ("cures", "kept", "prevented", "improving", "visits")
        rows = [[r["officer"], *(r[n] for n in names)] for r in self.view.encouragement.iter_rows(named=True)]
        days = self.scored.ruleset.playbook.management.recent_days
        says = self.said["well_says"].format(days=days)
        if self.scored.past is None or self.scored.past.latest is None:
            says += self.said["well_no_history"]
        return Table(self.said["well"], columns, rows, self.said["well_empty"], says=says)

    def _referred(self) -> Table:
        """Rows that are somebody else's than the officer's."""
        columns = self._columns(
            ("borrower_id", "id", 2), ("grade", "grade", 1), ("queue", "strong", 2), ("officer", "text", 2), ("branch", "text", 2), ("action", "text", 5)
        )  # fmt: skip
        queues = {key: said.of(self.language) for key, said in self.scored.ruleset.playbook.queues.items()}
        rows = [
            [(r["borrower_id"], "id_link", r["borrower_id"]), r["grade"], queues[r["queue"]], r["officer"] or self.nobody, r["branch"], r[f"action_{self.language}"]]
            for r in self.view.referrals.iter_rows(named=True)
        ]  # fmt: skip
        return Table(self.said["referred"], columns, rows, self.said["referred_empty"], fresh=True)

    def _signals(self) -> Table:
        """One row a person or outlet, two columns a signal: rate and its interval; everybody's rate first."""
        titles = {str(name): said for name, said in self.scored.ruleset.playbook.management.signals.items()}
        there = [name for name in SIGNALS if name in self.view.signals["signal"].unique().to_list()]
        columns = self._columns(("scope", "text", 1), ("who", "strong", 1))
        for name in there:
            columns += [
                Column(titles[name].of(self.language), "percent"),
                Column(self.said["columns"]["range"], "center"),
            ]
        found = self.view.signals.group_by("scope", "who", maintain_order=True).agg(pl.struct(pl.all()).alias("all"))
        order = {name: place for place, name in enumerate(self.said["scopes"])}
        people = sorted(
            found.iter_rows(named=True), key=lambda r: (order[r["scope"]], r["who"] is None, r["who"] or "")
        )
        overall = {r["signal"]: r["overall"] for r in self.view.signals.iter_rows(named=True)}
        rows: list[Row] = (
            [[self.said["everybody"], "", *(v for n in there for v in (overall[n], None))]] if people else []
        )
        for person in people:
            own = {r["signal"]: r for r in person["all"]}
            cells: Row = [v for n in there for v in _rate(own.get(n))]
            rows.append([self.said["scopes"][person["scope"]], self._who(person), *cells])
        return Table(
            self.said["signals"],
            columns,
            rows,
            self.said["marked_empty"],
            says=self.said["signals_says"],
            filtered=True,
        )

    # --- Concentration

    def concentration(self) -> Page:
        """Weeks, trade × outlet as a shaded table, the largest borrowers, connected groups, every cell."""
        tables = [self._weeks(), *self._heat(), self._largest(), self._groups(), self._cells()]
        warning = self.view.disclaimer(self.language)
        return Page(self.said["concentration"], [self.said["whole"]], tables, CONCENTRATION_WIDTHS, warning)

    def _weeks(self) -> Table:
        """What falls due week by week, the seasons in which overdue gathers, and the hands there are."""
        columns = self._columns(
            *([("currency", "center", 1)] if self.mixed else []), ("week", "date", 1), ("workdays", "whole", 1), ("borrowers", "whole", 1), ("amount", "whole", 1),
            ("watched", "whole", 1), ("watched_amount", "whole", 1), ("visits_week", "whole", 1), ("peak", "strong", 1),
        )  # fmt: skip
        rows: list[Row] = [
            [*([r["currency"]] if self.mixed else []), r["week"], r["working_days"], r["borrowers"], r["amount"] / 100, r["watched"],
             r["watched_amount"] / 100, r["visits_possible"], r[f"peak_{self.language}"]]
            for r in self.view.weeks.iter_rows(named=True)
        ]  # fmt: skip
        chart = None if self.mixed else Chart("column", 0, 3, self.said["weeks_chart"], beside=8)
        says = self.said["weeks_says" if self.scored.request.capacity is not None else "weeks_no_capacity"]
        return Table(self.said["weeks"], columns, rows, self.said["weeks_empty"], chart, says)

    def _heat(self) -> list[Table]:
        """Share of the balance by trade and outlet, the largest of both; one table a currency."""
        return [self._heat_of(part) for part in self.view.cells.partition_by("currency", maintain_order=True)]

    def _heat_of(self, cells: pl.DataFrame) -> Table:
        outlets, trades = (
            _largest(cells, key, most) for key, most in (("branch", MOST_OUTLETS), ("industry", MOST_TRADES))
        )
        share = {(r["industry"], r["branch"]): r["share"] for r in cells.iter_rows(named=True)}
        by_trade = dict(cells.group_by("industry").agg(pl.col("share").sum()).iter_rows())
        columns = [
            Column(self.said["columns"]["industry"], "strong"),
            *[Column(name or self.said["blank"], "percent") for name in outlets],
            Column(self.said["columns"]["all_outlets"], "percent"),
        ]
        rows: list[Row] = [
            [t or self.said["blank"], *(share.get((t, o)) for o in outlets), (by_trade[t], "percent_strong", None)]
            for t in trades
        ]
        currency = cells["currency"][0]
        title = self.said["heat"] if not self.mixed else f"{self.said['heat']} · {currency or self.said['blank']}"
        return Table(title, columns, rows, self.said["heat_empty"], says=self.said["heat_says"], heat=(1, len(outlets)))

    def _largest(self) -> Table:
        columns = self._columns(
            ("number", "center", 1), ("borrower_id", "id", 1), ("grade", "grade", 1), ("days_past_due", "whole", 1),
            *([("currency", "center", 1)] if self.mixed else []), ("balance", "whole", 1), ("share", "percent", 1), ("so_far", "percent", 1),
        )  # fmt: skip
        rows: list[Row] = [
            [number, (r["borrower_id"], "id_link", r["borrower_id"]), r["grade"], r["days_past_due"], *([r["currency"]] if self.mixed else []),
             (r["balance"] or 0) / 100, r["share"], r["share_so_far"]]
            for number, r in enumerate(self.view.largest.iter_rows(named=True), 1)
        ]  # fmt: skip
        chart = None if self.mixed else Chart("line", 0, 6, self.said["largest_chart"], percent=True, beside=8)
        return Table(
            self.said["largest"].format(n=len(rows)), columns, rows, self.said["largest_empty"], chart, fresh=True
        )

    def _groups(self) -> Table:
        """Borrowers bound to each other: numbered, since who binds them may owe nothing."""
        columns = self._columns(
            ("group", "center", 1), ("kind", "text", 2), *([("currency", "center", 1)] if self.mixed else []), ("members", "whole", 1),
            ("members_overdue", "whole", 1), ("worst_days", "whole", 1), ("balance", "whole", 1), ("ids", "text", 5),
        )  # fmt: skip
        rows: list[Row] = [
            [r["group"], self.said["kinds"][r["kind"]], *([r["currency"]] if self.mixed else []), r["members"], r["overdue"],
             r["worst_days_past_due"], (r["balance"] or 0) / 100, r["borrower_ids"]]
            for r in self.view.groups.head(MOST_GROUPS).iter_rows(named=True)
        ]  # fmt: skip
        return Table(
            self.said["groups"],
            columns,
            rows,
            self.said["groups_empty"],
            says=self.said["groups_says"].format(shown=len(rows), count=self.view.groups.height),
        )

    def _cells(self) -> Table:
        """Every trade and outlet with its overdue rate and interval."""
        columns = self._columns(
            ("industry", "text", 1), ("branch", "text", 1), *([("currency", "center", 1)] if self.mixed else []), ("borrowers", "whole", 1),
            ("balance", "whole", 1), ("share", "percent", 1), ("overdue", "whole", 1), ("rate", "percent", 1), ("range", "center", 1),
        )  # fmt: skip
        rows: list[Row] = [
            [r["industry"] or self.said["blank"], r["branch"] or self.said["blank"], *([r["currency"]] if self.mixed else []), r["borrowers"],
             (r["balance"] or 0) / 100, r["share"], r["overdue"], r["rate"], _range(r)]
            for r in self.view.cells.iter_rows(named=True)
        ]  # fmt: skip
        return Table(self.said["cells"], columns, rows, self.said["heat_empty"], filtered=True)

    def _columns(self, *wanted: tuple[str, str, int]) -> list[Column]:
        return [
            Column(self.said["columns"].get(key) or self.names[key], style, across) for key, style, across in wanted
        ]


def _largest(cells: pl.DataFrame, key: str, most: int) -> Sequence[str | None]:
    """The values of `key` with the largest balances."""
    sums = cells.group_by(key).agg(pl.col("balance").sum())
    return sums.sort("balance", key, descending=[True, False], nulls_last=True).head(most)[key].to_list()


def _range(row: Mapping[str, Any]) -> str:
    """An interval as it is read: `10–25%`."""
    return f"{row['lower']:.1%}–{row['upper']:.1%}".replace("%–", "–")


def _rate(row: Mapping[str, Any] | None) -> Row:
    """Rate and interval of a signal; blank where the question does not arise."""
    if row is None:
        return [None, None]
    return [(row["rate"], "marked", None) if row["marked"] else row["rate"], _range(row)]
