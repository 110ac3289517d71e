"""A rule set read, checked and hashed.

Every refusal names `file:line:column` and a remedy, and comes before any data is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from overdue_cli import strict_yaml
from overdue_cli.policy_home import rules_home
from overdue_cli.problems import Refusal
from overdue_cli.ruleset import checks, model

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class RuleSet:
    """A whole rule set; `digest` is the SHA-256 over its files, by name."""

    header: model.Header
    chapters: tuple[model.Chapter, ...]
    findings: model.Findings
    contacts: model.Contacts
    regulation: model.Regulation
    playbook: model.Playbook
    digest: str

    @property
    def rules(self) -> tuple[model.Rule, ...]:
        """All rules in chapter order."""
        return tuple(rule for chapter in self.chapters for rule in chapter.rules)

    @property
    def groups(self) -> dict[str, model.Group]:
        """Group id → its caps and title."""
        return {group.id: group for group in self.header.points.groups}

    def group_of(self, rule_id: str) -> str:
        """The id of the group a rule's points fall into."""
        return next(c.group for c in self.chapters for r in c.rules if r.id == rule_id)

    def grade(self, letter: str) -> model.GradeStep:
        """The grade called `letter`."""
        return self.header.grades[model.GRADES.index(letter)]


def load(name: str | Path = "conservative") -> RuleSet:
    """The rule set at a folder, or the shipped one of that name; Refusal R001 or R002."""
    folder = _folder(name)
    header = _read(folder / "ruleset.yaml", model.Header)
    names = [*header.chapters, header.findings, header.contacts, header.regulation, header.playbook]
    chapters = tuple(_read(folder / name, model.Chapter) for name in header.chapters)
    ruleset = RuleSet(
        header=header,
        chapters=chapters,
        findings=_read(folder / header.findings, model.Findings),
        contacts=_read(folder / header.contacts, model.Contacts),
        regulation=_read(folder / header.regulation, model.Regulation),
        playbook=_read(folder / header.playbook, model.Playbook),
        digest=_digest(folder, ["ruleset.yaml", *names]),
    )
    for fault in checks.faults(header, chapters):
        document = strict_yaml.load(folder / fault.file)
        raise Refusal("R002", where=document.where(fault.keys), detail=fault.what)
    return ruleset


def _folder(name: str | Path) -> Path:
    for folder in (Path(name), rules_home() / str(name)):
        if folder.is_file():
            folder = folder.parent
        if (folder / "ruleset.yaml").is_file():
            return folder
    raise Refusal("R001", value=str(name), candidates=", ".join(shipped()))


def shipped() -> list[str]:
    """Names of the rule sets that come with the program."""
    return sorted(path.parent.name for path in rules_home().glob("*/ruleset.yaml"))


def _read(path: Path, shape: type[Shape]) -> Shape:
    if not path.is_file():
        raise Refusal("R002", where=path.name, detail="the file does not exist but ruleset.yaml names it")
    try:
        document = strict_yaml.load(path)
    except strict_yaml.YamlError as error:
        raise Refusal("R002", where=error.where, detail=error.what) from error
    try:
        return shape.model_validate(document.value)
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(first["loc"])
        named = ".".join(str(k) for k in keys)
        raise Refusal("R002", where=document.where(keys), detail=f"{named}: {first['msg']}") from error


def _digest(folder: Path, names: list[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()
