"""File names that Windows, macOS and Linux all take."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overdue_cli.filenames import RESERVED, stem_of, stems_of


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("李艳滨", "李艳滨"),
        ("Zoë O'Neil", "Zoë O'Neil"),
        ("North/South", "North_South"),
        ("..\\..\\etc", "etc"),
        ("a\x00b\u202ecod.exe", "abcod.exe"),
        ("trailing. . ", "trailing"),
        ("CON", "_CON"),
        ("com1.li", "_com1.li"),
        ("Lpt¹", "_Lpt¹"),
        ("~$hidden", "hidden"),
        ("=cmd|' /C calc'!A0", "cmd_' _C calc'_A0"),
        ("???", "officer"),
        ("", "officer"),
    ],
)
def test_a_name_keeps_what_every_file_system_takes(name: str, stem: str) -> None:
    assert stem_of(name, "officer") == stem


def test_a_long_chinese_name_is_cut_between_characters() -> None:
    assert stem_of("某" * 200, "officer") == "某" * 40


def test_names_that_a_file_system_takes_for_one_are_told_apart() -> None:
    composed, decomposed = "Zoé", "Zoe\u0301"
    assert stems_of(["Li", "LI", "Ｌｉ", composed, decomposed, "a/b", "a:b"], "x") == [
        "Li", "LI-2", "Ｌｉ-3", "Zoé", "Zoé-2", "a_b", "a_b-2",
    ]  # fmt: skip


def test_a_number_given_to_one_is_not_the_name_of_another() -> None:
    assert len({stem.casefold() for stem in stems_of(["a", "A", "a-2", "A-2"], "x")}) == 4


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_whatever_people_are_called_the_files_exist_apart(names: list[str]) -> None:
    stems = stems_of(names, "officer")
    assert len({unicodedata.normalize("NFKC", stem).casefold() for stem in stems}) == len(names)
    for stem in stems:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', stem)
        assert stem == stem.strip(" .")
        assert stem.split(".")[0].casefold() not in RESERVED
        assert 0 < len(stem.encode()) <= 130
