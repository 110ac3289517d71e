"""The one owner of PyYAML: a strict loader that knows where every value stood.

Policy is written by hand, so two of YAML's habits are dangerous here: of two equal keys the last one
silently wins, and `NO`, `on`, `12:30` quietly become something else. Both are refused or read as the
text that was written, and every refusal names `file:line:column`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """A file that is not YAML as we accept it; `where` is `file:line:column`."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} {what}")
        self.where = where
        self.what = what


@dataclass(frozen=True)
class Document:
    """A parsed file: plain values, and for every path of keys the place where it stood."""

    path: Path
    value: Any
    places: dict[tuple[str | int, ...], tuple[int, int]]

    def where(self, keys: tuple[str | int, ...] = ()) -> str:
        """`file:line:column` of the value at `keys`, or of its nearest ancestor that was written."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        line, column = self.places.get(keys, (1, 1))
        return f"{self.path.name}:{line}:{column}"


PLAIN_TAG = re.compile(r"tag:yaml\.org,2002:(map|seq|str|int|float|bool|null|timestamp|merge|value)\Z")
"""What YAML itself calls a plain value; every other tag asks for something to be made of it."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def load(path: Path) -> Document:
    """The one document in `path`; YamlError on bad syntax, a duplicate key, an alias or a tag."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError(f"{path.name}:1:1", "is not UTF-8 text") from error
    return loads(text, path)


def loads(text: str, path: Path) -> Document:
    """`load` for text already read."""
    places: dict[tuple[str | int, ...], tuple[int, int]] = {}
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path.name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{path.name}:1:1"
        raise YamlError(where, f"is not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise YamlError(f"{path.name}:1:1", f"is not valid YAML: {error}") from error
    value = None if node is None else _value(node, (), path, places, set())
    return Document(path, value, places)


def _value(
    node: Node,
    keys: tuple[str | int, ...],
    path: Path,
    places: dict[tuple[str | int, ...], tuple[int, int]],
    seen: set[int],
) -> Any:
    where = f"{path.name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    places[keys] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in seen:
        raise YamlError(where, "uses an alias (*); write the value out")
    seen.add(id(node))
    if node.tag and not PLAIN_TAG.match(node.tag):
        raise YamlError(where, f"has the tag {node.tag}; plain values only")
    if isinstance(node, MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            at = f"{path.name}:{key_node.start_mark.line + 1}:{key_node.start_mark.column + 1}"
            if not isinstance(key_node, ScalarNode):
                raise YamlError(at, "has a key that is not a plain word")
            key = key_node.value if key_node.style else _scalar(key_node, at)
            key = key_node.value if isinstance(key, (bool, dt.date)) or key is None else key
            if key in result:
                raise YamlError(at, f"has the key {key!r} twice; keep one")
            result[key] = _value(value_node, (*keys, key), path, places, seen)
        return result
    if isinstance(node, SequenceNode):
        return [_value(item, (*keys, index), path, places, seen) for index, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node, where)


def _scalar(node: ScalarNode, where: str) -> Any:
    text = node.value
    if node.style:  # quoted or block text is text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _DATE.match(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise YamlError(where, f"has {text}, which is not a date") from error
    return text
