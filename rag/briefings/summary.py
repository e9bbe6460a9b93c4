"""Summaries: what one paper says, or what one meeting came to, in the papers' own words or a verified model's.

A headline, the points that tell most, what was decided and promised: about a page, every sentence cited. What the
papers hold beyond it is named, not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from rag.answer import Sentence
from rag.briefings.agenda import AgendaItem, items_of
from rag.briefings.briefing import Briefing, Section
from rag.briefings.standing import Standing, made_again
from rag.briefings.summary_left_out import left_out, notes_on, nothing_told_of
from rag.briefings.summary_parts import Quote, within
from rag.briefings.summary_plan import MOST_POINTS, MOST_WORDS, SummaryPlan, planned, quote_of
from rag.briefings.summary_prose import Prose, prose
from rag.briefings.summary_subject import Subject, is_cancelled, subject_of_meeting, subject_of_paper
from rag.briefings.summary_telling import Telling
from rag.briefings.summary_words import AGENDA_DECIDES_NOTHING, HEADINGS, NOTHING_TO_TELL
from rag.corrections import Corrections
from rag.errors import BriefingError, ModelError
from rag.labels import paper_label
from rag.model.chat import Writer
from rag.notices import paper_warnings, unread_papers
from rag.settings import Settings
from rag.wording import EXTRACTION, NO_SUCH_MODEL_REPLY

_MOST_ITEMS = 30
_CANCELLED = re.compile(r"\bcancell?ed\b", re.IGNORECASE)


@dataclass(frozen=True)
class SummaryRequest:
    """What to summarise: one paper by its id, or a meeting by its body and day."""

    paper_id: str | None = None
    body: str | None = None
    meeting_date: date | None = None


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
            PapersChanged: A model wrote, and papers that it rests on changed meanwhile, twice in a row.
        """
        return made_again(lambda: self._made(request, scope))

    def _made(self, request: SummaryRequest, scope: Scope) -> Briefing:
        """From one state of the library, which is held to the end only where no model writes.

        Raises:
            PapersChanged: A model wrote, and papers that the summary rests on are not as they were.
        """
        with self._library.one_state():
            standing = Standing.of(self._library, scope)
            subject = self._subject(request, scope)
            plan = self._plan(subject, scope)
            if self._writer is None or plan is None or not plan.points:
                return self._summary(subject, plan, scope)
        written = self._written(subject, plan, self._writer)
        with self._library.one_state():
            standing.require(each.paper_id for each in (*subject.records, *subject.unread))
            summary = self._summary(subject, plan, scope, written)
            standing.require_told(summary)
            return summary

    def _subject(self, request: SummaryRequest, scope: Scope) -> Subject:
        if request.paper_id is not None:
            return subject_of_paper(self._library, scope, request.paper_id)
        if request.body is None or request.meeting_date is None:
            raise BriefingError("say what to summarise: a paper, or a body with the date of its meeting.")
        return subject_of_meeting(self._library, scope, request.body, request.meeting_date)

    def _plan(self, subject: Subject, scope: Scope) -> SummaryPlan | None:
        """What to tell of the papers; None for a cancelled meeting and for an agenda, which are told otherwise."""
        records = subject.records
        is_agenda = all(each.kind.value is Kind.AGENDA for each in records)
        if records and (is_agenda or all(map(is_cancelled, records))):
            return None
        return planned(self._library, self._corrections, scope, records)

    def _written(self, subject: Subject, plan: SummaryPlan, writer: Writer) -> Prose | ModelError:
        """The points in the model's words, or why it gave none. The library is not held meanwhile."""
        label = paper_label(subject.records[0])
        try:
            return prose(label, plan.points, self._settings, writer, MOST_POINTS, plan.words_left)
        except ModelError as error:
            return error

    def _summary(
        self,
        subject: Subject,
        plan: SummaryPlan | None,
        scope: Scope,
        written: Prose | ModelError | None = None,
    ) -> Briefing:
        telling = Telling(self._corrections, scope, MOST_WORDS)
        records = subject.records
        if plan is not None:
            sections, not_covered = _sections(records, plan, telling, written)
        elif all(map(is_cancelled, records)):
            sections, not_covered = self._cancelled(records, scope, telling)
        else:
            sections, not_covered = self._agenda(records, scope, telling)
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


def _sections(
    records: Sequence[PaperRecord], plan: SummaryPlan, telling: Telling, written: Prose | ModelError | None
) -> tuple[list[Section], list[str]]:
    found = []
    if plan.headline is not None:
        found.append(_section("headline", telling.tell([plan.headline])))
    points, shown = _points(plan, telling, written)
    found.append(_section("points", points))
    for key, some in plan.own.items():
        found.append(_section(key, telling.tell(some), notes_on(key, records, plan.entries)))
    sections = [each for each in found if each.sentences or each.notes]
    return sections, list(left_out(plan.entries, [*plan.quotes, *shown], plan.passages))


def _points(
    plan: SummaryPlan, telling: Telling, written: Prose | ModelError | None
) -> tuple[tuple[Sentence, ...], list[Quote]]:
    """The model's points where it wrote any, else the papers' own; and the words they rest on."""
    if isinstance(written, Prose):
        shown = [quote_of(point) for _, cited in written.sentences for point, _ in cited]
        return telling.tell_prose(written), shown
    if written is not None:
        telling.warnings.append(NO_SUCH_MODEL_REPLY.format(why=written))
    quotes = within([quote_of(point) for point in plan.points], plan.words_left)
    return telling.tell(quotes), quotes


def _section(key: str, sentences: tuple[Sentence, ...], notes: tuple[str, ...] = ()) -> Section:
    return Section(HEADINGS[key], sentences, key=key, notes=notes)


def _title_of(record: PaperRecord, item: AgendaItem, passages: Sequence[StoredPassage]) -> Iterator[Quote]:
    """The title of an item of an agenda where it stands."""
    for passage in passages:
        at = passage.text.find(item.title)
        is_heading = passage.item == item.number and passage.role is Role.HEADER
        if at >= 0 and (is_heading or passage.ordinal in item.ordinals):
            start = passage.span.start + at
            yield Quote(record, passage, Span(start, start + len(item.title)), f"Item {item.number}:")
            return
