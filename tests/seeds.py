"""Checks on invented portfolios: a few seeds in `make test`, many more in `make test-all`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


def on_seeds(short: int, long: int) -> Callable[[Callable[[int], None]], Callable[..., None]]:
    """The check on `short` seeds, the same ones each time, and on `long` of them in `make test-all`."""

    def sized(check: Callable[[int], None]) -> Callable[..., None]:
        @pytest.mark.parametrize("seeds", [short, pytest.param(long, marks=pytest.mark.slow)])
        def test(seeds: int) -> None:
            quiet: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
            quiet["phases"] = [Phase.generate]  # a smaller seed is no smaller borrower
            settings(max_examples=seeds, derandomize=True, **quiet)(given(st.integers(0, 2**32 - 1))(check))()

        return test

    return sized
