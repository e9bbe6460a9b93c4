"""What a summary will tell of its papers, read and chosen before anything is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.papers import Role, Scope
from ingest.store.ledger import StoredEntry
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection, StoredPassage
from ingest.structure.ledger_entries import EntryKind
from rag.briefings.summary_parts import (
    DECIDED,
    PROMISED,
    SOUGHT,
    Quote,
    foremost,
    heading_entry,
    is_of_form,
    is_whole,
    of_kinds,
    quoted,
    under_title,
    within,
)
from rag.briefings.weighing import Point, points_of, spread
from rag.choosing import opening_words
from rag.corrections import Corrections
from rag.instructions import is_addressed_to_machine

MOST_WORDS = 400
"""Words of all sentences of a summary together."""
MOST_POINTS = 10
_WORDS_POINTS = 240
_OWN_SECTIONS = (("recommended", SOUGHT, 90), ("decisions", DECIDED, 120), ("actions", PROMISED, 80))
"""Sections that are read from the ledger: key, kinds of entry, and words that they may take."""
_PURPOSE = re.compile(
    r"\bpurpose of (?:this|the) (?:report|paper)\b|\bthis (?:report|paper) (?:asks|seeks|outlines|responds|gives|sets|"
    r"provides|describes|proposes|informs|presents|recommends)\b",
    re.IGNORECASE,
)
"""What a report says that it is for."""


@dataclass(frozen=True)
class SummaryPlan:
    """What a summary will tell: the headline, the points, and the ledger's sections by key.

    ``entries`` and ``passages`` are all those of its papers, by which it is told what is left out.
    """

    headline: Quote | None
    points: tuple[Point, ...]
    own: Mapping[str, Sequence[Quote]]
    entries: tuple[StoredEntry, ...]
    passages: tuple[StoredPassage, ...]

    @property
    def quotes(self) -> list[Quote]:
        """All but the points."""
        first = [] if self.headline is None else [self.headline]
        return [*first, *(each for some in self.own.values() for each in some)]

    @property
    def words_left(self) -> int:
        """How many words the points may take."""
        return MOST_WORDS - sum(each.n_words for each in self.quotes)


def planned(
    library: Library, corrections: Corrections, scope: Scope, records: Sequence[PaperRecord]
) -> SummaryPlan:
    """What to tell of these papers, of which there may be none."""
    by_id = {record.paper_id: record for record in records}
    passages = tuple(each for one in records for each in library.passages(scope, one.paper_id))
    entries = tuple(library.ledger(scope, Selection(papers=frozenset(by_id)))) if records else ()
    quotes = {
        each.entry_id: quoted(by_id[each.passage.paper_id], each)
        for each in entries
        if not is_of_form(each) and is_whole(each) and not is_addressed_to_machine(each.text)
    }
    free = [
        point
        for point in _weighed(library, scope, records)
        if not _is_entry(point, quotes.values())
        # What was put right later is told where it was decided, and not as a point.
        and corrections.of(point.record, point.passage, point.text, scope) is None
    ]
    told = [each for each in entries if each.entry_id in quotes]
    standing = [
        each
        for each in told
        if corrections.of(by_id[each.passage.paper_id], each.passage, each.text, scope) is None
    ]
    first = heading_entry(standing, passages)
    headline = quotes[first.entry_id] if first else _purpose(free)
    own = {key: _own(told, quotes, kinds, most, headline) for key, kinds, most in _OWN_SECTIONS}
    plan = SummaryPlan(headline, (), own, entries, passages)
    room = min(_WORDS_POINTS, plan.words_left)
    points = spread(free, MOST_POINTS, room, [each.words for each in plan.quotes])
    return SummaryPlan(headline, tuple(points), own, entries, passages)


def quote_of(point: Point) -> Quote:
    """A point in the paper's own words."""
    introduction = opening_words(point.passage, point.text)
    return under_title(Quote(point.record, point.passage, point.span, introduction))


def _weighed(library: Library, scope: Scope, records: Sequence[PaperRecord]) -> list[Point]:
    """The sentences of all the papers, the weightiest first."""
    found = [point for record in records for point in points_of(library, scope, record)]
    return sorted(found, key=lambda point: -point.weight)


def _purpose(free: Sequence[Point]) -> Quote | None:
    """What a paper says that it is for, or its weightiest sentence; None where nothing can be told."""
    if not free:
        return None
    return quote_of(next((point for point in free if _PURPOSE.search(point.text)), free[0]))


def _own(
    told: Sequence[StoredEntry],
    quotes: Mapping[str, Quote],
    kinds: frozenset[EntryKind],
    most_words: int,
    headline: Quote | None,
) -> list[Quote]:
    """The entries of these kinds, but for the headline, in the order in which they stand in the papers."""
    wanted = [quotes[each.entry_id] for each in sorted(of_kinds(told, kinds), key=foremost)]
    fitting = within([each for each in wanted if headline is None or not headline.overlaps(each)], most_words)
    return sorted(fitting, key=lambda quote: (quote.passage.paper_id, quote.span.start))


def _is_entry(point: Point, quotes: Iterable[Quote]) -> bool:
    """Whether a sentence is told among what was decided, promised or sought."""
    if point.passage.role in (Role.RESOLUTION, Role.RECOMMENDATION):
        return True
    words = Quote(point.record, point.passage, point.span)
    return any(words.overlaps(each) for each in quotes)
