"""Why a borrower has this grade."""

import json

import pytest

from overdue_cli.explain import STEPS, Explanation, explain
from overdue_cli.problems import Refusal
from sample_portfolio import portfolio, scored


def worst() -> Explanation:
    return explain(scored(), scored().listed["borrower_id"][0])


def test_an_unknown_borrower_is_refused_as_bad_input() -> None:
    with pytest.raises(Refusal) as caught:
        explain(scored(), "nobody")
    assert (caught.value.code, caught.value.exit_code) == ("P017", 3)


def test_a_loans_number_leads_to_its_borrower() -> None:
    loan = portfolio().tables["loans"].row(0, named=True)
    assert explain(scored(), loan["loan_id"]) == explain(scored(), loan["borrower_id"])


def test_every_rule_stands_in_exactly_one_state() -> None:
    ids = [rule.id for rule in worst().rules]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {rule.id for rule in scored().ruleset.rules}


def test_the_points_of_the_groups_add_up_to_the_score() -> None:
    one_of_each_grade = scored().borrowers.unique("grade", keep="first", maintain_order=True)
    assert one_of_each_grade.height == 5
    for borrower in one_of_each_grade["borrower_id"]:
        found = explain(scored(), borrower)
        assert min(sum(group.counted for group in found.groups), 100) == found.score
        assert all(group.counted == max(group.at_least, min(group.given, group.at_most)) for group in found.groups)


def test_the_steps_only_ever_worsen() -> None:
    grades = [grade for _, grade in worst().steps]
    assert len(grades) == len(STEPS)
    assert grades == sorted(grades)


def test_the_rows_named_are_rows_of_the_inputs() -> None:
    sheet = {table: frame.select("source_file", "source_row").rows() for table, frame in portfolio().tables.items()}
    known = {(str(file), row) for rows in sheet.values() for file, row in rows}
    named = {(row.file, row.row) for rule in worst().rules for row in rule.evidence}
    assert named
    assert named <= known


def test_it_is_json_in_both_languages() -> None:
    for language in ("zh", "en"):
        found = explain(scored(language), scored(language).listed["borrower_id"][0])
        assert json.loads(json.dumps(found.as_dict()))["grade"] == found.grade
