"""What a briefing is to cover: the items of an agenda, the reports of a meeting, or one topic.

Where there is nothing to cover (a cancelled meeting, a meeting without papers, an agenda without words) the plan has
no subjects and says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection
from ingest.structure.bodies import is_same_body, matching_bodies
from ingest.structure.terms import index_terms
from rag.briefings import wording
from rag.briefings.agenda import without_hours, without_pages
from rag.briefings.briefing import BriefRequest
from rag.briefings.excerpt import Excerpt
from rag.briefings.listing import Listing, stored_listing
from rag.errors import BriefingError
from rag.labels import day_name, paper_label
from rag.notices import is_unread, unread_papers
from rag.question.periods import sharp_days

CANCELLED = "meeting_cancelled"
_BEFORE = re.compile(r"\b(?:before|ahead of|prior to|in preparation for)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"\W*(?:please\s+)?(?:brief|prepare|draft|write)\b[^:.?!]{0,120}?\b(?:on|about)\s+(?=\S)", re.IGNORECASE
)
_CALLED_OFF = re.compile(
    r"\b(?:CANCELLED|POSTPONED)\b|(?i:\bmeeting\s+(?:has\s+been|is|was)\s+(?:cancelled|postponed|called\s+off)\b)"
)
_OPENING = 8
"""Passages of a paper in which it says that the meeting is not held."""
_ALIKE = 0.6
_MEETINGS_TOLD = 3


@dataclass(frozen=True)
class Subject:
    """One thing to be briefed on.

    ``papers`` are the ids of the reports put to the meeting about it, None for a topic. ``words`` are what the agenda
    says of it below its title; where it is not ``is_quotable``, the agenda is not in the library and they are not
    known. ``number`` is that of the item, empty for a topic. A subject that is not ``is_listed`` is a report that no
    item of the agenda was found for.
    """

    heading: str
    topic: str
    number: str = ""
    papers: frozenset[str] | None = None
    words: tuple[Excerpt, ...] = ()
    is_withdrawn: bool = False
    is_listed: bool = True
    is_quotable: bool = True


@dataclass(frozen=True)
class Plan:
    """What to cover, in order, and what is known to be left out, each with its reason.

    ``day`` is that of the meeting, ``body`` its name in the library; None for a topic. ``notes`` say why there is
    nothing to cover, and ``words`` are those of a paper that says so. ``records`` are the papers of the meeting.
    """

    title: str
    subjects: tuple[Subject, ...] = ()
    body: str | None = None
    day: date | None = None
    notes: tuple[str, ...] = ()
    words: tuple[Excerpt, ...] = ()
    not_covered: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[PaperRecord, ...] = ()


class Planner:
    """Works out what a briefing covers, from what the asker may see."""

    def __init__(self, library: Library, scope: Scope) -> None:
        self._library = library
        self._scope = scope

    def plan(self, request: BriefRequest, listing: Listing | None = None) -> Plan:
        """What was asked for, taken apart; ``listing`` is an agenda that is not in the library.

        Raises:
            BriefingError: It is not said what to brief on, or the agenda that is named is not in the library.
        """
        if request.topic:
            subject = Subject(request.topic, without_request(request.topic))
            return Plan(
                f"Briefing: {request.topic}", (subject,), request.filters.body, day_before(request.topic)
            )
        if listing is not None:
            return self._of_listing(listing)
        if request.agenda:
            return self._of_agenda(self._agenda(request.agenda))
        if request.body and request.meeting_date:
            return self._of_meeting(request.body, request.meeting_date)
        raise BriefingError(
            "say what to brief on: an agenda, a body with the date of its meeting, or a topic."
        )

    def _agenda(self, named: str) -> PaperRecord:
        found = [each for each in self._library.papers(self._scope) if named in (each.paper_id, each.name)]
        if not found:
            raise BriefingError(
                f"no agenda {named} was found, neither as a paper of the library nor as a file. Give the id or the "
                "file name of a paper as the catalogue has it, or add the agenda to the library first."
            )
        return found[0]

    def _of_agenda(self, agenda: PaperRecord) -> Plan:
        title = f"Briefing: {paper_label(agenda)}"
        if is_unread(agenda):
            notes = (wording.AGENDA_WITHOUT_WORDS.format(name=agenda.name), *unread_papers([agenda]))
            return Plan(title, notes=notes, records=(agenda,))
        return self._of_listing(stored_listing(self._library, self._scope, agenda))

    def _of_listing(self, agenda: Listing) -> Plan:
        """The items of an agenda, each with the reports on it; routine ones are told as left out."""
        title = f"Briefing: {agenda.title}"
        records = self._of_day(agenda.body, agenda.day)
        called_off = self._called_off(title, agenda.body, agenda.day, records)
        if called_off is not None:
            return called_off
        reports = [each for each in records if each.kind.value is Kind.REPORT]
        business = [item for item in agenda.items if not item.is_routine]
        if not business:
            return Plan(
                title, body=agenda.body, day=agenda.day, notes=(wording.NO_ITEMS.format(name=agenda.name),)
            )
        subjects = []
        for item, words in zip(agenda.items, agenda.words, strict=True):
            if item in business:
                own = frozenset(
                    each.paper_id for each in reports if is_report_on(each, item.number, item.title)
                )
                is_gone = item.number in agenda.withdrawn
                subjects.append(
                    Subject(
                        item.heading,
                        without_hours(item.title),
                        item.number,
                        own,
                        words,
                        is_gone,
                        is_quotable=agenda.is_stored,
                    )
                )
        taken = {paper_id for subject in subjects for paper_id in subject.papers or ()}
        others = [_subject_of(each, is_listed=False) for each in reports if each.paper_id not in taken]
        routine = tuple(wording.ROUTINE.format(item=item.heading) for item in agenda.items if item.is_routine)
        return Plan(
            title,
            (*subjects, *others),
            agenda.body,
            agenda.day,
            not_covered=routine,
            warnings=(*agenda.warnings, *self._strangers(agenda.body)),
            records=tuple(records),
        )

    def _of_meeting(self, body: str, day: date) -> Plan:
        title = f"Briefing: {body}, {day_name(day)}"
        records = self._of_day(body, day)
        called_off = self._called_off(title, body, day, records)
        if called_off is not None:
            return called_off
        # An agenda without words lists nothing; another one, or the reports, may stand in for it.
        agendas = [each for each in records if each.kind.value is Kind.AGENDA and not is_unread(each)]
        reports = [each for each in records if each.kind.value is Kind.REPORT and not is_unread(each)]
        if agendas:
            plan = self._of_listing(stored_listing(self._library, self._scope, agendas[0]))
            return replace(plan, title=title, records=tuple(records))
        if reports:
            subjects = tuple(map(_subject_of, reports))
            warning = wording.NO_AGENDA.format(body=body, day=day_name(day))
            return Plan(title, subjects, body, day, warnings=(warning,), records=tuple(records))
        notes = (self._no_papers(body, day), *unread_papers(records))
        return Plan(title, body=body, day=day, notes=notes, records=tuple(records))

    def _of_day(self, body: str | None, day: date | None) -> list[PaperRecord]:
        """The papers known to be of a meeting, the best form of each."""
        if body is None or day is None:
            return []
        bodies = matching_bodies(body, self._library.bodies(self._scope))
        of_day = Selection(bodies=bodies, date_from=day, date_to=day)
        copies = self._library.copies(self._scope, of_day).best
        found = self._library.papers(self._scope, of_day)
        return [each for each in found if each.date and each.body and each.paper_id not in copies]

    def _called_off(
        self, title: str, body: str | None, day: date | None, records: Sequence[PaperRecord]
    ) -> Plan | None:
        """The plan for a meeting that its agenda or its page says was cancelled; None where none says so."""
        if body is None or day is None:
            return None
        for record in records:
            if record.kind.value not in (Kind.AGENDA, Kind.OTHER):
                continue
            passages = self._library.passages(self._scope, record.paper_id)[:_OPENING]
            words = [each for each in passages if _CALLED_OFF.search(each.text)][:1]
            if words or any(notice.code == CANCELLED for notice in record.notices):
                note = wording.CANCELLED.format(body=body, day=day_name(day), name=record.name)
                told = tuple(Excerpt.of_passage(record, each) for each in words)
                return Plan(title, body=body, day=day, notes=(note,), words=told, records=tuple(records))
        return None

    def _no_papers(self, body: str, day: date) -> str:
        known = self._library.bodies(self._scope)
        if not matching_bodies(body, known):
            there = ", ".join(known) or "no body"
            return wording.NO_SUCH_BODY.format(body=body, known=there)
        days = [each.date for each in self._library.meetings(self._scope) if is_same_body(each.body, body)]
        nearest = sorted(set(days), key=lambda each: abs((each - day).days))[:_MEETINGS_TOLD]
        told = ", ".join(day_name(each) for each in sorted(nearest))
        return wording.NO_PAPERS.format(body=body, day=day_name(day), nearest=told)

    def _strangers(self, body: str | None) -> list[str]:
        known = self._library.bodies(self._scope)
        if body is None:
            return [wording.NO_BODY]
        others = [
            each
            for each in self._library.papers(self._scope)
            if each.body and is_same_body(each.body.value, body)
        ]
        is_new = not any(each.kind.value is not Kind.AGENDA for each in others)
        return [wording.NEW_BODY.format(body=body, known=", ".join(known))] if is_new else []


def without_request(topic: str) -> str:
    """What a topic is about, without the words that ask for a briefing and say for whom it is."""
    asked = _REQUEST.match(topic)
    return topic[asked.end() :] if asked and topic[asked.end() :].strip() else topic


def day_before(topic: str | None) -> date | None:
    """The day that a topic says the briefing comes before; None where it says none."""
    before = _BEFORE.search(topic or "")
    if topic is None or before is None:
        return None
    days = sharp_days(topic[before.start() :])
    return days[0].first if days else None


def _subject_of(report: PaperRecord, *, is_listed: bool = True) -> Subject:
    title = " ".join(report.title.value.split())
    number = report.agenda_number.value if report.agenda_number else ""
    heading = f"{number}. {title}" if number else title
    if not is_listed:
        heading = wording.NOT_LISTED.format(title=title)
    return Subject(heading, title, number, frozenset({report.paper_id}), is_listed=is_listed)


def is_report_on(report: PaperRecord, item: str, title: str) -> bool:
    """Whether a report says that it is for this item: by the number it carries, or by its title."""
    terms, others = set(index_terms(without_pages(title))), set(index_terms(report.title.value))
    is_alike = bool(terms) and len(terms & others) >= _ALIKE * min(len(terms), len(others) or 1)
    if report.agenda_number is None:
        return is_alike
    number = report.agenda_number.value
    return number == item or (is_alike and item.startswith(f"{number}("))
