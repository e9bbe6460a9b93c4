"""Summaries: what one paper says, or what one meeting came to, in the papers' own words or a verified model's.

A headline, the points that tell most, what was decided and promised: about a page, every sentence cited. What the
papers hold beyond it is named, not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.ledger import StoredEntry
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection, StoredPassage
from rag.answer import Sentence
from rag.briefings.agenda import AgendaItem, items_of
from rag.briefings.briefing import Briefing, Section
from rag.briefings.summary_left_out import left_out, notes_on, nothing_told_of
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
from rag.briefings.summary_prose import prose
from rag.briefings.summary_subject import Subject, is_cancelled, subject_of_meeting, subject_of_paper
from rag.briefings.summary_telling import Telling
from rag.briefings.summary_words import AGENDA_DECIDES_NOTHING, HEADINGS, NOTHING_TO_TELL
from rag.briefings.weighing import Point, points_of, spread
from rag.choosing import opening_words
from rag.corrections import Corrections
from rag.errors import BriefingError, ModelError
from rag.instructions import is_addressed_to_machine
from rag.labels import paper_label
from rag.model.chat import Writer
from rag.notices import paper_warnings, unread_papers
from rag.settings import Settings
from rag.wording import EXTRACTION, NO_SUCH_MODEL_REPLY

MOST_WORDS = 400
"""Words of all sentences of a summary together."""
MOST_POINTS = 10
_WORDS_POINTS = 240
_OWN_SECTIONS = (("recommended", SOUGHT, 90), ("decisions", DECIDED, 120), ("actions", PROMISED, 80))
"""Sections that are read from the ledger: key, kinds of entry, and words that they may take."""
_MOST_ITEMS = 30
_CANCELLED = re.compile(r"\bcancell?ed\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\bpurpose of (?:this|the) (?:report|paper)\b|\bthis (?:report|paper) (?:asks|seeks|outlines|responds|gives|sets|"
    r"provides|describes|proposes|informs|presents|recommends)\b",
    re.IGNORECASE,
)
"""What a report says that it is for."""


@dataclass(frozen=True)
class SummaryRequest:
    """What to summarise: one paper by its id, or a meeting by its body and day."""

    paper_id: str | None = None
    body: str | None = None
    meeting_date: date | None = None


@dataclass(frozen=True)
class _Plan:
    """What a summary will tell, before it is told: the headline, the points, and the ledger's sections by key."""

    headline: Quote | None
    points: tuple[Point, ...]
    own: Mapping[str, Sequence[Quote]]

    @property
    def quotes(self) -> list[Quote]:
        """All but the points."""
        first = [] if self.headline is None else [self.headline]
        return [*first, *(each for some in self.own.values() for each in some)]


class Summariser:
    """Summarises papers and meetings of a library. Any thread may call it."""

    def __init__(self, library: Library, settings: Settings, writer: Writer | None = None) -> None:
        """``writer`` is the model that words the points; without one they are the papers' own sentences."""
        self._library = library
        self._settings = settings
        self._writer = writer
        self._corrections = Corrections(library)

    def summarise(self, request: SummaryRequest, scope: Scope) -> Briefing:
        """The summary that was asked for; where there is nothing to tell it says so and why.

        Raises:
            PaperNotFound: There is no such paper, or none that the asker may see.
            QuestionError: Several bodies of that name met on the day.
            BriefingError: Neither a paper nor a meeting was named.
        """
        with self._library.one_state():
            return self._summary(self._subject(request, scope), scope)

    def _subject(self, request: SummaryRequest, scope: Scope) -> Subject:
        if request.paper_id is not None:
            return subject_of_paper(self._library, scope, request.paper_id)
        if request.body is None or request.meeting_date is None:
            raise BriefingError("say what to summarise: a paper, or a body with the date of its meeting.")
        return subject_of_meeting(self._library, scope, request.body, request.meeting_date)

    def _summary(self, subject: Subject, scope: Scope) -> Briefing:
        telling = Telling(self._corrections, scope, MOST_WORDS)
        records = subject.records
        if records and all(map(is_cancelled, records)):
            make = self._cancelled
        elif records and all(each.kind.value is Kind.AGENDA for each in records):
            make = self._agenda
        else:
            make = self._sections
        sections, not_covered = make(records, scope, telling)
        notes = list(subject.notes)
        if not telling.texts:
            names = ", ".join(each.name for each in (*records, *subject.unread))
            notes += [NOTHING_TO_TELL.format(papers=names)] if names else []
        if notes:
            sections = [Section(HEADINGS["about"], key="about", notes=tuple(notes)), *sections]
        warnings = [*telling.warnings, *self._warnings(subject, scope)]
        return Briefing(
            subject.title,
            tuple(sections),
            telling.citations.all(),
            tuple(dict.fromkeys(warnings)),
            not_covered=tuple(not_covered),
        )

    def _sections(
        self, records: Sequence[PaperRecord], scope: Scope, telling: Telling
    ) -> tuple[list[Section], list[str]]:
        by_id = {record.paper_id: record for record in records}
        passages = [each for one in records for each in self._library.passages(scope, one.paper_id)]
        entries = self._library.ledger(scope, Selection(papers=frozenset(by_id))) if records else []
        quotes = {
            each.entry_id: quoted(by_id[each.passage.paper_id], each)
            for each in entries
            if not is_of_form(each) and is_whole(each) and not is_addressed_to_machine(each.text)
        }
        plan = self._plan(records, scope, entries, quotes, passages)
        found = []
        if plan.headline is not None:
            found.append(_section("headline", telling.tell([plan.headline])))
        room = MOST_WORDS - sum(each.n_words for each in plan.quotes)
        points, shown = self._points(records, plan.points, telling, room)
        found.append(_section("points", points))
        for key, some in plan.own.items():
            found.append(_section(key, telling.tell(some), notes_on(key, records, entries)))
        sections = [each for each in found if each.sentences or each.notes]
        return sections, list(left_out(entries, [*plan.quotes, *shown], passages))

    def _plan(
        self,
        records: Sequence[PaperRecord],
        scope: Scope,
        entries: Sequence[StoredEntry],
        quotes: Mapping[str, Quote],
        passages: Sequence[StoredPassage],
    ) -> _Plan:
        weighed = [point for record in records for point in points_of(self._library, scope, record)]
        free = [
            point
            for point in sorted(weighed, key=lambda point: -point.weight)
            if not _is_entry(point, quotes.values())
            # What was put right later is told where it was decided, and not as a point.
            and self._corrections.of(point.record, point.text, scope) is None
        ]
        told = [each for each in entries if each.entry_id in quotes]
        by_id = {record.paper_id: record for record in records}
        standing = [
            each
            for each in told
            if self._corrections.of(by_id[each.passage.paper_id], each.text, scope) is None
        ]
        first = heading_entry(standing, passages)
        headline = quotes[first.entry_id] if first else None
        if headline is None and free:
            headline = _quote(next((point for point in free if _PURPOSE.search(point.text)), free[0]))
        own = {
            key: _in_order(
                within(
                    [
                        quotes[each.entry_id]
                        for each in sorted(of_kinds(told, kinds), key=foremost)
                        if headline is None or not headline.overlaps(quotes[each.entry_id])
                    ],
                    most,
                )
            )
            for key, kinds, most in _OWN_SECTIONS
        }
        plan = _Plan(headline, (), own)
        room = min(_WORDS_POINTS, MOST_WORDS - sum(each.n_words for each in plan.quotes))
        return _Plan(
            headline, tuple(spread(free, MOST_POINTS, room, [each.words for each in plan.quotes])), own
        )

    def _points(
        self, records: Sequence[PaperRecord], chosen: Sequence[Point], telling: Telling, most_words: int
    ) -> tuple[tuple[Sentence, ...], list[Quote]]:
        """The model's points where one is set and can be had, else the papers' own; and the words they rest on."""
        if self._writer is not None and chosen:
            label = paper_label(records[0])
            try:
                written = prose(label, chosen, self._settings, self._writer, MOST_POINTS, most_words)
            except ModelError as error:
                telling.warnings.append(NO_SUCH_MODEL_REPLY.format(why=error))
            else:
                shown = [_quote(point) for _, cited in written.sentences for point, _ in cited]
                return telling.tell_prose(written), shown
        quotes = within([_quote(point) for point in chosen], most_words)
        return telling.tell(quotes), quotes

    def _agenda(
        self, records: Sequence[PaperRecord], scope: Scope, telling: Telling
    ) -> tuple[list[Section], list[str]]:
        """The items of business that an agenda lists, in their order."""
        listed: list[Quote] = []
        routine: list[str] = []
        for record in records:
            passages = self._library.passages(scope, record.paper_id)
            for item in items_of(passages, [each.text for each in passages]):
                if item.is_routine:
                    routine.append(item.heading)
                else:
                    listed += _title_of(record, item, passages)
        sentences = telling.tell(within(listed[:_MOST_ITEMS], MOST_WORDS))
        sections = [_section("items", sentences, (AGENDA_DECIDES_NOTHING,))]
        return sections, [nothing_told_of(routine)] if routine else []

    def _cancelled(
        self, records: Sequence[PaperRecord], scope: Scope, telling: Telling
    ) -> tuple[list[Section], list[str]]:
        """The words that say that a meeting was cancelled; nothing else of its papers came to anything."""
        for record in records:
            for passage in self._library.passages(scope, record.paper_id):
                if _CANCELLED.search(passage.text):
                    told = telling.tell([Quote(record, passage, passage.span)])
                    return [_section("headline", told)], []
        return [], []

    def _warnings(self, subject: Subject, scope: Scope) -> Iterator[str]:
        """What was skipped, damaged or guessed in the papers that the summary is of."""
        for record in subject.records:
            yield from paper_warnings(
                [(record, each) for each in self._library.passages(scope, record.paper_id)[:1]]
            )
        yield from unread_papers(subject.unread)
        for record in subject.unread:
            for notice in record.notices:
                yield EXTRACTION.format(document=record.name, notice=notice.message)


def _in_order(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: (quote.passage.paper_id, quote.span.start))


def _section(key: str, sentences: tuple[Sentence, ...], notes: tuple[str, ...] = ()) -> Section:
    return Section(HEADINGS[key], sentences, key=key, notes=notes)


def _quote(point: Point) -> Quote:
    introduction = opening_words(point.passage, point.text)
    return under_title(Quote(point.record, point.passage, point.span, introduction))


def _is_entry(point: Point, quotes: Iterable[Quote]) -> bool:
    """Whether a sentence is told among what was decided, promised or sought."""
    if point.passage.role in (Role.RESOLUTION, Role.RECOMMENDATION):
        return True
    words = Quote(point.record, point.passage, point.span)
    return any(words.overlaps(each) for each in quotes)


def _title_of(record: PaperRecord, item: AgendaItem, passages: Sequence[StoredPassage]) -> Iterator[Quote]:
    """The title of an item of an agenda where it stands."""
    for passage in passages:
        at = passage.text.find(item.title)
        is_heading = passage.item == item.number and passage.role is Role.HEADER
        if at >= 0 and (is_heading or passage.ordinal in item.ordinals):
            start = passage.span.start + at
            yield Quote(record, passage, Span(start, start + len(item.title)), f"Item {item.number}:")
            return
