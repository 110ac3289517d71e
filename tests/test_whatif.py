"""What would change a grade, on the shipped sample."""

import polars as pl

from overdue_cli import edges, whatif
from sample_portfolio import AS_OF, scored


def outcomes() -> pl.DataFrame:
    return whatif.outcomes(scored(), scored().listed["borrower_id"])


def grades() -> pl.DataFrame:
    return scored().borrowers.select("borrower_id", "days_past_due", now="grade")


def test_nobody_current_gains_by_paying_arrears() -> None:
    paid = outcomes().filter(pl.col("what") == "paid").join(grades(), on="borrower_id")
    assert paid.height > 0
    assert paid.filter(pl.col("days_past_due") == 0).is_empty()


def test_doing_what_is_asked_never_worsens_and_not_paying_never_improves() -> None:
    told = outcomes().join(grades(), on="borrower_id")
    assert told.filter((pl.col("what") != "unpaid") & (pl.col("grade") >= pl.col("now"))).is_empty()
    assert told.filter((pl.col("what") == "unpaid") & (pl.col("grade") <= pl.col("now"))).is_empty()


def test_the_day_by_which_to_pay_lies_ahead() -> None:
    unpaid = outcomes().filter(pl.col("what") == "unpaid")
    days = unpaid["says"].str.extract(r"(\d{4}-\d{2}-\d{2})").str.to_date()
    assert unpaid.height > 0
    assert (days > AS_OF).all()


def test_an_edge_is_told_only_where_it_gives_a_better_grade() -> None:
    told = edges.nearest_edges(scored(), scored().listed["borrower_id"]).join(grades(), on="borrower_id")
    assert told.height > 0
    assert told.filter(pl.col("grade") >= pl.col("now")).is_empty()
    counted = scored().reasons.select("borrower_id", "rule_id", "fact").unique()
    assert told.join(counted, on=["borrower_id", "rule_id", "fact"], how="anti").is_empty()


def test_nobody_asked_nothing_told() -> None:
    nobody = pl.Series("borrower_id", [], dtype=pl.String)
    assert whatif.outcomes(scored(), nobody).is_empty()
    assert edges.nearest_edges(scored(), nobody).is_empty()
