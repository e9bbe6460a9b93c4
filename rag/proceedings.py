"""What one meeting decided, what it asked to be done, or who was there: listed from its minutes, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection, StoredPassage
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.lines import DECISION, mark_length
from rag import wording
from rag.answer import Answer, Citations, Sentence
from rag.checking.verify import Verdict, is_quoted
from rag.choosing import decision_words
from rag.hours import hours_told
from rag.marks import as_read
from rag.notices import paper_warnings
from rag.question.hours import Hour
from rag.question.proceedings import Proceedings
from rag.question.query import Query

MOST = 20
"""Entries of a list; what is beyond them is counted, and stands in the minutes."""
_KINDS = {
    Proceedings.DECISIONS: frozenset({EntryKind.DECISION, EntryKind.CORRECTION}),
    Proceedings.ACTIONS: frozenset({EntryKind.COMMITMENT, EntryKind.REFERRAL}),
}
_HOURS = {Proceedings.START: Hour.START, Proceedings.END: Hour.END}
_LONGEST_TITLE = 100
_LONGEST_NUMBER = 12
"""Characters of the number before the title in a heading."""
_ATTENDANCE = re.compile(
    r"(?:\d+\.\s*)?(?:(?:\w+\s+){0,3}(?:present|attendance|attending|sederunt)(?:\s+(?:was|were))?\s*:|"
    r"also\s+(?:present|in\s+attendance)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Place:
    record: PaperRecord
    passage: StoredPassage
    span: Span
    is_of_item: bool = False
    """Whether it is told under the name of its item."""


def kinds_read(asked: Proceedings) -> frozenset[Kind]:
    """The kinds of paper that hold what is to be listed."""
    held = (Kind.AGENDA,) if asked is Proceedings.AGENDA else (Kind.MINUTES, Kind.DECISION)
    if asked is Proceedings.START:
        held = (*held, Kind.AGENDA)
    return frozenset(held)


def proceedings(
    asked: Proceedings, query: Query, records: Sequence[PaperRecord], library: Library, scope: Scope
) -> Answer | None:
    """The list out of the minutes among ``records``; None where they hold nothing of the kind.

    The same words on one item in two papers are listed once.
    """
    places: dict[str, _Place] = {}
    for record in records:
        if record.kind.value not in kinds_read(asked):
            continue
        if asked in _KINDS:
            found = _entries(asked, record, library, scope)
        elif asked in _HOURS:
            found = hours_told(library.passages(scope, record.paper_id), _HOURS[asked])
        else:
            read = _attendance if asked is Proceedings.ATTENDANCE else _business
            found = read(library.passages(scope, record.paper_id))
        for passage, span in found:
            place = _Place(record, passage, span, asked in _KINDS)
            said = f"{passage.item_title or ''} {_words(place)}" if asked in _KINDS else _words(place)
            places.setdefault(" ".join(said.lower().split()), place)
    return _told(query, list(places.values())) if places else None


def _entries(
    asked: Proceedings, record: PaperRecord, library: Library, scope: Scope
) -> Iterator[tuple[StoredPassage, Span]]:
    for stored in library.ledger(scope, Selection(papers=frozenset({record.paper_id}))):
        entry = stored.entry
        is_decided = entry.kind is EntryKind.COMMITMENT and entry.act in (Act.AGREED, Act.REQUESTED)
        if entry.kind in _KINDS[asked] or (asked is Proceedings.DECISIONS and is_decided):
            yield stored.passage, entry.span


def _business(passages: Sequence[StoredPassage]) -> Iterator[tuple[StoredPassage, Span]]:
    """The headings of the items."""
    for passage in passages:
        title = " ".join((passage.item_title or "").lower().split())
        words = " ".join(passage.text.lower().split())
        if passage.item and title and title in words and len(words) <= len(title) + _LONGEST_NUMBER:
            yield passage, passage.span


def _attendance(passages: Sequence[StoredPassage]) -> Iterator[tuple[StoredPassage, Span]]:
    """Who is said to have been there, with what a new page or line goes on with."""
    goes_on = False
    for passage in passages:
        if goes_on or _ATTENDANCE.match(passage.text):
            yield passage, passage.span
            goes_on = passage.text.rstrip().endswith(",")
        else:
            goes_on = False


def _subject(passage: StoredPassage) -> str:
    """The item that was decided on, as the paper calls it, where its name is short enough to be one."""
    title = " ".join((passage.item_title or "").split()).rstrip(" .:")
    return f"{title}. " if title and len(title) <= _LONGEST_TITLE else ""


def _words(place: _Place) -> str:
    start = place.passage.span.start
    return place.passage.text[place.span.start - start : place.span.end - start]


def _told(query: Query, places: Sequence[_Place]) -> Answer:
    citations = Citations()
    shown = places[:MOST]
    subjects = [_subject(place.passage) for place in shown]
    sentences = tuple(
        _sentence(place, citations, "" if subject in subjects[:number] else subject)
        for number, (place, subject) in enumerate(zip(shown, subjects, strict=True))
    )
    warnings = paper_warnings([(place.record, place.passage) for place in shown])
    if len(places) > MOST:
        names = ", ".join(dict.fromkeys(place.record.name for place in places[MOST:]))
        warnings.insert(0, wording.MORE_IN_MINUTES.format(n=len(places) - MOST, papers=names))
    is_cut = any(place.passage.is_truncated for place in shown)
    return Answer(
        query.question,
        "partial" if is_cut else "answered",
        sentences,
        citations.all(),
        warnings=tuple(warnings),
    )


def _sentence(place: _Place, citations: Citations, subject: str) -> Sentence:
    """The words of a place; before the first of an item stands what the item is called."""
    raw = _words(place)
    span = Span(place.span.start + mark_length(raw), place.span.end)
    citation = citations.cite(place.record, place.passage, span)
    is_bare = place.passage.role is Role.RESOLUTION and not DECISION.match(citation.quote)
    words = as_read(citation.quote)
    text = f"{decision_words(place.passage) or 'Resolved:'} {words}" if is_bare else words
    if place.is_of_item:
        text = f"{subject}{text}"
    is_there = is_quoted(citation.quote, place.passage.text)
    return Sentence(text, (citation.n,), Verdict.SUPPORTED if is_there else Verdict.NOT_FOUND)
