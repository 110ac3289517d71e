"""The files themselves: the same bytes every time, the same portfolio in both languages, few spoilt rows."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from sample_files import COMMITTED, chinese, english, typed

from overdue_cli.sample import write_sample
from overdue_cli.sample.defects import DEFECTS
from overdue_cli.tables import TABLES, Kind


def members(path: Path) -> dict[str, bytes]:
    """A workbook's parts, unpacked: how tightly zlib packs differs between builds of it."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("language", "format"), [("zh", "xlsx"), ("en", "csv"), ("zh", "csv"), ("en", "parquet")])
def test_writing_again_gives_the_same_bytes(tmp_path: Path, language: str, format: str) -> None:
    one = write_sample(tmp_path / "one", borrowers=60, language=language, format=format)  # type: ignore[arg-type]
    two = write_sample(tmp_path / "elsewhere" / "two", borrowers=60, language=language, format=format)  # type: ignore[arg-type]
    assert [p.name for p in one] == [p.name for p in two]
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == sorted(p.name for p in one)


def test_another_seed_is_another_branch(tmp_path: Path) -> None:
    one, two = (
        write_sample(tmp_path / str(seed), seed=seed, borrowers=60, language="en", format="csv")[0] for seed in (1, 2)
    )
    assert one.read_bytes() != two.read_bytes()


def test_the_committed_csv_is_what_the_generator_writes(tmp_path: Path) -> None:
    fresh = write_sample(tmp_path, language="en", format="csv")
    assert {p.name for p in fresh} == {p.name for p in (COMMITTED / "en").iterdir()}
    assert all(p.read_bytes() == (COMMITTED / "en" / p.name).read_bytes() for p in fresh)


def test_the_committed_workbooks_are_what_the_generator_writes(tmp_path: Path) -> None:
    fresh = write_sample(tmp_path)
    assert {p.name for p in fresh} == {p.name for p in (COMMITTED / "2026-11").iterdir()}
    for path in fresh:
        assert members(path) == members(COMMITTED / "2026-11" / path.name), path.name


def test_both_languages_carry_the_same_portfolio() -> None:
    zh, en = typed(chinese(COMMITTED / "2026-11")), typed(english(COMMITTED / "en"))
    for table, frame in en.items():
        facts = [c for c in frame.columns if TABLES[table].column(c).kind is not Kind.TEXT and c != "id_number"]
        if table == "instalments":
            facts.remove("loan_id")  # one is spoilt, and each format shows that in its own way
        assert zh[table].select(facts).sort(facts).equals(frame.select(facts).sort(facts)), table


def test_a_branch_has_the_size_it_should() -> None:
    tables = typed(english(COMMITTED / "en"))
    assert tables["loans"]["borrower_id"].n_unique() == 600
    assert 680 <= tables["loans"].height <= 730
    assert tables["loans"]["officer"].n_unique() == 9  # eight, and a blank
    assert tables["loans"]["branch"].n_unique() == 3
    assert set(tables["loans"]["guarantee_type"]) == {"unsecured", "guaranteed", "joint_group", "mortgaged", "pledged"}
    overdue = tables["loans"].filter(pl.col("days_past_due") > 0)["borrower_id"].n_unique()
    assert 0.06 <= overdue / 600 <= 0.085
    soon = tables["loans"].filter(pl.col("next_due_on").is_between(dt.date(2026, 11, 20), dt.date(2026, 11, 27)))
    assert soon.height > 150


def test_no_more_rows_are_spoilt_than_the_readme_says() -> None:
    assert len(DEFECTS) == 8
    rows = english(COMMITTED / "en")["instalments"]
    assert rows["due_on"].is_null().sum() == 2
    assert rows.filter(pl.col("due_on") == "2026-02-30").height == 1
    assert rows.filter(pl.col("due_amount") == "see annex").height == 1
    assert rows.filter(pl.col("loan_id").str.contains("E")).height == 1
    assert rows.height - rows.unique().height == 1
    assert english(COMMITTED / "en")["inspections"]["inspected_on"].is_null().sum() == 1


def test_a_workbook_stores_ids_as_text_and_dates_as_dates() -> None:
    book = load_workbook(COMMITTED / "2026-11" / "还款明细_202611.xlsx", read_only=True)
    assert book.sheetnames == ["还款明细_城关支行", "还款明细_青渡支行", "还款明细_麦岭支行"]
    rows = list(book[book.sheetnames[0]].iter_rows(values_only=True))
    assert "截止日期：2026-11-20" in rows[1]
    assert "单位：元" in rows[1]
    assert rows[3][:4] == ("借据号", "客户号", "期次", "应还日期")
    assert isinstance(rows[4][0], str)
    assert rows[4][1].startswith("00")
    assert isinstance(rows[4][3], dt.datetime)
    assert rows[-2][0] == "合计"


def test_an_id_that_excel_damaged_is_stored_as_a_number() -> None:
    book = load_workbook(COMMITTED / "2026-11" / "还款明细_202611.xlsx", read_only=True)
    ids = [row[0] for sheet in book for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert len([i for i in ids if isinstance(i, int | float)]) == 1


def test_xlsx_says_so_where_a_branch_is_too_big_for_it(tmp_path: Path) -> None:
    from overdue_cli.workbook.plain import MOST_ROWS, PlainSheet, write_plain

    sheet = PlainSheet("x", pl.DataFrame({"a": pl.int_range(MOST_ROWS, eager=True)}))
    with pytest.raises(ValueError, match="1,048,576"):
        write_plain(tmp_path / "x.xlsx", [sheet], created=dt.datetime(2026, 11, 20))
    assert list(tmp_path.iterdir()) == []


def test_parquet_of_several_chunks_has_a_part_for_each(tmp_path: Path) -> None:
    from overdue_cli.sample.dice import Dice
    from overdue_cli.sample.export import write_parquet
    from overdue_cli.sample.plan import Plan
    from overdue_cli.sample.portfolio import portfolio

    plan = Plan(Dice(1), dt.date(2026, 11, 20), 200, 1)
    from overdue_cli.sample.defects import spoil

    paths = write_parquet(plan, tmp_path, [spoil(portfolio(plan, 0, 100)), spoil(portfolio(plan, 100, 200))], many=True)
    assert tmp_path / "loans_002.parquet" in paths
    assert pl.read_parquet(tmp_path / "loans_*.parquet")["borrower_id"].n_unique() == 200
