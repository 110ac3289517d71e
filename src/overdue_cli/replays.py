"""Records replayed with one thing different: many borrowers and many ways, side by side in one set of tables.

Every alternative is a borrower of its own, with copies of the records and a number instead of a name, so that
one pass over each frame grades them all. What is different stands in the alternative's row: `what`, the day it
speaks of (`on`) and, for a record by name, which one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli.tables import TABLES, Kind, schema_of

if TYPE_CHECKING:
    from overdue_cli.scored import ScoredPortfolio

Tables = dict[str, pl.DataFrame]
PLACE = ["source_file", "source_sheet", "source_row"]
INSTALMENT = ["loan_id", "due_on", "instalment_no"]
PAID = ("paid", "all")
RECTIFIED = ("rectified", "all")
VISITED = ("visited", "all")
STATED = ("days_past_due", "overdue_principal", "overdue_interest", "overdue_fees")
"""What the bank states of arrears: gives way to what the replayed records say once they are paid."""


def replayed(scored: ScoredPortfolio, alternatives: pl.DataFrame) -> Tables:
    """The tables of all alternatives; `borrower_id` is the alternative's number as text.

    `alternatives`: `borrower_id`, `what`, `on`, `amount` (fen), `wait` (days), the place of a named inspection,
    the key of a named instalment.
    """
    chosen = alternatives.with_columns(pl.col("number").cast(pl.String).alias("alternative"))
    tables = {name: _copied(name, frame, chosen) for name, frame in scored.portfolio.tables.items()}
    tables = _rectified(tables, scored)
    tables = _completed(_visited(tables, scored, chosen), chosen)
    tables = _with_payments(tables, _payments(scored, chosen), scored)
    return {name: _named_anew(frame) for name, frame in tables.items()}


def _copied(name: str, frame: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """The table's rows once for each alternative of their borrower, older by the days it waits."""
    copies = frame.join(
        chosen.select("borrower_id", "alternative", "what", "wait", "day"), on="borrower_id", how="inner"
    )
    dates = [column.name for column in TABLES[name].columns if column.kind is Kind.DATE]
    moved = [pl.col(day) - pl.duration(days=pl.col("wait")) for day in dates]
    waiting = copies.filter(pl.col("wait") > 0).with_columns(moved)
    if name == "loans":
        late = pl.when(pl.col("days_past_due") > 0).then(pl.col("days_past_due") + pl.col("wait"))
        waiting = waiting.with_columns(late.otherwise("days_past_due").cast(pl.Int32).alias("days_past_due"))
    return pl.concat([copies.filter(pl.col("wait") == 0), waiting])


def _rectified(tables: Tables, scored: ScoredPortfolio) -> Tables:
    """Every finding on record put right today, where that is what is different."""
    if "inspections" not in tables:
        return tables
    today = pl.coalesce("rectified_on", pl.lit(scored.request.as_of))
    done = pl.when(pl.col("what").is_in(RECTIFIED)).then(today).otherwise("rectified_on").alias("rectified_on")
    return tables | {"inspections": tables["inspections"].with_columns(done)}


def _visited(tables: Tables, scored: ScoredPortfolio, chosen: pl.DataFrame) -> Tables:
    """Somebody goes there today, meets the borrower, finds nothing new and enters it."""
    visit = chosen.filter(pl.col("what").is_in(VISITED)).select(
        "borrower_id",
        "alternative",
        *[pl.lit(scored.request.as_of).alias(name) for name in ("inspected_on", "recorded_on")],
        pl.lit("on_site").alias("method"),
        *[pl.lit("-- today").alias(name) for name in ("inspector", "met_person", "conclusion")],
    )
    return _with_rows(tables, "inspections", visit)


def _completed(tables: Tables, chosen: pl.DataFrame) -> Tables:
    """The named inspection with every particular that makes it count, as of its own day."""
    named = chosen.filter(pl.col("what") == "inspection").select("alternative", *PLACE, pl.lit(True).alias("named"))
    if named.is_empty():
        return tables
    rows = tables["inspections"].join(named, on=["alternative", *PLACE], how="left", nulls_equal=True)
    full: dict[str, pl.Expr] = {"method": pl.lit("on_site"), "recorded_on": pl.col("inspected_on")}
    full |= dict.fromkeys(("inspector", "met_person", "conclusion"), pl.lit("-- complete"))
    made = [pl.when("named").then(value).otherwise(pl.col(name)).alias(name) for name, value in full.items()]
    return tables | {"inspections": rows.with_columns(made).drop("named")}


def _payments(scored: ScoredPortfolio, chosen: pl.DataFrame) -> pl.DataFrame:
    """Instalments each alternative sees paid: its key, `day`, `amount` (fen), `still_open` of it, `whole`."""
    history = scored.evidence.sources["history"].filter(pl.col("due_amount").is_not_null())
    dues = history.select(
        "borrower_id",
        *INSTALMENT,
        "due_amount",
        "satisfied_on",
        (pl.col("due_amount") - pl.col("allocated")).clip(0).alias("left"),
    )
    columns = ("alternative", "borrower_id", *INSTALMENT, "due_amount", "day", "amount", "still_open", "whole")
    today = (
        dues.filter(pl.col("satisfied_on").is_null() & (pl.col("left") > 0))
        .join(chosen.filter(pl.col("what").is_in(PAID)).select("borrower_id", "alternative"), on="borrower_id")
        .with_columns(day=pl.lit(scored.request.as_of), amount="left", still_open="left", whole=pl.lit(False))
    )
    named = chosen.filter(pl.col("what") == "payment").select("alternative", *INSTALMENT)
    on_time = dues.join(named, on=INSTALMENT, nulls_equal=True).with_columns(
        day="due_on", amount="due_amount", still_open="left", whole=pl.lit(True)
    )
    parts = [today, on_time, _as_promised(dues, chosen)]
    return pl.concat([part.select(columns) for part in parts], how="vertical_relaxed")


def _as_promised(dues: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """What was owed on the promised day, oldest first, paid that day as far as the promise goes."""
    promised = chosen.filter(pl.col("what") == "promise").select("borrower_id", "alternative", "promised", "day")
    owed = (
        dues.join(promised, on="borrower_id", how="inner")
        .filter((pl.col("due_on") <= pl.col("day")) & (pl.col("satisfied_on") > pl.col("day")).fill_null(True))
        .sort("alternative", *INSTALMENT)
    )
    before = pl.col("due_amount").cum_sum().over("alternative") - pl.col("due_amount")
    given = (pl.col("promised") - before).clip(0, pl.col("due_amount")).alias("amount")
    return (
        owed.with_columns(given)
        .filter(pl.col("amount") > 0)
        .with_columns(still_open=pl.min_horizontal("left", "amount"), whole=pl.col("amount") >= pl.col("due_amount"))
    )


def _with_payments(tables: Tables, payments: pl.DataFrame, scored: ScoredPortfolio) -> Tables:
    """The payments where the loan's stand: on the instalment's row, or in the ledger that is read oldest due first."""
    tables = _unbroken(tables, scored)
    if payments.is_empty():
        return tables
    by_ledger = _ledger_loans(scored)
    on_rows = payments.join(by_ledger, on="loan_id", how="anti")
    rows = on_rows.select(
        "alternative", "borrower_id", *INSTALMENT, "due_amount",
        pl.col("day").alias("paid_on"), pl.col("amount").alias("paid_amount"),
    )  # fmt: skip
    tables = _with_rows(_taken_back(tables, on_rows.filter("whole")), "instalments", rows)
    cash = payments.join(by_ledger, on="loan_id", how="semi").group_by("alternative", "borrower_id", "loan_id", "day")
    paid = cash.agg(pl.col("amount").sum(), pl.col("still_open").sum())
    # What came later anyway was only brought forward: taken out again today, so that nothing is paid twice.
    twice = pl.col("amount") - pl.col("still_open")
    columns = ("alternative", "borrower_id", "loan_id", "paid_on", "amount")
    added = [
        paid.with_columns(paid_on="day"),
        paid.filter(twice > 0).with_columns(paid_on=pl.lit(scored.request.as_of), amount=-twice),
    ]
    tables = _with_rows(tables, "payments", pl.concat([part.select(columns) for part in added]))
    loans = tables["loans"].join(
        payments.filter(pl.col("still_open") > 0).select("alternative", pl.lit(True).alias("settled")).unique(),
        on="alternative", how="left",
    )  # fmt: skip
    stated = [pl.when(pl.col("settled").is_null()).then(pl.col(name)).otherwise(0).alias(name) for name in STATED]
    return tables | {"loans": loans.with_columns(stated).drop("settled")}


def _taken_back(tables: Tables, whole: pl.DataFrame) -> Tables:
    """Without the payments that came later on instalments the alternative sees paid in full."""
    key = ["alternative", *INSTALMENT]
    days = whole.select(*key, pl.col("day").alias("paid_in_full_on"))
    rows = tables["instalments"].join(days, on=key, how="left", nulls_equal=True)
    later = (pl.col("paid_on") > pl.col("paid_in_full_on")).fill_null(False)
    gone = [pl.when(later).then(None).otherwise(pl.col(name)).alias(name) for name in ("paid_on", "paid_amount")]
    return tables | {"instalments": rows.with_columns(gone).drop("paid_in_full_on")}


def _unbroken(tables: Tables, scored: ScoredPortfolio) -> Tables:
    """Without the lines of the log that say the promise was broken which is now seen kept."""
    if "contacts" not in tables:
        return tables
    within = pl.duration(days=scored.ruleset.contacts.promise.said_broken_within_days)
    told = scored.evidence.sources["contacts"].filter(pl.col("broken") & ~pl.col("promise"))
    rows = tables["contacts"].join(
        told.select(*PLACE, pl.lit(True).alias("broken")), on=PLACE, how="left", nulls_equal=True
    )
    about_it = pl.col("contacted_on").is_between(pl.col("day"), pl.col("day") + within) & (pl.col("what") == "promise")
    return tables | {"contacts": rows.filter(~(pl.col("broken") & about_it).fill_null(False)).drop("broken")}


def _ledger_loans(scored: ScoredPortfolio) -> pl.DataFrame:
    """Loans whose payments stand in the cash ledger and not on their rows."""
    tables = scored.portfolio.tables
    if "payments" not in tables:
        return pl.DataFrame(schema={"loan_id": pl.String})
    on_rows = tables.get("instalments", pl.DataFrame(schema=schema_of("instalments"))).filter(
        pl.col("paid_amount").is_not_null() & (pl.col("paid_on") <= scored.request.as_of).fill_null(True)
    )
    return (
        tables["payments"].select("loan_id").unique().join(on_rows.select("loan_id").unique(), on="loan_id", how="anti")
    )


def _with_rows(tables: Tables, name: str, rows: pl.DataFrame) -> Tables:
    table = tables.get(name, pl.DataFrame(schema=schema_of(name)))
    return tables | {name: pl.concat([table, rows], how="diagonal_relaxed")}


def _named_anew(frame: pl.DataFrame) -> pl.DataFrame:
    """Each alternative a borrower of its own, its loans its own too."""
    names = [pl.col("alternative").alias("borrower_id")]
    if "loan_id" in frame.columns:
        names.append(pl.concat_str("loan_id", "alternative", separator="\x1f").alias("loan_id"))
    return frame.with_columns(names).drop("alternative", "what", "wait", "day", strict=False)
