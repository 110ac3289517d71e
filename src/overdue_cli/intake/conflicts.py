"""What the tables say against each other: dates out of order, two sources that disagree, loans nobody pays.

The row and both values are shown, so that somebody can mend the source. Which of two values counts is decided where they
are used, and it is the worse one; only what no rule could see later, a balance and an end that the instalments belie, is
put right here (`at_their_worst`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from overdue_cli.intake.clean import runs
from overdue_cli.intake.headers import Apart
from overdue_cli.intake.ledger import of_loans
from overdue_cli.intake.notes import TYPES
from overdue_cli.tables import PROVENANCE, TABLES

EVENT_DATES = {
    "instalments": "paid_on",
    "payments": "paid_on",
    "inspections": "inspected_on",
    "contacts": "contacted_on",
}
"""Table → the day of its events: none should lie after the export's own, and the latest dates an export that does not
say its day. Due dates lie ahead."""
_ENDED = ("settled", "written_off")


@dataclass(frozen=True)
class Unpaid:
    """What the instalments say is not paid: `oldest`, each loan's first open due date, and `asked`, its unpaid principal.

    Both are small, and all that is held against the ledger afterwards.
    """

    oldest: pl.DataFrame
    asked: pl.DataFrame


def unpaid(tables: Mapping[str, pl.DataFrame], counted_on: dt.date | None, apart: Apart) -> Unpaid | None:
    """What is unpaid on `counted_on`; None where no instalments tell, or payments stand in a ledger of their own."""
    dues = tables.get("instalments")
    if dues is None or counted_on is None or "payments" in tables:
        return None
    oldest = _open(dues, counted_on, apart).group_by("loan_id").agg(pl.col("due_on").min())
    return Unpaid(oldest, _asked(dues))


def conflicts(
    tables: Mapping[str, pl.DataFrame],
    stated: dt.date | None,
    counted_on: dt.date | None,
    left: Unpaid | None,
    apart: Apart,
) -> list[pl.DataFrame]:
    """One problem a row that disagrees with another. `stated` is the date the export gives itself, `counted_on` the
    day by which its days past due are counted again: the same, or the latest event. `left` is what is `unpaid` then."""
    loans = tables["loans"]
    found = [*_ledger_dates(loans), *_named_twice(loans), _over_principal(loans, tables, apart)]
    for table, column in EVENT_DATES.items():
        if table in tables:
            found += _events(tables[table], table, column, loans, stated)
    if "instalments" in tables:
        dues = tables["instalments"]
        found += _due_after_maturity(dues, loans)
        found.append(_without_instalments(loans, tables))
        if counted_on is not None and left is not None:
            found.append(_stated_days(loans, dues, left, counted_on, apart))
            short = _short(loans, left, apart).with_columns(value=_yuan("balance"), detail=_yuan("asked"))
            found.append(_notes("P058", "loans", short, "balance", "balance_short"))
            ended = _not_ended(loans, left, apart).with_columns(value="loan_status", detail="due_on")
            found.append(_notes("P058", "loans", ended, "loan_status", "not_ended"))
    return [frame for frame in found if frame.height]


def _notes(code: str, table: str, rows: pl.DataFrame, header: str, why: str | None = None) -> pl.DataFrame:
    """`rows` as problems: their provenance, `value` what the cell says, `detail` what it is held against.

    `why` is a key of the sentences under `conflicts`; the detail follows it.
    """
    detail = pl.col("detail").cast(pl.String) if "detail" in rows.columns else pl.lit(None, pl.String)
    if why is not None:
        detail = pl.concat_str([pl.lit(f"@{why}"), pl.lit(" ") + detail], ignore_nulls=True)
    made = rows.select(
        *(pl.col(name).cast(TYPES[name]) for name in PROVENANCE), pl.col("value").cast(pl.String), detail.alias("detail"),
        code=pl.lit(code), table=pl.lit(table), header=pl.lit(header),
    )  # fmt: skip
    missing = (pl.lit(None, kind).alias(name) for name, kind in TYPES.items() if name not in made.columns)
    return made.with_columns(missing).select(list(TYPES))


def _ledger_dates(loans: pl.DataFrame) -> list[pl.DataFrame]:
    """Loans that end before they begin."""
    backwards = loans.filter(pl.col("matures_on") < pl.col("disbursed_on"))
    value = backwards.with_columns(value="matures_on", detail="disbursed_on")
    return [_notes("P032", "loans", value, "matures_on", "matures_first")]


def _over_principal(loans: pl.DataFrame, tables: Mapping[str, pl.DataFrame], apart: Apart) -> pl.DataFrame:
    """Loans that owe more than was lent. A card may stand above its line, which is no disagreement."""
    more = loans.filter(pl.col("balance") > pl.col("principal") + apart.fen)
    if "instalments" in tables and more.height:
        cards = tables["instalments"].filter(pl.col("statement_amount").is_not_null()).select("loan_id")
        more = more.join(cards, on="loan_id", how="anti", maintain_order="left")
    return _notes(
        "P058",
        "loans",
        more.with_columns(value=_yuan("balance"), detail=_yuan("principal")),
        "balance",
        "over_principal",
    )


def _named_twice(loans: pl.DataFrame) -> list[pl.DataFrame]:
    """Borrowers whose one number stands beside two names: a name joins nobody, so this is one borrower."""
    named = loans.filter(pl.col("borrower_name").is_not_null())
    first = pl.col("borrower_name").first().over("borrower_id")
    rows = named.with_columns(first=first).filter(pl.col("borrower_name") != pl.col("first"))
    return [_notes("P058", "loans", rows.with_columns(value="borrower_name"), "borrower_name", "two_names")]


def _events(
    frame: pl.DataFrame, table: str, column: str, loans: pl.DataFrame, stated: dt.date | None
) -> list[pl.DataFrame]:
    """Events after the day the export says it was made on, and payments before the money was lent."""
    found = []
    day = pl.col(column)
    if stated is not None and (late := frame.filter(day > stated)).height:
        found.append(
            _notes("P032", table, late.with_columns(value=column, detail=pl.lit(stated)), column, "in_the_future")
        )
    if column == "paid_on" and frame[column].count():
        begun = of_loans(frame["loan_id"], loans, "disbursed_on")["disbursed_on"]
        early = frame.with_columns(begun).filter((frame[column] < begun).fill_null(False))
        found.append(
            _notes("P032", table, early.with_columns(value=column, detail="disbursed_on"), column, "before_lent")
        )
    return found


def _due_after_maturity(dues: pl.DataFrame, loans: pl.DataFrame) -> list[pl.DataFrame]:
    ends = of_loans(dues["loan_id"], loans, "matures_on")["matures_on"]
    late = dues.with_columns(ends).filter((dues["due_on"] > ends).fill_null(False))
    return [
        _notes(
            "P032", "instalments", late.with_columns(value="due_on", detail="matures_on"), "due_on", "after_maturity"
        )
    ]


def _without_instalments(loans: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Open loans that have neither an instalment, nor a payment, nor a status string: their history is not known."""
    alive = ~pl.col("loan_status").is_in(_ENDED).fill_null(False) & pl.col("status_history").is_null()
    rows = loans.filter(alive)
    for table in ("instalments", "payments"):
        if table in tables:
            rows = rows.join(_named(tables[table]), on="loan_id", how="anti", maintain_order="left")
    return _notes("P057", "loans", rows.with_columns(value="loan_id"), "loan_id")


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """`loan_id`: each loan the rows name, once."""
    return runs(rows["loan_id"])[0].unique().to_frame()


def _stated_days(loans: pl.DataFrame, dues: pl.DataFrame, left: Unpaid, day: dt.date, apart: Apart) -> pl.DataFrame:
    """Loans whose stated days past due are not those of their oldest open instalment."""
    stated = loans.filter(pl.col("days_past_due").is_not_null())
    both = stated.join(_named(dues), on="loan_id", how="semi", maintain_order="left").join(
        left.oldest, on="loan_id", how="left", maintain_order="left"
    )
    days = (pl.lit(day) - pl.col("due_on")).dt.total_days().fill_null(0)
    differ = both.filter((days - pl.col("days_past_due")).abs() > apart.days)
    return _notes(
        "P058", "loans", differ.with_columns(value="days_past_due", detail=days), "days_past_due", "days_differ"
    )


def _open(dues: pl.DataFrame, day: dt.date, apart: Apart) -> pl.DataFrame:
    """Instalments due before `day` that what was paid by then does not cover.

    Only loans are summed of which some row alone falls short or takes money back: no other can be open.
    """
    paid = pl.when(pl.col("paid_on") <= day).then("paid_amount")
    asked = ("loan_id", "instalment_no", "due_on", "due_amount", "paid_on", "paid_amount")
    due = dues.lazy().select(asked).filter(pl.col("due_on") < day, pl.col("due_amount").is_not_null()).collect()
    short = due.filter((paid.fill_null(0) < pl.col("due_amount") - apart.fen) | (paid < 0))
    theirs = due.join(_named(short), on="loan_id", how="semi")
    sums = theirs.group_by("loan_id", "instalment_no", "due_on").agg(pl.col("due_amount").max(), paid=paid.sum())
    return sums.filter(pl.col("paid") < pl.col("due_amount") - apart.fen)


def _asked(dues: pl.DataFrame) -> pl.DataFrame:
    """`loan_id`, `asked`: the principal of the instalments on which nothing was paid."""
    nothing = pl.col("paid_amount").fill_null(0) == 0
    columns = ("loan_id", "instalment_no", "due_on", "due_principal")
    coming = dues.lazy().filter(nothing, pl.col("due_principal").is_not_null()).select(columns).collect()
    coming = coming.unique(["loan_id", "instalment_no", "due_on"], keep="any")
    return coming.group_by("loan_id").agg(asked=pl.col("due_principal").sum())


def _short(loans: pl.DataFrame, left: Unpaid, apart: Apart) -> pl.DataFrame:
    """Loans whose balance is smaller than the principal their unpaid instalments still ask for, with that as `asked`."""
    known = loans.filter(pl.col("balance").is_not_null())
    both = known.join(left.asked, on="loan_id", how="inner", maintain_order="left")
    alive = ~pl.col("loan_status").is_in(_ENDED).fill_null(False)
    return both.filter(alive, pl.col("balance") < pl.col("asked") - apart.fen)


def _not_ended(loans: pl.DataFrame, left: Unpaid, apart: Apart) -> pl.DataFrame:
    """Loans said to be settled that have a balance and an instalment overdue, with its due date."""
    settled = loans.filter(pl.col("loan_status") == "settled", pl.col("balance") > apart.fen)
    return settled.join(left.oldest, on="loan_id", how="inner", maintain_order="left")


def at_their_worst(loans: pl.DataFrame, left: Unpaid | None, apart: Apart) -> pl.DataFrame:
    """The loans with the larger balance where the instalments ask for more, and open where they say settled and are not.

    A balance that is too small would put a loan too low in the list, and a settled loan is not graded at all.
    """
    if left is None:
        return loans
    short = _short(loans, left, apart).select("loan_id", "asked")
    open_yet = _not_ended(loans, left, apart)["loan_id"]
    if short.is_empty() and open_yet.is_empty():
        return loans
    status = pl.when(pl.col("loan_id").is_in(open_yet.implode())).then(pl.lit("active")).otherwise("loan_status")
    larger = loans.join(short, on="loan_id", how="left", maintain_order="left")
    return larger.with_columns(balance=pl.max_horizontal("balance", "asked"), loan_status=status).drop("asked")


def _yuan(column: str) -> pl.Expr:
    return (pl.col(column) / 100).round(2).cast(pl.String)


def with_headers(
    problems: pl.DataFrame, places: Mapping[tuple[str, str], Mapping[str, tuple[str, str]]]
) -> pl.DataFrame:
    """`problems` with each column called by the header its own sheet gave it, and the cell named.

    `places`: file and sheet → canonical column → header and letter. What is said after the tables were joined knows
    only canonical columns, which an analyst has never seen.
    """
    canonical = {c.name for table in TABLES.values() for c in table.columns}
    if not problems["header"].is_in(list(canonical)).any():
        return problems
    rows = [
        (file, sheet, column, *place) for (file, sheet), columns in places.items() for column, place in columns.items()
    ]
    known = pl.DataFrame(rows, schema=["source_file", "source_sheet", "header", "shown", "letter"], orient="row")
    if known.is_empty():
        return problems
    joined = problems.join(known, on=["source_file", "source_sheet", "header"], how="left", maintain_order="left")
    cell = pl.concat_str([pl.col("letter"), pl.col("source_row").cast(pl.String)])
    return joined.with_columns(
        header=pl.coalesce("shown", "header"), cell=pl.when(pl.col("shown").is_not_null()).then(pl.coalesce("cell", cell)).otherwise("cell")
    ).select(problems.columns)  # fmt: skip
