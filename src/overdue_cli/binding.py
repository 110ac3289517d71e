"""The workbook's contents put together: what every sheet shows of a graded portfolio, in the run's language."""

from __future__ import annotations

import polars as pl

from overdue_cli import __version__, duties, listing
from overdue_cli.carried import ages, carried_rows
from overdue_cli.doctor.on_the_sheet import account
from overdue_cli.grading import titles
from overdue_cli.grounds import grounds, ways
from overdue_cli.management_pages import management_pages, thanks_notes
from overdue_cli.notices import admitted_of
from overdue_cli.parallel import begun
from overdue_cli.problem_list import problem_summary
from overdue_cli.ruleset.load import RuleSet
from overdue_cli.scored import ScoredPortfolio
from overdue_cli.workbook.book import LIST_COLUMNS, Book, GradeCard


def book_of(scored: ScoredPortfolio) -> Book:
    """Everything the sheets show, ready to be written."""
    language, request, ruleset = scored.language, scored.request, scored.ruleset
    ways_later = begun(lambda: ways(scored))
    listed = _with_answers(scored)
    source = ruleset.header.likelihood_source
    carried = carried_rows(scored)
    lists = {
        which: listing.list_of(listed, which, scored.reasons, language, LIST_COLUMNS, unmask=request.unmask)
        for which in ("before_due", "overdue")
    }
    told = account(scored)
    return Book(
        language=language,
        as_of=request.as_of,
        data_date=scored.portfolio.data_date,
        horizon_days=request.horizon_days,
        tool_version=__version__,
        ruleset_title=ruleset.header.title.of(language),
        ruleset_name=ruleset.name,
        ruleset_version=ruleset.version,
        ruleset_digest=ruleset.digest,
        grades=_cards(ruleset, language),
        before_due=lists["before_due"],
        overdue=lists["overdue"],
        carried=None if carried is None else carried.cast(lists["overdue"].schema),
        reasons=_listed_reasons(scored),
        grounds=grounds(scored),
        ways=ways_later,
        sheets=scored.portfolio.sheets,
        headers=told.headers,
        absent=told.absent,
        unjudged=told.rules,
        problems=problem_summary(scored.problems, language),
        figures=scored.figures(),
        notices=scored.notices(),
        inputs=[(i.name, i.size, i.sha256) for i in scored.portfolio.inputs],
        options=scored.options,
        masked=not request.unmask,
        admitted=admitted_of(ruleset, language),
        password=request.password,
        tiers={t.tier: t.title.of(language) for t in ruleset.playbook.tiers},
        inspections=duties.inspections(scored),
        clocks=duties.clocks(scored),
        changes=duties.changed(scored),
        compared=duties.compared(scored),
        management=management_pages(scored),
        thanks=thanks_notes(scored).get(request.officer) if request.officer else None,
        likelihood_source=(source.tag, source.text.of(language), source.checked),
    )


def _with_answers(scored: ScoredPortfolio) -> pl.DataFrame:
    """The listed borrowers with the key of their row and, with a history, the age of their case and the last answer."""
    keyed = scored.shown.join(scored.keys(), on="borrower_id", how="left", maintain_order="left")
    keyed = keyed.join(ages(scored), on="borrower_id", how="left", maintain_order="left")
    if scored.answered is None:
        return keyed.with_columns(pl.lit(None, pl.String).alias("last_answer"))
    return keyed.join(scored.answered.last, on="borrower_id", how="left", maintain_order="left")


def _cards(ruleset: RuleSet, language: str) -> list[GradeCard]:
    """The grades as the sheets show them."""
    return [
        GradeCard(
            letter=step.id,
            name=step.name.of(language),
            meaning=step.meaning.of(language),
            action=step.action.of(language),
            owner=step.owner.of(language),
            review=step.review.of(language),
            likelihood=step.likelihood,
        )
        for step in ruleset.header.grades
    ]


def _listed_reasons(scored: ScoredPortfolio) -> pl.DataFrame:
    """For listed borrowers, each rule that counted with the rows that prove it."""
    who = scored.shown.select("borrower_id", "borrower_name", "grade")
    row = "行" if scored.language == "zh" else "row"
    place = listing.placed(pl.lit(f"{row} ") + pl.col("source_row").cast(pl.String))
    proofs = (
        scored.proofs(who["borrower_id"])
        .with_columns(place.alias("source"))
        .group_by("borrower_id", "fact", maintain_order=True)
        .agg(pl.col("evidence", "source").str.join("\n"))
    )
    named = titles(scored.ruleset, scored.language)
    return (
        who.join(
            listing.main_reasons(scored.reasons, scored.language),
            on="borrower_id",
            how="inner",
            maintain_order="left_right",
        )
        .join(proofs, on=["borrower_id", "fact"], how="left", maintain_order="left")
        .with_columns(pl.col("rule_id").replace_strict(named, return_dtype=pl.String).alias("title"))
        .select(
            "borrower_id", "borrower_name", "grade", "rule_id", "title", "says", "points", "no_better_than", "notches",
            "evidence", "source",
        )
    )  # fmt: skip
