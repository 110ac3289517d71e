"""`overdue rules`: the rule set as policy people read it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from overdue_cli.cli import options as o

if TYPE_CHECKING:
    from overdue_cli.ruleset.load import RuleSet


def list_rules(rules: o.Rules = "conservative", lang: o.Lang = o.Language.auto) -> None:
    """List the rules: number, title, most points, hardest floor."""
    from overdue_cli.cli.language import spoken
    from overdue_cli.cli.policy import rules_table
    from overdue_cli.cli.streams import data

    data().print(rules_table(_loaded(rules), spoken(lang)))


def check(rules: o.Rules = "conservative", lang: o.Lang = o.Language.auto) -> None:
    """Load and check a rule set; exits with 5 and the place if it is not valid."""
    from overdue_cli.cli.language import spoken
    from overdue_cli.locale import say

    loaded = _loaded(rules)
    facts = {"name": loaded.name, "version": loaded.version, "rules": len(loaded.rules), "digest": loaded.digest[:12]}
    sys.stdout.write(say(spoken(lang), "terminal.rules_valid", **facts) + "\n")


def _loaded(rules: str) -> RuleSet:
    import datetime as dt

    from overdue_cli.ruleset.load import load

    return load(rules, dt.date.today())
