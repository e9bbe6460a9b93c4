"""What later minutes put right in earlier ones: "amended from ‘£4.2 million’ to ‘£2.4 million’".

A correction is applied only where the paper says in words or figures what stood there and what should: nothing
is concluded from a later paper that merely says something else.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.dates import DATE, parse_date
from ingest.structure.terms import fold, stem


def _said(name: str) -> str:
    """A pattern for what is quoted, or a bare figure, as a group of this name."""
    quoted = rf"(?<![A-Za-z])[\"'](?P<{name}>[^\"]{{1,160}}?)[\"'](?![A-Za-z])"
    figure = rf"(?P<{name}_figure>[£€$]?\d(?:[\d,.]*\d)?(?:\s?(?:million|billion|per cent|%|m\b|k\b))?)"
    return rf"(?:{quoted}|{figure})"


_WRONG, _RIGHT = _said("wrong"), _said("right")
_CORRECTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:amended|amending|corrected|correcting|changed|altered)\s+from\s+{_WRONG}\s+to\s+(?:read\s+)?{_RIGHT}",
        rf"\b(?:reads?|shows?|states?|be|being)\s+{_RIGHT}\s+"
        rf"(?:instead of|rather than|in place of|and not|not)\s+{_WRONG}",
        rf"{_WRONG}\s+(?:should|to)\s+(?:have\s+)?(?:be\s+)?"
        rf"(?:read|amended to|corrected to|changed to|replaced (?:by|with))\s+{_RIGHT}",
        rf"\bdelet(?:e|ed|ing|ion of)\s+{_WRONG}\s+and\s+(?:the\s+)?"
        rf"(?:insert|substitut|replac)\w*(?:\s+(?:it|of|with|by))*\s+{_RIGHT}",
        rf"\breplac(?:e|ed|ing)\s+{_WRONG}\s+(?:with|by)\s+{_RIGHT}",
    )
)
_OF_MINUTES = re.compile(r"\bminutes?\b", re.IGNORECASE)
_TERMS = tuple(
    stem(word) for word in "amended corrected changed altered instead read delete replace rather".split()
)
_SCOPES_KEPT = 4


@dataclass(frozen=True)
class Correction:
    """One wording put right: ``wrong`` and ``right`` as printed; ``of`` is the meeting it names, if any."""

    wrong: str
    right: str
    of: date | None
    record: PaperRecord
    passage: StoredPassage

    def corrects(self, record: PaperRecord, text: str) -> bool:
        """True when ``text``, words of the paper ``record``, holds what this puts right."""
        if record.kind.value is not Kind.MINUTES or record.paper_id == self.record.paper_id:
            return False
        bodies = [each.body.value for each in (record, self.record) if each.body]
        dates = [each.date.value for each in (record, self.record) if each.date]
        if len(bodies) < 2 or len(dates) < 2 or not is_same_body(bodies[0], bodies[1]):
            return False
        is_earlier = dates[0] == self.of if self.of else dates[0] < dates[1]
        return is_earlier and _holds(text, self.wrong)


def corrections_in(text: str) -> Iterator[tuple[str, str]]:
    """What a passage puts right, as (wrong, right); nothing where it does not speak of minutes."""
    if not _OF_MINUTES.search(text):
        return
    plain = " ".join(fold(text).split())
    for pattern in _CORRECTIONS:
        for match in pattern.finditer(plain):
            wrong, right = (
                (match.group(name) or match.group(f"{name}_figure")).strip(" .,;")
                for name in ("wrong", "right")
            )
            if wrong and right and wrong != right:
                yield wrong, right


class Corrections:
    """The corrections in the papers that an asker may see, read once until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._guard = threading.Lock()
        self._kept: dict[tuple[int, Scope], tuple[Correction, ...]] = {}

    def of(self, record: PaperRecord, text: str, scope: Scope) -> Correction | None:
        """The latest correction of these words of a paper; None where there is none."""
        found = [each for each in self._all(scope) if each.corrects(record, text)]
        return max(
            found, key=lambda each: each.record.date.value if each.record.date else date.min, default=None
        )

    def _all(self, scope: Scope) -> Sequence[Correction]:
        key = (self._library.revision, scope)
        with self._guard:
            if key in self._kept:
                return self._kept[key]
        found = tuple(self._read(scope))
        with self._guard:
            self._kept = {kept: each for kept, each in self._kept.items() if kept[0] == key[0]}
            if len(self._kept) >= _SCOPES_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _read(self, scope: Scope) -> Iterator[Correction]:
        postings = self._library.postings(scope, (*_TERMS, stem("minutes")))
        speaks = postings[stem("minutes")]
        of_minutes = np.union1d(speaks.in_text, speaks.in_context)
        changing = reduce(np.union1d, (postings[term].in_text for term in _TERMS))
        windows = np.intersect1d(of_minutes, changing)
        records = {record.paper_id: record for record in self._library.papers(scope)}
        passages = self._library.passages_in(scope, windows.tolist())
        for passage in {each.passage_id: each for found in passages.values() for each in found}.values():
            for wrong, right in corrections_in(passage.text):
                yield Correction(wrong, right, meeting_corrected(passage), records[passage.paper_id], passage)


def meeting_corrected(passage: StoredPassage) -> date | None:
    """The day of the meeting whose minutes a passage puts right."""
    for text in (passage.text, passage.item_title or ""):
        for match in DATE.finditer(text):
            day = parse_date(match)
            if day:
                return day
    return None


def _holds(text: str, words: str) -> bool:
    plain = " ".join(fold(text).split()).lower()
    return bool(re.search(rf"(?<![\w.,]){re.escape(words.lower())}(?![\w]|[.,]\d)", plain))
