"""What every page of a rule set is made of: strict shapes, words in both languages, sources, facts asked for."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

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

    @model_validator(mode="before")
    @classmethod
    def _in_every_language(cls, value: Any) -> Any:
        """Refused in words a policy writer understands: pydantic would ask for an instance of Words."""
        if isinstance(value, str) or (isinstance(value, dict) and {"zh", "en"} - set(value)):
            said = (
                "only once" if isinstance(value, str) else f"not in {' and '.join(sorted({'zh', 'en'} - set(value)))}"
            )
            raise PydanticCustomError("language", f"is said {said}; say it in both languages: {{zh: ..., en: ...}}")
        return value

    def of(self, language: str) -> str:
        """The wording in `language` (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


class Source(Strict):
    """Where a number comes from, how sure we are, and when somebody last looked."""

    tag: Literal["law", "law-memory", "data", "judgement"]
    text: Words
    checked: dt.date


OwnWords = Words | Annotated[str, Field(min_length=3)]
"""What a bank says in a file of its own: in both languages, or in the one it speaks."""


class OwnSource(Strict):
    """The source of a bank's own change."""

    tag: Literal["law", "law-memory", "data", "judgement"]
    text: OwnWords
    checked: dt.date


def said_in(words: OwnWords, language: str) -> str:
    """The wording in `language`, or the only one there is."""
    return words if isinstance(words, str) else words.of(language)


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
