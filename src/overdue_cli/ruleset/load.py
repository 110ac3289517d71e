"""A rule set read, checked and hashed.

Every refusal names `file:line:column` and a remedy, and comes before any data is read. A rule set may
extend another and change single values of it; the changes are applied to the text of the policy before
anything is checked, so that a changed value is held to the same rules as a written one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overdue_cli import strict_yaml
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.ruleset import checks, checks_followup, checks_regulation, model, proofs
from overdue_cli.ruleset.checks import Keys
from overdue_cli.ruleset.overlay import Overlaid, Shape, applied, shaped
from overdue_cli.ruleset.profiled import faults as profile_faults
from overdue_cli.ruleset.profiled import profiled, unknown_scopes
from overdue_cli.strict_yaml import Document

CONDUCT = "conduct.yaml"


@dataclass(frozen=True)
class RuleSet:
    """A whole rule set; `digest` is the SHA-256 over its files, by name.

    `overlays` are the changes on top of what it extends, `expired` those whose day has passed; `doubts` is
    what cannot be proven of it, empty unless it says so of itself.
    """

    header: model.Header
    chapters: tuple[model.Chapter, ...]
    findings: model.Findings
    contacts: model.Contacts
    regulation: model.Regulation
    playbook: model.Playbook
    causes: model.Causes
    conduct: model.Conduct
    profiles: model.Profiles | None
    digest: str
    overlays: tuple[model.Overlay, ...] = ()
    expired: tuple[model.Overlay, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[model.Rule, ...]:
        """All rules in chapter order."""
        return tuple(rule for chapter in self.chapters for rule in chapter.rules)

    @property
    def profile(self) -> model.Profile:
        """The profile of conduct this rule set holds to."""
        return self.conduct.profiles[self.header.conduct_profile]

    def conduct_of(self, loan_profile: str | None) -> str:
        """The profile of conduct that holds for loans of a profile; the rule set's own where it names none."""
        own = {p.id: p.conduct_profile for p in self.profiles.profiles} if self.profiles else {}
        return own.get(loan_profile or "") or self.header.conduct_profile

    @property
    def groups(self) -> dict[str, model.Group]:
        """Group id → its caps and title."""
        return {group.id: group for group in self.header.points.groups}

    @property
    def name(self) -> str:
        """The name printed everywhere: the last overlay's, else the rule set's own."""
        return self.overlays[-1].name if self.overlays else self.header.name

    @property
    def version(self) -> str:
        """The version printed beside the name."""
        return "+".join([self.header.version, *(overlay.version for overlay in self.overlays)])

    @property
    def not_conservative_because(self) -> tuple[model.Words, ...]:
        """What the policy says of itself where it cannot be proven conservative; printed on every workbook."""
        said = [self.header.not_conservative_because, *(overlay.not_conservative_because for overlay in self.overlays)]
        return tuple(words for words in said if words is not None)

    def group_of(self, rule_id: str) -> str:
        """The id of the group a rule's points fall into."""
        return next(c.group for c in self.chapters for r in c.rules if r.id == rule_id)

    def grade(self, letter: str) -> model.GradeStep:
        """The grade called `letter`."""
        return self.header.grades[model.GRADES.index(letter)]


def load(name: str | Path = "conservative", as_of: dt.date | None = None) -> RuleSet:
    """The rule set at a path, or the shipped one of that name, as in force on `as_of`; Refusal R001 or R002."""
    overlays: list[tuple[Document, model.Overlay]] = []
    path = _find(name)
    while "extends" in (document := _read(path)).value:
        if any(document.path.samefile(seen.path) for seen, _ in overlays):
            raise Refusal("R002", where=document.where(("extends",)), detail="extends itself, directly or in a circle")
        overlays.insert(0, (document, shaped(document, document.value, model.Overlay)))
        path = _find(str(document.value["extends"]), beside=path.parent)
    in_force = [(d, o) for d, o in overlays if as_of is None or o.expires_on is None or as_of <= o.expires_on]
    files = _files(path)
    overlaid = applied(files, in_force)
    ruleset = RuleSet(
        **_built(overlaid, _digest([*files.values(), *(document for document, _ in in_force)])),
        overlays=tuple(o for _, o in in_force),
        expired=tuple(o for d, o in overlays if (d, o) not in in_force),
    )
    if ruleset.doubts and not ruleset.not_conservative_because:
        where, what = ruleset.doubts[0].split(" ", 1)
        raise Refusal("R003", where=where, detail=what)
    return ruleset


def shipped() -> list[str]:
    """Names of the rule sets that come with the program."""
    return sorted(path.parent.name for path in rules_home().glob("*/ruleset.yaml"))


def _find(name: str | Path, beside: Path | None = None) -> Path:
    for place in (*([beside / name] if beside else []), Path(name), rules_home() / str(name)):
        if place.is_file():
            return place
        if (place / "ruleset.yaml").is_file():
            return place / "ruleset.yaml"
    raise Refusal("R001", value=str(name), candidates=", ".join(shipped()))


def _files(header: Path) -> dict[str, Document]:
    """File name → its document, for `ruleset.yaml` and every file it names."""
    document = _read(header)
    shape = shaped(document, document.value, model.Header)
    named: dict[str, Keys] = {name: ("chapters", number) for number, name in enumerate(shape.chapters)}
    pages = ("findings", "contacts", "regulation", "playbook", "causes", "profiles")
    named |= {name: (page,) for page in pages if (name := getattr(shape, page)) is not None}
    files = {"ruleset.yaml": document}
    for name, keys in named.items():
        if not (header.parent / name).is_file():
            raise Refusal("R002", where=document.where(keys), detail=f"there is no file {name!r} beside it")
        files[name] = _read(header.parent / name)
    return files | {CONDUCT: _read(_conduct_beside(header.parent))}


def _conduct_beside(folder: Path) -> Path:
    """The page of conduct: in the rule set's folder, else beside it, else the one that comes with the program."""
    places = (folder / CONDUCT, folder.parent / CONDUCT)
    return next((place for place in places if place.is_file()), rules_home() / CONDUCT)


def _built(files: Mapping[str, Overlaid], digest: str) -> dict[str, Any]:
    def part(name: str, shape: type[Shape]) -> Shape:
        return shaped(files[name], files[name].value, shape)

    header = part("ruleset.yaml", model.Header)
    chapters = tuple(part(name, model.Chapter) for name in header.chapters)
    playbook, causes = part(header.playbook, model.Playbook), part(header.causes, model.Causes)
    contacts, conduct = part(header.contacts, model.Contacts), part(CONDUCT, model.Conduct)
    regulation = part(header.regulation, model.Regulation)
    profiles = part(header.profiles, model.Profiles) if header.profiles else None
    pages = checks_followup.Pages(header, contacts, causes, playbook, conduct)
    of_law = checks_regulation.faults(header.regulation, regulation, {r.id: r for c in chapters for r in c.rules})
    scopes = unknown_scopes(header, chapters, profiles)
    for fault in (*checks.faults(header, chapters), *checks_followup.faults(pages), *of_law, *scopes):
        raise Refusal("R002", where=files[fault.file].where(fault.keys), detail=fault.what)
    doubts = tuple(f"{files[doubt.file].where(doubt.keys)} {doubt.what}" for doubt in proofs.doubts(header, chapters))
    if header.profiles and profiles:
        known = {"header": header, "conduct": conduct, "regulation": regulation}
        for fault in profile_faults(header.profiles, profiles, known):
            raise Refusal("R002", where=files[fault.file].where(fault.keys), detail=fault.what)
        own = profiled(header.profiles, profiles, files, header, chapters)
        chapters, doubts = own.chapters, (*doubts, *own.doubts)
    return {
        "doubts": doubts,
        "header": header,
        "chapters": chapters,
        "findings": part(header.findings, model.Findings),
        "contacts": contacts,
        "regulation": regulation,
        "playbook": playbook,
        "causes": causes,
        "conduct": conduct,
        "profiles": profiles,
        "digest": digest,
    }


def _read(path: Path) -> Document:
    try:
        document = strict_yaml.load(path)
    except strict_yaml.YamlError as error:
        raise Refusal("R002", where=error.where, detail=error.what) from error
    if not isinstance(document.value, dict):
        raise Refusal("R002", where=document.where(), detail="must be a mapping of keys to values")
    return document


def _digest(documents: list[Document]) -> str:
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.path.name):
        digest.update(document.path.name.encode() + b"\0" + document.path.read_bytes() + b"\0")
    return digest.hexdigest()
