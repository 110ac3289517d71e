"""Where printed pages end on a sheet of several tables and charts."""

from overdue_cli.workbook.paper import POINTS_DOWN, unbroken

NARROW = [10.0] * 4
"""Columns that print at their own size, so that a page holds `POINTS_DOWN`."""


def block(row: int, together: float, blank: float = 15.0) -> tuple[int, float, float]:
    return row, together, together + blank


def test_what_fits_stays_on_the_page() -> None:
    assert unbroken([block(4, 200), block(20, 200)], NARROW, 60) == []


def test_a_chart_that_would_be_cut_goes_to_the_next_page() -> None:
    assert unbroken([block(4, 300), block(20, 300), block(40, 150)], NARROW, 60) == [20]


def test_a_block_that_just_fits_pushes_the_next_one_and_not_itself() -> None:
    full = POINTS_DOWN - 60
    assert unbroken([block(4, full), block(20, 100)], NARROW, 60) == [20]


def test_a_table_longer_than_a_page_begins_where_it_is() -> None:
    assert unbroken([block(4, 2 * POINTS_DOWN), block(90, 300)], NARROW, 60) == []


def test_wide_sheets_print_smaller_and_hold_more() -> None:
    blocks = [block(4, 300), block(20, 300)]
    assert unbroken(blocks, NARROW, 60) == [20]
    assert unbroken(blocks, [30.0] * 10, 60) == []


def test_a_long_table_does_not_leave_its_title_at_the_foot_of_a_page() -> None:
    assert unbroken([block(4, POINTS_DOWN - 110), block(40, 2 * POINTS_DOWN)], NARROW, 60) == [40]


def test_half_a_page_is_not_left_empty_where_a_section_may_be_cut() -> None:
    blocks = [block(4, 100), block(12, POINTS_DOWN - 120), block(60, 100)]
    assert unbroken(blocks, NARROW, 60) == [12]
    assert unbroken(blocks, NARROW, 60, most=0.5) == []
