"""The numbers and bullets that Word prints before list paragraphs but does not store in their text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from ingest.readers.markers import numeral

_STYLES = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
N_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    """How one level of a list is numbered; ``pattern`` holds ``%1`` for the number of level 1."""

    form: str
    pattern: str
    start: int


class Numbering:
    """Counts the lists of one document; ask in document order, once a paragraph."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * N_LEVELS)
        self._restarted: set[str] = set()
        root = _numbering_root(document)
        if root is not None:
            self._learn(root)

    def marker(self, list_id: str, depth: int) -> str:
        """What Word prints before the next paragraph of the list, with a space after; may be empty.

        Args:
            list_id: Word's ``numId``; paragraphs with the same one are one list.
            depth: 0 for the outermost level.
        """
        abstract = self._abstract_of.get(list_id)
        level = self._level(list_id, depth)
        if abstract is None or level is None or level.form == "none":
            return ""
        counts = self._count(list_id, abstract, depth, level)
        if level.form == "bullet":
            return "- "
        printed = _PLACE.sub(lambda place: self._number(list_id, counts, int(place[1]) - 1), level.pattern)
        return f"{printed.strip()} " if printed.strip() else ""

    def _level(self, list_id: str, depth: int) -> _Level | None:
        own = self._levels.get((f"num {list_id}", depth))
        return own or self._levels.get((f"abstract {self._abstract_of.get(list_id)}", depth))

    def _count(self, list_id: str, abstract: str, depth: int, level: _Level) -> list[int | None]:
        counts = self._counts[abstract]
        key = f"num {list_id}"
        if (key, depth) in self._levels and f"{key} {depth}" not in self._restarted:
            self._restarted.add(f"{key} {depth}")
            counts[depth] = None
        count = counts[depth]
        counts[depth] = level.start if count is None else count + 1
        counts[depth + 1 :] = [None] * (N_LEVELS - depth - 1)
        return counts

    def _number(self, list_id: str, counts: list[int | None], depth: int) -> str:
        level = self._level(list_id, depth)
        count = counts[depth]
        if count is None:
            count = level.start if level else 1
        return numeral(count, _STYLES.get(level.form, "1") if level else "1")

    def _learn(self, root: Element) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            key = f"abstract {abstract.get(qn('w:abstractNumId'))}"
            for level in abstract.iter(qn("w:lvl")):
                self._levels[key, _whole(level.get(qn("w:ilvl")))] = _read_level(level)
        for number in root.iter(qn("w:num")):
            list_id = number.get(qn("w:numId")) or ""
            abstract_id = _value(number, "w:abstractNumId") or ""
            self._abstract_of[list_id] = abstract_id
            for override in number.iter(qn("w:lvlOverride")):
                self._learn_override(list_id, abstract_id, override)

    def _learn_override(self, list_id: str, abstract_id: str, override: Element) -> None:
        depth = _whole(override.get(qn("w:ilvl")))
        level = override.find(qn("w:lvl"))
        shared = self._levels.get((f"abstract {abstract_id}", depth))
        base = _read_level(level) if level is not None else shared
        start = _value(override, "w:startOverride")
        if base is not None:
            first = _whole(start) if start is not None else base.start
            self._levels[f"num {list_id}", depth] = _Level(base.form, base.pattern, first)


def _numbering_root(document: Document) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


def _read_level(level: Element) -> _Level:
    start = _value(level, "w:start")
    return _Level(
        form=_value(level, "w:numFmt") or "decimal",
        pattern=_value(level, "w:lvlText") or "",
        start=_whole(start) if start is not None else 1,
    )


def _value(parent: Element, tag: str) -> str | None:
    child = parent.find(qn(tag))
    return child.get(qn("w:val")) if child is not None else None


def _whole(written: str | None) -> int:
    """A number from an attribute; 0 where it is missing or no number."""
    return int(written) if written is not None and re.fullmatch(r"\d{1,6}", written) else 0
