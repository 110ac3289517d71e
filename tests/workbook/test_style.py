"""The look, as far as numbers can hold it: readable on screen, on paper and on a grey printer."""

from __future__ import annotations

import pytest

from overdue_cli.workbook.style import GRADE_COLOURS, INK, STYLES, WHITE


def luminance(colour: str) -> float:
    """Relative luminance by the WCAG's formula, 0 black to 1 white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", STYLES)
def test_text_stands_out_from_its_ground(name: str) -> None:
    style = STYLES[name]
    assert contrast(style.get("font_color", INK), style.get("bg_color", WHITE)) >= 4.5


def test_grades_darken_from_a_to_e_so_that_grey_keeps_their_order() -> None:
    grounds = [luminance(ground) for _, ground in GRADE_COLOURS.values()]
    assert list(GRADE_COLOURS) == ["A", "B", "C", "D", "E"]
    assert grounds == sorted(grounds, reverse=True)


def test_no_cell_is_locked_by_a_style_of_ours() -> None:
    assert not any("locked" in style or "hidden" in style for style in STYLES.values())
