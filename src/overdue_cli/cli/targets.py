"""The files a run writes: checked against each other and the inputs before any work, written at its end."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from overdue_cli.cli.options import suffixed, wrong
from overdue_cli.folders import NewFolder
from overdue_cli.outputs import Outbox
from overdue_cli.problems import Refusal

if TYPE_CHECKING:
    from overdue_cli.doorstep import Form
    from overdue_cli.history import History
    from overdue_cli.scored import ScoredPortfolio

STDOUT = Path("-")
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Claim:
    """Places claimed before any work: of the files, and of the officers' folder if there is one."""

    outbox: Outbox
    folder: NewFolder | None
    history: History | None = None
    lang: str = "auto"


@dataclass(frozen=True)
class Targets:
    """Where each output goes; None is not asked for, `-` is stdout."""

    out: Path
    scores: Path | None
    report: Path | None
    set_aside: Path | None
    officers: Path | None = None
    form: Form | None = None
    replace: bool = False
    copy: Path | None = None

    @property
    def files(self) -> list[Path]:
        """The targets that are files, the worklist first."""
        paths = (self.out, self.scores, self.report, self.set_aside, self.filled)
        return [p for p in paths if p is not None and p != STDOUT]

    @property
    def filled(self) -> Path | None:
        """Where a filled form goes: beside the worklist, unless each officer gets their own."""
        if self.form is None or self.officers is not None:
            return None
        own = "visits" if self.form.template is None else Path(self.form.name).stem
        return self.out.with_name(f"{self.out.stem}-{own}.xlsx")

    @property
    def shown(self) -> list[Path]:
        """What the summary names: every file, and a folder as a whole."""
        return [*self.files, *([self.officers] if self.officers else []), *([self.copy] if self.copy else [])]

    @property
    def rest(self) -> Path:
        """Beside the worklist, where its sheets have not room for all: the scores of the others."""
        return self.out.with_suffix(".rest.parquet")

    def guarded(self, history: History | None, lang: str, password: str | None = None) -> Targets:
        """These targets with the name under which a worklist in the way is kept, if officers wrote into it and nobody
        collected that; Refusal O002 without `replace`: what they wrote is not ours to lose."""
        if not self.out.is_file():
            return self
        from overdue_cli.cli.language import spoken
        from overdue_cli.collecting import copy_of, uncollected

        count = uncollected(self.out, history, spoken(lang), password)
        if count and not self.replace:
            raise Refusal("O002", file=self.out.name, count=count, detail=f"{self.out.name} ({count})")
        return replace(self, copy=copy_of(self.out)) if count else self

    @contextmanager
    def claimed(self, history: History | None, lang: str) -> Iterator[Claim]:
        """A claimed place beside every file and folder; Refusal O001 or O002 if one cannot be written, or holds what
        officers wrote and `history` does not."""
        with ExitStack() as stack:
            if self.officers is not None and not self.replace:
                self._refuse_to_replace(self.officers, history, lang)
            outbox = stack.enter_context(Outbox(self.files))
            folder = None if self.officers is None else stack.enter_context(NewFolder(self.officers))
            yield Claim(outbox, folder, history, lang)

    def _refuse_to_replace(self, folder: Path, history: History | None, lang: str) -> None:
        from overdue_cli.cli.language import spoken
        from overdue_cli.collecting import all_collected
        from overdue_cli.officers import refuse_to_replace

        refuse_to_replace(folder, lambda path: all_collected(path, history, spoken(lang)))

    def write(self, scored: ScoredPortfolio, claim: Claim, on_step: Step) -> None:
        """Every output of `scored` put beside its place; `publish` then moves them all."""
        outbox = claim.outbox
        from overdue_cli.publishing import write

        kinds = {"worklist": self.out, "scores": self.scores, "report": self.report, "set_aside": self.set_aside}
        for kind, path in kinds.items():
            if path is not None and path != STDOUT:
                outbox.write(path, lambda part, kind=kind: write(scored, kind, part))  # type: ignore[misc]
        if scored.beyond.height:
            outbox.claim(self.rest)
            outbox.write(self.rest, scored.beyond.write_parquet)
        if self.form is not None and self.filled is not None:
            filling = self.form.filled(scored, scored.chosen) or self.form.empty(scored)
            outbox.write(self.filled, filling.write)
        if claim.folder is not None:
            from overdue_cli.officers import write_officers

            said = partial(on_step, "officers")
            claim.folder.fill(lambda part: write_officers(scored, part, form=self.form, on_done=said))

    def publish(self, claim: Claim) -> list[Path]:
        """All of them in their places; the files written, those in folders too."""
        if self.copy is not None:
            from overdue_cli.collecting import keep_copy

            keep_copy(self.out, self.copy)
        claim.outbox.publish()
        if claim.folder is None:
            return self.files
        from overdue_cli.officers import kept_as

        place = claim.folder.place
        if not self.replace:
            self._refuse_to_replace(
                place, claim.history, claim.lang
            )  # once more: somebody may have opened and saved one meanwhile
        claim.folder.publish(kept_as(place) if self.replace else None)
        return [*self.files, *sorted(place.glob("*.xlsx"))]

    def say(self, scored: ScoredPortfolio) -> None:
        """What goes to stdout, once the files are in their places."""
        if self.scores == STDOUT:
            sys.stdout.write(scored.scores.write_csv())
        if self.report == STDOUT:
            sys.stdout.write(json.dumps(scored.report(), ensure_ascii=False) + "\n")


def form(template: Path | None, visits: int | None) -> Form | None:
    """The form to fill, None if none is asked for; Refusal P001 or T001 to T004 if it cannot be."""
    if template is None and visits is None:
        return None
    from overdue_cli.doorstep import form_of

    return form_of(template, visits)


def checked(
    inputs: Sequence[Path],
    out: Path,
    scores: Path | None,
    report: Path | None,
    set_aside: Path | None,
    officers: Path | None = None,
    form: Form | None = None,
    *,
    replace: bool = False,
) -> Targets:
    """The targets, if no two are one file and none is an input; else Refusal P003."""
    suffixed(out, "--out", ".xlsx")
    for path, option, suffixes in ((scores, "--scores", (".parquet", ".csv")), (report, "--report", (".json",))):
        if path is not None and path != STDOUT:
            suffixed(path, option, *suffixes)
    if set_aside is not None:
        suffixed(set_aside, "--set-aside", ".csv", ".xlsx")
    targets = Targets(out, scores, report, set_aside, officers, form, replace)
    apart(targets.shown, inputs, known=[out])
    if scores == report == STDOUT:
        raise wrong("--scores, --report", "-", "only one of them")
    return targets


def apart(files: list[Path], inputs: Sequence[Path], known: Sequence[Path] = ()) -> list[Path]:
    """`files`, if no two are one and none is an input (else Refusal P003), and none stands where it would be read (P062).

    `known` may stand there: the next run sees that we wrote them.
    """
    taken = {path.resolve(): "INPUT" for path in inputs if path.is_file()}
    for path in files:
        if path.resolve() in taken:
            raise wrong("output", str(path), f"not the file of {taken[path.resolve()]}")
        taken[path.resolve()] = str(path)
    for folder in (path for path in inputs if path.is_dir()):
        for path in files:
            if path not in known and path.resolve().is_relative_to(folder.resolve()):
                raise Refusal(
                    "P062", file=str(path), folder=str(folder), value=os.path.normpath(folder / ".." / path.name)
                )
    return files
