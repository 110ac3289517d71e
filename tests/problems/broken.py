"""The smallest broken input of each problem: `CASES[code](folder)` writes it and names what to read."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

Inputs = tuple[list[Path], Path | None]
LEDGER = "借据号,客户号,客户名称,币种\nJ1,001,甲,CNY\n"
DUES = "借据号,期次,应还日期,应还金额,实还日期,实还金额\n"


def files(folder: Path, **files: str) -> list[Path]:
    """Files written in `folder`, `name_suffix="content"`."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    return paths


def _table(content: str, ledger: str = LEDGER) -> Callable[[Path], Inputs]:
    """A ledger and one more table."""
    return lambda folder: (files(folder, 台账_csv=ledger, 还款_csv=content), None)


def _alone(content: str) -> Callable[[Path], Inputs]:
    return lambda folder: (files(folder, 台账_csv=content), None)


def _mapped(content: str) -> Callable[[Path], Inputs]:
    return lambda folder: (files(folder, 台账_csv=LEDGER), files(folder, map_yaml=content)[0])


def _workbook(sheets: dict[str, list[list[Any]]], hidden: str = "") -> Callable[[Path], Inputs]:
    def write(folder: Path) -> Inputs:
        path = folder / "台账.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for y, row in enumerate(rows):
                    sheet.write_row(y, 0, row)
                if name == hidden:
                    sheet.hide()
        return [path], None

    return write


def _bytes(name: str, content: bytes) -> Callable[[Path], Inputs]:
    def write(folder: Path) -> Inputs:
        (folder / name).write_bytes(content)
        return [folder / name], None

    return write


def _encrypted(folder: Path) -> Inputs:
    """What the envelope of an encrypted workbook looks like from outside: enough to be told by."""
    name = "EncryptedPackage".encode("utf-16-le")
    return _bytes("台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + name + b"\x00" * 600)(folder)


def _folder_of_other_things(folder: Path) -> Inputs:
    (folder / "导出").mkdir()
    files(folder / "导出", 说明_docx="x")
    return [folder / "导出"], None


def _beside_other_things(folder: Path) -> Inputs:
    (folder / "导出").mkdir()
    files(folder / "导出", 说明_docx="x", 台账_csv=LEDGER)
    return [folder / "导出"], None


def _parquet(folder: Path) -> Inputs:
    pl.DataFrame({"a": [1]}).write_parquet(folder / "a.parquet")
    return [folder / "a.parquet"], None


def _mended(folder: Path) -> Inputs:
    """A row that lacks its date, and the set-aside file in which somebody has filled it in."""
    paths = files(folder, 台账_csv=LEDGER, 还款_csv=DUES + "J1,1,,100,,\n")
    digest = hashlib.sha256(paths[1].read_bytes()).hexdigest()[:10]
    ours = f"overdue:,,,,\noverdue:instalments,,,,{DUES}{digest}/2/,,,,J1,1,2026-01-20,100,,\n"
    return paths + files(folder, 搁置_csv=ours), None


def _snapshots(folder: Path) -> Inputs:
    """Two exports of one table: the same first instalment, a second one that each tells differently."""
    same, part = DUES + "J1,1,2026-01-20,100,2026-01-20,100\n", "J1,2,2026-02-20,100,2026-02-{},{}\n"
    return files(
        folder, 台账_csv=LEDGER, 还款_csv=same + part.format(21, 40), 还款2_csv=same + part.format(25, 70)
    ), None


def _third_archive(folder: Path) -> Inputs:
    """An archive in an archive in an archive."""
    content, name = LEDGER.encode(), "台账.csv"
    for _ in range(3):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr(name, content)
        content, name = held.getvalue(), "台账.zip"
    return _bytes(name, content)(folder)


def _hidden_row(folder: Path) -> Inputs:
    with xlsxwriter.Workbook(str(folder / "台账.xlsx")) as book:
        sheet = book.add_worksheet("台账")
        for y, row in enumerate(SHEET):
            sheet.write_row(y, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
    return [folder / "台账.xlsx"], None


def _dues_formula(folder: Path) -> Inputs:
    """Instalments whose amount was never calculated; the ledger stands beside them."""
    paths, _ = _formula("应还金额", "=C2+D2")(folder)
    whole = paths[0].rename(folder / "还款.xlsx")
    held = io.BytesIO(whole.read_bytes())
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(whole, "w") as archive:
        for name in old.namelist():
            archive.writestr(
                name,
                old.read(name).replace("客户名称".encode(), "应还日期".encode()).replace("甲".encode(), b"2026-01-20"),
            )
    return [*files(folder, 台账_csv=LEDGER), whole], None


def _formula(header: str, formula: str) -> Callable[[Path], Inputs]:
    """A ledger whose last column holds a formula whose result the file does not store."""

    def write(folder: Path) -> Inputs:
        with xlsxwriter.Workbook(str(folder / "台账.xlsx")) as book:
            sheet = book.add_worksheet("台账")
            sheet.write_row(0, 0, [*SHEET[0], header])
            sheet.write_row(1, 0, SHEET[1])
            sheet.write_formula(1, len(SHEET[1]), formula, value="")
        held = io.BytesIO((folder / "台账.xlsx").read_bytes())
        with zipfile.ZipFile(held) as whole, zipfile.ZipFile(folder / "台账.xlsx", "w") as archive:
            for name in whole.namelist():
                archive.writestr(name, whole.read(name).replace(b' t="str"><f>', b"><f>"))
        return [folder / "台账.xlsx"], None

    return write


def _ods(folder: Path) -> Inputs:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    rows = "".join(
        "<table:table-row>" + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row) + "</table:table-row>"
        for row in SHEET
    )  # fmt: skip
    body = f'<office:body><office:spreadsheet><table:table table:name="台账">{rows}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(folder / "台账.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return [folder / "台账.ods"], None


SHEET = [line.split(",") for line in LEDGER.splitlines()]
CASES: dict[str, Callable[[Path], Inputs]] = {
    "P001": lambda folder: ([folder / "台账.xlsx"], None),
    "P010": _folder_of_other_things,
    "P011": _bytes("台账.xlsx", b"%PDF-1.7"),
    "P012": _parquet,
    "P013": _alone("借据号,期次,应还日期,实还日期\nJ1,1,2026-01-20,\n"),
    "P014": _alone("借据号,还款日期,应还金额,实还金额\nJ1,2026-01-20,1,1\n"),
    "P015": _mapped("headers:\n  户编: borrower\n"),
    "P016": _encrypted,
    "P018": _workbook({"台账": SHEET, "名词": [["词", "义"], ["逾期", "晚还"]]}),
    "P061": _workbook(
        {
            "台账": SHEET,
            "总览": [
                ["逾期预警 · 总览"],
                ["评级日 2026-11-20 · 数据日 2026-11-20 · overdue 0.1.0 · 规则集 conservative 2026.11 #bda58a3a"],
            ],
        }
    ),
    "P019": _workbook({"一": [["词", "义"]], "台账": SHEET}, hidden="台账"),
    "P020": _table(DUES + "J1,1,,100,,\n"),
    "P021": _table(DUES + "J1,1,2024/02/30,100,,\n"),
    "P022": _table(DUES + "J1,1,2026-01-20,见附件,,\n"),
    "P023": _table(DUES + "6.62202E+16,1,2026-01-20,100,,\n"),
    "P024": _alone(LEDGER.replace("币种", "五级分类").replace("CNY", "尚可")),
    "P025": _table(DUES + "J1,1,#REF!,100,,\n"),
    "P042": _mended,
    "P026": _table(DUES + "J1,1,2026-01-20,100,,\n" * 2),
    "P059": lambda folder: (files(folder, 台账_csv=LEDGER, 台账2_csv=f"二〇二六年十月,,,\n{LEDGER}"), None),
    "P060": _snapshots,
    "P027": _table(DUES + "J9,1,2026-01-20,100,,\n"),
    "P028": _table(DUES + "J1,1,2026-01-20,100,,100\n"),
    "P029": _alone("借据号,客户号,证件号码\nJ1,001,1.10101E+17\n"),
    "P030": _alone("借据号,客户名称\nJ1,甲\n"),
    "P031": _alone(DUES + "J1,1,2026-01-20,100,,\n"),
    "P033": _alone("单位：万元,,\n借据号,客户号,贷款余额\nJ1,001,1\n"),
    "P034": _alone("借据号,客户号,逾期天数\nJ1,001,0\nJ1,001,31\n"),
    "P035": _workbook({"台账": [["借据号", "客户号", "到期日"], ["J1", "001", 46073]]}),
    "P036": _table("借据号,客户号,应还日期,应还金额\nJ2,001,2026-01-20,100\n"),
    "P037": _beside_other_things,
    "P041": _table("借据号,应还日期,应还金额,实还日期\nJ1,2026-01-20,100,2026-01-20\n"),
    "P043": _alone("借据号,客户号,放款日期\nJ1,001,2026-01\n"),
    "P044": _mapped("headers:\n  户编: borrower_id\n"),
    "P045": _alone("借据号,客户号,还款记录,还款记录截止月\nJ1,001,NN1N,2026-10-31\n"),
    "P046": _alone("借据号,客户号,还款记录,还款记录截止月\nJ1,001,00120,2026-10\n"),
    "P047": _alone("截止日期：2026-11-20,,\n借据号,客户号,还款记录\nJ1,001,NN1N\n"),
    "P048": _alone("借据号,客户号,还款记录,还款记录截止月\nJ1,001,NNQN,2026-10\n"),
    "P049": _alone("借据号,客户号,还款记录\nJ1,001,NN1N\n"),
    "P038": _alone("借据号,客户号\nJ1,001\n"),
    "P050": _third_archive,
    "P052": _hidden_row,
    "P053": _ods,
    "P054": _dues_formula,
    "P055": _formula("贷款余额", "=SUM(A1:A9)"),
    "P032": _table(
        DUES + "J1,1,2026-01-20,100,2025-12-31,100\n",
        LEDGER.replace("币种\n", "币种,放款日期\n").replace("CNY", "CNY,2026-01-01"),
    ),
    "P057": _table(DUES + "J1,1,2026-01-20,100,2026-01-20,100\n", LEDGER + "J2,002,乙,CNY\n"),
    "P058": _table(
        DUES + "J1,1,2026-01-20,100,,\nJ1,0,2025-12-20,100,2026-03-20,100\n",
        LEDGER.replace("币种", "币种,逾期天数").replace("CNY", "CNY,0"),
    ),
}
