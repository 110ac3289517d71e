"""What the cast plants is really in the written files: each situation is looked for by its facts alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest
from sample_files import COMMITTED, english, typed

from overdue_cli.sample import AS_OF
from overdue_cli.sample.borrowers import borrower_id
from overdue_cli.sample.findings import FINDINGS
from overdue_cli.sample.situations import ARCHETYPES, cast

T = typed(english(COMMITTED / "en"))
ID = "borrower_id"
col = pl.col
lit = pl.lit


def planted_for(situation: str) -> set[str]:
    """The borrowers whose archetype names `situation`."""
    kinds = [i for i, (a, _) in enumerate(ARCHETYPES) if situation in a.plants]
    return set(cast(0, 600).filter(col("archetype").is_in(kinds)).select(borrower_id(col("borrower"))).to_series())


def history() -> pl.DataFrame:
    """One row a past instalment of a loan, newest first: days late, whether open, and how it was followed up."""
    rows = (
        T["instalments"].filter((col("due_on") < AS_OF) & col("due_amount").is_not_null()).unique(maintain_order=True)
    )
    paid = pl.col("paid_amount").sum() >= col("due_amount").first() - 100
    return (
        rows.group_by(ID, "loan_id", "instalment_no", maintain_order=True)
        .agg(
            pl.first("due_on", "due_amount", "reminders", "debit_result", "payer", "statement_amount"),
            paid.alias("satisfied"),
            paid_amount=pl.sum("paid_amount"),
            last_paid=pl.max("paid_on"),
            soon=col("paid_amount").filter(col("paid_on") <= col("due_on") + pl.duration(days=3)).sum(),
        )
        .with_columns(
            late=(pl.when("satisfied").then("last_paid").otherwise(lit(AS_OF)) - col("due_on")).dt.total_days().clip(0)
        )
        .sort("loan_id", "instalment_no", descending=[False, True])
        .with_columns(ago=pl.int_range(pl.len()).over("loan_id"))
    )


H = history()


def last(n: int, value: pl.Expr) -> pl.DataFrame:
    """`value` aggregated over the last n instalments of each loan; the worst loan of each borrower."""
    return H.filter(col("ago") < n).group_by(ID, "loan_id").agg(value.alias("x")).group_by(ID).agg(pl.max("x"))


def where(frame: pl.DataFrame, condition: pl.Expr) -> set[str]:
    return set(frame.filter(condition)[ID])


def between(low: float, high: float = 1e9) -> pl.Expr:
    return (col("x") >= low) & (col("x") < high)


DPD = H.filter(~col("satisfied")).group_by(ID).agg(x=(lit(AS_OF) - col("due_on").min()).dt.total_days())
WORST = H.group_by(ID).agg(x=col("late").max())
RATE = (
    H.filter(col("ago") < 12)
    .group_by(ID)
    .agg(n=pl.len(), k=(col("late") >= 1).sum())
    .select(
        ID,
        x=(
            col("k") / col("n")
            + 0.5 / col("n")
            + ((col("k") / col("n")) * (1 - col("k") / col("n")) / col("n") + 0.25 / col("n") ** 2).sqrt()
        )
        / (1 + 1 / col("n")),
    )
)
LATE4 = last(6, (col("late") >= 4).sum())
SHORT = last(6, (col("soon") < col("due_amount") * 0.95).sum())
REMINDED = last(6, col("reminders").mean())
NO_FUNDS = last(
    6,
    (col("debit_result") == "no_funds")
    .cast(pl.Float64)
    .mul(pl.when((col("late") <= 3) & col("satisfied")).then(0.5).otherwise(1.0))
    .sum(),
)
FIRST = H.filter(col("instalment_no") == 1)
STATEMENT = last(3, (col("paid_amount") / col("statement_amount")).clip(0, 1).mean()).drop_nulls()
EARLY = H.filter((col("ago") < 6) & (col("last_paid") < col("due_on"))).group_by(ID, "loan_id").len()
MATURES = (
    T["loans"]
    .filter(col("repayment_method").str.contains("monthly interest"))
    .with_columns(x=(col("matures_on") - lit(AS_OF)).dt.total_days())
)
LTV = (
    T["collateral"]
    .join(T["loans"].select("loan_id", "balance"), on="loan_id")
    .with_columns(x=col("balance") / col("value"))
)
PROMISES = T["contacts"].filter(col("result") == "PTP")
LATEST = (
    T["inspections"]
    .filter(
        (col("method") == "on_site")
        & col("met_person").is_not_null()
        & col("inspector").is_not_null()
        & (col("recorded_on") <= col("inspected_on") + pl.duration(days=10))
    )
    .group_by(ID)
    .agg(x=(lit(AS_OF) - col("inspected_on").max()).dt.total_days())
)
MEMBERS = T["parties"].filter(col("role") == "joint group member")


def contacted(*results: str) -> set[str]:
    return where(T["contacts"], col("result").is_in(results))


def found(code: str) -> set[str]:
    texts = {pair[1] for c, _, pairs in FINDINGS.values() if c == code for pair in pairs}
    pattern = "|".join(sorted(texts, key=len, reverse=True)).replace("(", r"\(") + rf"|\b{code}\b"
    return where(T["inspections"], col("finding").str.contains(f"(?:{pattern})"))


def ledger(condition: pl.Expr) -> set[str]:
    return where(T["loans"], condition)


def signal(code: str) -> set[str]:
    return where(T["signals"], col("code") == code)


def party(condition: pl.Expr) -> set[str]:
    return where(T["parties"], condition)


def cells() -> set[str]:
    """Borrowers of an industry and outlet with at least 20 borrowers, one in six of them overdue or more."""
    late = (
        T["loans"]
        .group_by("industry", "branch")
        .agg(ID, n=col(ID).n_unique(), k=col(ID).filter(col("days_past_due") > 0).n_unique())
    )
    return set(late.filter((col("n") >= 20) & (col("k") / col("n") > 1 / 6)).explode(ID)[ID])


def broken(times: int) -> set[str]:
    """Borrowers whose overdue loan saw so many promises pass, with nothing paid since the first of them."""
    past = PROMISES.filter(col("promised_on").fill_null(col("contacted_on") + pl.duration(days=7)) < AS_OF)
    paid = T["instalments"].group_by(ID).agg(pl.max("paid_on"))
    unkept = past.join(paid, on=ID).filter(col("paid_on") < col("contacted_on"))
    return set(unkept.group_by(ID).len().filter(col("len") == times)[ID])


def overdue_group() -> set[str]:
    owing = DPD.filter(col("x") >= 31)[ID].to_list()
    contracts = MEMBERS.filter(col(ID).is_in(owing))["evidence_ref"].to_list()
    return where(MEMBERS, col("evidence_ref").is_in(contracts) & ~col(ID).is_in(owing))


def first_look() -> pl.DataFrame:
    """Days from disbursement to the first effective inspection; null where there was none."""
    effective = T["inspections"].filter(
        (col("method") == "on_site") & col("inspector").is_not_null() & col("met_person").is_not_null()
    )
    first = effective.group_by(ID).agg(pl.min("inspected_on"))
    lent = T["loans"].sort("loan_id").group_by(ID).agg(disbursed_on=pl.max("disbursed_on"))
    return lent.join(first, on=ID, how="left").with_columns(
        x=(col("inspected_on") - col("disbursed_on")).dt.total_days()
    )


def thin() -> set[str]:
    """Borrowers with fewer than three instalments due so far."""
    enough = H.group_by(ID, "loan_id").len().filter(col("len") >= 3)[ID]
    return set(T["loans"][ID]) - set(enough)


def looked_at() -> set[str]:
    return where(first_look(), col("x") >= 0)


def unpaid_for_long() -> set[str]:
    """Borrowers past 60 days due who paid nothing since the oldest unpaid instalment."""
    oldest = H.filter(~col("satisfied")).group_by(ID).agg(pl.min("due_on"), paid=pl.sum("paid_amount"))
    return where(oldest, (col("paid") == 0) & (col("due_on") <= AS_OF - dt.timedelta(days=61)))


Detector = Callable[[], set[str]]
DETECTORS: dict[str, Detector] = {
    "W01 1-3": lambda: where(DPD, between(1, 4)),
    "W01 4-7": lambda: where(DPD, between(4, 8)),
    "W01 8-30": lambda: where(DPD, between(8, 31)),
    "W01 31-60": lambda: where(DPD, between(31, 61)),
    "W01 61-90": lambda: where(DPD, between(61, 91)),
    "W01 >=91": lambda: where(DPD, between(91)),
    "> 270 d": lambda: where(DPD, between(271)),
    "> 360 d": lambda: where(DPD, between(361)),
    "W02 <=.10": lambda: where(RATE, col("x") <= 0.10),
    "W02 .10-.20": lambda: where(RATE, (col("x") > 0.10) & (col("x") <= 0.20)),
    "W02 .20-.35": lambda: where(RATE, (col("x") > 0.20) & (col("x") <= 0.35)),
    "W02 .35-.50": lambda: where(RATE, (col("x") > 0.35) & (col("x") <= 0.50)),
    "W02 >.50": lambda: where(RATE, col("x") > 0.50),
    "W03 1-3": lambda: where(WORST, between(1, 4)),
    "W03 4-7": lambda: where(WORST, between(4, 8)),
    "W03 8-15": lambda: where(WORST, between(8, 16)),
    "W03 16-30": lambda: where(WORST, between(16, 31)),
    "W03 31-60": lambda: where(WORST, between(31, 61)),
    "W03 >60": lambda: where(WORST, between(61)),
    "W04 1": lambda: where(LATE4, between(1, 2)),
    "W04 2": lambda: where(LATE4, between(2, 3)),
    "W04 3": lambda: where(LATE4, between(3, 4)),
    "W04 >=4": lambda: where(LATE4, between(4)),
    "W05 1-2": lambda: where(last(3, col("late").mean()), between(1, 3)),
    "W05 3-9": lambda: where(last(3, col("late").mean()), between(3, 10)),
    "W05 >=10": lambda: where(last(3, col("late").mean()), between(10)),
    "W06 1": lambda: where(SHORT, between(1, 2)),
    "W06 2": lambda: where(SHORT, between(2, 3)),
    "W06 >=3": lambda: where(SHORT, between(3)),
    "W07 2-3": lambda: where(REMINDED, between(2, 3)),
    "W07 3-4": lambda: where(REMINDED, between(3, 4)),
    "W07 >=4": lambda: where(REMINDED, between(4)),
    "W09 >3 d": lambda: where(FIRST, col("late") > 3),
    "W09 unpaid": lambda: where(FIRST, (col("late") >= 30) & ~col("satisfied")),
    "W10 .5-1.5": lambda: where(NO_FUNDS, between(0.5, 1.5)),
    "W10 1.5-2.5": lambda: where(NO_FUNDS, between(1.5, 2.5)),
    "W10 >=2.5": lambda: where(NO_FUNDS, between(2.5)),
    "W11 >=3 of 5": lambda: set(
        T["contacts"]
        .filter(col("result").is_in(["no answer", "switched off", "NSA", "out of service", "invalid number"]))
        .group_by(ID)
        .len()
        .filter(col("len") >= 3)[ID]
    ),
    "W11 lost": lambda: contacted("OOC"),
    "lost": lambda: contacted("OOC"),
    "W12 refusal": lambda: contacted("RTP"),
    "W12 denial": lambda: contacted("denies the loan"),
    "W12 dispute": lambda: contacted("dispute"),
    "W13 guarantor": lambda: where(T["instalments"], col("payer") == "guarantor"),
    "W13 third party": lambda: where(T["instalments"], col("payer") == "third_party"),
    "W13 staff": lambda: where(T["instalments"], col("payer") == "staff"),
    "W15 observation": lambda: ledger(col("restructured_on") > dt.date(2025, 11, 20)),
    "W15 non-performing": lambda: ledger(col("nonperforming_when_restructured")),
    "W15 twice": lambda: ledger(col("restructure_count") >= 2),
    "W16 1-2": lambda: ledger(col("status_history").str.contains("2") & ~col("status_history").str.contains("[3-7]")),
    "W16 3": lambda: ledger(col("status_history").str.contains("3") & ~col("status_history").str.contains("[4-7]")),
    "W16 >=4": lambda: ledger(col("status_history").str.contains("[4-7B]")),
    "W16 Z, D": lambda: ledger(col("status_history").str.contains("[ZD]")),
    "W17 two loans": lambda: set(
        T["loans"].filter(col("days_past_due") > 0).group_by(ID).len().filter(col("len") >= 2)[ID]
    ),
    "W17 other banks": lambda: signal("OTHER_BANK_OVERDUE"),
    "W18 special mention": lambda: ledger(col("five_tier") == "special_mention"),
    "W18 substandard": lambda: ledger(col("five_tier") == "substandard"),
    "W18 doubtful": lambda: ledger(col("five_tier") == "doubtful"),
    "W18 loss": lambda: ledger(col("five_tier") == "loss"),
    "W19 >=.95": lambda: where(STATEMENT, between(0.95)),
    "W19 .30-.95": lambda: where(STATEMENT, between(0.30, 0.95)),
    "W19 .05-.30": lambda: where(STATEMENT, between(0.05, 0.30)),
    "W19 <.05": lambda: where(STATEMENT, between(0, 0.05)),
    "I01 one window": lambda: where(LATEST, between(181, 361)),
    "I01 two windows": lambda: where(LATEST, between(361)),
    "I01 none": lambda: set(T["loans"][ID]) - set(LATEST[ID]),
    "I02 late": lambda: where(first_look(), col("x") > 30),
    "I02 none": lambda: where(first_look(), col("x").is_null() & (col("disbursed_on") > dt.date(2025, 11, 20))),
    "Q02 inspected": lambda: thin() & looked_at(),
    "Q02 not inspected": lambda: thin() - looked_at(),
    "W14": unpaid_for_long,
    "I06 poor": lambda: where(T["inspections"], col("cooperation") == "poor"),
    "I06 refused": lambda: where(T["inspections"], col("cooperation") == "refused"),
    "I08 >80": lambda: where(LTV, between(0.80, 1.0)),
    "I08 >100": lambda: where(LTV, between(1.0)),
    "I08 lost": lambda: where(LTV, col("status").is_in(["seized", "destroyed"])),
    "I08 valuation": lambda: where(LTV, col("valued_on") < dt.date(2025, 11, 20)),
    "I11 >30 d": lambda: where(
        T["inspections"], col("rectified_on").is_null() & (col("rectify_by") <= dt.date(2026, 10, 21))
    ),
    "I11 >60 d": lambda: where(
        T["inspections"], col("rectified_on").is_null() & (col("rectify_by") <= dt.date(2026, 9, 21))
    ),
    "I12 T-60": lambda: where(MATURES, between(31, 61)) - signal("FUNDS_OK"),
    "I12 T-30": lambda: where(MATURES, between(11, 31)) - signal("FUNDS_OK"),
    "I12 T-10": lambda: where(MATURES, between(0, 11)) - signal("FUNDS_OK"),
    "I12 funds confirmed": lambda: where(MATURES, between(0, 61)) & signal("FUNDS_OK"),
    "X01 cell": cells,
    "X02 member": overdue_group,
    "X03 early": lambda: where(EARLY, col("len") == 6),
    "Q01": lambda: set(T["loans"][ID]) - set(T["instalments"][ID]),
    "Q04 days": lambda: ledger(col("days_past_due") > 0) - set(DPD[ID]),
    "Q04 balance": lambda: ledger(col("balance") > col("principal")),
    "Q04 dates": lambda: where(
        T["instalments"].join(T["loans"].select("loan_id", "matures_on"), on="loan_id"),
        col("due_on") > col("matures_on"),
    ),
    "hold: plan": lambda: signal("PLAN_PERFORMING"),
    "hold: lawyer": lambda: signal("LAWYER"),
    "do not contact": lambda: party(col("do_not_contact") & (col("liability_basis") != "none")),
    "Q06": lambda: ledger(col("related_party")),
    "promise due today": lambda: where(PROMISES, col("promised_on") == AS_OF),
    "promise broken once": lambda: broken(1),
    "promise broken twice": lambda: broken(2),
    "illness": lambda: found("HEALTH") | where(T["contacts"], col("cause") == "illness"),
    "disaster": lambda: found("DISASTER") | signal("DISASTER"),
    "next cash date": lambda: where(T["signals"], col("expected_on") > AS_OF),
    "relay contact": lambda: party((col("role") == "emergency contact") & (col("liability_basis") == "none")),
    "death": lambda: found("DEATH"),
    "unsigned spouse": lambda: party(col("liability_basis") == "spouse_unconfirmed"),
    "general guarantor": lambda: party(col("guarantee_mode") == "general"),
    "guarantee <=60 d": lambda: party(col("guarantee_until").is_between(AS_OF, dt.date(2027, 1, 19))),
    "limitation <=180 d": lambda: ledger(col("matures_on").is_between(dt.date(2023, 11, 20), dt.date(2024, 5, 19))),
    "conflict risk": lambda: where(T["contacts"], col("temperament").str.contains("conflict")),
    "written off": lambda: ledger(col("loan_status") == "written_off"),
    "officer blank": lambda: ledger(col("officer").is_null()),
    "authorised agent": lambda: party(col("liability_basis") == "authorised_agent"),
    "approval exception": lambda: ledger(col("approval_exception")),
    "payment reversed": lambda: where(T["instalments"], col("paid_amount") < 0),
    "finding as code": lambda: where(T["inspections"], col("finding").str.contains("^[A-Z_]+$")),
    "rectified": lambda: where(T["inspections"], col("rectified_on").is_not_null()),
    "connected borrowers": lambda: party(
        col("party_name").is_in(
            T["parties"]
            .filter(col("role") == "actual controller")
            .group_by("party_name")
            .agg(pl.len())
            .filter(col("len") >= 2)["party_name"]
            .to_list()
        )
    ),
} | {code: (lambda code=code: found(code)) for code in sorted({c for c, _, _ in FINDINGS.values() if c})}


@pytest.mark.parametrize("situation", DETECTORS)
def test_the_files_hold_at_least_two_borrowers_in_this_situation(situation: str) -> None:
    assert len(DETECTORS[situation]()) >= 2


@pytest.mark.parametrize("situation", DETECTORS)
def test_those_meant_to_show_it_do(situation: str) -> None:
    missing = planted_for(situation) - DETECTORS[situation]()
    names = cast(0, 600).filter(borrower_id(col("borrower")).is_in(list(missing)))["archetype"]
    assert {ARCHETYPES[i][0].name for i in names} == set()


def test_nothing_in_the_files_lies_after_the_as_of_date_but_what_is_expected() -> None:
    expected = {
        "due_on",
        "next_due_on",
        "matures_on",
        "promised_on",
        "rectify_by",
        "guarantee_until",
        "consent_until",
        "expected_on",
    }
    for table, frame in T.items():
        days = frame.select(pl.col(pl.Date).exclude(expected))
        assert all((series.drop_nulls() <= AS_OF).all() for series in days), table


def test_a_healthy_borrower_is_not_overdue_and_carries_no_finding() -> None:
    steady = next(i for i, (a, _) in enumerate(ARCHETYPES) if a.name == "steady")
    ids = set(cast(0, 600).filter(col("archetype") == steady).select(borrower_id(col("borrower"))).to_series())
    assert not ids & set(DPD[ID])
    assert not ids & where(T["inspections"], col("severity") != "none")


def test_the_ledger_agrees_with_the_instalments_but_for_planted_conflicts() -> None:
    stated = T["loans"].group_by(ID).agg(stated=col("days_past_due").max())
    both = stated.join(DPD, on=ID, how="left").with_columns(pl.col("x").fill_null(0))
    assert set(both.filter(col("stated") != col("x"))[ID]) == planted_for("Q04 days")


def test_instalments_of_a_loan_never_repay_more_than_was_lent() -> None:
    repaid = T["instalments"].unique().group_by("loan_id").agg(pl.sum("due_principal"))
    both = T["loans"].join(repaid, on="loan_id")
    assert (both["due_principal"] <= both["principal"]).all()
    assert (T["loans"]["balance"] >= 0).all()
