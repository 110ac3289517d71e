"""A bank's own workbook filled: what was drawn in it stays, rows and pages are made, traps of the library avoided."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from overdue_cli.problems import Refusal
from overdue_cli.workbook.templates import Contents, checked, filled

RUN = {
    "as_of": dt.date(2026, 11, 20),
    "data_date": None,
    "horizon": 35,
    "count": 3,
    "line": "run",
    "banner": "b",
    "masking": "m",
    "whose": "",
}
DUES = [{"loan_id": f"J{n}", "number": n, "due_on": dt.date(2026, n, 5), "due_amount": 100.5, "paid": 0.0, "open_amount": 100.5, "days_late": n} for n in (8, 9, 10)]  # fmt: skip


def borrower(rank: int, **changed: Any) -> dict[str, Any]:
    plain = {
        "rank": rank, "grade": "C", "borrower_id": f"00{rank}", "borrower_name": f"客户{rank}", "id_number": "110101199001010018",
        "arrears": 1000.25 * rank, "next_due_on": dt.date(2026, 12, rank), "forbidden": "不得威胁、骚扰，不得联系无关第三人；" * 6,
    }  # fmt: skip
    return plain | {"due": [], "person": [], "reason": [], "look": []} | changed


THREE = Contents(RUN, [borrower(1), borrower(2, borrower_name="=1+1"), borrower(3)])


def stored(book: openpyxl.Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def picture() -> Image:
    held = io.BytesIO()
    Picture.new("RGB", (40, 20), (31, 86, 115)).save(held, "PNG")
    held.seek(0)
    return Image(held)


def drawn_list() -> openpyxl.Workbook:
    """A list as a bank draws it: a logo, a total below, choices, conditions, print set-up, a chart, an 18-digit number."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "名单"
    page["A1"], page["A2"] = "某某银行 催收台账 {{as_of}}", "共 {{count}} 户"
    page.append(["序号", "姓名", "证件", "逾期金额", "一成", "处理"])
    for column, text in enumerate(
        ("{{row.rank}}", "{{行.客户名称}}", "{{row.id_number}}", "{{row.arrears}}", "=D4*0.1", None), 1
    ):
        page.cell(4, column, text)
    page["D4"].number_format, page["B4"].font = '"¥"#,##0.00', Font(name="KaiTi", bold=True)
    page["A5"], page["D5"], page["E5"] = "合计", "=SUM(D4:D4)", "=SUM(E4:E4)"
    page["A7"], page["B7"], page["C7"] = "制表人签名", "=D5", 123456789012345
    page["C8"].value = "=不是公式"
    page["C8"].data_type = "s"
    page.merge_cells("A9:F9")
    page.row_dimensions[4].height, page.row_dimensions[9].height = 27, 44
    page["A9"].comment = Comment("盖章处", "x")
    choices = DataValidation("list", formula1='"已还,未还"', sqref="F4")
    page.add_data_validation(choices)
    page.conditional_formatting.add("D4", CellIsRule("greaterThan", ["2000"], fill=PatternFill(bgColor="FFCCCC")))
    page.print_area, page.print_title_rows = "A1:F9", "3:3"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.oddFooter.center.text = "第 &P 页"
    page.freeze_panes = "A4"
    page.column_dimensions["B"].width = 31
    page.add_image(picture(), "E1")
    page.add_image(picture(), "A8")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=4, min_row=4, max_row=4))
    page.add_chart(chart, "H12")
    other = book.create_sheet("汇总")
    other["A1"], other["A2"] = "=名单!D5", "=SUM(名单!E4:E4)"
    book.defined_names["total"] = DefinedName("total", attr_text="名单!$D$5")
    return book


@pytest.fixture(scope="module")
def listed() -> openpyxl.Workbook:
    exact = edited(stored(drawn_list()), lambda _, content: content.replace(b"123456789012345", b"110101199001010018"))
    return openpyxl.load_workbook(io.BytesIO(filled(exact, "t.xlsx", THREE)))


def test_a_row_is_repeated_for_each_borrower_with_numbers_dates_and_text_as_such(listed: openpyxl.Workbook) -> None:
    page = listed["名单"]
    assert [page.cell(row, 1).value for row in (4, 5, 6)] == [1, 2, 3]
    assert [page.cell(row, 4).value for row in (4, 5, 6)] == [1000.25, 2000.5, 3000.75]
    assert page["C6"].value == "110101199001010018"
    assert (page["B5"].value, page["B5"].data_type) == ("=1+1", "s")
    assert (page["A1"].value, page["A2"].value) == ("某某银行 催收台账 2026-11-20", "共 3 户")


def test_formats_and_formulas_of_the_row_come_along(listed: openpyxl.Workbook) -> None:
    page = listed["名单"]
    for row in (4, 5, 6):
        assert page.cell(row, 4).number_format == '"¥"#,##0.00'
        assert (page.cell(row, 2).font.name, page.cell(row, 2).font.bold) == ("KaiTi", True)
        assert page.cell(row, 5).value == f"=D{row}*0.1"
        assert page.row_dimensions[row].height == 27


def test_what_stands_below_moves_and_sums_grow(listed: openpyxl.Workbook) -> None:
    page = listed["名单"]
    assert (page["A7"].value, page["D7"].value, page["E7"].value) == ("合计", "=SUM(D4:D6)", "=SUM(E4:E6)")
    assert page["B9"].value == "=D7"
    assert (listed["汇总"]["A1"].value, listed["汇总"]["A2"].value) == ("=名单!D7", "=SUM(名单!E4:E6)")
    assert listed.defined_names["total"].attr_text == "名单!$D$7"
    assert "A11:F11" in map(str, page.merged_cells.ranges)
    assert page.row_dimensions[11].height == 44
    assert page["A11"].comment.text == "盖章处"


def test_choices_conditions_pictures_charts_and_print_set_up_stay(listed: openpyxl.Workbook) -> None:
    page = listed["名单"]
    (choices,) = page.data_validations.dataValidation
    assert (str(choices.sqref), choices.formula1) == ("F4:F6", '"已还,未还"')
    assert [str(found.sqref) for found in page.conditional_formatting] == ["D4:D6"]
    assert "$F$11" in page.print_area
    assert (page.print_title_rows, page.page_setup.orientation, page.page_setup.paperSize) == ("$3:$3", "landscape", 9)
    assert (page.oddFooter.center.text, page.freeze_panes, page.column_dimensions["B"].width) == ("第 &P 页", "A4", 31)
    assert [image.anchor._from.row for image in page._images] == [0, 9]
    assert page._charts[0].series[0].val.numRef.f.endswith("$D$4:$D$6")


def test_long_numbers_and_text_that_looks_like_a_formula_keep_every_character(listed: openpyxl.Workbook) -> None:
    page = listed["名单"]
    assert page["C9"].value == "110101199001010018"
    assert (page["C10"].value, page["C10"].data_type) == ("=不是公式", "s")


def test_nobody_on_the_list_leaves_the_row_empty_and_the_rest_in_place() -> None:
    page = openpyxl.load_workbook(io.BytesIO(filled(stored(drawn_list()), "t.xlsx", Contents(RUN, []))))["名单"]
    assert [cell.value for cell in page[4]] == [None, None, None, None, "=D4*0.1", None]
    assert page["D5"].value == "=SUM(D4:D4)"


def drawn_page() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "核实"
    page["A1"], page["B1"], page["C1"] = (
        "{{borrower_name}}（{{借款人.x}}）".replace("（{{借款人.x}}）", ""),
        "{{grade}}",
        "=核实!B1",
    )
    page["A2"], page["B2"] = "{{due.due_on}}", "{{due.open_amount}}"
    page["A3"], page["B3"] = "合计", "=SUM(B2:B2)"
    page["A4"] = "{{forbidden}}"
    page["A4"].alignment = openpyxl.styles.Alignment(wrap_text=True)
    page.add_data_validation(DataValidation("list", formula1='"是,否"', sqref="D1"))
    page.conditional_formatting.add("B1", CellIsRule("equal", ['"C"'], fill=PatternFill(bgColor="FFCCCC")))
    page.print_area = "A1:D4"
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr = (
        1,
        openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True),
    )
    page.add_image(picture(), "F1")
    book.create_sheet("说明")["A1"] = "填写说明"
    return book


def test_a_page_is_made_for_each_borrower_with_all_that_was_drawn_on_it() -> None:
    people = [borrower(1, due=DUES), borrower(2, borrower_name="a/b[c]"), borrower(3, borrower_name=None)]
    book = openpyxl.load_workbook(io.BytesIO(filled(stored(drawn_page()), "t.xlsx", Contents(RUN, people))))
    assert book.sheetnames == ["1 客户1", "2 a b c", "3", "说明"]
    first, second = book["1 客户1"], book["2 a b c"]
    assert [first.cell(row, 1).value for row in (2, 3, 4)] == [dt.datetime(2026, n, 5) for n in (8, 9, 10)]
    assert first["B5"].value == "=SUM(B2:B4)"
    assert (first["C1"].value, second["C1"].value) == ("='1 客户1'!B1", "='2 a b c'!B1")
    assert (second["A2"].value, second["B3"].value) == (None, "=SUM(B2:B2)")
    for page in (first, second):
        assert len(page._images) == 1
        assert len(page.data_validations.dataValidation) == 1
        assert len(list(page.conditional_formatting)) == 1
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_area
    assert first.row_dimensions[6].height > 100


def test_named_cells_are_filled_as_marks_are() -> None:
    book = openpyxl.Workbook()
    book.active.title = "表"
    for name, cell in (("as_of", "$B$1"), ("row_borrower_name", "$A$3"), ("row_arrears", "$B$3"), ("other", "$C$1")):
        book.defined_names[name] = DefinedName(name, attr_text=f"表!{cell}")
    page = openpyxl.load_workbook(io.BytesIO(filled(stored(book), "t.xlsx", THREE)))["表"]
    assert page["B1"].value == dt.datetime(2026, 11, 20)
    assert [page.cell(row, 1).value for row in (3, 4, 5)] == ["客户1", "=1+1", "客户3"]
    assert [page.cell(row, 2).value for row in (3, 4, 5)] == [1000.25, 2000.5, 3000.75]


def test_the_same_contents_give_the_same_bytes_and_name_nobody_as_author() -> None:
    book = drawn_list()
    book.properties.creator, book.properties.lastModifiedBy = "王某", "李某"
    template = stored(book)
    once, twice = (filled(template, "t.xlsx", THREE) for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "王某" not in core
    assert "李某" not in core
    assert "2026-11-20T00:00:00Z" in core


EXTENSION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>码表!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>F4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
)


def edited(data: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """The archive with parts changed and added (`__` in a name is a slash, `_dot_` a dot)."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, content in added.items():
            after.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


def test_choices_that_excel_keeps_as_an_extension_are_kept_and_grow_with_the_list() -> None:
    book = drawn_list()
    book.create_sheet("码表")
    page_with = edited(
        stored(book),
        lambda name, content: (
            content.replace(b"</worksheet>", EXTENSION.encode()) if name.endswith("sheet1.xml") else content
        ),
    )
    page = openpyxl.load_workbook(io.BytesIO(filled(page_with, "t.xlsx", THREE)))["名单"]
    found = {rule.formula1: str(rule.sqref) for rule in page.data_validations.dataValidation}
    assert found == {'"已还,未还"': "F4:F6", "码表!$A$1:$A$3": "F4:F6"}


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        checked(data, "模板.xlsx")
    return refused.value


def marked(text: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["B2"] = text
    return stored(book)


def test_a_template_that_cannot_be_filled_is_refused_with_the_reason() -> None:
    unknown = refusal(marked("{{borower_name}}"))
    assert (unknown.code, unknown.facts["cell"]) == ("T003", "B2")
    assert "{{borrower_name}}" in unknown.facts["candidates"]
    assert refusal(marked("nothing")).code == "T004"
    assert refusal(b"not a workbook").code == "T001"
    shape = b'<xdr:wsDr xmlns:xdr="x"><xdr:sp macro=""></xdr:sp></xdr:wsDr>'
    lost = refusal(edited(marked("{{grade}}"), lambda _, content: content, xl__drawings__drawing9_dot_xml=shape))
    assert (lost.code, lost.facts["detail"]) == ("T002", "text boxes or shapes")
    macros = refusal(edited(marked("{{grade}}"), lambda _, content: content, xl__vbaProject_dot_bin=b"x"))
    assert macros.facts["detail"] == "macros"
