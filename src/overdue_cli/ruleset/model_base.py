"""What every page of a rule set is made of: strict shapes, words in both languages, sources, facts asked for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

GRADES = ("A", "B", "C", "D", "E")
Grade = Literal["A", "B", "C", "D", "E"]
FiveTier = Literal["special_mention", "substandard", "doubtful", "loss"]


class Strict(BaseModel):
    """Frozen, no unknown keys, no silent conversion of text to numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=True)


class Words(Strict):
    """One thing said in every language we speak."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def of(self, language: str) -> str:
        """The wording in `language` (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


class Source(Strict):
    """Where a number comes from, how sure we are, and when somebody last looked."""

    tag: Literal["law", "law-memory", "data", "judgement"]
    text: Annotated[str, Field(min_length=3)]
    checked: dt.date


class FactUse(Strict):
    """A fact with its parameters; `key` names the column that holds its value."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    name: str
    of: list[str] = Field(default_factory=list)  # only loans of these profiles are asked
    not_of: list[str] = Field(default_factory=list)  # nor these, which have their own wording of the rule

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as written, such as `{last: 6}`."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def key(self) -> str:
        """`late_instalments(last=6, at_least_days=4)`: equal uses share one column."""
        inside = ", ".join(f"{k}={v}" for k, v in self.parameters.items())
        asked = f"{self.name}({inside})" if inside else self.name
        only = f" of {'+'.join(self.of)}" if self.of else ""
        return asked + only + (f" not of {'+'.join(self.not_of)}" if self.not_of else "")
