"""facts_overdue.py FOLDER TARGET: the payment facts of `facts_duckdb.py` by this project's own path.

Parquet exports → canonical tables → evidence, for the facts named in `USES` and nothing else; one row a borrower to
TARGET (Parquet). Prints the seconds of reading and of evidence.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

from overdue_cli import evidence, intake, pipeline
from overdue_cli.ruleset.load import load
from overdue_cli.ruleset.model import FactUse
from overdue_cli.scored import Request

AS_OF = dt.date(2026, 11, 20)
USES: dict[str, tuple[str, dict[str, float]]] = {
    "days_past_due": ("days_past_due", {}),
    "late_rate_upper": ("late_rate_upper", {"last": 12, "at_least_days": 1, "z": 1.0}),
    "worst_12": ("worst_days_late", {"months": 12}),
    "worst_6": ("worst_days_late", {"months": 6}),
    "late_of_6": ("late_instalments", {"last": 6, "at_least_days": 4}),
    "mean_of_3": ("mean_days_late", {"last": 3}),
    "short_of_6": ("short_instalments", {"last": 6, "share": 0.95, "within_days": 3}),
    "first_late": ("first_instalment_days_late", {"last": 12}),
    "first_unpaid": ("first_instalment_days_unpaid", {}),
    "failed": ("failed_debits", {"last": 6, "weight_if_paid": 0.5, "within_days": 3}),
    "reminders": ("mean_reminders", {"last": 6}),
    "early": ("early_instalments_in_a_row", {"last": 12}),
}
OWN = ("arrears", "due_in_horizon", "next_due_on")


def main(folder: Path, target: Path) -> None:
    """Read, compute, write."""
    began = time.perf_counter()
    portfolio = intake.read_portfolio([folder])
    read = time.perf_counter()
    ruleset = load("conservative", AS_OF)
    setting = pipeline.setting_of(portfolio, ruleset, Request(AS_OF))
    uses = {name: FactUse.model_validate({"name": fact} | given) for name, (fact, given) in USES.items()}
    tables = {name: portfolio.tables[name].lazy() for name in ("loans", "instalments")}
    found = evidence.collect(tables, uses.values(), setting, ruleset.regulation, ruleset.header.brake)
    columns = {name: use.key for name, use in uses.items()}
    found.borrowers.select("borrower_id", *OWN, **columns).write_parquet(target)
    done = time.perf_counter()
    print(f"{read - began:.3f} {done - read:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
