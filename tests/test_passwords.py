"""Every workbook behind a password: nothing plain is left, and Excel's own format comes out."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from overdue_cli import crypto
from overdue_cli.cli.backtest import backtest
from overdue_cli.cli.check import check
from overdue_cli.cli.score import score
from overdue_cli.problems import Refusal
from smallest import AS_OF

PASSWORD = "春天 2026 pass"
SYSTEM_PYTHON = Path("/usr/bin/python3")
OPEN_IN_OFFICE = """
import sys, time, uno
from com.sun.star.beans import PropertyValue
path, password, pipe = sys.argv[1:]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(300):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.2)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
def value(name, what):
    out = PropertyValue(); out.Name, out.Value = name, what
    return out
try:
    book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (value("Hidden", True), value("Password", password)))
    print("|".join(book.Sheets.ElementNames) if book else "not opened")
finally:
    try:
        desktop.terminate()
    except Exception:
        pass
"""


@pytest.fixture
def written(exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything `score` writes of the smallest exports, behind a password."""
    place = tmp_path / "out"
    place.mkdir()
    monkeypatch.chdir(place)
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    again = partial(score, [exports], as_of=AS_OF, quiet=True)
    assert again(per_officer=place / "officers", password_file=tmp_path / "password") == 0
    assert again(out=Path("plain.xlsx")) == 0
    return place


@pytest.mark.slow
def test_every_workbook_is_encrypted_and_nothing_plain_is_left(written: Path) -> None:
    books = [path for path in written.rglob("*.xlsx") if path.name != "plain.xlsx"]
    assert len(books) == 4
    assert all(crypto.is_encrypted(path) for path in books)
    assert [path for path in written.rglob("*") if path.name.startswith(".")] == []
    for path in written.rglob("*"):
        if path.is_file() and path.name != "plain.xlsx":
            assert b"B002" not in path.read_bytes()
            assert not zipfile.is_zipfile(path)


@pytest.mark.slow
def test_what_is_inside_is_what_would_have_been_written(written: Path) -> None:
    plain = crypto.decrypt(written / "worklist.xlsx", PASSWORD)
    with zipfile.ZipFile(io.BytesIO(plain)) as ours, zipfile.ZipFile(written / "plain.xlsx") as other:
        assert {name: ours.read(name) for name in ours.namelist()} == {n: other.read(n) for n in other.namelist()}
    own = openpyxl.load_workbook(io.BytesIO(crypto.decrypt(written / "officers" / "Li_2026-11-20.xlsx", PASSWORD)))
    assert "Overdue" in own.sheetnames


@pytest.fixture
def faulty(exports: Path, tmp_path: Path) -> Path:
    """The smallest exports with a row that cannot be used, and a password beside them."""
    with (exports / "instalments.csv").open("a", encoding="utf-8") as file:
        file.write("L2,99,no date,1000,,\n")
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    return exports


def test_the_doctor_s_report_and_the_rows_set_aside_are_encrypted_and_come_back_with_the_password(
    faulty: Path, tmp_path: Path
) -> None:
    report, aside = tmp_path / "check.xlsx", tmp_path / "aside.xlsx"
    key = tmp_path / "password"
    check([faulty], as_of=AS_OF, out=report, set_aside=aside, password_file=key, quiet=True)
    assert crypto.is_encrypted(report)
    assert crypto.is_encrypted(aside)
    assert openpyxl.load_workbook(io.BytesIO(crypto.decrypt(report, PASSWORD))).sheetnames
    inside = openpyxl.load_workbook(io.BytesIO(crypto.decrypt(aside, PASSWORD))).active
    assert "no date" in [cell.value for row in inside for cell in row]
    assert score([faulty, aside], as_of=AS_OF, out=tmp_path / "w.xlsx", password_file=key, quiet=True) == 0
    again = score([faulty], as_of=AS_OF, out=tmp_path / "w.xlsx", set_aside=aside, password_file=key, quiet=True)
    assert again == 0
    assert crypto.is_encrypted(aside)


@pytest.mark.slow
def test_the_back_test_s_report_is_encrypted(faulty: Path, tmp_path: Path) -> None:
    backtest([faulty], out=tmp_path / "b.xlsx", password_file=tmp_path / "password", quiet=True)
    assert openpyxl.load_workbook(io.BytesIO(crypto.decrypt(tmp_path / "b.xlsx", PASSWORD))).sheetnames


def test_a_password_file_that_holds_none_stops_before_any_work(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    for name, code in (("empty", "P003"), ("missing", "P001")):
        with pytest.raises(Refusal, match=code):
            score([exports], as_of=AS_OF, out=tmp_path / "w.xlsx", password_file=tmp_path / name, quiet=True)
    assert not (tmp_path / "w.xlsx").exists()


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("soffice") or not SYSTEM_PYTHON.exists(), reason="needs LibreOffice and its Python"
)
def test_libreoffice_opens_it_with_the_password_and_not_without(written: Path, tmp_path: Path) -> None:
    (tmp_path / "open.py").write_text(OPEN_IN_OFFICE, encoding="utf-8")

    def sheets(password: str) -> str:
        pipe = f"overdue{abs(hash((str(tmp_path), password)))}"
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation=file://{tmp_path}/lo",
                f"--accept=pipe,name={pipe};urp;",
            ]
        )
        try:
            command = [str(SYSTEM_PYTHON), str(tmp_path / "open.py"), str(written / "worklist.xlsx"), password, pipe]
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
            return done.stdout
        finally:
            office.terminate()
            office.wait(60)

    assert "Overdue" in sheets(PASSWORD).split("|")
    assert "Overdue" not in sheets("wrong")
