"""What later minutes put right in earlier ones: "amended from ‘£4.2 million’ to ‘£2.4 million’".

A correction is applied only where the paper says in words or figures what stood there and what should, and only to
the minutes that it is of: nothing is concluded from a later paper that merely says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.dates import DATE, parse_date
from ingest.structure.terms import fold, index_terms, stem
from rag.hours import words_over
from rag.one_body import is_of_one_body, meeting_before
from rag.per_scope import PerScope
from rag.references import number_of, plain_number
from rag.rewording import Rewording, rewordings_in

_TERMS = tuple(
    stem(word)
    for word in (
        "amended amendment corrected correction correct changed altered alteration instead read reads delete deletion "
        "replace rather substitute removal removed omitted omission struck insert insertion added say says shows states"
    ).split()
)
_MINUTES_OF = re.compile(
    r"\b(?:minutes?|meeting)\b(?:\s+(?:of|from|for|held|on|the|a|an|ordinary|meeting|\w+day))*,?\s*$",
    re.IGNORECASE,
)
"""What stands before the date of a meeting whose minutes are dealt with."""
_HALF = 0.5
"""Share of the words beside a correction that must stand with what it puts right."""


@dataclass(frozen=True)
class Correction:
    """A wording put right in earlier minutes; ``of`` is the day of their meeting, None where it is not known."""

    rewording: Rewording
    of: date | None
    record: PaperRecord
    passage: StoredPassage

    @property
    def wrong(self) -> str:
        """The wrong words, as printed."""
        return self.rewording.wrong

    @property
    def right(self) -> str:
        """What should stand there, as printed; empty where the wrong words were struck out."""
        return self.rewording.right

    def corrects(self, record: PaperRecord, passage: StoredPassage, text: str) -> bool:
        """True when ``text``, words of a passage of the paper ``record``, holds what this puts right.

        The same words may be right in another place: it must stand under the item that is named, or, where none is,
        with what the correction says that it is of.
        """
        if record.kind.value is not Kind.MINUTES or record.paper_id == self.record.paper_id:
            return False
        dates = [each.date.value for each in (record, self.record) if each.date]
        if len(dates) < 2 or not is_of_one_body(record, self.record, is_named=self.of is not None):
            return False
        is_earlier = dates[0] < dates[1] and self.of in (None, dates[0])
        return is_earlier and self._is_of_place(passage, text) and _holds(text, self.wrong)

    def _is_of_place(self, passage: StoredPassage, text: str) -> bool:
        named = self.rewording.item
        own = number_of(passage)
        if named is not None and own is not None:
            return plain_number(named) == own or plain_number(named).startswith((f"{own}.", f"{own}/"))
        about = self.rewording.about
        near = index_terms(f"{words_over(passage)} {passage.text} {text}")
        return len(about.intersection(near)) >= _HALF * len(about)

    @property
    def is_placed(self) -> bool:
        """Whether it says where the wrong words stand, or what they are of."""
        told = self.rewording
        return not told.is_inserted and (told.item is not None or bool(told.about))


class Corrections:
    """The corrections in the papers that an asker may see, read once until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept = PerScope(lambda scope: tuple(self._read(scope)))

    def of(self, record: PaperRecord, passage: StoredPassage, text: str, scope: Scope) -> Correction | None:
        """The latest correction of these words of a passage; None where there is none."""
        found = [
            each
            for each in self._all(scope)
            if each.corrects(record, passage, text)
            and (each.is_placed or self._stands_once(each, passage, scope))
        ]
        return max(
            found, key=lambda each: each.record.date.value if each.record.date else date.min, default=None
        )

    def _stands_once(self, correction: Correction, passage: StoredPassage, scope: Scope) -> bool:
        """Whether the wrong words stand in one place alone, of the item that is named or else of the paper."""
        item = correction.rewording.item
        texts = [
            each.text
            for each in self._library.passages(scope, passage.paper_id)
            if item is None or each.item == passage.item
        ]
        return sum(len(_places(text, correction.wrong)) for text in texts) == 1

    def _all(self, scope: Scope) -> Sequence[Correction]:
        return self._kept.of(self._library.revision, scope)

    def _read(self, scope: Scope) -> Iterator[Correction]:
        postings = self._library.postings(scope, (*_TERMS, stem("minutes")))
        speaks = postings[stem("minutes")]
        of_minutes = np.union1d(speaks.in_text, speaks.in_context)
        changing = reduce(np.union1d, (postings[term].in_text for term in _TERMS))
        windows = np.intersect1d(of_minutes, changing)
        records = {record.paper_id: record for record in self._library.papers(scope)}
        passages = self._library.passages_in(scope, windows.tolist())
        for passage in {each.passage_id: each for found in passages.values() for each in found}.values():
            record = records[passage.paper_id]
            for rewording in rewordings_in(passage.text, passage.item_title or ""):
                of = meeting_corrected(passage, rewording) or meeting_before(record, records.values())
                yield Correction(rewording, of, record, passage)


def meeting_corrected(passage: StoredPassage, rewording: Rewording) -> date | None:
    """The day of the meeting whose minutes a passage names as those that it puts right."""
    text = " ".join(fold(passage.text).split())
    reworded = (rewording.wrong.lower(), rewording.right.lower())
    named = [
        match for match in DATE.finditer(text) if not any(match.group().lower() in each for each in reworded)
    ]
    of_minutes = [match for match in named if _MINUTES_OF.search(text[: match.start()])]
    of_title = list(DATE.finditer(passage.item_title or ""))
    days = (parse_date(match) for match in (*of_minutes, *of_title, *named))
    return next((day for day in days if day), None)


def _holds(text: str, words: str) -> bool:
    return bool(_places(text, words))


def _places(text: str, words: str) -> list[str]:
    plain = " ".join(fold(text).split()).lower()
    return re.findall(rf"(?<![\w.,]){re.escape(words.lower())}(?![\w]|[.,]\d)", plain)
