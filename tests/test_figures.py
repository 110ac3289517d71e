"""The run's numbers."""

import polars as pl

from overdue_cli import figures
from sample_portfolio import portfolio, scored


def with_currencies(*currencies: str) -> pl.DataFrame:
    borrowers = scored().borrowers.head(len(currencies))
    return borrowers.with_columns(
        currency=pl.Series(currencies), balance=pl.lit(100), arrears=pl.lit(7), due_in_horizon=pl.lit(0)
    )


def counted(borrowers: pl.DataFrame) -> dict[str, object]:
    return figures.figures_of(borrowers, portfolio().sheets, portfolio().problems)


def test_currencies_are_counted_apart_and_never_summed() -> None:
    found = counted(with_currencies("CNY", "USD", "CNY"))
    assert (found["currency"], found["elsewhere"], found["borrowers"], found["balance"]) == ("CNY", 1, 3, 200)


def test_of_equals_the_first_currency_is_the_main_one() -> None:
    assert counted(with_currencies("USD", "CNY"))["currency"] == "CNY"


def test_the_grades_add_up_to_everybody() -> None:
    found = scored().figures()
    assert sum(line["borrowers"] for line in found["by_grade"]) == found["borrowers"]
    assert sum(line["balance"] for line in found["by_grade"]) == found["balance"]
    assert sum(line["borrowers"] for line in found["ageing"]) == found["borrowers"]


def test_a_grade_nobody_has_is_still_a_line() -> None:
    found = counted(with_currencies("CNY"))
    assert [line["grade"] for line in found["by_grade"]] == ["A", "B", "C", "D", "E"]


def test_amounts_are_told_in_yuan_to_the_fen() -> None:
    assert figures.in_yuan({"balance": 76086420, "borrowers": 3, "lines": [{"arrears": 5}]}) == {
        "balance": 760864.2,
        "borrowers": 3,
        "lines": [{"arrears": 0.05}],
    }
