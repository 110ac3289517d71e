"""What `overdue run --dry-run` says: what would be read, written and removed. It looks, and changes nothing."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from overdue_cli.cli.language import spoken
from overdue_cli.locale import words

if TYPE_CHECKING:
    from overdue_cli.config import Config


def told(config: Config, day: dt.date) -> int:
    """The plan of the cycle of `day` on stdout; Refusal for what would stop the run before it reads."""
    from overdue_cli import outlets
    from overdue_cli.history import History, superfluous
    from overdue_cli.pipeline import inputs_of
    from overdue_cli.ruleset.load import load
    from overdue_cli.schedule import due_on, horizon_on, windows_on
    from overdue_cli.unattended import returned

    said = words(spoken(config.language))["plan"]
    ruleset, history = load(config.rules, day), History(config.history) if config.history else None
    lines = [said["as_of"].format(date=day, days=horizon_on(config, day))]
    lines += [said["window"].format(opens=w.opens, due=w.due) for w in windows_on(config, day)]
    if not due_on(config, history.cycles() if history else [], day):
        lines.append(said["not_due"])
    lines.append(said["rules"].format(name=ruleset.name, version=ruleset.version))
    lines += [
        said["reads"].format(file=name, size=f"{path.stat().st_size:,}") for path, name in inputs_of(config.inputs)
    ]
    lines += [said["collects"].format(file=path.name) for path in returned(config)]
    if history is not None:
        earlier = [attempt for cycle in history.cycles(before=day) if (attempt := history.current(cycle))]
        lines.append(said["previous"].format(name=earlier[-1].name) if earlier else said["first"])
        lines += [said["damaged"].format(name=d.attempt.name, because=d.because) for d in history.damaged]
    number = outlets.next_number(config.outputs, day, history)
    folder = outlets.folder_of(config.outputs, day, number)
    lines += [said["writes"].format(file=folder / name) for name in config.published.values()]
    gone = [a.name for a in superfluous(history, config.keep.cycles, config.keep.attempts)] if history else []
    gone += outlets.surplus(config.outputs, config.keep.outputs, config.keep.attempts)
    lines += [said["removes"].format(name=name) for name in gone]
    lines += [said["in_the_way"].format(file=p) for p in (config.outputs, config.history) if p and _blocked(p)]
    sys.stdout.write("\n".join([*lines, said["nothing"], ""]))
    return 0


def _blocked(place: Path) -> bool:
    """Whether something that is no folder stands where one is wanted."""
    return place.exists() and not place.is_dir()
