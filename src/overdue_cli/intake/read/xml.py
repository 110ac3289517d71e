"""XML read by expat with everything refused that an export has no use for: declarations of entities, and depth.

Nothing is fetched, nothing expanded. The whole document is never a tree: what is asked for comes as it is met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from overdue_cli.intake.read import limits
from overdue_cli.problems import Refusal


@dataclass(frozen=True)
class Element:
    """The start of an element: its name without prefix, and its attributes as written."""

    name: str
    attributes: dict[str, str]


class _Hostile(ValueError):
    pass


def elements(file: str, data: bytes, name: str) -> list[Element]:
    """Every element called `name` (without prefix) in the order of the document; Refusal P011."""
    found: list[Element] = []

    def start(element: Element) -> None:
        if element.name == name:
            found.append(element)

    parse(file, data, start, lambda _name: None, lambda _text: None)
    return found


def parse(
    file: str,
    data: bytes,
    start: Callable[[Element], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Tells `start`, `end` and `text` what `data` holds; Refusal P011 where it is no sound XML, or hostile."""
    parser = expat.ParserCreate()
    depth = 0

    def opening(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.XML_DEPTH:
            raise _Hostile(f"{depth} levels")
        start(Element(name.rpartition(":")[2], attributes))

    def closing(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def refused(*_: Any) -> Any:
        raise _Hostile("entities")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opening, closing, text
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = parser.ExternalEntityRefHandler = refused
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _Hostile as error:
        raise Refusal("P011", file=file, why="hostile") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refusal("P011", file=file, why="damaged") from error
