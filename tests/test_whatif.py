"""What would change a grade, on the shipped sample."""

import polars as pl
import pytest

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


def test_a_record_by_name_is_replayed_with_its_day() -> None:
    told = outcomes()
    assert set(told["what"].unique()) >= {"promise", "payment", "inspection"}
    named = told.filter(pl.col("what").is_in(["promise", "payment", "inspection"]))
    days = named["says"].str.extract(r"(\d{4}-\d{2}-\d{2})").str.to_date()
    assert days.is_not_null().all()
    assert (days <= AS_OF).all()


def test_a_promise_is_replayed_only_where_it_was_broken() -> None:
    promised = outcomes().filter(pl.col("what") == "promise")["borrower_id"].unique()
    broken = scored().evidence.sources["promises"].filter(pl.col("is_due") & pl.col("is_broken"))
    assert promised.is_in(broken["borrower_id"].implode()).all()


@pytest.mark.slow
def test_replays_of_many_say_what_replays_of_one_say() -> None:
    told = whatif.counterfactuals(scored(), scored().listed["borrower_id"])
    for borrower in told["borrower_id"].unique().sort().head(3):
        alone = whatif.counterfactuals(scored(), pl.Series("borrower_id", [borrower]))
        assert alone.equals(told.filter(pl.col("borrower_id") == borrower))
