"""The commands and their names. Nothing here reads, grades or draws: the help must come at once."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from overdue_cli import __version__
from overdue_cli.cli import backtest, check, collect, explain, history, init, propose, rules, run, sample, score
from overdue_cli.cli.guard import guarded

app = typer.Typer(
    name="overdue",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Conservative pre-warning grades for every borrower before each repayment cycle, and ranked worklists in Excel.",
    epilog="A pre-warning grade is not the regulatory classification; a person must review.",
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"overdue {__version__}\n")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, callback=_version, help="Print the version.")]


@app.callback()
def _common(version: Version = False) -> None:
    """Take the options that stand before a command."""


app.command("score")(guarded(score.score))
app.command("check")(guarded(check.check))
app.command("explain")(guarded(explain.explain))
app.command("backtest")(guarded(backtest.backtest))
app.command("collect")(guarded(collect.collect))
app.command("run")(guarded(run.run))
app.command("init")(guarded(init.init))
app.command("sample")(guarded(sample.sample))

trail = typer.Typer(no_args_is_help=True, help="The trail of past cycles.")
trail.command("list")(guarded(history.list_cycles))
trail.command("show")(guarded(history.show))
trail.command("diff")(guarded(history.diff))
trail.command("verify")(guarded(history.verify))
app.add_typer(trail, name="history")

policy = typer.Typer(no_args_is_help=True, help="The rule set as policy: read it, prove it, compare it, try a change.")
policy.command("list")(guarded(rules.list_rules))
policy.command("show")(guarded(rules.show))
policy.command("check")(guarded(rules.check))
policy.command("test")(guarded(rules.test))
policy.command("diff")(guarded(rules.diff))
policy.command("simulate")(guarded(rules.simulate))
policy.command("propose")(guarded(propose.propose))
app.add_typer(policy, name="rules")
