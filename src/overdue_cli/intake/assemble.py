"""All sheets' rows → the portfolio's tables: joined, counted once, every row with its borrower."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from overdue_cli.intake.clean import runs
from overdue_cli.intake.copies import once
from overdue_cli.intake.ledger import built, merged, of_loans
from overdue_cli.intake.notes import ASIDE_TYPES, note, row_notes
from overdue_cli.intake.sheet import SheetRows
from overdue_cli.tables import PROVENANCE, TABLES, schema_of


@dataclass
class Assembled:
    """Tables and everything said while they were put together."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    present: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: list[pl.DataFrame] = field(default_factory=list)
    aside: list[pl.DataFrame] = field(default_factory=list)
    duplicates: list[pl.DataFrame] = field(default_factory=list)  # source_file, source_sheet, source_row


def assemble(sheets: list[SheetRows], extras: list[SheetRows]) -> Assembled:
    """The tables of `sheets`. `extras` are describing loan columns found on sheets of other tables.

    Steps: join, drop exact duplicates, complete the ledger, give every row its borrower, set aside rows
    that belong to none, and take back payments that lack a date or an amount.
    """
    result = Assembled()
    for name in TABLES:
        parts = [s for s in sheets if s.table == name]
        if parts:
            counted = once(name, parts)
            result.tables[name], result.problems = counted.frame, result.problems + counted.problems
            result.duplicates += counted.away
            result.present[name] = frozenset().union(*(p.present for p in parts))
    _ledger(result, [extra for extra in extras if extra.table == "loans"])
    _events(result, [extra for extra in extras if extra.table != "loans"])
    for name in [n for n in result.tables if n != "loans"]:
        _owned(name, result)
    if "instalments" in result.tables:
        _whole_payments(result)
    _months_only(result)
    return result


def _events(result: Assembled, extras: list[SheetRows]) -> None:
    """Events of flat sheets joined to their table, each once and uncounted: their rows are counted as loans or instalments."""
    known = result.tables["loans"]
    for extra in extras:
        frame = extra.frame.filter(
            pl.col("loan_id").is_in(known["loan_id"].implode())
            | pl.col("borrower_id").is_in(known["borrower_id"].implode())
        )
        columns = [c for c in frame.columns if c not in PROVENANCE]
        there = result.tables.get(extra.table, frame.clear())
        joined = pl.concat([there, frame])
        again = joined.select(~pl.struct(columns).is_first_distinct()).to_series()
        again = again & (pl.int_range(0, joined.height, eager=True) >= there.height)
        result.tables[extra.table] = joined.filter(~again)
        result.present[extra.table] = result.present.get(extra.table, frozenset()) | extra.present


def _months_only(result: Assembled) -> None:
    """Loans whose record is of monthly codes alone (P045): what a month hides is said, not passed over."""
    loans, dues = result.tables["loans"], result.tables.get("instalments")
    coded = loans.filter(pl.col("status_history").is_not_null())["loan_id"]
    if dues is not None:
        coded = pl.concat([coded, dues.filter(pl.col("status_code").is_not_null())["loan_id"]])
        if not coded.is_empty():
            exact = runs(dues.filter(pl.col("due_amount").is_not_null())["loan_id"])[0].unique()
            coded = coded.filter(~coded.is_in(exact.implode()))
    if number := coded.n_unique():
        result.problems.append(note("P045", table="loans", detail=str(number)))


def _ledger(result: Assembled, extras: list[SheetRows]) -> None:
    """`loans` with one row a loan and a borrower on each."""
    if "loans" not in result.tables:
        described = [e.frame for e in extras]
        rest = built(result.tables)
        loans = pl.concat([*described, rest.filter(~pl.col("loan_id").is_in(_ids(described).implode()))])
        loans = loans.filter(pl.col("loan_id").is_not_null()).unique(
            [c for c in loans.columns if c not in PROVENANCE], keep="first", maintain_order=True
        )
        result.present["loans"] = frozenset({"loan_id"}).union(*(e.present for e in extras))
        result.problems.append(note("P031", table="loans", detail=str(loans["loan_id"].n_unique())))
    else:
        loans = _with_missing(result)
    loans, notes = merged(loans)
    result.problems += notes
    own = loans["borrower_id"].is_null()
    if own.any():
        result.problems.append(note("P030", table="loans", detail=str(int(own.sum()))))
    result.tables["loans"] = loans.with_columns(pl.coalesce("borrower_id", "loan_id").alias("borrower_id"))


def _ids(frames: list[pl.DataFrame]) -> pl.Series:
    return pl.concat([f["loan_id"] for f in frames]) if frames else pl.Series("loan_id", [], dtype=pl.String)


def _with_missing(result: Assembled) -> pl.DataFrame:
    """The ledger, and the loans it lacks of borrowers it knows (P036): their arrears must not vanish."""
    loans = result.tables["loans"]
    known = loans["borrower_id"].drop_nulls().unique()
    lost = built(result.tables).filter(
        ~pl.col("loan_id").is_in(loans["loan_id"].implode()), pl.col("borrower_id").is_in(known.implode())
    )
    if lost.height:
        result.problems.append(row_notes("P036", "loans", lost.select("loan_id", *PROVENANCE)))
    return pl.concat([loans, lost])


def _owned(name: str, result: Assembled) -> None:
    """Fill `borrower_id` by the loan; set aside rows that match neither a loan nor a borrower (P027)."""
    frame, loans = result.tables[name], result.tables["loans"]
    owner = _owners(frame, loans)
    if owner.null_count():
        lost = frame.filter(owner.is_null())
        named = "loan_id" if "loan_id" in result.present[name] else "borrower_id"
        key = pl.coalesce("loan_id", "borrower_id") if named == "loan_id" else pl.col("borrower_id")
        result.problems.append(row_notes("P027", name, lost.select(key.alias(named), *PROVENANCE)))
        result.aside.append(_aside(name, lost))
    kept = frame.with_columns(owner).filter(owner.is_not_null()) if owner.null_count() else frame.with_columns(owner)
    result.tables[name] = kept.select(list(schema_of(name)))


def _owners(frame: pl.DataFrame, loans: pl.DataFrame) -> pl.Series:
    """`borrower_id` of each row: its loan's, else its own where the ledger knows that borrower; null where neither."""
    owner = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    if "loan_id" in frame.columns:
        owner = of_loans(frame["loan_id"], loans, "borrower_id")["borrower_id"]
    if owner.null_count():
        own = frame["borrower_id"]
        known = own.is_in(loans["borrower_id"].unique().implode()).fill_null(False)
        owner = owner.zip_with(owner.is_not_null() | ~known, own)
    return owner.alias("borrower_id")


def _aside(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows set aside after reading: which they are. `read_portfolio` puts their cells in."""
    return rows.select(
        file=pl.col("source_file").cast(pl.String), sheet=pl.col("source_sheet").cast(pl.String), row="source_row",
        table=pl.lit(name), code=pl.lit("P027"), cells=pl.lit(None, pl.List(pl.String)),
    ).cast(pl.Schema(ASIDE_TYPES))  # fmt: skip


def _whole_payments(result: Assembled) -> None:
    """A payment needs its day and its amount: where one is missing neither is counted (P028).

    An amount of 0 without a day is how many systems write "nothing yet", and no half payment.
    """
    frame, there = result.tables["instalments"], result.present["instalments"]
    day, amount = pl.col("paid_on"), pl.col("paid_amount")
    half = (day.is_null() & (amount != 0).fill_null(False)) | (day.is_not_null() & amount.is_null())
    rows = frame.filter(half)
    if rows.is_empty():
        return
    if {"paid_on", "paid_amount"} <= there:
        result.problems.append(row_notes("P028", "instalments", rows.select("loan_id", *PROVENANCE)))
    else:
        lacks = "paid_amount" if "paid_on" in there else "paid_on"
        result.problems.append(note("P041", table="instalments", header=lacks, detail=str(rows.height)))
    result.tables["instalments"] = frame.with_columns(
        pl.when(~half).then(day).alias("paid_on"), pl.when(~half).then(amount).alias("paid_amount")
    )
