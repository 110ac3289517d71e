"""Every byte of everything a run writes, unpacked: nobody who owes nothing, no full number, no word that is never printed."""

from __future__ import annotations

import re
import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from overdue_cli.backtest.report import Asked, backtest
from overdue_cli.cli.options import LogFormat
from overdue_cli.cli.score import score
from overdue_cli.doctor.diagnosis import diagnose
from overdue_cli.doctor.report import write_diagnosis
from overdue_cli.ruleset.checks_followup import forbidden_pattern
from overdue_cli.scored import Request, ScoredPortfolio
from sample_portfolio import AS_OF, ROOT, policy, scored

pytestmark = pytest.mark.slow
OFFICER = "officers/"
"""What officers read; the words of managers' data-quality pages name columns and files and are not theirs."""


def own_form(place: Path) -> Path:
    """A list of a bank's own with every sentence on it."""
    book = openpyxl.Workbook()
    names = [
        "rank",
        "borrower_name",
        "id_number",
        "phone",
        "why",
        "action",
        "play",
        "wording",
        "may_contact",
        "forbidden",
        "evidence_for",
        "evidence_against",
    ]
    for at, name in enumerate(names, 1):
        book.active.cell(1, at, f"{{{{row.{name}}}}}")
    book.save(place / "form.xlsx")
    return place / "form.xlsx"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Place in the folder (and part, of an archive) → text, of all outputs and the log of the Chinese sample."""
    place = tmp_path_factory.mktemp("out")
    run = partial(score, [ROOT / "sample_data" / "2026-11"], as_of="2026-11-20", quiet=True)
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.chdir(place)
        patch.setattr("sys.stderr.write", said.append)
        run(
            quiet=False, log_format=LogFormat.json, per_officer=place / "officers", visit_sheets=2,
            scores=place / "scores.csv", report=place / "report.json",
        )  # fmt: skip
    run(out=place / "w.xlsx", template=own_form(place))
    (place / "form.xlsx").unlink()
    policy_, asked = policy("conservative", AS_OF), Request(AS_OF, language="zh")
    write_diagnosis(diagnose([ROOT / "sample_data" / "2026-11"], policy_, asked), place / "check.xlsx")
    backtest(scored("zh").portfolio, policy_, asked, Asked(cycles=3)).to_workbook(place / "backtest.xlsx")
    out = {"log": "".join(said)}
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        name = path.relative_to(place).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                out |= {f"{name}!{part}": archive.read(part).decode(errors="replace") for part in archive.namelist()}
        else:
            out[name] = path.read_text(encoding="utf-8")
    return out


def found(outputs: dict[str, str], words: list[str] | re.Pattern[str]) -> list[tuple[str, str]]:
    pattern = words if isinstance(words, re.Pattern) else re.compile("|".join(map(re.escape, words)))
    return [(name, match[0]) for name, text in outputs.items() if (match := pattern.search(text))]


def silent(run: ScoredPortfolio) -> pl.DataFrame:
    """Rows of people who owe nothing, and whose names nobody else bears."""
    tables = run.portfolio.tables
    parties = tables["parties"]
    owing = pl.col("liability_basis").is_in(["none", "spouse_unconfirmed"]) | pl.col("liability_basis").is_null()
    others = {*parties.filter(~owing)["party_name"], *tables["inspections"]["inspector"]}
    others |= {name for column in ("borrower_name", "officer", "approver") for name in tables["loans"][column]}
    return parties.filter(owing & ~pl.col("party_name").is_in(list(others - {None})))


def test_there_is_something_of_each_kind_to_look_at(outputs: dict[str, str]) -> None:
    files = {name.split("!")[0] for name in outputs}
    assert {
        "check.xlsx",
        "backtest.xlsx",
        "log",
        "worklist.xlsx",
        "scores.csv",
        "report.json",
        "w-form.xlsx",
        "officers/00_目录.xlsx",
    } <= files
    assert [name for name in files if name.endswith("上门核实单.xlsx")]
    assert outputs["log"].count("\n") >= 2
    assert sum(map(len, outputs.values())) > 1_000_000
    named = scored("zh").listed["borrower_name"].drop_nulls().to_list()
    assert {"w-form.xlsx", "worklist.xlsx"} <= {name.split("!")[0] for name, _ in found(outputs, named)}


def test_nobody_who_owes_nothing_is_named_or_called(outputs: dict[str, str]) -> None:
    people = silent(scored("zh"))
    names, phones = (people[column].drop_nulls().unique().to_list() for column in ("party_name", "phone"))
    assert len(names) > 20
    assert phones
    assert found(outputs, [*names, *phones]) == []


def test_no_number_of_anybody_stands_in_full(outputs: dict[str, str]) -> None:
    tables = scored("zh").portfolio.tables
    numbers = [
        n for column in ("id_number", "phone") for n in tables["loans"][column].drop_nulls().unique() if len(n) >= 8
    ]
    numbers += tables["parties"]["phone"].drop_nulls().unique().to_list()
    assert len(numbers) > 1000
    standing = {run for text in outputs.values() for run in re.findall(r"[0-9A-Z]{8,}", text)}
    assert set(numbers) & standing == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_that_is_never_printed_stands_in_what_officers_read(outputs: dict[str, str], language: str) -> None:
    pattern = re.compile(forbidden_pattern(scored("zh").ruleset.conduct, language))
    theirs = {name: text for name, text in outputs.items() if name.startswith((OFFICER, "w-form", "scores", "log"))}
    assert len(theirs) > 50
    assert found(theirs, pattern) == []


def test_neither_log_nor_document_properties_name_a_person(outputs: dict[str, str]) -> None:
    tables = scored("zh").portfolio.tables
    people = {n for column in ("borrower_name", "officer", "approver") for n in tables["loans"][column] if n}
    properties = {name: text for name, text in outputs.items() if "docProps/core" in name or "docProps/custom" in name}
    assert len(properties) > 10
    assert found(properties | {"log": outputs["log"]}, sorted(people)) == []
    numbers = tables["loans"]["borrower_id"].unique().to_list()
    assert found({"log": outputs["log"]}, numbers) == []


def test_what_is_unmasked_says_so_on_every_sheet(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert score([exports], as_of="2026-11-20", quiet=True, unmask=True, lang="en") == 0  # type: ignore[arg-type]
    book = openpyxl.load_workbook(tmp_path / "worklist.xlsx", read_only=True)
    for page in book:
        assert "in full" in " ".join(str(cell.value) for row in page.iter_rows(max_row=2) for cell in row)
