"""Briefings: what a meeting or a topic rests on in the papers, selected, arranged and cited.

Nothing is written that a paper does not say: every sentence is a paper's own. The minutes of the meeting
being prepared do not exist yet as far as a briefing is concerned, whatever date they carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Kind, Role, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection, StoredPassage
from ingest.structure.bodies import matching_bodies
from ingest.structure.terms import index_terms
from rag.answer import Citation, Citations, Sentence
from rag.briefings.brief_parts import NAME, PARTS, Material, item_key, item_of, key_of
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.calibration import floor
from rag.checking.verify import verify
from rag.choosing import introduce
from rag.errors import BriefingError
from rag.extract import Candidate, candidates
from rag.finding.retrieve import Retriever
from rag.labels import day_name, paper_label
from rag.model.evidence import source_of
from rag.notices import is_unread, unread_papers
from rag.question.periods import sharp_days
from rag.question.query import Filters, Query, understand

_WINDOWS = 120
_MAIN_GAP = 0.45
"""An item this much below the best-matching one is about something else."""
_MOST_MAIN = 4
_ROUTINE = re.compile(
    r"(?:apolog|minutes of|minutes$|declarations? of|urgent|public question|questions? (?:from|by)|petitions|"
    r"date of (?:the )?next|exclusion of|any other business|chair(?:man)?'?s announcements|"
    r"webcast|welcome|election of|membership)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|ahead of|prior to|in preparation for)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Subject:
    """One thing to be briefed on; ``papers`` are those put to the meeting about it, None for a topic."""

    heading: str
    topic: str
    papers: frozenset[str] | None = None


class Briefer:
    """Drafts briefings from a library."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever

    def brief(self, request: BriefRequest, scope: Scope) -> Briefing:
        """The briefing that was asked for.

        Raises:
            QuestionError: The topic is empty or too long.
            BriefingError: No paper fits, or it is not said what to brief on.
        """
        as_of = request.as_of or request.meeting_date or _day_before(request.topic)
        title, subjects, as_of = self._plan(request, scope, as_of)
        usable, left_out = self._usable(scope, as_of)
        citations = Citations()
        sections: list[Section] = []
        empty: list[str] = []
        unreported: list[str] = []
        for subject in subjects:
            parts = self._sections(subject, request.filters, scope, usable, citations)
            if subject.papers is not None and not subject.papers:
                unreported.append(subject.heading)
            if not parts:
                empty.append(subject.heading)
            elif len(subjects) == 1:
                sections = list(parts)
            else:
                sections.append(Section(subject.heading, sections=parts))
        if not sections:
            raise BriefingError(
                f"the papers hold nothing on \u201c{subjects[0].topic}\u201d. Try other words, or add the papers."
            )
        warnings = [*left_out, *(f"The papers hold nothing on \u201c{heading}\u201d." for heading in empty)]
        warnings += [f"No report on \u201c{heading}\u201d is in the library." for heading in unreported]
        warnings += unread_papers(self._of_meeting(request, scope))
        warnings += self._notices(scope, citations.all())
        return Briefing(title, tuple(sections), citations.all(), tuple(dict.fromkeys(warnings)), as_of)

    def _plan(
        self, request: BriefRequest, scope: Scope, as_of: date | None
    ) -> tuple[str, list[_Subject], date | None]:
        if request.topic:
            return f"Briefing: {request.topic}", [_Subject(request.topic, request.topic)], as_of
        if request.agenda:
            agenda = self._agenda(request.agenda, scope)
            day = agenda.date.value if agenda.date else as_of
            return f"Briefing: {paper_label(agenda)}", self._items(agenda, scope), request.as_of or day
        if request.body and request.meeting_date:
            return self._plan_meeting(request.body, request.meeting_date, scope, as_of)
        raise BriefingError(
            "say what to brief on: an agenda, a body with the date of its meeting, or a topic."
        )

    def _plan_meeting(
        self, body: str, day: date, scope: Scope, as_of: date | None
    ) -> tuple[str, list[_Subject], date | None]:
        bodies = matching_bodies(body, self._library.bodies(scope))
        of_day = Selection(bodies=bodies, date_from=day, date_to=day)
        copies = self._library.copies(scope, of_day).best
        papers = [
            record
            for record in self._library.papers(scope, of_day)
            if record.date and record.body and record.paper_id not in copies
        ]
        # An agenda without words lists nothing; another one, or the reports, may stand in for it.
        agendas = [each for each in papers if each.kind.value is Kind.AGENDA and not is_unread(each)]
        reports = [record for record in papers if record.kind.value is Kind.REPORT]
        title = f"Briefing: {body}, {day_name(day)}"
        if agendas:
            return title, self._items(agendas[0], scope), as_of
        if reports:
            return title, [_subject_of(report) for report in reports], as_of
        none = (
            f"no agenda or report of {body} for {day_name(day)} is in the library. "
            "See minutebook papers list for what is, and add the papers of the meeting."
        )
        raise BriefingError(" ".join((none, *unread_papers(papers))))

    def _agenda(self, named: str, scope: Scope) -> PaperRecord:
        found = [record for record in self._library.papers(scope) if named in (record.paper_id, record.name)]
        if not found:
            raise BriefingError(
                f"no paper {named} in the library. Ingest the agenda first: minutebook ingest {named}"
            )
        return found[0]

    def _items(self, agenda: PaperRecord, scope: Scope) -> list[_Subject]:
        """The items of an agenda, routine ones left out, each with the reports that carry its number or title."""
        same_day = Selection(
            bodies=frozenset({agenda.body.value}) if agenda.body else None,
            date_from=agenda.date.value if agenda.date else None,
            date_to=agenda.date.value if agenda.date else None,
        )
        reports = [each for each in self._library.papers(scope, same_day) if each.kind.value is Kind.REPORT]
        subjects: dict[str, _Subject] = {}
        for passage in self._library.passages(scope, agenda.paper_id):
            title = passage.item_title or ""
            if passage.item is None or not title or _ROUTINE.match(title):
                continue
            own = frozenset(each.paper_id for each in reports if _is_report_on(each, passage.item, title))
            subjects.setdefault(passage.item, _Subject(f"{passage.item}. {title}", title, own))
        if not subjects:
            raise BriefingError(
                f"{agenda.name} lists no items of business that could be read. "
                "Name a topic instead: minutebook brief --topic"
            )
        return list(subjects.values())

    def _usable(self, scope: Scope, as_of: date | None) -> tuple[frozenset[str], list[str]]:
        """Papers that may not be used, and a warning for those left out for want of a date."""
        if as_of is None:
            return frozenset(), []
        barred, warnings = set(), []
        for record in self._library.papers(scope):
            is_record = _is_record(record)
            if record.date is None and is_record:
                barred.add(record.paper_id)
                warnings.append(
                    f"{record.name} is left out: it is undated and could be of the meeting being prepared."
                )
            elif record.date and (record.date.value > as_of or (is_record and record.date.value == as_of)):
                barred.add(record.paper_id)
        return frozenset(barred | self._same_words(scope, barred)), warnings

    def _same_words(self, scope: Scope, barred: set[str]) -> set[str]:
        """Papers that say, under whatever date or kind, what minutes say that may not be used."""
        copies = self._library.copies(scope)
        records = {record.paper_id for record in self._library.papers(scope) if _is_record(record)}
        found: set[str] = set()
        for best, others in copies.same.items():
            if barred & {best, *others}:
                found |= {best, *others}
        return found | {part for part, wholes in copies.part_of.items() if records & barred & set(wholes)}

    def _sections(
        self, subject: _Subject, filters: Filters, scope: Scope, barred: frozenset[str], citations: Citations
    ) -> tuple[Section, ...]:
        query = understand(subject.topic, filters, self._library.bodies(scope))
        query = replace(query, selection=replace(query.selection, without=barred))
        material = self._material(query, subject, scope)
        if material is None:
            return ()
        used: set[tuple[str, int]] = set()
        parts = []
        for heading, choose in PARTS:
            chosen = [each for each in choose(material) if key_of(each) not in used]
            if not chosen:
                continue
            used.update(key_of(each) for each in chosen)
            parts.append(Section(heading, tuple(_sentence(each, citations) for each in chosen)))
        return tuple(parts)

    def _material(self, query: Query, subject: _Subject, scope: Scope) -> Material | None:
        found = self._retriever.retrieve(query, scope=scope, k=_WINDOWS)
        pool = candidates(query, found, n_hits=_WINDOWS)
        if not pool:
            return None
        by_item: dict[tuple[str, str | None], float] = {}
        nearest = 0.0
        for hit in found.hits:
            if hit.record.kind.value is Kind.AGENDA:
                continue  # it announces what the reports say
            item = item_key(hit.record, hit.passage)
            by_item[item] = max(
                by_item.get(item, 0.0), hit.score + _title_share(query, hit.record, hit.passage)
            )
            nearest = max(nearest, hit.cosine + hit.whole_cosine + hit.coverage)
        own = subject.papers or frozenset()
        if not by_item or (not own and nearest < floor(found.n_windows)):
            return None
        best = max(by_item.values())
        ranked = sorted(by_item, key=lambda item: (item[0] not in own, -by_item[item]))
        main = frozenset(
            item for item in ranked[:_MOST_MAIN] if item[0] in own or by_item[item] >= best - _MAIN_GAP
        )
        names = {name for each in pool if item_of(each) in main for name in NAME.findall(each.text)}
        common = {
            name
            for each in pool
            if item_of(each) not in main and each.passage.role is Role.HEADER
            for name in NAME.findall(each.text)
        }
        return Material(pool, main, frozenset(names - common), subject.papers)

    def _of_meeting(self, request: BriefRequest, scope: Scope) -> list[PaperRecord]:
        """The papers known to be of the meeting that is asked about; none for a topic."""
        if not (request.body and request.meeting_date):
            return []
        bodies = matching_bodies(request.body, self._library.bodies(scope))
        of_day = Selection(bodies=bodies, date_from=request.meeting_date, date_to=request.meeting_date)
        return [each for each in self._library.papers(scope, of_day) if each.body and each.date]

    def _notices(self, scope: Scope, cited: Iterable[Citation]) -> list[str]:
        names = {citation.passage_id.rsplit("-", 2)[0] for citation in cited}
        return [
            f"{record.name}: {notice.message}"
            for record in self._library.papers(scope)
            if record.paper_id in names
            for notice in record.notices
        ]


def _is_record(record: PaperRecord) -> bool:
    """Whether the paper says what was decided, which nobody knows before the meeting."""
    return record.kind.value in (Kind.MINUTES, Kind.DECISION)


def _day_before(topic: str | None) -> date | None:
    """The day that a topic says the briefing comes before; None where it says none."""
    before = _BEFORE.search(topic or "")
    if topic is None or before is None:
        return None
    days = sharp_days(topic[before.start() :])
    return days[0].first if days else None


def _subject_of(report: PaperRecord) -> _Subject:
    title = " ".join(report.title.value.split())
    number = f"{report.agenda_number.value}. " if report.agenda_number else ""
    return _Subject(f"{number}{title}", title, frozenset({report.paper_id}))


def _is_report_on(report: PaperRecord, item: str, title: str) -> bool:
    if report.agenda_number is not None:
        return report.agenda_number.value == item
    terms, others = set(index_terms(title)), set(index_terms(report.title.value))
    return bool(terms) and len(terms & others) >= 0.6 * min(len(terms), len(others) or 1)


def _title_share(query: Query, record: PaperRecord, passage: StoredPassage) -> float:
    """Share of an item's title that the topic names, or of the topic that the title names, whichever is larger."""
    title = record.title.value if record.kind.value is Kind.REPORT else passage.item_title or ""
    terms = set(index_terms(title))
    asked = set(query.terms)
    if len(terms) < 2 or not asked:
        return 0.0
    return 0.6 * len(terms & asked) / min(len(terms), len(asked))


def _sentence(candidate: Candidate, citations: Citations) -> Sentence:
    """A sentence of the briefing; what was resolved or recommended carries the date of its meeting."""
    citation = citations.cite(candidate.hit.record, candidate.passage, candidate.span, candidate.hit.also_in)
    introduction, known = introduce(candidate), candidate.hit.record.date
    if introduction.endswith(":") and known is not None:
        introduction = f"{introduction.removesuffix(':')} ({day_name(known.value)}):"
    verdict = verify(citation.quote, [source_of(candidate.hit.record, candidate.passage)])
    return Sentence(f"{introduction} {citation.quote}".strip(), (citation.n,), verdict)
