"""`overdue rules`: the rule set as policy people read it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from overdue_cli.ruleset.load import RuleSet

Rule = Annotated[str | None, typer.Argument(metavar="[RULE]", help="A rule's number, such as W04.", show_default=False)]
Before = Annotated[str, typer.Argument(metavar="BEFORE", help="A rule set: a shipped name or a path.")]
After = Annotated[str, typer.Argument(metavar="AFTER", help="The one to compare with it.")]
Workbooks = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[WORKBOOK]...", help="Scenario workbooks of your own.", show_default=False),
]
RULES = 5


def list_rules(rules: o.Rules = "conservative", lang: o.Lang = o.Language.auto) -> None:
    """List the rules: number, title, most points, hardest floor."""
    from overdue_cli.cli.language import spoken
    from overdue_cli.cli.policy import rules_table
    from overdue_cli.cli.streams import data

    data().print(rules_table(_loaded(rules), spoken(lang)))


def check(rules: o.Rules = "conservative", lang: o.Lang = o.Language.auto) -> None:
    """Check a rule set and prove it conservative; exits with 5 and the place where that fails.

    Says what was proven, and what the rule set says of itself where something
    cannot be.
    """
    from overdue_cli.cli.language import spoken
    from overdue_cli.locale import say, words
    from overdue_cli.notices import admitted_of
    from overdue_cli.ruleset.proofs import counted

    loaded, language = _loaded(rules), spoken(lang)
    facts = {"name": loaded.name, "version": loaded.version, "rules": len(loaded.rules), "digest": loaded.digest[:12]}
    sys.stdout.write(say(language, "terminal.rules_valid", **facts) + "\n")
    profiles = [p.title.of(language) for p in loaded.profiles.profiles] if loaded.profiles else []
    proven = counted(loaded.chapters) | {"profiles": ", ".join(profiles) or "–"}
    lines = [line.format(**proven) for line in words(language)["terminal"]["proven"]]
    lines += [f"! {doubt}" for doubt in loaded.doubts]
    lines += admitted_of(loaded, language)
    sys.stdout.write("".join(f"  {line}\n" for line in lines))


def show(rule: Rule = None, rules: o.Rules = "conservative", lang: o.Lang = o.Language.auto) -> None:
    """Print the policy manual, or one rule's page, as Markdown."""
    from overdue_cli.cli.language import spoken
    from overdue_cli.ruleset.manual import manual, page

    loaded = _loaded(rules)
    known = [each.id for each in loaded.rules]
    if rule is not None and rule not in known:
        raise o.wrong("RULE", rule, ", ".join(known))
    sys.stdout.write(manual(loaded, spoken(lang)) if rule is None else page(loaded, rule, spoken(lang)))


def test(
    workbooks: Workbooks = None,
    rules: o.Rules = "conservative",
    as_of: o.AsOf = None,
    mapping: o.Mapping = None,
    lang: o.Lang = o.Language.auto,
) -> int:
    """Run the examples of the rule files, every band's edges, and scenario workbooks.

    Exits with 5 if one comes out otherwise. A workbook holds borrowers as
    exports have them, and a sheet with the columns borrower_id,
    expected_grade and, if wanted, expected_rules (W04, W04=9, !I03).
    """
    from overdue_cli.cli.language import spoken
    from overdue_cli.locale import say
    from overdue_cli.policytest import count, failures

    loaded, language = _loaded(rules), spoken(lang)
    found = failures(loaded)
    for failure in found:
        sys.stdout.write(say(language, "terminal.rule_failed", **vars(failure)) + "\n")
    if found and loaded.overlays:
        sys.stdout.write(say(language, "terminal.rule_failed_next", rule=found[0].rule) + "\n")
    facts = {"count": count(loaded), "failed": len(found), "name": loaded.name, "version": loaded.version}
    sys.stdout.write(say(language, "terminal.rules_tested", **facts) + "\n")
    failed = [_scenarios(path, loaded, o.day(as_of) if as_of else None, mapping, language) for path in workbooks or []]
    return RULES if found or any(failed) else 0


def _scenarios(path: Path, loaded: RuleSet, day: dt.date | None, mapping: Path | None, language: str) -> bool:
    """Whether an expectation of the workbook came out otherwise; each that did in words."""
    from overdue_cli.locale import words
    from overdue_cli.scenarios import outcome

    done, said = outcome(path, loaded, day, mapping), words(language)["terminal"]["scenarios"]
    for each in done.mismatches:
        which = "unknown" if each.rule is None and not each.got else "grade" if each.rule is None else "rule"
        sys.stdout.write(said[which].format(**vars(each)) + "\n")
    facts = {"file": done.file, "as_of": done.as_of, "count": done.expectations, "failed": len(done.mismatches)}
    sys.stdout.write(said["done"].format(**facts) + "\n")
    return bool(done.mismatches)


def diff(before: Before, after: After, lang: o.Lang = o.Language.auto) -> None:
    """Say what differs between two rule sets, one changed value a line."""
    from overdue_cli.cli.language import spoken
    from overdue_cli.locale import say
    from overdue_cli.ruleset.differences import differences

    lines = differences(_loaded(before), _loaded(after), spoken(lang))
    for line in lines or [say(spoken(lang), "terminal.no_differences")]:
        sys.stdout.write(line + "\n")


def simulate(
    before: Before,
    after: After,
    inputs: o.Inputs,
    as_of: o.AsOf = None,
    mapping: o.Mapping = None,
    lang: o.Lang = o.Language.auto,
    horizon: o.Horizon = 35,
    quiet: o.Quiet = False,
) -> None:
    """Grade one portfolio by two rule sets: who would move, by how many notches, with how much money."""
    from overdue_cli.cli.policy import print_moves
    from overdue_cli.cli.progress import Steps
    from overdue_cli.cli.streams import data

    day = o.day(as_of)
    with Steps(lang, quiet=quiet) as steps:
        from overdue_cli.scored import Request
        from overdue_cli.simulate import simulate_files

        rule_sets = _loaded(before, day), _loaded(after, day)
        found = simulate_files(inputs, *rule_sets, Request(day, horizon, lang), mapping=mapping, on_step=steps)
    print_moves(found, found.language, data())


def _loaded(rules: str, day: dt.date | None = None) -> RuleSet:
    from overdue_cli.ruleset.load import load

    return load(rules, day or dt.date.today())
