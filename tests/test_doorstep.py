"""Visit sheets and filled templates: who gets a page, what stands on it, where the files go."""

from __future__ import annotations

import importlib.util
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from overdue_cli.cli.score import score
from overdue_cli.doorstep import Form, form_of
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from sample_portfolio import ROOT, scored
from smallest import AS_OF


def texts(page: Any) -> list[str]:
    return [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]


def row_of(page: Any) -> dict[str, Any]:
    """Everything known of the borrower a page is about."""
    return scored("zh").borrowers.filter(pl.col("borrower_id").is_in(texts(page))).row(0, named=True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The pages of the six first Chinese borrowers who may be visited."""
    run, path = scored("zh"), tmp_path_factory.mktemp("visits") / "v.xlsx"
    filling = Form(None, "", 6).filled(run, run.chosen)
    assert filling is not None
    filling.write(path)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_template_is_the_one_its_tool_draws(language: str) -> None:
    spec = importlib.util.spec_from_file_location("visit_template", ROOT / "tools" / "visit_template.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    shipped, drawn = openpyxl.load_workbook(rules_home() / f"visit_{language}.xlsx").active, tool.drawn(language).active
    values = [[[cell.value or None for cell in row] for row in page.iter_rows()] for page in (shipped, drawn)]
    assert values[0] == values[1]
    assert sorted(map(str, shipped.merged_cells.ranges)) == sorted(map(str, drawn.merged_cells.ranges))


def test_a_page_says_who_what_why_and_how_and_leaves_no_mark(pages: Any) -> None:
    run = scored("zh")
    for page in pages:
        said, row = texts(page), row_of(page)
        assert not [text for text in said if "{{" in text]
        for name in ("borrower_name", "play_zh", "wording_zh", "forbidden_zh"):
            assert row[name] in said
        assert run.reasons.filter(pl.col("borrower_id") == row["borrower_id"])["says_zh"][0] in said
        assert row["phone"] not in " ".join(said)
        assert [text for text in said if text.startswith("预警等级，非监管分类") and "已遮蔽" in text]


def test_only_those_are_visited_who_may_be_and_only_liable_people_are_named(pages: Any) -> None:
    run = scored("zh")
    for page in pages:
        row, said = row_of(page), set(texts(page))
        assert row["hold"] is None
        assert row["queue"] not in ("compliance", "estate", "legal")
        allowed = set(run.follow_up.ladder.filter(pl.col("borrower_id") == row["borrower_id"])["party_name"])
        parties = run.portfolio.tables["parties"].filter(pl.col("borrower_id") == row["borrower_id"])
        assert not (set(parties["party_name"]) - allowed) & said


def test_what_is_owed_adds_up_to_the_arrears(pages: Any) -> None:
    sums = []
    for page in pages:
        dues = [(page.cell(n, 10).value, page.cell(n, 12).value) for n in range(9, 14)]
        sums.append(sum(amount for amount, days in dues if amount is not None and days))
        assert sums[-1] == pytest.approx(row_of(page)["arrears"] / 100)
    assert max(sums) > 0


def test_every_page_is_one_sheet_of_a4(pages: Any) -> None:
    assert len(pages.sheetnames) == 6
    for page in pages:
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
        assert page.sheet_properties.pageSetUpPr.fitToPage


def test_whom_compliance_has_is_in_a_filled_list_without_a_reason() -> None:
    run = scored("zh")
    filling = Form(b"", "x.xlsx", None).filled(run, run.chosen)
    assert filling is not None
    theirs = set(run.borrowers.filter(pl.col("queue") == "compliance")["borrower_id"])
    rows = [row for row in filling.contents.borrowers if row["borrower_id"] in theirs]
    assert rows
    assert {(row["why"], row["evidence_for"], row["action"]) for row in rows} == {
        ("", None, "已转合规，客户经理停止跟进")
    }


@pytest.mark.slow
def test_the_command_puts_the_form_beside_the_worklist_or_beside_each_officers_file(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    for at, name in enumerate(("row.rank", "row.borrower_id", "row.arrears"), 1):
        book.active.cell(1, at, f"{{{{{name}}}}}")
    book.save(tmp_path / "our form.xlsx")
    again = partial(score, [exports], as_of=AS_OF, quiet=True, out=tmp_path / "w.xlsx")
    assert again(template=tmp_path / "our form.xlsx") == 0
    page = openpyxl.load_workbook(tmp_path / "w-our form.xlsx").active
    rows = [[cell.value for cell in row][1:] for row in page.iter_rows()]
    assert rows[:2] == [["B002", 2000], ["B003", 1000]]
    assert (tmp_path / "w-our form.xlsx").stat().st_mode & 0o777 == 0o600
    assert again(visit_sheets=1, per_officer=tmp_path / "officers") == 0
    names = sorted(path.name for path in (tmp_path / "officers").glob("*visits*"))
    assert names == ["Sun_2026-11-20_visits.xlsx"]  # Li has nobody who may be visited


def test_a_template_that_cannot_be_filled_stops_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="P001"):
        form_of(tmp_path / "none.xlsx", None)
    (tmp_path / "x.xlsx").write_bytes(b"x")
    with pytest.raises(Refusal, match="T001"):
        form_of(tmp_path / "x.xlsx", 3)
