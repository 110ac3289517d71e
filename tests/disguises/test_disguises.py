"""The same rows in a dozen disguises: the same grades where the disguise loses nothing, never better ones where it does."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

sys.path.append(str(Path(__file__).parent.parent / "intake"))  # the smallest ods is written there
from disguise import (
    LOSSLESS,
    as_it_is,
    codes_in_rows,
    gbk_text_with_semicolons,
    headers_on_two_rows,
    months_side_by_side,
    old_xls_with_titles,
    one_flat_sheet,
    portfolio,
    status_strings,
    ten_thousands,
)

from overdue_cli.pipeline import score
from overdue_cli.scored import ScoredPortfolio

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 11, 20)
OFTEN = (old_xls_with_titles, gbk_text_with_semicolons, ten_thousands, headers_on_two_rows, one_flat_sheet)
"""Those tried in every run of the tests; the others are slow only because they are many."""
SHOWN = ("borrower_id", "grade", "score", "days_past_due", "arrears", "due_in_horizon", "balance")


def graded(write: Callable[[Path], Path | None], folder: Path) -> ScoredPortfolio:
    exports = folder / "exports"
    exports.mkdir()
    mapping = write(exports)
    scored = score([exports], as_of=AS_OF, mapping=mapping)
    assert scored.portfolio.set_aside.is_empty(), scored.problems
    return scored


def shown(scored: ScoredPortfolio) -> pl.DataFrame:
    return scored.borrowers.select(SHOWN).sort("borrower_id")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return shown(graded(as_it_is, tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def of_codes(tmp_path_factory: pytest.TempPathFactory) -> ScoredPortfolio:
    return graded(codes_in_rows, tmp_path_factory.mktemp("codes"))


def test_the_portfolio_has_sixty_borrowers_of_every_grade(plain: pl.DataFrame) -> None:
    assert plain.height == 60
    assert set(plain["grade"]) == set("ABCDE")


@pytest.mark.parametrize(
    "write", [w if w in OFTEN else pytest.param(w, marks=pytest.mark.slow) for w in LOSSLESS], ids=lambda w: w.__name__
)
def test_the_same_portfolio_has_the_same_grades_as(
    write: Callable[[Path], None], plain: pl.DataFrame, tmp_path: Path
) -> None:
    assert shown(graded(write, tmp_path)).equals(plain)


@pytest.mark.parametrize("write", [status_strings, months_side_by_side], ids=lambda w: w.__name__)
def test_what_knows_only_months_is_graded_like_the_original_coarsened_alike(
    write: Callable[[Path], Path | None], of_codes: ScoredPortfolio, tmp_path: Path
) -> None:
    assert shown(graded(write, tmp_path)).equals(shown(of_codes))


def test_what_knows_only_months_is_never_graded_better_and_the_loss_is_said(
    plain: pl.DataFrame, of_codes: ScoredPortfolio
) -> None:
    both = plain.join(shown(of_codes), on="borrower_id", suffix="_coarse")
    assert both.height == 60
    assert both.filter(pl.col("grade_coarse") < pl.col("grade")).is_empty()
    assert "P045" in of_codes.problems["code"].to_list()


@cache
def soffice() -> str | None:
    import shutil

    return shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_what_libreoffice_saves_has_the_same_grades(form: str, plain: pl.DataFrame, tmp_path: Path) -> None:
    import subprocess

    from disguise import xlsx

    xlsx(tmp_path / "a.xlsx", {name: (name, frame) for name, frame in portfolio().items()}, ["信贷数据", "单位：元"])
    out = tmp_path / "saved"
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        [str(soffice()), "--headless", home, "--convert-to", form, "--outdir", str(out), str(tmp_path / "a.xlsx")],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert shown(score([out], as_of=AS_OF)).equals(plain)
