"""Each invented case as a collections lawyer and a loan officer would read it, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from casebook import CASES, followed, row

NAMES = [case["name"] for case in CASES]
EXPECT: dict[str, dict[str, Any]] = {case["name"]: case["expect"] for case in CASES}
PLAIN = {"segment": "segment", "list": "list", "tier": "tier", "queue": "queue", "hold": "hold",
         "planned": "planned_contacts", "change": "willingness_change", "specials": "specials"}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_row_is_placed_and_treated_as_the_case_says(name: str) -> None:
    expected, found = EXPECT[name], row(followed(name))
    asked = {key: found[column] for key, column in PLAIN.items() if key in expected}
    assert asked == {key: expected[key] for key in asked}


@pytest.mark.parametrize("name", NAMES)
def test_the_words_say_what_is_to_be_done_and_not_what_is_wrong_here(name: str) -> None:
    expected, found = EXPECT[name], row(followed(name))
    for language in ("zh", "en"):
        for key, column in (("says", "action"), ("contact_says", "may_contact"), ("forbids", "forbidden")):
            for words in expected.get(key, {}).get(language, []):
                assert words in found[f"{column}_{language}"], (column, language, found[f"{column}_{language}"])
        for words in expected.get("unsaid", {}).get(language, []):
            assert words not in found[f"action_{language}"] + found[f"play_{language}"]
        for key, column in (("stands", "stands"), ("flips", "flip"), ("manner", "manner")):
            if key in expected:
                assert expected[key][language] in found[f"{column}_{language}"]


@pytest.mark.parametrize("name", [name for name in NAMES if "people" in EXPECT[name]])
def test_only_these_people_may_be_spoken_to(name: str) -> None:
    scored = followed(name)
    ladder = scored.follow_up.ladder
    spoken = [
        "borrower" if basis == "borrower" else who for who, basis in ladder.select("party_name", "basis").iter_rows()
    ]
    assert spoken == EXPECT[name]["people"]
    for who in spoken[1:]:
        assert who in row(scored)["may_contact_zh"]
        assert who in row(scored)["may_contact_en"]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_is_named_to_the_officer(name: str) -> None:
    found = row(followed(name))
    for who in [*EXPECT[name].get("absent", []), *EXPECT[name].get("contact_unsaid", [])]:
        assert not [key for key, value in found.items() if isinstance(value, str) and who in value]


@pytest.mark.parametrize("name", [name for name in NAMES if "clocks" in EXPECT[name]])
def test_the_clocks_run_to_the_day(name: str) -> None:
    clock = followed(name).follow_up.clocks
    watched = dict(clock.select("kind", "days_left").iter_rows())
    assert watched == EXPECT[name]["clocks"]


@pytest.mark.parametrize("name", NAMES)
def test_every_listed_row_forbids_what_is_always_forbidden_and_says_why_it_stands_there(name: str) -> None:
    found = row(followed(name))
    if found["list"] is None:
        return
    assert found["stands_zh"]
    assert found["stands_en"]
    for words in ("威胁", "第三人", "流押", "自行取走", "垫款", "过桥", "借新还旧", "不实"):
        assert words in found["forbidden_zh"]


def test_there_is_a_case_for_every_segment_and_special_row_that_one_borrower_can_show() -> None:
    from overdue_cli.ruleset.load import load

    segments = {row(followed(name))["segment"] for name in NAMES} - {None}
    assert segments == {f"S{number}" for number in range(7)}
    shown = {special for name in NAMES for special in row(followed(name))["specials"]}
    of_many = {"cluster", "connected"}  # need neighbours; the sample shows them
    elsewhere = {"unsigned_spouse"} & shown
    assert {s.id for s in load().playbook.specials} - of_many <= shown | elsewhere
