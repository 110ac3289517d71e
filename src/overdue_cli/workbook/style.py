"""Colours, fonts and cell formats of the worklist, by name: the one place where its look is decided.

One accent, quiet lines, no fills but where they mean something. The grades darken from A to E, so that
they keep their order on a grey printer; the letter always stands in the cell. A test holds every pair of
text and ground to a contrast of 4.5 : 1.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

WHITE, INK, MUTED, LINE = "#FFFFFF", "#1F2933", "#5A6672", "#D3DAE0"
ACCENT, ACCENT_TINT, OFFICER_TINT = "#1F5673", "#E4EDF2", "#F3F7F9"
ACCENT_HEAT = "#A9C9DA"
"""Where a shaded table is darkest; ink stays readable on it."""
NOTICE, NOTICE_TINT = "#6B4700", "#FFF3D6"
OVER, OVER_TINT = "#8C1616", "#FBE6E3"

GRADE_COLOURS: dict[str, tuple[str, str]] = {
    "A": ("#175234", "#E0F1E6"),
    "B": ("#123F69", "#C9DCEF"),
    "C": ("#4A3500", "#F2CB5C"),
    "D": ("#2B1500", "#E28E42"),
    "E": ("#FFFFFF", "#9B1C1C"),
}
"""Grade → text and ground."""

FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
SIZE, SMALL = 10, 9
LINE_HEIGHT = {"zh": 15.0, "en": 13.0}
"""Points one line of `SIZE` takes; Microsoft YaHei stands taller than Arial."""
ROW_PADDING = 6.0
MOST_LINES = 4

MONEY = '#,##0.00;-#,##0.00;"–"'
WHOLE = '#,##0;-#,##0;"–"'
PERCENT = '0.0%;-0.0%;"–"'
DATE = "yyyy-mm-dd"

_CELL: dict[str, Any] = {"valign": "vcenter", "bottom": 1, "bottom_color": LINE}
_HEAD: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "vcenter", "font_size": SMALL}
_DARK = _HEAD | {"font_color": WHITE, "bg_color": ACCENT}
_LEFT: dict[str, Any] = {"align": "left", "indent": 1}
_TEXT = _CELL | {"text_wrap": True, "align": "left", "indent": 1}
_TILE: dict[str, Any] = {
    "bg_color": ACCENT_TINT,
    "align": "left",
    "indent": 1,
    "valign": "vcenter",
    "right": 5,
    "right_color": WHITE,
}
_CARD: dict[str, Any] = _LEFT | {
    "indent": 2,
    **dict.fromkeys(("left", "right", "top", "bottom"), 3),
    "border_color": MUTED,
}
_LINK: dict[str, Any] = {"font_color": ACCENT, "underline": 1}
_QUIET: dict[str, Any] = {"valign": "vcenter", "font_color": MUTED}

STYLES: dict[str, dict[str, Any]] = {
    # around the tables
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT, "valign": "vcenter"},
    "banner": {"bold": True, "font_size": SMALL, "font_color": INK, "valign": "vcenter"},
    "banner_wrapped": {"bold": True, "font_size": SMALL, "font_color": INK, "valign": "vcenter", "align": "left", "text_wrap": True},
    "aside": _LEFT | {"bold": True, "font_size": 12, "font_color": ACCENT, "valign": "vcenter"},
    "run": _LEFT | {"font_size": SMALL, "font_color": MUTED, "valign": "vcenter"},
    "rules": _LEFT | {"font_size": SMALL, "font_color": INK, "valign": "vcenter", "text_wrap": True},
    "note": {"font_size": SMALL, "font_color": INK, "valign": "vcenter", "text_wrap": True, "align": "left"},
    "signal": _LEFT | {"bold": True, "font_color": NOTICE, "bg_color": NOTICE_TINT, "valign": "vcenter", "text_wrap": True},
    "notice": _LEFT | {"font_color": NOTICE, "bg_color": NOTICE_TINT, "valign": "vcenter", "text_wrap": True},
    "section": {"bold": True, "font_size": 12, "font_color": ACCENT, "valign": "vcenter", "bottom": 2, "bottom_color": ACCENT},
    "says": _LEFT | {"text_wrap": True, "valign": "vcenter"},
    "empty": _LEFT | {"font_color": MUTED, "valign": "vcenter"},
    "hint": _LEFT | {"font_size": SMALL, "font_color": MUTED, "text_wrap": True, "valign": "bottom"},
    "tile_label": _TILE | {"font_color": MUTED, "font_size": SMALL},
    "tile_number": _TILE | {"font_size": 22, "bold": True, "font_color": ACCENT, "num_format": "#,##0"},
    "tile_note": _TILE | {"font_size": SMALL, "font_color": INK, "text_wrap": True, "valign": "top"},
    "tile_sum": _TILE | {"bold": True, "font_color": INK},
    # cards to be cut out
    "card_title": _CARD | {"bold": True, "font_size": 14, "font_color": ACCENT, "bottom": 0, "valign": "vcenter"},
    "card_text": _CARD | {"font_size": 12, "text_wrap": True, "valign": "vcenter", "top": 0, "bottom": 0},
    "card_foot": _CARD | {"font_color": MUTED, "valign": "vcenter", "top": 0},
    "letter_title": _CARD | {"bold": True, "font_size": 26, "font_color": ACCENT, "bottom": 0, "valign": "vcenter", "align": "center"},
    "letter_text": _CARD | {"font_size": 17, "text_wrap": True, "valign": "vcenter", "top": 0, "bottom": 0, "indent": 4},
    "letter_foot": _CARD | {"font_size": 13, "font_color": MUTED, "valign": "vcenter", "top": 0, "indent": 4},
    # headers
    "head": _DARK | _LEFT,
    "head_right": _DARK | {"align": "right"},
    "head_center": _DARK | {"align": "center"},
    "head_officer": _HEAD | _LEFT | {"font_color": ACCENT, "bg_color": ACCENT_TINT, "top": 2, "top_color": ACCENT},
    "head_reference": _HEAD | _LEFT | {"font_color": INK, "bg_color": LINE},
    "head_reference_right": _HEAD | {"font_color": INK, "bg_color": LINE, "align": "right"},
    # cells
    "text": _TEXT,
    "strong": _TEXT | {"bold": True},
    "muted": _TEXT | {"font_color": MUTED},
    "id": _CELL | _LEFT | {"num_format": "@"},
    "key": _CELL | _LEFT | {"num_format": "@", "font_size": SMALL, "font_color": MUTED},
    "center": _CELL | {"align": "center"},
    "rank": _CELL | {"num_format": "0", "align": "center"},
    "link_text": _TEXT | _LINK,
    "link": _CELL | _LINK | {"num_format": "0", "align": "center"},
    "id_link": _CELL | _LEFT | _LINK | {"num_format": "@"},
    "marked": _CELL | {"num_format": PERCENT, "align": "right", "bold": True, "font_color": NOTICE, "bg_color": NOTICE_TINT},
    "link_left": _LEFT | _LINK | {"valign": "vcenter"},
    "money": _CELL | {"num_format": MONEY, "align": "right"},
    "whole": _CELL | {"num_format": WHOLE, "align": "right"},
    "signed": _CELL | {"num_format": '+#,##0;-#,##0;"–"', "align": "right"},
    "percent": _CELL | {"num_format": PERCENT, "align": "right"},
    "percent_strong": _CELL | {"num_format": PERCENT, "align": "right", "bold": True},
    "decimal": _CELL | {"num_format": "0.000", "align": "right"},
    "date": _CELL | {"num_format": DATE, "align": "center"},
    "link_date": _CELL | _LINK | {"num_format": DATE, "align": "center"},
    "deadline": _CELL | {"num_format": DATE, "align": "center", "bold": True},
    "total": _LEFT | {"bold": True, "valign": "vcenter", "top": 1, "top_color": ACCENT},
    "total_whole": {"bold": True, "valign": "vcenter", "top": 1, "top_color": ACCENT, "num_format": WHOLE, "align": "right"},
    "total_money": {"bold": True, "valign": "vcenter", "top": 1, "top_color": ACCENT, "num_format": MONEY, "align": "right"},
    "total_percent": {"bold": True, "valign": "vcenter", "top": 1, "top_color": ACCENT, "num_format": PERCENT, "align": "right"},
    # columns the officer fills in: no lines here, they come by condition over the rows that exist
    "fill_text": _LEFT | {"text_wrap": True, "valign": "vcenter"},
    "fill_center": {"align": "center", "valign": "vcenter"},
    "fill_date": {"num_format": DATE, "align": "center", "valign": "vcenter"},
    "fill_money": {"num_format": "#,##0.00", "align": "right", "valign": "vcenter"},
    "fill_row": {"bg_color": OFFICER_TINT, "bottom": 1, "bottom_color": LINE, "left": 1, "left_color": LINE},
    # day counts that are over or near, by condition
    "over": {"bold": True, "font_color": OVER, "bg_color": OVER_TINT},
    "near": {"bold": True, "font_color": NOTICE, "bg_color": NOTICE_TINT},
    # a borrower's further reasons, quieter than the first
    "again": _QUIET | _LEFT,
    "again_center": _QUIET | {"align": "center"},
    "again_rank": _QUIET | {"num_format": "0", "align": "center"},
    "again_id": _QUIET | _LEFT | {"num_format": "@"},
    "first_text": _LEFT | {"text_wrap": True, "valign": "vcenter", "top": 1, "top_color": MUTED},
    "first_strong": _LEFT | {"text_wrap": True, "valign": "vcenter", "top": 1, "top_color": MUTED, "bold": True},
    "first_id": _LEFT | {"valign": "vcenter", "top": 1, "top_color": MUTED, "num_format": "@"},
    "first_link": _LINK | {"valign": "vcenter", "top": 1, "top_color": MUTED, "num_format": "0", "align": "center"},
    "first_rank": {"valign": "vcenter", "top": 1, "top_color": MUTED, "num_format": "0", "align": "center"},
    "first_center": {"num_format": WHOLE, "valign": "vcenter", "top": 1, "top_color": MUTED, "align": "center"},
    "next_text": _LEFT | {"text_wrap": True, "valign": "vcenter", "top": 4, "top_color": LINE},
    "next_center": {"num_format": WHOLE, "valign": "vcenter", "top": 4, "top_color": LINE, "align": "center"},
}  # fmt: skip

BARE = ("fill_row", "over", "near")
"""Formats of conditions, which may not bring a font of their own."""

for _letter, (_text, _ground) in GRADE_COLOURS.items():
    _graded = {"bold": True, "align": "center", "valign": "vcenter", "font_color": _text, "bg_color": _ground}
    STYLES[f"grade_{_letter}"] = _graded | {"bottom": 1, "bottom_color": WHITE}
    STYLES[f"first_grade_{_letter}"] = _graded | {"top": 1, "top_color": MUTED}


class Styles:
    """The formats of one workbook, each made the first time it is asked for and then shared."""

    def __init__(self, workbook: Any, language: str) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}
        self.language = language
        self.font = FONTS[language]

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            font = {} if name in BARE else {"font_name": self.font, "font_size": SIZE, "font_color": INK}
            self._made[name] = self._workbook.add_format(font | STYLES[name])
        return self._made[name]

    def grade(self, letter: str, prefix: str = "") -> Any:
        """The format of a grade's cell; a letter no colour was chosen for is plain."""
        return self[grade_style(letter, prefix)]

    @cached_property
    def chart_font(self) -> dict[str, Any]:
        """The font of axes and labels in charts."""
        return {"name": self.font, "size": SMALL, "color": INK}

    def height(self, lines: float) -> float:
        """Points a row of so many lines takes."""
        return LINE_HEIGHT[self.language] * lines + ROW_PADDING


def grade_style(letter: str, prefix: str = "") -> str:
    """The name of a grade's cell format; an unknown letter is plain."""
    return f"{prefix}grade_{letter}" if letter in GRADE_COLOURS else f"{prefix}center"
