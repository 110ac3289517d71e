"""The worklist as a reader finds it: sheets, values, links, drop-downs, print set-up, and nothing forbidden."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from books import AS_OF, book
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from overdue_cli.locale import words
from overdue_cli.workbook import Book, write_own, write_worklist
from overdue_cli.workbook.book import GROUNDS
from overdue_cli.workbook.clocks import COLUMNS as CLOCK_COLUMNS
from overdue_cli.workbook.long import Long, write_long
from overdue_cli.workbook.places import places_of
from overdue_cli.workbook.writer import opened as opened_bench

SHEETS = {
    "zh": ["总览", "到期前名单", "逾期名单", "检查待办", "法律时效", "变动", "客户经理", "集中度", "评级依据", "数据质量", "口径与规则"],
    "en": ["Summary", "Before due", "Overdue", "Inspections due", "Legal clocks", "Changes", "Officers", "Concentration", "Reasons", "Data quality", "About"],
}  # fmt: skip
LISTS_AND_REASONS = (1, 2, 8)
HEADER = 4
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def written(folder: Path, made: Book, **options: int) -> Path:
    path = folder / "worklist.xlsx"
    write_worklist(made, path, **options)
    return path


def opened(folder: Path, made: Book, **options: int) -> Workbook:
    return load_workbook(written(folder, made, **options))


def table(sheet: Any, header: int = HEADER) -> list[dict[str, Any]]:
    """The rows under the header as mappings from header word to value."""
    names = [cell.value for cell in sheet[header]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=header + 1, values_only=True)]


def texts(workbook: Workbook) -> list[str]:
    return [
        str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@LANGUAGES
def test_the_sheets_stand_in_their_order_under_their_names(tmp_path: Path, language: str) -> None:
    assert opened(tmp_path, book(10, language)).sheetnames == SHEETS[language]


@LANGUAGES
@pytest.mark.parametrize("count", [0, 1, 30])
def test_every_sheet_says_what_the_grade_is_not_and_which_run_it_is(tmp_path: Path, language: str, count: int) -> None:
    said = words(language)["workbook"]["banner"]
    for sheet in opened(tmp_path, book(count, language)):
        line = " ".join(str(cell.value) for cell in sheet[2] if cell.value)
        assert said in line
        assert all(
            part in line for part in ("2026-11-24", "2026-11-20", "0.1.0", "conservative", "2026.11", "3f9a2c7e")
        )
        assert "3f9a2c7e" in sheet.oddFooter.left.text
        assert said in sheet.oddFooter.right.text


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, book(40)).read_bytes()
    assert written(tmp_path, book(40)).read_bytes() == first
    streamed = written(tmp_path, book(40), in_memory_rows=0).read_bytes()
    assert written(tmp_path, book(40), in_memory_rows=0).read_bytes() == streamed


def test_streamed_rows_read_back_as_those_kept_in_memory(tmp_path: Path) -> None:
    kept = [list(sheet.values) for sheet in opened(tmp_path, book(40))]
    assert [list(sheet.values) for sheet in opened(tmp_path, book(40), in_memory_rows=0)] == kept


def test_nothing_is_left_beside_the_workbook_and_its_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"
    path.touch(mode=0o600)
    write_worklist(book(10), path)
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(OSError):
        write_worklist(book(10), tmp_path / "taken.xlsx")
    with pytest.raises(OSError):
        write_worklist(book(10), tmp_path / "nowhere" / "worklist.xlsx")
    assert list(tmp_path.iterdir()) == [tmp_path / "taken.xlsx"]


def test_a_book_that_cannot_be_laid_out_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "worklist.xlsx"
    path.write_bytes(b"of last month")
    with pytest.raises(pl.exceptions.PolarsError):
        write_worklist(book(10, reasons=pl.DataFrame({"borrower_id": ["1"]})), path)
    assert path.read_bytes() == b"of last month"
    assert list(tmp_path.iterdir()) == [path]


# --- the lists


def test_a_list_row_holds_real_numbers_real_dates_and_ids_as_text(tmp_path: Path) -> None:
    made = book(30)
    rows = table(opened(tmp_path, made)["逾期名单"])
    assert len(rows) == made.overdue.height
    for row, borrower in zip(rows, made.overdue.iter_rows(named=True), strict=True):
        assert row["序号"] == borrower["rank"]
        assert row["客户号"] == borrower["borrower_id"] and row["客户号"].startswith("0")
        assert row["贷款余额"] == borrower["balance"] / 100
        assert row["逾期金额"] == borrower["arrears"] / 100
        assert row["下次还款日"] == dt.datetime.combine(borrower["next_due_on"], dt.time())
        assert row["最晚日期"] == dt.datetime.combine(borrower["act_by"], dt.time())
        assert row["逾期天数"] == borrower["days_past_due"]
        assert row["等级"] == borrower["grade"]


def test_a_grade_is_shown_by_its_letter_and_by_its_colour(tmp_path: Path) -> None:
    sheet = opened(tmp_path, book(30))["逾期名单"]
    colours = {
        sheet.cell(row, 3).value: sheet.cell(row, 3).fill.fgColor.rgb for row in range(HEADER + 1, sheet.max_row + 1)
    }
    assert set(colours) == {"C", "D", "E"}
    assert len(set(colours.values())) == 3


def test_amounts_show_two_decimals_and_stand_right(tmp_path: Path) -> None:
    cell = opened(tmp_path, book(30))["逾期名单"].cell(HEADER + 1, 8)
    assert cell.number_format.startswith("#,##0.00")
    assert cell.alignment.horizontal == "right"


def test_a_blank_officer_is_unassigned_and_a_null_is_a_blank_cell(tmp_path: Path) -> None:
    made = book(30)
    made = dataclasses.replace(
        made,
        overdue=made.overdue.with_columns(officer=None, next_due_on=None).cast(
            {"officer": pl.String, "next_due_on": pl.Date}
        ),
    )
    row = table(opened(tmp_path, made)["逾期名单"])[0]
    assert (row["客户经理"], row["下次还款日"]) == ("未分配", None)


def test_reasons_stand_worst_first_and_what_does_not_fit_is_counted(tmp_path: Path) -> None:
    made = book(30)
    rows = {
        row["客户号"]: str(row["评级原因（最重在前）"]).split("\n") for row in table(opened(tmp_path, made)["逾期名单"])
    }
    for borrower, shown in rows.items():
        said = made.reasons.filter(pl.col("borrower_id") == borrower)["says"].to_list()
        more = re.fullmatch(r"（另有(\d+)条，见评级依据）", shown[-1])
        kept = shown[:-1] if more else shown
        assert kept == said[: len(kept)]
        assert len(kept) + int(more[1] if more else 0) == len(said)
        assert len(shown) <= 4


@LANGUAGES
def test_no_row_of_a_list_or_of_the_reasons_is_taller_than_four_lines(tmp_path: Path, language: str) -> None:
    workbook = opened(tmp_path, book(300, language))
    four_lines = {"zh": 66, "en": 58}[language]
    for name in (SHEETS[language][place] for place in (*LISTS_AND_REASONS, 3, 4, 5)):
        heights = [workbook[name].row_dimensions[row].height for row in range(HEADER + 1, workbook[name].max_row + 1)]
        assert max(height or 15 for height in heights) <= four_lines


def test_header_and_first_columns_stay_in_sight_and_the_filter_covers_the_real_rows(tmp_path: Path) -> None:
    made = book(30)
    workbook = opened(tmp_path, made)
    for name, frame in (("到期前名单", made.before_due), ("逾期名单", made.overdue)):
        assert workbook[name].freeze_panes == "F5"
        assert workbook[name].auto_filter.ref == f"A4:AL{HEADER + frame.height}"
    assert workbook["评级依据"].freeze_panes == "E4"
    assert workbook["评级依据"].auto_filter.ref == f"A3:L{3 + made.reasons.height}"


def test_pages_are_a4_landscape_with_the_header_on_each(tmp_path: Path) -> None:
    workbook = opened(tmp_path, book(30))
    for sheet in workbook:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        wide = 2 if sheet.col_breaks.brk else 1
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (wide, 0), sheet.title
        assert "&P" in sheet.oddFooter.right.text or "&[Page]" in sheet.oddFooter.right.text
        assert len(sheet.oddFooter.left.text) + len(sheet.oddFooter.right.text) < 250
    assert workbook["逾期名单"].print_title_rows == "$3:$4"
    assert workbook["评级依据"].print_title_rows == "$3:$3"


@LANGUAGES
@pytest.mark.parametrize("count", [10, pytest.param(5000, marks=pytest.mark.slow)])
def test_every_printed_page_keeps_seven_tenths_of_its_size(tmp_path: Path, language: str, count: int) -> None:
    for sheet in opened(tmp_path, book(count, language)):
        left, _, right, _ = range_boundaries(str(sheet.print_area or sheet.dimensions).rsplit("!", 1)[-1])
        widths = {at: d.width for d in sheet.column_dimensions.values() for at in range(d.min, d.max + 1)}
        # What the writer adds to a width for a cell's margins stands in the file already.
        pixels = [round(widths.get(at, 9.14) * 7) for at in range(left, right + 1)]
        pages = [pixels]
        if sheet.col_breaks.brk:
            second, keys = sheet.col_breaks.brk[0].id, range_boundaries(sheet.print_title_cols)[2]
            pages = [pixels[:second], pixels[:keys] + pixels[second:]]
        assert max(map(sum, pages)) * 0.7 <= 11.19 * 96, sheet.title


@LANGUAGES
def test_a_list_prints_as_facing_pages_who_and_why_then_what_to_do(tmp_path: Path, language: str) -> None:
    workbook = opened(tmp_path, book(30, language))
    sheet = workbook[SHEETS[language][2]]
    heads = [cell.value for cell in sheet[HEADER]]
    (second,) = (found.id for found in sheet.col_breaks.brk)
    assert heads[second] == words(language)["workbook"]["columns"]["action"]
    assert (sheet.print_title_cols, sheet.page_setup.pageOrder) == ("$A:$E", "overThenDown")
    # What is forbidden with everybody stands over both pages, whole on each.
    assert sheet.cell(3, 6).value == sheet.cell(3, second + 1).value


def test_a_column_without_a_figure_is_not_printed_and_stays_on_the_sheet(tmp_path: Path) -> None:
    made = book(30)
    free = made.before_due.with_columns(
        pl.lit(0, pl.Int64).alias("arrears"), pl.lit(0, pl.Int64).alias("days_past_due")
    )
    sheet = opened(tmp_path, dataclasses.replace(made, before_due=free))["到期前名单"]
    heads = [cell.value for cell in sheet[HEADER]]
    printed = heads[: range_boundaries(sheet.print_area.rsplit("!", 1)[-1])[2]]
    assert {"逾期金额", "逾期天数"} & set(printed) == set()
    assert {"逾期金额", "逾期天数"} <= set(heads)
    assert "未来应还" in printed


def test_what_is_forbidden_to_everybody_stands_once_above_the_header_and_what_differs_is_printed(
    tmp_path: Path,
) -> None:
    made = book(30)
    same = opened(tmp_path, made)["逾期名单"]
    assert "不得威胁" in same["F3"].value
    assert same.print_area.split(":")[1] == f"$P${HEADER + made.overdue.height}"
    differs = made.overdue.with_columns(
        pl.when(pl.col("grade") == "E").then(pl.lit("停止上门")).otherwise("forbidden").alias("forbidden")
    )
    apart = opened(tmp_path, dataclasses.replace(made, overdue=differs))["逾期名单"]
    assert "不得威胁" not in apart["F3"].value
    assert apart.print_area.split(":")[1] == f"$R${HEADER + made.overdue.height}"


def test_a_rank_leads_to_the_reasons_and_back(tmp_path: Path) -> None:
    workbook = opened(tmp_path, book(30))
    lists, reasons = workbook["逾期名单"], workbook["评级依据"]
    for row in range(HEADER + 1, lists.max_row + 1):
        target = re.fullmatch(r"'评级依据'!A(\d+)", lists.cell(row, 1).hyperlink.location)
        there = int(target[1]) if target else 0
        assert reasons.cell(there, 3).value == lists.cell(row, 4).value
        assert reasons.cell(there - 1, 3).value != reasons.cell(there, 3).value
        assert reasons.cell(there, 1).hyperlink.location == f"'逾期名单'!A{row}"
        assert isinstance(lists.cell(row, 1).value, int)


def test_several_currencies_are_named_beside_the_amounts_and_not_added(tmp_path: Path) -> None:
    made = book(30)
    mixed = made.overdue.with_columns(
        pl.when(pl.col("rank") % 2 == 0).then(pl.lit("USD")).otherwise(pl.lit("CNY")).alias("currency")
    )
    sheet = opened(tmp_path, dataclasses.replace(made, overdue=mixed))["逾期名单"]
    assert [cell.value for cell in sheet[HEADER]][6:8] == ["币种", "贷款余额"]
    assert sheet["A1"].value == f"逾期名单 · {mixed.height} 户"


# --- what the officer fills in


@LANGUAGES
def test_officer_columns_have_their_checks_over_exactly_the_rows_that_exist(tmp_path: Path, language: str) -> None:
    made = book(30, language)
    said = words(language)["workbook"]
    sheet = opened(tmp_path, made)[SHEETS[language][2]]
    columns = {cell.value: cell.column_letter for cell in sheet[HEADER]}
    last = HEADER + made.overdue.height
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for key in said["hints"]:
        letter = columns[said["columns"][key]]
        if key == "key":
            assert f"{letter}5:{letter}{last}" not in rules  # the key is not the officer's to write
            continue
        rule = rules[f"{letter}5:{letter}{last}"]
        assert sheet[f"{letter}3"].value
        if key in said["choices"]:
            assert rule.formula1.strip('"').split(",") == list(said["choices"][key].values())
    assert {rule.type for rule in rules.values()} == {"list", "date", "decimal", "textLength"}
    assert all(len(rule.formula1) <= 257 for rule in rules.values())


def test_a_worse_or_better_grade_is_chosen_from_the_grades_there_are(tmp_path: Path) -> None:
    sheet = opened(tmp_path, book(30))["逾期名单"]
    assert any(rule.formula1 == '"A,B,C,D,E"' for rule in sheet.data_validations.dataValidation)


def test_officer_cells_are_empty_and_nothing_is_locked(tmp_path: Path) -> None:
    workbook = opened(tmp_path, book(30))
    assert all(row["备注"] is None and row["人工等级"] is None for row in table(workbook["逾期名单"]))
    assert not any(sheet.protection.sheet for sheet in workbook)
    assert not any(sheet.sheet_state != "visible" for sheet in workbook)


# --- hostile text

NASTY = ["=1+1", "+86138", "-1", "@SUM(A1)", "<r><t>x</t></r>", "a\x01b", "http://example", "long" * 3000]


@pytest.mark.parametrize("in_memory_rows", [0, 1000])
def test_text_that_looks_like_a_formula_or_markup_stays_text(tmp_path: Path, in_memory_rows: int) -> None:
    made = book(30)
    names = pl.Series(NASTY)
    frame = made.overdue.head(len(NASTY)).with_columns(
        names.alias("borrower_name"), names.alias("product"), names.alias("stands")
    )
    inputs = [(name, 1, "0") for name in NASTY[:5]]
    changed = dataclasses.replace(made, overdue=frame, inputs=inputs, notices=NASTY[:5])
    workbook = opened(tmp_path, changed, in_memory_rows=in_memory_rows)
    sheet = workbook["逾期名单"]
    shown = [sheet.cell(row, 5) for row in range(HEADER + 1, HEADER + 1 + len(NASTY))]
    assert all(cell.data_type in ("s", "inlineStr") for cell in shown)
    assert [cell.value for cell in shown[:5]] == [*NASTY[:4], " <r><t>x</t></r>"]
    assert len(shown[-1].value) == 4000
    assert not any(cell.data_type == "f" for page in workbook for row in page.iter_rows() for cell in row)
    assert not any("<f>" in text for name, text in parts(tmp_path / "worklist.xlsx").items() if "worksheets/" in name)


# --- the other sheets


def test_the_summary_counts_what_the_figures_say(tmp_path: Path) -> None:
    made = book(300)
    sheet = opened(tmp_path, made)["总览"]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {300, made.overdue.height, made.before_due.height} <= cells
    assert {entry["balance"] / 100 for entry in made.figures["by_grade"]} <= cells
    assert len(sheet._charts) == 5


def test_the_most_urgent_stand_on_the_summary_linked_to_their_lists(tmp_path: Path) -> None:
    made = book(300)
    workbook = opened(tmp_path, made)
    links = [cell for row in workbook["总览"].iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in links[:10]] == list(range(1, 11))
    assert [cell.hyperlink.location for cell in links[10:]] == ["'变动'!A1"]
    for cell in links[:10]:
        name, place = cell.hyperlink.location.split("!")
        assert workbook[name.strip("'")][place].value == cell.value


@LANGUAGES
def test_empty_lists_say_so_in_a_sentence(tmp_path: Path, language: str) -> None:
    workbook = opened(tmp_path, book(0, language))
    said = words(language)["workbook"]
    before, overdue, reasons = (workbook[SHEETS[language][place]] for place in LISTS_AND_REASONS)
    assert before["A5"].value == said["empty_before_due"]
    assert overdue["A5"].value == said["empty_overdue"]
    assert reasons["A4"].value == said["empty_reasons"]
    assert said["summary"]["urgent_empty"] in texts(workbook)
    assert before.auto_filter.ref is None and not before.data_validations.dataValidation


def test_every_reason_has_its_row_and_the_rows_that_prove_it(tmp_path: Path) -> None:
    made = book(30)
    rows = table(opened(tmp_path, made)["评级依据"], 3)
    assert [row["依据"] for row in rows] == made.reasons["says"].to_list()
    assert [row["客户号"] for row in rows] == made.reasons["borrower_id"].to_list()
    assert [row["出处（文件 · 工作表 · 行）"] for row in rows] == made.reasons["source"].to_list()


def test_evidence_beyond_four_lines_is_counted(tmp_path: Path) -> None:
    made = book(30)
    long = made.reasons.with_columns(evidence=pl.lit("a\nb\nc\nd\ne\nf"))
    row = table(opened(tmp_path, dataclasses.replace(made, reasons=long))["评级依据"], 3)[0]
    assert row["证据"] == "a\nb\nc\n（另有3条）"


def test_data_quality_shows_problems_and_sheets_with_the_rows_adding_up(tmp_path: Path) -> None:
    said = texts(opened(tmp_path, book(10)))
    assert "读入 8,528 行 = 使用 8,503 行 + 搁置 6 行 + 非数据 19 行（标题、合计、空行）" in said
    assert {"P021", "该行搁置", "还款明细_202611.xlsx · 还款明细 · D18", "贷款台账", "未识别为任何表"} <= set(said)


def test_rows_that_do_not_add_up_are_said_aloud(tmp_path: Path) -> None:
    made = book(10)
    figures = dict(made.figures) | {"rows": dict(made.figures["rows"]) | {"rows_in": 9_000}}
    assert any(
        text.startswith("行数不平") for text in texts(opened(tmp_path, dataclasses.replace(made, figures=figures)))
    )


def test_about_names_inputs_rules_grades_and_choices(tmp_path: Path) -> None:
    said = texts(opened(tmp_path, book(10)))
    assert {"a1" * 32, "3f9a2c7e" * 8, "overdue 0.1.0", "已遮蔽，仅显示末四位", "1 立即"} <= set(said)
    assert any("有意愿无能力" in text for text in said)


# --- what no sheet may hold

FORBIDDEN = {
    "zh": ["核销", "呆账", "拨备", "准备金", "减值", "欺诈", "诈骗", "赌博", "吸毒", "疾病", "患病", "离婚", "配偶", "家属", "亲属", "被捕", "入狱", "涉刑", "死亡"],
    "en": ["fraud", "write-off", "written off", "provision", "gambling", "drug", "illness", "disease", "divorce", "spouse", "relative", "arrest", "prison", "crime", "death"],
}  # fmt: skip


@LANGUAGES
def test_no_part_of_the_file_holds_a_forbidden_word(tmp_path: Path, language: str) -> None:
    for name, text in parts(written(tmp_path, book(30, language))).items():
        for word in FORBIDDEN["zh"] + FORBIDDEN["en"]:
            assert word not in text.lower(), (name, word)


def test_the_file_names_no_person_and_no_machine(tmp_path: Path) -> None:
    found = parts(written(tmp_path, book(10)))
    assert "<dc:creator>overdue</dc:creator>" in found["docProps/core.xml"]
    assert f"{AS_OF.isoformat()}T00:00:00Z" in found["docProps/core.xml"]
    assert not any(str(tmp_path) in text for text in found.values())


# --- the sheets beside the lists


def test_what_is_always_forbidden_stands_above_and_a_row_says_what_is_besides(tmp_path: Path) -> None:
    made = book(30)
    general = made.overdue["forbidden"][0]
    own = pl.when(pl.col("grade") == "E").then(pl.lit(f"停止上门；{general}")).otherwise("forbidden").alias("forbidden")
    sheet = opened(tmp_path, dataclasses.replace(made, overdue=made.overdue.with_columns(own)))["逾期名单"]
    assert sheet["F3"].value == f"对每一户都禁止: {general}"
    said = {row["等级"]: row["禁止"] for row in table(sheet)}
    assert said == {"E": "停止上门", "C": "见表头", "D": "见表头"}


@LANGUAGES
def test_a_number_leads_from_every_long_sheet_to_its_borrower_and_from_the_list_to_the_inspection(
    tmp_path: Path, language: str
) -> None:
    workbook = opened(tmp_path, book(60, language))
    linked = 0
    for place in (1, 2, 3, 4, 5):
        sheet = workbook[SHEETS[language][place]]
        at = {cell.value: cell.column for cell in sheet[HEADER]}[words(language)["workbook"]["columns"]["borrower_id"]]
        for row in range(HEADER + 1, sheet.max_row + 1):
            for cell in (cell for cell in sheet[row] if cell.hyperlink):
                name, target = cell.hyperlink.location.split("!")
                there = workbook[name.strip("'")]
                assert sheet.cell(row, at).value in [c.value for c in there[int(target[1:])]]
                linked += place in (3, 4, 5) or cell.column > 1
    assert linked > 60


def test_who_is_on_no_list_but_to_be_inspected_is_linked_from_the_reasons(tmp_path: Path) -> None:
    made = book(60)
    alone = made.inspections.filter(pl.col("list") == "inspections")
    assert not alone.is_empty()
    extra = made.reasons.head(alone.height).with_columns(alone["borrower_id"], alone["borrower_name"], alone["grade"])
    workbook = opened(tmp_path, dataclasses.replace(made, reasons=pl.concat([made.reasons, extra])))
    last = workbook["评级依据"].cell(workbook["评级依据"].max_row, 1)
    assert last.hyperlink.location.startswith("'检查待办'!A")


@LANGUAGES
def test_a_sheet_that_has_not_room_for_every_row_says_how_many_are_left_out(tmp_path: Path, language: str) -> None:
    made = book(60, language)
    long = Long("clocks", "t", "note", made.clocks.with_columns(tier_one=None), CLOCK_COLUMNS, "none", 2, most=3)
    with opened_bench(made, tmp_path / "w.xlsx", 10) as bench:
        write_long(bench, long, places_of(made))
    sheet = load_workbook(tmp_path / "w.xlsx").active
    note = words(language)["workbook"]["left_out"].format(shown=3, count=made.clocks.height - 3)
    assert (sheet["A3"].value, sheet.max_row) == (f"{note}note", HEADER + 3)


def test_days_left_are_marked_when_over_and_when_near(tmp_path: Path) -> None:
    rules = opened(tmp_path, book(60))["法律时效"].conditional_formatting
    assert {rule.formula[0] for found in rules for rule in found.rules} == {"-1", "60"}


@LANGUAGES
def test_without_a_history_the_sheet_of_changes_says_so(tmp_path: Path, language: str) -> None:
    why = words(language)["workbook"]["changes"]["no_history"]
    made = book(10, language)
    figures = dict(made.figures) | {"changes": None}
    workbook = opened(tmp_path, dataclasses.replace(made, changes=None, compared=why, figures=figures))
    assert workbook[SHEETS[language][5]]["A5"].value == why
    assert why in [cell.value for row in workbook[SHEETS[language][0]].iter_rows() for cell in row]


def test_grounds_stand_before_and_behind_a_borrowers_rules(tmp_path: Path) -> None:
    made = book(10)
    who = made.reasons["borrower_id"].unique(maintain_order=True).to_list()
    grounds = pl.DataFrame(
        [(b, "-", "C", place, title, title, None) for b in who for place, title in ((0, "等级由来"), (9, "怎样会变"))],
        schema=GROUNDS,
        orient="row",
    )
    workbook = opened(tmp_path, dataclasses.replace(made, grounds=grounds))
    rows = table(workbook["评级依据"], 3)
    for borrower in who:
        said = [row["规则名称"] for row in rows if row["客户号"] == borrower]
        rules = made.reasons.filter(pl.col("borrower_id") == borrower)["title"].to_list()
        assert said == ["等级由来", *rules, "怎样会变"]
    link = workbook["逾期名单"].cell(HEADER + 1, 1).hyperlink.location
    assert workbook["评级依据"].cell(int(link.rsplit("A", 1)[1]), 6).value == "等级由来"


@pytest.mark.parametrize("write", [write_worklist, write_own])
def test_what_a_rule_set_admits_stands_on_every_sheet(write: Any, tmp_path: Path) -> None:
    write(book(10, admitted=("本规则集自述不能证明审慎：试行",)), tmp_path / "a.xlsx")
    for sheet in load_workbook(tmp_path / "a.xlsx"):
        assert "试行" in str(sheet["A2"].value), sheet.title


def test_an_officers_workbook_has_no_sheet_for_managers(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    write_own(book(10, desk="-"), path)
    assert not {"总览", "客户经理", "集中度"} & set(load_workbook(path).sheetnames)
    assert {"检查待办", "法律时效"} <= set(load_workbook(path).sheetnames)
