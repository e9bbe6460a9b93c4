"""A small XML file as a tree of plain elements; declarations of documents and entities are refused.

Entities can name other files and grow without end, and no answer of a web service needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ingest.errors import ReadError

MAX_DEPTH = 100
MAX_ELEMENTS = 500_000


@dataclass
class Element:
    """One element; ``tag`` and the names of attributes are in lower case without name space."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """The first element directly inside with the tag."""
        return next((each for each in self.children if each.tag == tag), None)

    def value(self, tag: str) -> str:
        """The words of the first element directly inside with the tag, trimmed; empty where there is none."""
        found = self.child(tag)
        return "".join(found.pieces).strip() if found is not None else ""

    def within(self, group: str, tag: str) -> list[Element]:
        """The elements with the tag directly inside the child ``group``."""
        found = self.child(group)
        return [each for each in found.children if each.tag == tag] if found is not None else []

    def first(self, tag: str) -> Element | None:
        """The first element with the tag anywhere inside."""
        return next((each for each in self._all() if each.tag == tag), None)

    def _all(self) -> Iterator[Element]:
        for each in self.children:
            yield each
            yield from each._all()


def parse_xml(data: bytes, name: str) -> Element:
    """The root element.

    Raises:
        ReadError: The XML is not well formed, declares a document type, or is nested too deeply or too large.
    """
    builder = _Builder(name)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = builder.refuse_declaration
    parser.EntityDeclHandler = builder.refuse_declaration
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(data, True)
    # An encoding that Python does not know is a LookupError, one that is no encoding of bytes a ValueError.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ReadError(
            f"{name}: damaged XML ({error}). Get it again from where it was published."
        ) from error
    return builder.root


class _Builder:
    """Takes the parser's events; ``root`` is complete when the parser is done."""

    def __init__(self, name: str) -> None:
        self.root = Element("")
        self._name = name
        self._open: list[Element] = []
        self._n_elements = 0

    def refuse_declaration(self, *_: object) -> None:
        raise ReadError(
            f"{self._name}: an XML file with a document type declaration, which can name other files. "
            "Get it again from where it was published."
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._n_elements += 1
        if len(self._open) >= MAX_DEPTH or self._n_elements > MAX_ELEMENTS:
            raise ReadError(
                f"{self._name}: refused as unsafe (more XML elements than a meeting can have). "
                "Get it again from where it was published."
            )
        named = {_plain(key): value for key, value in attributes.items()}
        element = Element(_plain(tag), named)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        del tag
        self._open.pop()

    def characters(self, words: str) -> None:
        self._open[-1].pieces.append(words)


def _plain(name: str) -> str:
    return name.rpartition(":")[2].lower()
