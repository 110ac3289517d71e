"""Officers' files: who is in which, what is in none, how a folder is replaced."""

from __future__ import annotations

import dataclasses
import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from overdue_cli import parallel
from overdue_cli.cli.score import score
from overdue_cli.desks import Desk, desks_of
from overdue_cli.management_pages import thanks_notes
from overdue_cli.officers import LIST, kept_as, refuse_to_replace, write_officers
from overdue_cli.problems import Refusal
from overdue_cli.scored import ScoredPortfolio
from sample_portfolio import scored
from smallest import AS_OF

MANAGEMENT = {"总览", "数据质量", "客户经理", "集中度", "变动"}


@pytest.fixture(scope="module")
def run() -> ScoredPortfolio:
    """The Chinese sample with one officer's borrowers taken from them and two related parties among another's."""
    whole = scored("zh")
    frame = whole.borrowers.with_columns(
        pl.when(pl.col("officer") != "田溪").then("officer").alias("officer"),
        (pl.col("related") | ((pl.col("officer") == "石枫") & (pl.col("rank") % 9 == 0))).alias("related"),
    )
    return dataclasses.replace(whole, follow_up=dataclasses.replace(whole.follow_up, borrowers=frame))


@pytest.fixture(scope="module")
def desks(run: ScoredPortfolio) -> list[Desk]:
    return desks_of(run, run.book())


@pytest.fixture(scope="module")
def folder(run: ScoredPortfolio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("officers")
    write_officers(run, place, workers=1)
    return place


def listed(desk: Desk) -> list[str]:
    return [*desk.book.before_due["borrower_id"], *desk.book.overdue["borrower_id"]]


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_every_listed_borrower_is_on_exactly_one_desk(run: ScoredPortfolio, desks: list[Desk]) -> None:
    book = run.book()
    everybody = [*book.before_due["borrower_id"], *book.overdue["borrower_id"]]
    assert sorted(who for desk in desks for who in listed(desk)) == sorted(everybody)


def test_an_officer_has_their_own_borrowers_and_no_row_that_another_desk_took(
    run: ScoredPortfolio, desks: list[Desk]
) -> None:
    facts = run.borrowers
    for desk in desks:
        if desk.kind == "officer":
            own = facts.filter(pl.col("borrower_id").is_in(listed(desk)))
            assert own["officer"].unique().to_list() in ([desk.title], [])
            assert not own["related"].any()
            assert not own["queue"].is_in(["compliance", "estate"]).any()
            explained = facts.filter(pl.col("borrower_id").is_in(desk.book.reasons["borrower_id"].implode()))
            assert set(explained["officer"]) <= {desk.title}
            assert set(explained["borrower_id"]) >= set(listed(desk))


def test_each_kind_of_desk_has_its_file(desks: list[Desk]) -> None:
    assert {desk.kind for desk in desks} == {"officer", "unassigned", "related", "compliance", "estate"}


def test_what_another_desk_took_is_named_to_the_officer_in_one_sentence(desks: list[Desk]) -> None:
    referred = pl.concat([desk.book.referred for desk in desks])
    assert set(referred["says"]) == {
        "已转合规，客户经理停止跟进",
        "重大事项：只由法务与依法负责的管理人联系，其他人停止联系",
        "关系人贷款：有关人员回避，主管办理；登记催收人是否对其有影响力（是/否）",
    }
    assert all(desk.book.referred.is_empty() for desk in desks if desk.kind != "officer")


def test_a_file_holds_no_borrower_of_another_and_no_management_sheet(
    run: ScoredPortfolio, desks: list[Desk], folder: Path
) -> None:
    for desk in desks:
        content = text_of(folder / f"{desk.stem}.xlsx")
        own = {*listed(desk), *desk.book.referred["borrower_id"], *desk.book.reasons["borrower_id"]}
        others = [who for who in run.listed["borrower_id"] if who not in own]
        assert [who for who in others if who in content] == []
        sheets = openpyxl.load_workbook(folder / f"{desk.stem}.xlsx", read_only=True).sheetnames
        assert not MANAGEMENT & set(sheets)


def test_a_referred_borrower_brings_no_amount_phone_or_reason(desks: list[Desk], folder: Path) -> None:
    desk = next(desk for desk in desks if desk.book.referred.height)
    pages = openpyxl.load_workbook(folder / f"{desk.stem}.xlsx", read_only=True)
    for who in desk.book.referred["borrower_id"]:
        rows = [
            (page.title, [value for value in row if value is not None])
            for page in pages
            for row in page.iter_rows(values_only=True)
            if who in map(str, row)
        ]
        assert [(title, len(values)) for title, values in rows] == [("已移交", 3)]


@pytest.mark.slow
def test_an_officer_takes_a_thank_you_note_home_and_nothing_else_of_the_bank_is_printed_with_it(
    run: ScoredPortfolio, folder: Path
) -> None:
    notes = thanks_notes(run)
    assert notes
    for officer, note in notes.items():
        (path,) = folder.glob(f"{officer}_*.xlsx")
        sheet = openpyxl.load_workbook(path)["感谢信"]
        area = sheet[sheet.print_area.rsplit("!", 1)[-1].replace("$", "")]
        printed = "".join(str(cell.value or "") for row in area for cell in row)
        assert printed == note.title + note.text.replace("\n", "\n\n") + note.foot
        assert sheet.oddFooter.left.text is None
    for path in folder.glob("合规_*.xlsx"):
        assert "感谢信" not in openpyxl.load_workbook(path, read_only=True).sheetnames


def test_the_index_names_every_file_and_its_sums_are_those_of_the_lists(run: ScoredPortfolio, folder: Path) -> None:
    page = openpyxl.load_workbook(folder / "00_目录.xlsx")["目录"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4) if row[0].value]
    files = [row[2] for row in rows[:-1]]
    assert sorted([*files, "00_目录.xlsx", LIST]) == sorted(path.name for path in folder.iterdir())
    assert [page.cell(4 + n, 3).hyperlink.target for n in range(len(files))] == files
    total = rows[-1]
    assert total[0] == "合计"
    assert total[5] + total[6] == run.book().before_due.height + run.book().overdue.height
    both = pl.concat([run.book().before_due, run.book().overdue])
    assert total[9] == pytest.approx(both["balance"].sum() / 100)
    assert total[5] == sum(row[5] for row in rows[:-1])


def test_a_branch_asked_for_holds_in_the_files_too(run: ScoredPortfolio) -> None:
    request = dataclasses.replace(run.request, branch="麦岭支行")
    only = dataclasses.replace(run, request=request)
    files = desks_of(only, only.book())
    assert {branch for desk in files for branch in desk.book.before_due["branch"]} == {"麦岭支行"}


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_how_many_write(run: ScoredPortfolio, folder: Path, tmp_path: Path) -> None:
    write_officers(run, tmp_path, workers=2)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.mark.slow
def test_what_fails_in_another_process_fails_here() -> None:
    with pytest.raises(FileNotFoundError):
        parallel.done([(Path.unlink, (Path("there is no such file"),))] * 2, 2)


def test_a_folder_of_ours_may_be_replaced_and_a_strange_one_may_not(folder: Path, tmp_path: Path) -> None:
    refuse_to_replace(folder)
    refuse_to_replace(tmp_path / "new")
    refuse_to_replace(tmp_path)
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(Refusal) as refused:
        refuse_to_replace(tmp_path)
    assert refused.value.code == "P003"


@pytest.mark.slow
def test_a_file_that_was_worked_in_holds_up_the_folder(run: ScoredPortfolio, tmp_path: Path) -> None:
    place = tmp_path / "officers"
    place.mkdir()
    write_officers(run, place, workers=1)
    worked = next(path for path in place.iterdir() if path.name.startswith("白桐雨"))
    book = openpyxl.load_workbook(worked)
    book["到期前名单"]["S5"] = "2026-11-21"
    book.save(worked)
    with pytest.raises(Refusal) as refused:
        refuse_to_replace(place)
    assert (refused.value.code, refused.value.exit_code) == ("O002", 7)
    assert worked.name in refused.value.facts["detail"]
    kept = kept_as(place)
    assert kept is not None
    assert kept.name == "officers-2026-11-20"
    kept.mkdir()
    again = kept_as(place)
    assert again is not None
    assert again.name == "officers-2026-11-20-2"


@pytest.mark.slow
def test_the_command_writes_the_folder_twice_and_keeps_what_was_worked_in(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "out" / "officers"
    again = partial(score, [exports], as_of=AS_OF, per_officer=place, quiet=True)
    assert again() == 0
    names = sorted(path.name for path in place.iterdir())
    assert names == ["00_index.xlsx", "Li_2026-11-20.xlsx", "Sun_2026-11-20.xlsx", LIST]
    assert {oct(path.stat().st_mode & 0o777) for path in place.iterdir()} == {"0o600"}
    assert again() == 0
    (place / "Li_2026-11-20.xlsx").write_bytes(b"worked in")
    with pytest.raises(Refusal, match="O002"):
        again()
    assert (place / "Li_2026-11-20.xlsx").read_bytes() == b"worked in"
    assert again(replace=True) == 0
    assert (tmp_path / "out" / "officers-2026-11-20" / "Li_2026-11-20.xlsx").read_bytes() == b"worked in"
    assert sorted(path.name for path in place.iterdir()) == names
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []
