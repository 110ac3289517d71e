"""All facts a rule set asks for, in one pass over each frame.

The plans of all facts are merged first: equal aggregates are computed once, and the number of scans does
not grow with the number of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from overdue_cli.evidence import (
    arrears,
    brake,
    history,
    inspection,
    portfolio,
    response,
    revolving,
    security,
    structure,
    unknown,
)
from overdue_cli.evidence.cash import cash_of, paid_by_others
from overdue_cli.evidence.dues import dues_of
from overdue_cli.evidence.findings import open_findings
from overdue_cli.evidence.keys import keyed, spelt
from overdue_cli.evidence.loans import by_borrower, with_dues, with_five_tier_floor
from overdue_cli.evidence.plan import Plan, Proof, Setting, Source
from overdue_cli.evidence.profiles import SOURCES, in_scope, scope_column, with_grace, with_profile
from overdue_cli.evidence.promises import promises_of
from overdue_cli.facts import FACTS
from overdue_cli.ruleset.model import Brake, FactUse, Regulation
from overdue_cli.tables import TABLES, schema_of

FUNCTIONS: dict[str, Callable[..., Plan]] = {
    name: getattr(module, name)
    for module in (arrears, history, inspection, portfolio, response, revolving, security, structure, unknown)
    for name in vars(module)
    if name in FACTS
}

PER_LOAN = ("history", "cycles", "statements", "restructured")
PER_BORROWER: tuple[Source, ...] = ("inspections", "findings", "contacts", "promises", "parties", "signals", "cash")


@dataclass(frozen=True)
class Evidence:
    """What grading reads.

    `borrowers`  one row a borrower: who, how much, and a column per fact use, named by its `key`.
                 Beside it `key?` (the rule applies) and `key zh`, `key en` (words) where a fact has them.
    `portfolio_facts`, `late_facts`: facts that need other borrowers or the duty grade, for later.
    `sources`    the frames proofs point into.
    `links`      borrower and contract of every joint-liability group.
    """

    borrowers: pl.DataFrame
    portfolio_facts: tuple[pl.Expr, ...]
    late_facts: tuple[pl.Expr, ...]
    plans: Mapping[str, Plan]
    sources: Mapping[Source, pl.DataFrame]
    links: pl.DataFrame
    setting: Setting

    @property
    def graded_columns(self) -> list[str]:
        """The columns grading starts from: the borrowers' own and those that need other borrowers."""
        return [*self.borrowers.columns, "connected_days", *[expr.meta.output_name() for expr in self.portfolio_facts]]


def collect(
    tables: Mapping[str, pl.LazyFrame],
    uses: Iterable[FactUse],
    setting: Setting,
    regulation: Regulation,
    brake_policy: Brake,
) -> Evidence:
    """Evidence of one partition of borrowers: `tables` holds only, and all of, their rows."""
    wanted = {use.key: use for use in (*uses, *(event.fact for event in regulation.events))}
    plans = {key: _plan(use, setting) for key, use in wanted.items()}
    plans["brake"] = brake.clean_since(setting, brake_policy)
    table = {name: _seen(name, tables.get(name, pl.LazyFrame(schema=schema_of(name))), setting) for name in TABLES}
    table["loans"] = with_profile(table["loans"], setting.profiles)
    sources = _sources(keyed(table), wanted.values(), plans, setting, regulation)
    of_all = {key: plan for key, plan in plans.items() if key not in wanted or in_scope(wanted[key]) is None}
    borrowers = by_borrower(sources["loans"].lazy(), _merged(of_all, "loans"))
    borrowers = _with_scoped(borrowers, sources["loans"].lazy(), plans, wanted)
    for stage in PER_BORROWER:
        if aggregates := _merged(plans, stage):
            rows = sources[stage].lazy()
            if stage == "findings":
                late = borrowers.select("borrower_id", "days_past_due")
                rows = rows.join(late, on="borrower_id", how="inner").with_columns(_floor_when_late())
            borrowers = borrowers.join(_per_borrower(rows, aggregates), on="borrower_id", how="left")
    now = {key: plan for key, plan in plans.items() if not (plan.after_duty or plan.portfolio)}
    return Evidence(
        borrowers=spelt(borrowers.with_columns(_facts(now)).collect()),
        portfolio_facts=tuple(_facts({key: plan for key, plan in plans.items() if plan.portfolio})),
        late_facts=tuple(_facts({key: plan for key, plan in plans.items() if plan.after_duty})),
        plans=plans,
        sources={name: spelt(frame) for name, frame in sources.items()},
        links=portfolio.connections(table["parties"], setting.conventions.joint_roles).collect(),
        setting=setting,
    )


def _plan(use: FactUse, setting: Setting) -> Plan:
    """How the use is computed; where it asks some loans only, it applies to borrowers who have one, and only
    rows of those prove it."""
    plan = FUNCTIONS[use.name](use.key, setting, **use.parameters)
    scope = in_scope(use)
    if scope is None:
        return plan
    proof = plan.proof
    if proof is not None and proof.source in SOURCES:
        proof = Proof(proof.source, proof.rows & scope, proof.worst)
    asked = pl.col(scope_column(use)).fill_null(False)
    return replace(plan, applies=asked if plan.applies is None else plan.applies & asked, proof=proof)


def _with_scoped(
    borrowers: pl.LazyFrame, loans: pl.LazyFrame, plans: Mapping[str, Plan], wanted: Mapping[str, FactUse]
) -> pl.LazyFrame:
    """Adds what facts of some loans only aggregate, and for each such scope whether the borrower has a loan in it."""
    for name, scope in {scope_column(use): use for use in wanted.values() if in_scope(use) is not None}.items():
        theirs = {key: plans[key] for key, use in wanted.items() if scope_column(use) == name}
        asked = loans.filter(in_scope(scope)).group_by("borrower_id")  # type: ignore[arg-type]
        aggregates = [expr.alias(column) for column, expr in _merged(theirs, "loans").items()]
        borrowers = borrowers.join(asked.agg(pl.lit(True).alias(name), *aggregates), on="borrower_id", how="left")
    return borrowers


def _seen(name: str, frame: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """The rows that exist on the as-of date: a loan not yet disbursed, a valuation not yet made do not.

    Payments, inspections and contacts are cut where they are prepared, since parts of them may stay.
    """
    since = {"loans": "disbursed_on", "collateral": "valued_on"}.get(name)
    return frame if since is None else frame.filter(pl.col(since).is_null() | (pl.col(since) <= setting.as_of))


def across_partitions(parts: Sequence[Evidence]) -> pl.DataFrame:
    """What borrowers mean to each other, one row a borrower: `borrower_id` and the facts that need all of them.

    The only step in which borrowers meet. It reads the few columns those facts name, of everybody.
    """
    facts = parts[0].portfolio_facts
    asked = {name for fact in facts for name in fact.meta.root_names()} | {"borrower_id", "days_past_due"}
    narrow = pl.concat([part.borrowers.select(n for n in part.borrowers.columns if n in asked) for part in parts])
    links = pl.concat([part.links for part in parts])
    return (
        portfolio.with_connected(narrow.lazy(), links.lazy())
        .with_columns(facts)
        .select("borrower_id", "connected_days", *[fact.meta.output_name() for fact in facts])
        .collect()
    )


def together(parts: Sequence[Evidence]) -> Evidence:
    """All partitions' evidence as one."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        borrowers=pl.concat([part.borrowers for part in parts]),
        sources={name: pl.concat([part.sources[name] for part in parts]) for name in parts[0].sources},
        links=pl.concat([part.links for part in parts]),
    )


def _sources(
    table: Mapping[str, pl.LazyFrame],
    uses: Iterable[FactUse],
    plans: Mapping[str, Plan],
    setting: Setting,
    regulation: Regulation,
) -> dict[Source, pl.DataFrame]:
    """The prepared frames, each computed once: what the facts aggregate and the proofs point into."""
    within = [int(use.parameters["within_days"]) for use in uses if "within_days" in use.parameters]
    cash = cash_of(table["instalments"], table["payments"], setting.as_of)
    dues = dues_on(table, setting, within).collect()
    of_loan = table["loans"].select("loan_id", "restructured_on", "profile").collect()
    dues = with_grace(dues.join(of_loan, on="loan_id", how="left"), setting.profiles)
    visits = inspection.prepared(table["inspections"], setting).collect()
    calls = response.prepared(table["contacts"], setting.contacts, setting).collect()
    loans = with_dues(table["loans"], dues.lazy(), {stage: _merged(plans, stage) for stage in PER_LOAN}, setting)
    loans = loans.join(security.per_loan(table["collateral"]), on="loan_id", how="left")
    return {
        "history": dues.filter("is_history"),
        "cycles": dues.filter(pl.col("status_code").is_not_null()),
        "loans": _with_visits(with_five_tier_floor(loans, regulation), visits.lazy().filter("is_effective")).collect(),
        "inspections": visits,
        "findings": open_findings(visits.lazy(), table["signals"], setting.findings, setting).collect(),
        "contacts": calls,
        "promises": promises_of(calls.lazy(), dues.lazy(), cash, setting.contacts.promise, setting),
        "parties": table["parties"].collect(),
        "signals": table["signals"].collect(),
        "cash": paid_by_others(table["instalments"], table["payments"], setting.as_of).collect(),
    }


def dues_on(table: Mapping[str, pl.LazyFrame], setting: Setting, within: Iterable[int] = ()) -> pl.LazyFrame:
    """Every instalment as it stands on the setting's as-of date, whoever allocated its payments; see `dues_of`."""
    ledger = None
    if "payments" in setting.tables:
        cash = cash_of(table["instalments"], table["payments"], setting.as_of)
        ledger = cash.join(table["payments"].select("loan_id").unique(), on="loan_id", how="semi").join(
            _paid_on_rows(table["instalments"], setting), on="loan_id", how="anti"
        )
    return dues_of(
        table["instalments"], table["loans"], setting.conventions, setting.as_of, setting.data_date, within, ledger
    )


def _paid_on_rows(instalments: pl.LazyFrame, setting: Setting) -> pl.LazyFrame:
    """Loans whose rows carry payments of their own; one dated after the as-of date is none yet."""
    paid = pl.col("paid_amount").is_not_null() & (pl.col("paid_on") <= setting.as_of).fill_null(True)
    return instalments.filter(paid).select("loan_id").unique()


def _merged(plans: Mapping[str, Plan], stage: str) -> dict[str, pl.Expr]:
    return {name: expr for plan in plans.values() for name, expr in getattr(plan, stage).items()}


def _facts(plans: Mapping[str, Plan]) -> list[pl.Expr]:
    """A plan's value under its key, whether it applies under `key?`, its words under `key zh`."""
    out: list[pl.Expr] = []
    for key, plan in plans.items():
        out.append(plan.value.alias(key))
        if plan.applies is not None:
            out.append(plan.applies.fill_null(False).alias(f"{key}?"))
        out.extend(words.alias(f"{key} {language}") for language, words in plan.detail.items())
    return out


def _per_borrower(frame: pl.LazyFrame, aggregates: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    return frame.group_by("borrower_id").agg([expr.alias(name) for name, expr in aggregates.items()])


def _with_visits(loans: pl.LazyFrame, effective: pl.LazyFrame) -> pl.LazyFrame:
    """Adds the borrower's first effective inspection since this disbursement, and the latest on site."""
    days = effective.select("borrower_id", pl.col("inspected_on").alias("first_effective_on")).sort(
        "first_effective_on"
    )
    on_site = effective.filter(pl.col("method") == "on_site").group_by("borrower_id")
    return (
        loans.sort("disbursed_on")
        .join_asof(
            days,
            left_on="disbursed_on",
            right_on="first_effective_on",
            by="borrower_id",
            strategy="forward",
            check_sortedness=False,
        )
        .join(on_site.agg(pl.col("inspected_on").max().alias("latest_on_site_on")), on="borrower_id", how="left")
    )


def _floor_when_late() -> pl.Expr:
    return (
        pl.when(pl.col("days_past_due") >= pl.col("late_from"))
        .then(pl.max_horizontal("floor", "late_floor"))
        .otherwise("floor")
        .alias("floor")
    )
