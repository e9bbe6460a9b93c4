"""From a question as it was put to an answer: made whole, taken apart, routed, and searched where it should be.

What is found and how it is said is the business of ``answering``; here it is decided what to look for, and in
the papers of which meeting.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Protocol

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from ingest.structure.bodies import name_parts
from ingest.structure.terms import index_terms
from rag import wording
from rag.answer import Abstention, Answer
from rag.answering import Answerer
from rag.attendance import attendance_asked
from rag.cautions import cautioned, of_sitting
from rag.deciders import in_own_papers, listed_of_bodies, of_bodies_alone, of_deciders
from rag.events import Done, Event, sentences_of
from rag.labels import day_name
from rag.notices import unread_papers
from rag.question.conversation import Turn, stand_alone
from rag.question.meetings import MeetingNamed, Sitting, sitting_of
from rag.question.parts import merged, split_question
from rag.question.periods import DateRange, sharp_days
from rag.question.proceedings import is_of_one_meeting, proceedings_asked
from rag.question.query import Filters, Query, check_question, understand
from rag.question.routing import Route, advice_on_asking, clarify, is_generic, out_of_scope
from rag.recording import Considered, record_of
from rag.settings import Settings

_LONGEST_TIME_DAYS = 92
"""A quarter: in more time than that, more meetings were held than can be listed."""
_SHORTEST_MONTH_DAYS = 28


class Questions(Protocol):
    """Something that answers questions, here or in another process."""

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """See ``Asker.events``."""
        ...


class Asker:
    """Takes questions as people put them: after one another, several at once, and some that no paper answers."""

    def __init__(self, library: Library, answerer: Answerer, settings: Settings) -> None:
        self._library = library
        self._answerer = answerer
        self._settings = settings

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """The answer as it comes about; sentences come early where the answer can't change any more.

        ``before`` are the questions that were asked before this one, the latest last.

        Raises:
            QuestionError: The question is empty or too long, or the filters contradict each other; before the
                first event.
        """
        asked = " ".join(question.split())
        check_question(asked)
        bodies = self._library.bodies(scope)
        whole = stand_alone(asked, before, bodies)
        check_question(whole)
        parts = [
            understand(
                part, filters, bodies, lambda: self._latest(scope), partial(self._library.papers, scope)
            )
            for part in split_question(whole, bodies)
        ]
        events = self._told(asked, whole, parts, scope, filters)
        return events if self._answerer.is_writing else self._at_once(events)

    def _at_once(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of an answer that waits for no model: all from one state of the library, though it changes."""
        with self._library.one_state():
            told = list(events)
        yield from told

    def _told(
        self, asked: str, whole: str, parts: Sequence[Query], scope: Scope, filters: Filters
    ) -> Iterator[Event]:
        begun = time.monotonic()
        if len(parts) == 1:
            events = self._one(parts[0], scope, filters)
        else:
            events = self._several(whole, parts, scope, filters)
        for event in events:
            if not isinstance(event, Done):
                yield event
                continue
            record = {
                **event.answer.record,
                "took_ms": round((time.monotonic() - begun) * 1000),
                "understood_as": whole if whole != asked else None,
            }
            answer = _advised(event.answer, whole)
            if answer.status == "not_in_papers":
                unread = unread_papers(self._library.papers(scope, parts[0].selection))
                answer = replace(answer, warnings=(*answer.warnings, *unread))
            yield Done(replace(answer, question=asked, record=record))

    def _several(self, whole: str, parts: Sequence[Query], scope: Scope, filters: Filters) -> Iterator[Event]:
        """The parts one after the other; where none of them is in the papers, the question is tried as it is."""
        answers = [_last(self._one(part, scope, filters)) for part in parts]
        if not any(answer.answered for answer in answers):
            yield (
                Done(answers[0])
                if answers[0].status != "not_in_papers"
                else Done(_last(self._one(self._understood(whole, scope, filters), scope, filters)))
            )
            return
        answer = merged(whole, answers)
        yield from sentences_of(answer)
        yield Done(answer)

    def _understood(self, question: str, scope: Scope, filters: Filters) -> Query:
        bodies, papers = self._library.bodies(scope), partial(self._library.papers, scope)
        return understand(question, filters, bodies, lambda: self._latest(scope), papers)

    def _one(self, query: Query, scope: Scope, filters: Filters) -> Iterator[Event]:
        route = self._route(query, scope)
        decided = of_deciders(query, self._library, scope)
        if route is not None:
            yield Done(self._routed(query, route, filters))
        elif (meeting := query.meeting or _meeting_in_time(query)) is not None:
            yield from self._of_meeting(replace(decided, meeting=meeting), scope, filters)
        else:
            listing = listed_of_bodies(query)
            if listing is not None:
                decided = in_own_papers(query, self._library, scope)
            for event in self._answerer.events(decided, scope, filters, listing):
                if isinstance(event, Done):
                    told = cautioned(event.answer, decided)
                    yield Done(told if decided is query else of_bodies_alone(told, decided))
                else:
                    yield event

    def _route(self, query: Query, scope: Scope) -> Route | None:
        route = out_of_scope(query.question)
        if route is None and self._library.n_windows(scope) == 0:
            return Route("unavailable", wording.EMPTY_LIBRARY)
        if route is None and is_generic(query):
            return clarify(query, self._library.papers(scope, query.selection))
        return route

    def _routed(self, query: Query, route: Route, filters: Filters) -> Answer:
        answer = Answer(
            query.question, route.status, abstention=Abstention(route.reason, choices=route.choices)
        )
        snapshot = self._library.snapshot()
        return replace(
            answer, record=record_of(answer, Considered(()), filters, self._settings, snapshot, 0.0)
        )

    def _of_meeting(self, query: Query, scope: Scope, filters: Filters) -> Iterator[Event]:
        """The papers of the meeting that is named first; where they hold no answer, all of them."""
        if query.meeting is None:
            raise ValueError("the question names no meeting")
        sitting = sitting_of(
            query.meeting, self._library.papers(scope, query.selection), self._bodies(query, scope)
        )
        if not sitting.papers:
            yield from self._without_papers(query, sitting, scope, filters)
            return
        # A question on no subject is about the meeting itself: a paper that may be of any has no answer to it.
        papers = sitting.papers if is_generic(query) else sitting.papers | sitting.undated
        narrowed = replace(
            query,
            terms=_without_meeting(query, query.meeting),
            selection=replace(query.selection, papers=papers),
            n_open=self._library.n_windows(scope, query.selection),
        )
        listing = proceedings_asked(query) if is_generic(query) else None
        for event in self._answerer.events(narrowed, scope, filters, listing):
            if isinstance(event, Done) and event.answer.status == "not_in_papers":
                yield from self._elsewhere(query, event, sitting, scope, filters)
            else:
                yield Done(of_sitting(event.answer, query, sitting)) if isinstance(event, Done) else event

    def _elsewhere(
        self, query: Query, first: Done, sitting: Sitting, scope: Scope, filters: Filters
    ) -> Iterator[Event]:
        """What all papers say, said to be of other meetings; the first answer where they don't say either.

        A question on no subject is about the meeting alone.
        """
        answer = _last(self._answerer.events(query, scope, filters))
        is_of_it = is_of_one_meeting(query) or attendance_asked(query.question) is not None
        if not answer.answered or is_generic(query) or is_of_it:
            yield first
            return
        if _is_all_of(answer, sitting):
            answer = of_sitting(answer, query, sitting)
        elif query.meeting is not None and query.meeting.is_certain:
            told = wording.OF_ANOTHER_MEETING.format(meeting=f"the meeting of {sitting.name}")
            answer = replace(answer, status="partial", warnings=(told, *answer.warnings))
        else:
            answer = cautioned(answer, query)
        yield from sentences_of(answer)
        yield Done(answer)

    def _without_papers(
        self, query: Query, sitting: Sitting, scope: Scope, filters: Filters
    ) -> Iterator[Event]:
        """The library has no paper of the meeting: others answer only where they speak of that time themselves."""
        answer = _last(self._answerer.events(query, scope, filters))
        named = query.meeting
        is_dated = named is not None and named.which == "dated" and named.is_certain
        if is_dated and (answer.status == "not_in_papers" or not _speaks_of(answer, query)):
            near = (
                wording.NEAREST_MEETINGS.format(meetings="; ".join(sitting.nearest))
                if sitting.nearest
                else ""
            )
            reason = wording.NO_SUCH_MEETING.format(meeting=f"a meeting in {sitting.name}", nearest=near)
            answer = _without_answer(answer, reason)
        elif not is_dated:
            answer = cautioned(answer, query)
        yield from sentences_of(answer)
        yield Done(answer)

    def _bodies(self, query: Query, scope: Scope) -> frozenset[str]:
        """The bodies that the question names, by their names or by their places; empty for any."""
        if query.named:
            return query.named
        bodies = self._library.bodies(scope)
        return frozenset(body for body in bodies if name_parts(body)[0] & query.places)

    def _latest(self, scope: Scope) -> date | None:
        """The day of the latest meeting of which the asker may see a paper."""
        return _latest_day(self._library.papers(scope))


def _meeting_in_time(query: Query) -> MeetingNamed | None:
    """The meeting, or the few, of a short time: "what did the panel agree in June" names no meeting but means one."""
    is_short = all((days.last - days.first).days <= _LONGEST_TIME_DAYS for days in query.times_asked)
    if not query.times_asked or not is_short or not is_generic(query):
        return None
    name = " and ".join(_time_name(days) for days in query.times_asked)
    return MeetingNamed("dated", query.times_asked, name)


def _time_name(days: DateRange) -> str:
    """The month, where it is one; else its first and last day."""
    is_month = days.first.day == 1 and (days.first.year, days.first.month) == (
        days.last.year,
        days.last.month,
    )
    if is_month and (days.last - days.first).days >= _SHORTEST_MONTH_DAYS - 1:
        return f"{days.first:%B %Y}"
    return " to ".join(dict.fromkeys((day_name(days.first), day_name(days.last))))


def _without_meeting(query: Query, named: MeetingNamed) -> tuple[str, ...]:
    """The terms without those that only name the meeting or its body: all of its papers hold them."""
    naming = set(index_terms(" ".join((named.words, *query.named, "meeting met held minutes"))))
    return tuple(term for term in query.terms if term not in naming) or query.terms


def unavailable(question: str, why: str, settings: Settings) -> Answer:
    """The answer where the library can't be read; ``why`` is what the error says, and what to do."""
    record = {
        "library": None,
        "prompt": None,
        "settings": settings.fingerprint(),
        "took_ms": 0,
        "understood_as": None,
    }
    reason = wording.UNREADABLE_LIBRARY.format(why=why)
    return Answer(" ".join(question.split()), "unavailable", abstention=Abstention(reason), record=record)


def _latest_day(papers: Sequence[PaperRecord]) -> date | None:
    return max((record.date.value for record in papers if record.date), default=None)


def _last(events: Iterator[Event]) -> Answer:
    """The whole answer that events end with."""
    return next(event.answer for event in events if isinstance(event, Done))


def _speaks_of(answer: Answer, query: Query) -> bool:
    """Whether the words that are quoted name the time of the meeting themselves."""
    if query.meeting is None:
        return False
    told = [days for citation in answer.citations for days in sharp_days(citation.quote)]
    return any(named.holds(days.first) for days in told for named in query.meeting.days)


def _is_all_of(answer: Answer, sitting: Sitting) -> bool:
    """Whether all that is cited stands in the papers of a meeting."""
    papers = {passage.passage_id: passage.paper_id for hit in answer.hits for passage in hit.passages}
    return all(papers.get(each.passage_id) in sitting.papers for each in answer.citations)


def _without_answer(answer: Answer, reason: str) -> Answer:
    return replace(
        answer,
        status="not_in_papers",
        sentences=(),
        citations=(),
        abstention=Abstention(reason),
        warnings=(),
    )


def _advised(answer: Answer, question: str) -> Answer:
    """An abstention with what may help to ask better."""
    advice = advice_on_asking(question)
    if answer.abstention is None or answer.status != "not_in_papers" or advice is None:
        return answer
    if answer.abstention.reason == wording.NO_PAPERS:
        return answer
    return replace(
        answer, abstention=replace(answer.abstention, reason=f"{answer.abstention.reason} {advice}")
    )
