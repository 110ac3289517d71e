"""People and firms beside the borrower: those who are liable, and those who only stand in the file.

Most rows follow from the loan: a guarantor where it is guaranteed, the other members where a group
guarantees, a spouse who signed. Relatives and emergency contacts owe nothing; they are in the export
because banks keep them there, and no output may ever name them.
"""

from __future__ import annotations

import polars as pl

from overdue_cli.sample import names
from overdue_cli.sample.borrowers import name
from overdue_cli.sample.plan import Plan, events
from overdue_cli.sample.situations import BLOCK, first_slot, number_of
from overdue_cli.sample.words import RELATIONS, ROLES

_PARTY = {
    "role": pl.String, "relation": pl.String, "basis": pl.String, "mode": pl.String, "until": pl.Int64,
    "signed": pl.Boolean,
    "dnc": pl.Boolean, "consent_in": pl.Int64,
}  # fmt: skip
_GROUPS = {"healthy": (("joint-group", 3),), "defaulting": (("group-defaulter", 1), ("group-member", 2))}
"""Group → which archetypes its members are of, and how many of each."""


def parties(plan: Plan, people: pl.DataFrame, lent: pl.DataFrame) -> pl.DataFrame:
    """The canonical rows, by borrower; contract numbers tie the members of a group together."""
    first = lent.filter(pl.col("which") == 0).select("borrower", "loan_id", "guarantee_type", "matures_on")
    known = people.join(first, on="borrower", how="left", maintain_order="left")
    own = events("parties", _PARTY)
    has_own = pl.col("archetype").is_in(own["archetype"].unique().to_list())
    rows = pl.concat(
        [_planted(plan, known, own), _guarantors(plan, known.filter(~has_own)), _spouses(plan, known.filter(~has_own)),
         _relatives(plan, known.filter(~has_own)), _members(plan, known)], how="diagonal",
    )  # fmt: skip
    return rows.sort("borrower", "order", "party_key").select("borrower", "outlet", *_COLUMNS)


_COLUMNS = (
    "loan_id", "borrower_id", "party_name", "role", "relation", "liability_basis", "evidence_ref", "consent_until",
    "guarantee_mode",
    "guarantee_until", "phone", "do_not_contact",
)  # fmt: skip


def _planted(plan: Plan, known: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The archetypes' own parties; two firms under one controller name the same person."""
    rows = known.join(own, on="archetype", how="inner", maintain_order="left_right")
    shared = pl.col("role") == "controller"
    key = pl.when(shared).then(pl.col("block") * 32 + 31).otherwise(pl.col("borrower") * 32 + pl.col("event"))
    until = plan.today + pl.duration(days=pl.col("until"))
    return _written(plan, rows.with_columns(party_key=key, order=pl.lit(0), ends=until))


def _plain(
    rows: pl.DataFrame, order: int, *, role: str, relation: str, basis: str, mode: str = "", signed: bool = True
) -> pl.DataFrame:
    return rows.with_columns(
        party_key=pl.col("borrower") * 32 + 8 + order, order=pl.lit(order), role=pl.lit(role),
        relation=pl.lit(relation), basis=pl.lit(basis),
        mode=pl.lit(mode), signed=pl.lit(signed), dnc=pl.lit(False), consent_in=pl.lit(None, dtype=pl.Int64),
    )  # fmt: skip


def _guarantors(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """One joint guarantor a guaranteed loan, bound for two or three years after it matures."""
    rows = known.filter(pl.col("guarantee_type") == "guaranteed")
    years = plan.dice.between(pl.col("borrower"), "guarantee years", 2, 3)
    ends = pl.col("matures_on").dt.offset_by((years * 12).cast(pl.String) + "mo")
    return _written(
        plan,
        _plain(rows, 1, role="guarantor", relation="friend", basis="guarantor_joint", mode="joint").with_columns(
            ends=ends
        ),
    )


def _spouses(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """Spouses: most signed as co-borrowers or confirmed the debt."""
    rows = known.filter(pl.col("married") & (plan.dice.percent(pl.col("borrower"), "spouse") < 55))
    co_signed = plan.dice.percent(pl.col("borrower"), "co-signed") < 40
    parts = (
        _plain(rows.filter(co_signed), 2, role="co_borrower", relation="spouse", basis="co_borrower"),
        _plain(rows.filter(~co_signed), 2, role="spouse", relation="spouse", basis="spouse_joint_debt_confirmed"),
    )
    return _written(plan, pl.concat(parts).with_columns(ends=pl.lit(None, dtype=pl.Date)))


def _relatives(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """Relatives and emergency contacts, liable for nothing."""
    who = plan.dice.percent(pl.col("borrower"), "relative")
    people = known.filter(~pl.col("firm"))
    parts = (
        _plain(people.filter(who < 12), 3, role="relative", relation="father", basis="none", signed=False),
        _plain(people.filter(who.is_between(12, 30)), 3, role="relay", relation="friend", basis="none", signed=False),
    )
    return _written(plan, pl.concat(parts).with_columns(ends=pl.lit(None, dtype=pl.Date)))


def _members(plan: Plan, known: pl.DataFrame) -> pl.DataFrame:
    """The other members of each joint-liability group, under the group's one contract number."""
    cast = [
        (group, number, first_slot(name_) + number * size + k)
        for group, parts in _GROUPS.items() for name_,
        size in parts for number in range(8 if group == "healthy" else 2) for k in range(size)
    ]  # fmt: skip
    seats = pl.DataFrame(cast, schema={"group": pl.String, "number": pl.Int64, "seat": pl.Int64}, orient="row")
    size = pl.col("group_of")
    mine = known.filter(pl.col("group") != "").with_columns(number=pl.col("nth") // size)
    rows = mine.join(seats, on=["group", "number"], how="inner", maintain_order="left_right").filter(
        pl.col("seat") != pl.col("slot")
    )
    rows = rows.with_columns(other=number_of(pl.col("seat"), pl.col("block"))).filter(pl.col("other") < plan.borrowers)
    rows = _plain(rows, 4, role="member", relation="member", basis="guarantor_joint", mode="joint").with_columns(
        party_key=pl.col("other")
    )
    contract = pl.lit("LB") + (
        pl.col("block") * BLOCK + pl.col("number") + pl.when(pl.col("group") == "healthy").then(0).otherwise(100)
    ).cast(pl.String).str.zfill(8)
    ends = pl.col("matures_on").dt.offset_by("24mo")
    return _written(
        plan,
        rows.with_columns(ends=ends, contract=contract),
        name(plan, pl.col("other"), pl.lit(False), pl.lit("crops")),
    )


def _written(plan: Plan, rows: pl.DataFrame, who: pl.Expr | None = None) -> pl.DataFrame:
    """Keys as words; a signed party has the contract's number, an unsigned one has none."""
    key = pl.col("party_key")
    number = pl.lit("DB") + (10_000_000 + key).cast(pl.String)
    evidence: pl.Expr = pl.when(pl.col("signed")).then(number)
    phone = names.phone(plan.dice, key, "party phone")
    if who is None:
        who = names.person(plan.dice, key, "party", plan.language)
    else:
        evidence, phone = pl.col("contract"), names.phone(plan.dice, key, "phone")
    return rows.select(
        "borrower", "outlet", "order", key.cast(pl.Int64), "loan_id", "borrower_id", who.alias("party_name"),
        plan.word(pl.col("role"), ROLES).alias("role"),
        plan.word(pl.col("relation"), RELATIONS).alias("relation"), pl.col("basis").alias("liability_basis"),
        evidence.alias("evidence_ref"),
        (plan.today + pl.duration(days=pl.col("consent_in"))).alias("consent_until"),
        pl.when(pl.col("mode") != "").then(pl.col("mode")).alias("guarantee_mode"),
        pl.col("ends").alias("guarantee_until"),
        phone.alias("phone"), pl.col("dnc").alias("do_not_contact"),
    )  # fmt: skip
