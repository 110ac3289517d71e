"""What concerns the whole run and is said first, on the terminal, in the log and on the Summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from overdue_cli.locale import say

if TYPE_CHECKING:
    from overdue_cli.ruleset.load import RuleSet
    from overdue_cli.scored import ScoredPortfolio


def admitted_of(ruleset: RuleSet, language: str) -> list[str]:
    """What a rule set that is not provably conservative says for itself: it stands on every sheet of every workbook."""
    because = ruleset.not_conservative_because
    return [say(language, "notices.not_conservative", because=words.of(language)) for words in because]


def notices_of(scored: ScoredPortfolio) -> list[str]:
    """Sentences that concern the whole run, gravest first."""
    out, language, date = [], scored.language, scored.portfolio.data_date
    out += admitted_of(scored.ruleset, language)
    out += [
        say(language, "notices.expired", name=overlay.name, date=overlay.expires_on)
        for overlay in scored.ruleset.expired
    ]
    if scored.stale_days is not None:
        out.append(
            say(language, "notices.stale", date=date, days=scored.stale_days, limit=f"{scored.bearable_days:.0f}")
        )
    if date and date > scored.request.as_of:
        out.append(say(language, "notices.backdated", date=date))
    if "inspections" not in scored.portfolio.tables:
        out.append(say(language, "notices.no_inspections"))
    if aside := int(scored.portfolio.sheets["rows_set_aside"].sum()):
        out.append(say(language, "notices.set_aside", count=aside))
    out += _of_the_past(scored)
    out += [
        say(language, "notices.below_line", visits=line["visits_an_officer"], count=line["below_line"],
            amount=f"{line['uncovered']:,.0f}", currency=line["currency"] or "CNY")
        for line in scored.capacity() or []
        if line["below_line"]
    ]  # fmt: skip
    if scored.beyond.height:
        out.append(say(language, "notices.beyond", count=scored.beyond.height, shown=scored.shown.height))
    if elsewhere := scored.figures()["elsewhere"]:
        out.append(say(language, "notices.other_currency", count=elsewhere, currency=scored.figures()["currency"]))
    if scored.borrowers["currencies"].max() not in (None, 0, 1):
        out.append(say(language, "notices.currencies"))
    return out


def _of_the_past(scored: ScoredPortfolio) -> list[str]:
    """What the history has to say of itself: damage passed over, cycles of a later day, cases not in this export."""
    if scored.past is None or scored.cases is None:
        return []
    harmed = [(d.attempt.name, d.because) for d in scored.past.damaged]
    harmed += scored.answered.damaged if scored.answered else ()
    out = [say(scored.language, "notices.damaged", name=name, because=because) for name, because in harmed]
    if scored.past.later:
        out.append(say(scored.language, "notices.later", date=max(scored.past.later)))
    if scored.passed_over:
        out.append(say(scored.language, "notices.passed_over", files=", ".join(scored.passed_over)))
    if carried := scored.cases.filter(pl.col("state") == "carried").height:
        out.append(say(scored.language, "notices.carried", count=carried))
    return out
