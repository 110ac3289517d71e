"""One cycle nobody watches: lock → collect → read → grade → publish → record → point → retire.

Published files come before the record, so that a recorded run always has its files; the pointers come last, so
that a run killed anywhere leaves the old ones on whole folders. Whatever a killed run left is swept by the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from overdue_cli import outlets, publishing
from overdue_cli.collecting import Collected, collect, found_in
from overdue_cli.config import Config
from overdue_cli.doorstep import Form, form_of
from overdue_cli.folders import sweep, whole_folder
from overdue_cli.history import Attempt, Damage, History, described, locked, retired, superfluous
from overdue_cli.pipeline import Step, score
from overdue_cli.recording import record
from overdue_cli.schedule import calendar_of, horizon_on
from overdue_cli.scored import Request, ScoredPortfolio


@dataclass(frozen=True)
class Done:
    """What a run came to: the graded portfolio, its files, the attempt recorded, what was set aside or removed, and
    the officers' answers collected before it."""

    scored: ScoredPortfolio
    folder: Path
    files: tuple[Path, ...]
    attempt: Attempt | None
    quarantined: tuple[Damage, ...]
    retired: tuple[str, ...]
    collected: Collected | None = None


def run(
    config: Config,
    as_of: dt.date,
    *,
    at: str,
    owner: Mapping[str, str],
    on_step: Step | None = None,
) -> Done:
    """The cycle of `as_of` run as `config` says; Refusal L001 if another run is at it, P001 or T001 to
    T004 if the template cannot be filled, before anything is read.

    `at` is the time the journal notes, `owner` names this process on the lock.
    """
    with _held(config, at, owner) as history:
        form = form_of(config.template, config.visit_sheets)
        collected = _collected(config, history)
        scored = _graded(config, as_of, history, on_step)
        scored = _told(scored, collected)
        quarantined = history.quarantine() if history else []
        if on_step:
            on_step("write", 0, 0)
        number = outlets.next_number(config.outputs, as_of, history)
        folder = outlets.folder_of(config.outputs, as_of, number)
        with whole_folder(folder) as part:
            files = _written(scored, config, form, part)
            outputs = [described(path) for path in files]
        attempt = record(scored, history, outputs, number, _options(config)) if history else None
        outlets.point(config.outputs, folder.name)
        gone = _retired(config, history)
    return Done(
        scored,
        folder,
        tuple(folder / path.relative_to(part) for path in files),
        attempt,
        tuple(quarantined),
        tuple(gone),
        collected,
    )


@contextmanager
def _held(config: Config, at: str, owner: Mapping[str, str]) -> Iterator[History | None]:
    """The lock on the outputs and the history, and the history ready for writing."""
    with locked(config.outputs, owner):
        sweep(config.outputs)
        if config.history is None:
            yield None
            return
        with locked(config.history, owner):
            history = History(config.history, at)
            history.open()
            yield history


def returned(config: Config) -> list[Path]:
    """The workbooks waiting in the configured folders; none where a folder is not there yet."""
    return [path for path, _ in found_in(path for path in config.returned if path.exists())]


def _collected(config: Config, history: History | None) -> Collected | None:
    """The answers in returned workbooks read into the history; a workbook that cannot be used is passed over and said."""
    if history is None or not returned(config):
        return None
    places = [path for path in config.returned if path.exists()]
    password = publishing.password_of(config.password_file)
    language = "zh" if config.language == "auto" else config.language
    return collect(places, history, language=language, supervisors=config.supervisors, lenient=True, password=password)


def _told(scored: ScoredPortfolio, collected: Collected | None) -> ScoredPortfolio:
    """The run with what the collection before it could not use, for its sheets and notices."""
    if collected is None:
        return scored
    over = tuple(f"{file.name} ({file.refusal.code})" for file in collected.files if file.refusal)
    return replace(scored, collected=collected.problems, passed_over=over)


def _graded(config: Config, as_of: dt.date, history: History | None, on_step: Step | None) -> ScoredPortfolio:
    request = Request(
        as_of,
        horizon_on(config, as_of),
        config.language,
        unmask=config.unmask,
        capacity=config.capacity,
        password=publishing.password_of(config.password_file),
        calendar=None if config.calendar == "cn" else calendar_of(config, as_of),
        supervisors=tuple(config.supervisors),
    )
    return score(
        config.inputs,
        as_of=as_of,
        rules=config.rules,
        mapping=config.mapping,
        request=request,
        history=history,
        on_step=on_step,
    )


def _written(scored: ScoredPortfolio, config: Config, form: Form | None, part: Path) -> list[Path]:
    """The files written into the folder `part`, those of the officers in a folder of their own."""
    names = config.published
    for kind, name in names.items():
        publishing.write(scored, kind, part / name, form)
    return [
        path
        for name in names.values()
        for path in ([part / name] if (part / name).is_file() else sorted((part / name).iterdir()))
    ]


def _options(config: Config) -> dict[str, object]:
    """What the manifest says of the configuration: no folder of this machine."""
    return {"strict": config.strict, "cycle": config.cycle, "mapping": config.mapping.name if config.mapping else None}


def _retired(config: Config, history: History | None) -> list[str]:
    """What retention removed, history first; by name."""
    gone = [] if history is None else superfluous(history, config.keep.cycles, config.keep.attempts)
    if history is not None:
        retired(history, gone)
    return [f"history {attempt.name}" for attempt in gone] + [
        f"outputs {name}" for name in outlets.retire(config.outputs, config.keep.outputs, config.keep.attempts)
    ]
