"""Problems that are no file's alone: what is typed, configured, kept, returned, or shows itself while grading.

`QUICK[code](folder)` and `SLOW[code](bank)` bring the situation about in the smallest way and give what is said of it:
a refusal, or a row of problems. The current folder is an empty one of the test's own.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
from broken import LEDGER, files

import overdue_cli
from overdue_cli import crypto, history
from overdue_cli.config import load as load_config
from overdue_cli.intake import read_portfolio
from overdue_cli.intake.steady import looks, unchanged
from overdue_cli.outputs import Outbox
from overdue_cli.problems import Refusal
from overdue_cli.ruleset.load import load as load_rules
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.workbook.templates import checked

for beside in ("collecting", "intake"):
    sys.path.append(str(Path(__file__).parent.parent / beside))
from returned_books import AS_OF, CALLED, NEXT, PTP, Bank, cell, overdue_list, row_of  # noqa: E402

Found = Refusal | Mapping[str, Any]
DAY = AS_OF.isoformat()


def refused(work: Callable[[], Any]) -> Refusal:
    """What `work` is refused with."""
    try:
        work()
    except Refusal as refusal:
        return refusal
    raise AssertionError("nothing was refused")


# --- the command line, configurations, rules, outputs, the history


def _date(folder: Path) -> Refusal:
    from overdue_cli.cli.options import day

    return refused(lambda: day("2026-02-30"))


def _suffix(folder: Path) -> Refusal:
    from overdue_cli.cli.options import suffixed

    return refused(lambda: suffixed(Path("名单.xls"), "--out", ".xlsx"))


def _among_exports(folder: Path) -> Refusal:
    from overdue_cli.cli.targets import apart

    (folder / "导出").mkdir()
    return refused(lambda: apart([folder / "导出" / "评分.csv"], [folder / "导出"]))


def _nobody(folder: Path) -> Refusal:
    from overdue_cli.explain import explain

    paths = files(folder, 台账_csv="借据号,客户号,币种,逾期天数\nJ1,001,CNY,3\n")
    return refused(lambda: explain(overdue_cli.score(paths, as_of=AS_OF), "B999"))


def _growing(folder: Path) -> Refusal:
    """An export that is added to between the first and the last look at it."""
    (path,) = files(folder, 台账_csv=LEDGER)
    before = looks([(path, path.name)])
    path.write_text(LEDGER + "J2,002,乙,CNY\n", encoding="utf-8")
    return refused(lambda: unchanged(before))


def _config(folder: Path) -> Refusal:
    (path,) = files(folder, overdue_toml='inputs = ["exports"]\noutputs = "out"\nhorizon = "soon"\n')
    return refused(lambda: load_config(path, {}))


def _corners(folder: Path) -> Refusal:
    """A small workbook with one cell in the last corner of its sheet: seventeen thousand million cells to hold."""
    import xlsxwriter

    with xlsxwriter.Workbook("台账.xlsx") as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["借据号", "客户号"])
        sheet.write(1_048_575, 16_383, 1)
    return refused(lambda: read_portfolio([Path("台账.xlsx")]))


def _wrong_password(folder: Path) -> Refusal:
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    Path("台账.xlsx").write_bytes(crypto.encrypt(held.getvalue(), "秘密1"))
    return refused(lambda: read_portfolio([Path("台账.xlsx")], password="秘密2"))


def _rules(content: str) -> Callable[[Path], Refusal]:
    def refuse(folder: Path) -> Refusal:
        (path,) = files(folder, 本行_yaml=content)
        return refused(lambda: load_rules(str(path), AS_OF))

    return refuse


OVERLAY = """extends: conservative
name: our-bank
version: "1"
title: {{zh: 本行, en: ours}}
effective_from: 2026-11-20
changes:
  - {{at: W04.bands.2.points, to: {points}, because: {{zh: 试行, en: a trial}}, source: {{tag: judgement, text: minutes, checked: 2026-11-20}}}}
"""


def _full_disk(folder: Path) -> Refusal:
    Path("名单.xlsx").mkdir()
    return refused(lambda: Outbox([Path("名单.xlsx")]).__enter__())


def _newer(folder: Path) -> Refusal:
    Path("历史").mkdir()
    Path("历史/history.json").write_text('{"format": 99}')
    return refused(lambda: history.History(Path("历史")))


def _no_history(folder: Path) -> Refusal:
    Path("历史").mkdir()
    Path("历史/信.txt").write_text("信")
    return refused(lambda: history.History(Path("历史")))


def _no_cycle(folder: Path) -> Refusal:
    from overdue_cli.cli.history import _sound

    kept = history.History(Path("历史"))
    kept.open()
    return refused(lambda: _sound(kept, "2020-01-01"))


def _locked(folder: Path) -> Refusal:
    owner = {"pid": "4711", "host": "夜班", "since": "2026-11-20T05:00:00+00:00"}
    with history.locked(Path("历史"), owner):
        return refused(lambda: history.locked(Path("历史"), owner).__enter__())


# --- templates


def _template(content: bytes) -> Callable[[Path], Refusal]:
    return lambda folder: refused(lambda: checked(content, "模板.xlsx"))


def _marked(text: str) -> bytes:
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = text  # type: ignore[index]
    book.save(held)
    return held.getvalue()


def _with_a_shape() -> bytes:
    held = io.BytesIO(_marked("{{grade}}"))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("xl/drawings/drawing9.xml", '<xdr:wsDr xmlns:xdr="x"><xdr:sp macro=""></xdr:sp></xdr:wsDr>')
    return held.getvalue()


# --- people and promises, seen while grading

PEOPLE = {
    "催收_csv": "借据号,催收日期,催收结果,承诺还款日\nJ1,2026-11-10,拒绝还款,\nJ1,2026-11-10,承诺还款,2026-11-30\nJ2,2026-11-13,承诺还款,\n",
    "担保_csv": "借据号,关联人,角色,责任依据,保证方式,保证期间\nJ1,丙,保证人,连带责任保证,一般,2027-06-30\nJ2,丁,保证人,连带责任保证,连带,2024-01-31\nJ3,戊,邻居,,,\n",
    "抵押_csv": "借据号,押品类型,评估价值,评估日期\nJ3,房产,-5,2026-06-30\n",
    "台账_csv": "借据号,客户号,客户名称,币种,逾期天数,放款日期,到期日,借据状态\n"
    + "".join(f"J{n},{n:03},{name},CNY,9,2025-06-01,2027-01-31,正常\n" for n, name in enumerate("甲乙庚", start=1)),
}


@cache
def _graded(folder: Path) -> ScoredPortfolio:
    return overdue_cli.score(files(folder, **PEOPLE), as_of=AS_OF)


def _seen(code: str, folder: Path) -> Mapping[str, Any]:
    rows = _graded(folder).problems.filter(pl.col("code") == code)
    assert rows.height == 1, _graded(folder).problems["code"].to_list()
    return rows.row(0, named=True)


QUICK: dict[str, Callable[[Path], Found]] = {
    "P002": _date,
    "P003": _suffix,
    "P062": _among_exports,
    "P017": _nobody,
    "P039": _growing,
    "P040": _config,
    "P051": _corners,
    "P056": _wrong_password,
    **{f"F00{n}": partial(_seen, f"F00{n}") for n in range(1, 7)},
    "R001": lambda folder: refused(lambda: load_rules("宽松", AS_OF)),
    "R002": _rules(OVERLAY.format(points="many")),
    "R003": _rules(OVERLAY.format(points=1)),
    "O001": _full_disk,
    "T001": _template(b"PK"),
    "T002": _template(_with_a_shape()),
    "T003": _template(_marked("{{borower_name}}")),
    "T004": _template(_marked("检查表")),
    "H001": _newer,
    "H002": _no_history,
    "H003": _no_cycle,
    "L001": _locked,
}

# --- answers that officers send back

LATE, LATER = "B002", "B003"
REFUSES = {"Contact date": CALLED, "Result": "refuses"}
BETTER = {"Override grade": "A", "Reason for override": "paid in cash", "Valid until": dt.date(2027, 1, 31)}
ENTRIES: dict[str, dict[str, Any]] = {
    "C014": {"Contact date": "2026-02-30", "Result": "refuses"},
    "C015": {"Contact date": CALLED, "Result": "maybe"},
    "C016": PTP | {"Result": "no answer"},
    "C017": PTP | {"Promise amount": "a lot"},
    "C018": {"Result": "refuses"},
    "C019": REFUSES | {"Note": "x" * 501},
    "C020": BETTER | {"Supervisor": "Wu"},
    "C021": {"Contact date": CALLED, "Result": "case closed"},
}


def _entry(code: str, bank: Bank) -> Found:
    """A list with one wrong entry."""
    return _said(bank, code, bank.returned({LATE: ENTRIES[code]}))


def _said(bank: Bank, code: str, *names: str) -> Found:
    rows = bank.collect(*names).problems.filter(pl.col("code") == code)
    assert rows.height, code
    return rows.row(0, named=True)


def _changed(code: str, change: Callable[[Any], None], bank: Bank) -> Found:
    """A list whose sheet was changed by hand; refused, or one row of it set aside."""
    back = bank.returned({LATE: PTP}, then=lambda book: change(overdue_list(book)))
    try:
        return _said(bank, code, back)
    except Refusal as refusal:
        return refusal


def _retyped(sheet: Any) -> None:
    cell(sheet, row_of(sheet, LATE), "Borrower no.").value = "B02"


def _key_gone(sheet: Any) -> None:
    cell(sheet, row_of(sheet, LATE), "Row key").value = "K9TRX04B7Q-152-4"


def _renamed(sheet: Any) -> None:
    cell(sheet, 4, "Result").value = "Outcome"


def _copy(sheet: Any, **changed: Any) -> None:
    row, last = row_of(sheet, LATE), sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(row, column).value
    for word, value in changed.items():
        cell(sheet, last, word.replace("_", " ")).value = value


def _of_another_run(day: dt.date, rows: tuple[int, ...]) -> Callable[[Any], None]:
    from overdue_cli.rowkey import keys_of, run_code

    run = run_code(day, "0" * 64, pl.Series(["X", "Y"]))

    def change(sheet: Any) -> None:
        for number, row in enumerate(rows, start=1):
            cell(sheet, row, "Row key").value = pl.select(keys_of(run, pl.lit(number))).item()

    return change


def _another_row(sheet: Any) -> None:
    """One row's key is of another run."""
    _of_another_run(NEXT, (row_of(sheet, LATE),))(sheet)


def _ordinary(bank: Bank) -> Found:
    book = openpyxl.Workbook()
    book.active.append(["Contact date", "Result"])  # type: ignore[union-attr]
    book.save(bank.folder / "other.xlsx")
    return refused(lambda: bank.collect("other.xlsx"))


def _half_saved(bank: Bank) -> Found:
    path = bank.folder / bank.returned({LATE: PTP})
    path.write_bytes(path.read_bytes()[:4000])
    return refused(lambda: bank.collect(path.name))


def _open_elsewhere(bank: Bank) -> Found:
    name = bank.returned({LATE: PTP})
    (bank.folder / f"~${name}").write_bytes(b"\x05owner")
    return refused(lambda: bank.collect(name))


def _nothing_to_undo(bank: Bank) -> Found:
    from overdue_cli.history import feedback

    return refused(lambda: feedback.undo(bank.history))


def _unconfirmed(bank: Bank) -> Found:
    """A better grade whose supervisor is no longer configured when it should count."""
    bank.collect(bank.returned({LATER: BETTER | {"Supervisor": "Zhou"}}), supervisors=("Zhou",))
    scored = bank.score(AS_OF + dt.timedelta(days=1), "Wu")
    return scored.problems.filter(pl.col("code") == "F007").row(0, named=True)


def _worked_in(bank: Bank) -> Found:
    from overdue_cli.cli.targets import Targets

    path = bank.folder / bank.returned({LATE: PTP}, "worklist.xlsx")
    return refused(lambda: Targets(path, None, None, None).guarded(bank.history, "en"))


# --- back-tests


def _replay(since: int) -> Callable[[Bank], Found]:
    """A back-test over instalments of 2026 from that month on, all paid on the day."""

    def refuse(bank: Bank) -> Found:
        from overdue_cli.backtest.replay import replayed
        from overdue_cli.scored import Request

        pairs = [(loan, month) for loan in range(1, 9) for month in range(since, 12)]
        rows = "".join(f"J{n},{n:03},CNY,{m},2026-{m:02}-10,100,2026-{m:02}-10,100\n" for n, m in pairs)
        head = "借据号,客户号,币种,期次,应还日期,应还金额,实还日期,实还金额\n"
        portfolio = read_portfolio(files(Path(), 还款_csv=f"截止日期：2026-11-20,,,,,,,\n{head}{rows}"))
        return refused(lambda: replayed(portfolio, load_rules("conservative", AS_OF), Request(AS_OF), None))

    return refuse


def _outcomes(content: str) -> Callable[[Bank], Found]:
    """A back-test against outcomes from a file."""

    def refuse(bank: Bank) -> Found:
        from overdue_cli.backtest.answers import answered
        from overdue_cli.scored import Request

        portfolio = read_portfolio([bank.folder / "exports"])
        (path,) = files(Path(), 结果_csv=content)
        return refused(lambda: answered(portfolio, load_rules("conservative", AS_OF), Request(AS_OF), path))

    return refuse


SLOW: dict[str, Callable[[Bank], Found]] = {
    **{code: partial(_entry, code) for code in ENTRIES},
    "C001": _ordinary,
    "C002": partial(_changed, "C002", _of_another_run(NEXT, (5, 6))),
    "C003": partial(_changed, "C003", _of_another_run(AS_OF, (5, 6))),
    "C004": _half_saved,
    "C005": _open_elsewhere,
    "C006": partial(_changed, "C006", _renamed),
    "C009": partial(_changed, "C009", _another_row),
    "C010": partial(_changed, "C010", _key_gone),
    "C011": partial(_changed, "C011", _retyped),
    "C012": partial(_changed, "C012", _copy),
    "C013": partial(_changed, "C013", partial(_copy, Promise_amount=9)),
    "C022": _nothing_to_undo,
    "F007": _unconfirmed,
    "O002": _worked_in,
    "B001": _replay(since=11),
    "B002": _replay(since=1),
    "B003": _outcomes("客户号,违约\n77,1\n"),
    "B004": _outcomes("客户号,甲,乙\nB001,1,0\n"),
}
