"""What later meetings of a body undid of what is told here: decisions rescinded, lapsed, replaced or amended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial, reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Kind, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Posting, StoredPassage
from ingest.structure.terms import stem
from rag import wording
from rag.answer import Citations, Sentence
from rag.checking.verify import Verdict
from rag.items import PassagesOf, of_item
from rag.labels import day_name
from rag.marks import as_read
from rag.of_undone import has_decision, tells_undone
from rag.one_body import is_of_one_body, meeting_before
from rag.per_scope import PerScope
from rag.undoing import undoings_in
from rag.ways_undone import Undoing

_UNDOING = tuple(
    dict.fromkeys(
        stem(word)
        for word in (
            "rescind rescinded rescinding rescission revoke revoked revoking revocation annul annulled annulment quash "
            "quashed set overturn overturned reverse reversed repeal repealed cancelled lapsed fallen ceased force "
            "effect superseded supersede replaced replace replacing amended amend varied vary reduced increased raised "
            "lowered cut revised changed risen read reading shown show record recorded reflect state "
            "correct corrected correcting correction corrections amendment amendments alter altered alteration"
        ).split()
    )
)
_OF_DECISIONS = tuple(
    dict.fromkeys(
        stem(word)
        for word in (
            "minute minutes item resolution resolutions decision decisions approval acceptance appointment award "
            "authorisation authorization permission consent agreement"
        ).split()
    )
)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d[./-]\d|\d[./-](?:19|20)\d\d")
"""A number that hardly comes twice: with the year in it."""
_TOLD_BY = (Kind.MINUTES, Kind.DECISION)


@dataclass(frozen=True)
class Undone:
    """A sentence of a later paper that undoes earlier decisions, or says that they lapsed or were changed."""

    undoing: Undoing
    record: PaperRecord
    passage: StoredPassage

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""
        return self.passage.passage_id, self.undoing.span

    @property
    def warning(self) -> str:
        """What an answer carries that tells the decision."""
        day = day_name(self.record.date.value) if self.record.date else "a later meeting"
        return wording.UNDONE.format(day=day, how=self.undoing.how.value)

    def told(self, citations: Citations) -> Sentence:
        """The words of the later paper, cited."""
        citation = citations.cite(self.record, self.passage, self.undoing.span)
        return Sentence(f"{wording.LATER} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)

    def may_be_of(self, record: PaperRecord) -> bool:
        """Whether a paper is an earlier one of the same body, and of the day that is named where one is."""
        if record.kind.value not in _TOLD_BY or record.paper_id == self.record.paper_id:
            return False
        if record.date is None or self.record.date is None or record.date.value >= self.record.date.value:
            return False
        days = self.undoing.days
        is_named = bool(days or _HAS_YEAR.search(self.undoing.number or ""))
        return (not days or record.date.value in days) and is_of_one_body(
            record, self.record, is_named=is_named
        )


class _Known:
    """All that is undone in the papers that one asker may see, and for each paper what may be of it."""

    def __init__(self, undone: Sequence[Undone]) -> None:
        self._undone = undone
        self._by_paper: dict[str, tuple[Undone, ...]] = {}

    def of(self, record: PaperRecord) -> tuple[Undone, ...]:
        """What may undo a decision that a paper tells."""
        if record.paper_id not in self._by_paper:
            found = tuple(each for each in self._undone if each.may_be_of(record))
            self._by_paper[record.paper_id] = found
        return self._by_paper[record.paper_id]


class Undoings:
    """What later papers undo of earlier ones, in those that an asker may see, read once until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept = PerScope(lambda scope: _Known(tuple(self._read(scope))))

    def of(
        self, record: PaperRecord, passage: StoredPassage, span: Span, scope: Scope, *, is_asked: bool = False
    ) -> Undone | None:
        """The latest that undoes what the words at ``span`` of a paper, in a passage of it, tell; None for most.

        Where it is asked what was decided (``is_asked``), all that stands under a decision tells of it.
        """
        passages = cache(partial(self._library.passages, scope))
        found = [
            each
            for each in self._known(scope).of(record)
            if tells_undone(each.undoing, passage, span, passages, is_asked=is_asked)
            and self._is_latest(each, record, scope, passages)
        ]
        return max(
            found, key=lambda each: each.record.date.value if each.record.date else date.min, default=None
        )

    def _is_latest(self, undone: Undone, record: PaperRecord, scope: Scope, passages: PassagesOf) -> bool:
        """Whether no later paper has a decision of this number too, where no day tells which is meant."""
        number = undone.undoing.number
        if number is None or undone.undoing.days or _HAS_YEAR.search(number) or record.date is None:
            return True
        if has_decision(passages(undone.record.paper_id), number):
            return False
        return not any(
            each.date
            and each.date.value > record.date.value
            and has_decision(passages(each.paper_id), number)
            for each in self._library.papers(scope)
            if undone.may_be_of(each)
        )

    def _known(self, scope: Scope) -> _Known:
        return self._kept.of(self._library.revision, scope)

    def _read(self, scope: Scope) -> Iterator[Undone]:
        postings = self._library.postings(scope, (*_UNDOING, *_OF_DECISIONS))
        minutes = postings[stem("minutes")].in_context
        of_decisions = np.union1d(_in_text(postings, _OF_DECISIONS), minutes)
        windows = np.intersect1d(_in_text(postings, _UNDOING), of_decisions)
        records = {record.paper_id: record for record in self._library.papers(scope)}
        passages = cache(partial(self._library.passages, scope))
        held = self._library.passages_in(scope, windows.tolist())
        for passage in {each.passage_id: each for found in held.values() for each in found}.values():
            record = records[passage.paper_id]
            if record.kind.value not in _TOLD_BY or record.date is None:
                continue
            for undoing in undoings_in(passage, _following(passage, passages)):
                found = _of_meeting_before(undoing, record, records.values())
                if found is not None:
                    yield Undone(found, record, passage)


def _of_meeting_before(
    undoing: Undoing, record: PaperRecord, records: Iterable[PaperRecord]
) -> Undoing | None:
    """What is put right with the day of the minutes that it stands in: where none is named, those of the last meeting.

    None where that is not known, and no number says what is meant.
    """
    is_of_last = undoing.is_exact and not undoing.days and not _HAS_YEAR.search(undoing.number or "")
    if not is_of_last:
        return undoing
    day = meeting_before(record, records)
    return replace(undoing, days=frozenset({day})) if day else None


class Ending(Protocol):
    """Words of another paper without which those of an answer would be taken to hold."""

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""

    @property
    def warning(self) -> str:
        """What is said beside the answer."""

    def told(self, citations: Citations) -> Sentence:
        """The words, cited."""


FindEnding = Callable[[PaperRecord, StoredPassage, Span], Ending | None]
"""Finds what became elsewhere of what words of a paper tell: their passage, and where in the paper they stand."""


def _in_text(postings: Mapping[str, Posting], terms: Sequence[str]) -> NDArray[np.int64]:
    return reduce(np.union1d, (postings[term].in_text for term in terms))


def _following(passage: StoredPassage, passages: PassagesOf) -> Iterator[StoredPassage]:
    for each in of_item(passage, passages):
        if each.span.start >= passage.span.end:
            yield each


class Afterwards:
    """What became elsewhere of the sentences of an answer, each told once, behind the first that it is of."""

    def __init__(self, ending_of: FindEnding, told: Sequence[tuple[StoredPassage, Span]]) -> None:
        """``told`` are the sentences of the answer in order: one that undoes another of them is not told twice."""
        self._ending_of = ending_of
        self._places = [(passage.passage_id, span) for passage, span in told]
        self._found: dict[tuple[str, Span], Ending] = {}

    @property
    def warnings(self) -> list[str]:
        """What is to be said beside the answer."""
        return list(dict.fromkeys(each.warning for each in self._found.values()))

    def is_told(self, passage: StoredPassage, span: Span) -> bool:
        """Whether the words have been told already, behind what they undo."""
        return any(
            passage_id == passage.passage_id and place.overlaps(span) for passage_id, place in self._found
        )

    def after(
        self, record: PaperRecord, passage: StoredPassage, span: Span, citations: Citations
    ) -> list[Sentence]:
        """What is told behind a sentence: nothing, or what undoes it, unless the answer began with that."""
        ending = self._ending_of(record, passage, span)
        here = next((n for n, each in enumerate(self._places) if each == (passage.passage_id, span)), 0)
        if ending is None:
            return []
        place = ending.place
        is_new = place not in self._found
        self._found[place] = ending
        is_before = any(
            passage_id == place[0] and each.overlaps(place[1]) for passage_id, each in self._places[:here]
        )
        return [ending.told(citations)] if is_new and not is_before else []
