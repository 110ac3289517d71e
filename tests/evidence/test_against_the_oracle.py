"""The pipeline against a slow, plain reading of the same rules, on generated borrowers of every kind."""

import datetime as dt

import pytest

from comparison import differences, smallest
from oracle import Run
from population import population

DAYS = [dt.date(2026, 11, 20), dt.date(2026, 11, 30), dt.date(2028, 2, 29)]
OLD = [0, 10, 35, 36, -5]


def disagreement(seed: int, size: int) -> str | None:
    """The smallest borrower on whom the two disagree, in words; None if they agree on everybody."""
    as_of = DAYS[seed % len(DAYS)]
    run = Run(as_of, as_of - dt.timedelta(days=OLD[seed % len(OLD)]))
    found = differences(population(seed, size, as_of), run)
    if not found:
        return None
    least = smallest(found[0], run)
    return f"{least.what}: by hand {least.oracle}, by the pipeline {least.pipeline}, of {least.borrower}"


@pytest.mark.parametrize("seed", range(1))
def test_both_readings_give_the_same_points_floors_and_grades(seed: int) -> None:
    assert disagreement(seed, 300) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 112))
def test_both_readings_agree_on_thousands(seed: int) -> None:
    assert disagreement(seed, 2000) is None
