"""The currency of every loan, assumed and said where the export does not name it."""

from __future__ import annotations

import polars as pl

from overdue_cli.intake.assemble import Assembled
from overdue_cli.intake.notes import note

DEFAULT = "CNY"


def with_currency(joined: Assembled) -> dict[str, pl.DataFrame]:
    """The tables with a currency on every loan: CNY where there is none, noted once (P038).

    A blank among filled cells is taken for CNY too: a loan without a currency could be ranked with none.
    """
    if "loans" not in joined.tables:  # nothing was recognised, and that is said elsewhere
        return joined.tables
    loans = joined.tables["loans"]
    blank = loans["currency"].null_count()
    if blank:
        joined.problems.append(note("P038", table="loans", header="currency", value=DEFAULT, detail=str(blank)))
    return joined.tables | {"loans": loans.with_columns(pl.col("currency").fill_null(DEFAULT))}
