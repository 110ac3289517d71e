"""What `explain` says of cause and treatment."""

from __future__ import annotations

import pytest
from casebook import followed

from overdue_cli.explain import explain

CLEAN = "a_clean_borrower_not_yet_due_has_no_segment_no_call_and_no_clock"


def test_of_a_clean_borrower_there_is_nothing_to_say() -> None:
    assert explain(followed(CLEAN), "B1").treatment == []


def test_cause_evidence_and_play_are_said_in_order() -> None:
    said = dict(explain(followed("s3_business_fine_refuses_and_broke_two_promises"), "B1").treatment)
    assert said["Cause"] == "S3 able but unwilling (inevitable, subjective)"
    assert "promises in a row were broken" in said["Speaks for it"]
    assert said["Would change our mind"].startswith("two promises in a row kept")
    assert said["Willingness to pay"].endswith("falling")
    assert list(said)[-1] == "Forbidden"


@pytest.mark.parametrize("name", ["false_papers_go_to_compliance_and_the_officer_reads_nothing_else"])
def test_of_a_row_with_compliance_it_says_only_that(name: str) -> None:
    said = dict(explain(followed(name), "B1").treatment)
    assert set(said) == {"To do", "Who", "By", "May be contacted", "Forbidden"}
    assert said["To do"].startswith("referred to compliance")
