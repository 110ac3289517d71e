"""Where more borrowers are listed than a sheet holds, the most urgent are in the workbook and the rest in Parquet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl

from overdue_cli.intake.gather import gather
from sample_portfolio import scored


def test_the_most_urgent_are_shown_the_rest_is_counted_and_said() -> None:
    whole = scored("en")
    tight = replace(whole, request=replace(whole.request, most_rows=1_000))
    assert whole.shown.equals(whole.listed)
    assert whole.beyond.height == 0
    assert 0 < tight.shown.height < whole.listed.height
    assert tight.shown.height + tight.beyond.height == whole.listed.height
    assert tight.shown["tier"].max() <= tight.beyond["tier"].min()
    assert any(str(tight.beyond.height) in said for said in tight.notices())


def test_the_workbook_holds_those_shown_and_no_other(tmp_path: Path) -> None:
    tight = replace(scored("en"), request=replace(scored("en").request, most_rows=1_000))
    tight.to_workbook(tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(tmp_path / "w.xlsx", read_only=True)
    cells = {
        str(v)
        for name in ("Before due", "Overdue", "Reasons")
        for row in book[name].iter_rows(values_only=True)
        for v in row
    }
    assert set(tight.shown["borrower_id"]) <= cells
    assert not set(tight.beyond["borrower_id"]) & cells


def test_a_pattern_the_shell_left_is_filled_in(tmp_path: Path) -> None:
    for part in ("branch=1/part-0.parquet", "branch=2/part-0.parquet", "branch=2/part-1.parquet"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        pl.DataFrame({"loan_id": ["1"]}).write_parquet(tmp_path / part)
    files, skipped = gather([tmp_path / "branch=*" / "part-0.parquet"])
    assert [path.parent.name for path, _ in files] == ["branch=1", "branch=2"]
    assert skipped == []
    assert len(gather([tmp_path / "**" / "*.parquet"])[0]) == 3
    assert len(gather([tmp_path])[0]) == 3
