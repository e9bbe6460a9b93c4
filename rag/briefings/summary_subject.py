"""Which papers a summary is made from: one paper in its best form, or what a library holds of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection
from ingest.structure.bodies import is_same_body, matching_bodies
from rag.briefings.summary_words import (
    CANCELLED,
    FROM_REPORTS,
    NEAREST_MEETINGS,
    NO_MEETING,
    NOT_USED,
    ONLY_AGENDA,
    OTHER_FORM,
    SEVERAL_BODIES,
)
from rag.errors import QuestionError
from rag.labels import day_name, paper_label
from rag.notices import is_unread

_CANCELLED = "meeting_cancelled"
_MOST_NEAREST = 3


@dataclass(frozen=True)
class Subject:
    """The papers that a summary is made from, and what has to be said of how they were come by.

    ``unread`` are papers of the subject without a word that can be read.
    """

    title: str
    records: tuple[PaperRecord, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[PaperRecord, ...] = ()


def subject_of_paper(library: Library, scope: Scope, paper_id: str) -> Subject:
    """One paper; where a better one holds the same words, that one.

    Raises:
        PaperNotFound: There is no such paper, or none that the asker may see.
    """
    record = library.paper(scope, paper_id)
    best = library.copies(scope).best.get(paper_id)
    notes: tuple[str, ...] = ()
    if best is not None:
        other = library.paper(scope, best)
        notes = (OTHER_FORM.format(given=record.name, best=other.name),)
        record = other
    if is_cancelled(record):
        notes = (*notes, CANCELLED)
    return _subject(f"Summary: {paper_label(record)}", [record], notes)


def subject_of_meeting(library: Library, scope: Scope, body: str, day: date) -> Subject:
    """The minutes of a meeting; without any, the papers that were put to it, or its agenda.

    Raises:
        QuestionError: Several bodies of that name met on the day.
    """
    title = f"Summary of the meeting: {body}, {day_name(day)}"
    bodies = matching_bodies(body, library.bodies(scope))
    of_day = Selection(bodies=bodies, date_from=day, date_to=day)
    aside = library.copies(scope, of_day).best
    papers = [
        record
        for record in library.papers(scope, of_day)
        if bodies and record.date and record.body and record.paper_id not in aside
    ]
    _require_one_body(body, papers)
    if not papers:
        near = _nearest(library, scope, bodies, day)
        return Subject(title, (), (NO_MEETING.format(body=body, day=day_name(day)) + near,))
    notes = [CANCELLED] if any(map(is_cancelled, papers)) else []
    held = [each for each in papers if each.kind.value in (Kind.MINUTES, Kind.DECISION)]
    put = [
        each
        for each in papers
        if each.kind.value not in (Kind.MINUTES, Kind.DECISION, Kind.AGENDA) and not is_cancelled(each)
    ]
    if any(not is_unread(each) for each in held):
        others = ", ".join(each.name for each in papers if each not in held)
        notes += [NOT_USED.format(papers=others)] if others else []
        return _subject(title, held, notes)
    is_put = any(not is_unread(each) for each in put)
    if is_put or not notes:
        notes.append((FROM_REPORTS if is_put else ONLY_AGENDA).format(day=day_name(day)))
    return _subject(title, [*held, *put] if is_put else papers, notes)


def _subject(title: str, papers: list[PaperRecord], notes: list[str] | tuple[str, ...]) -> Subject:
    readable = tuple(each for each in papers if not is_unread(each))
    return Subject(title, readable, tuple(notes), tuple(each for each in papers if is_unread(each)))


def _require_one_body(named: str, papers: list[PaperRecord]) -> None:
    names = sorted({record.body.value for record in papers if record.body})
    if any(not is_same_body(one, other) for one in names for other in names):
        raise QuestionError(SEVERAL_BODIES.format(named=named, bodies=", ".join(names)))


def _nearest(library: Library, scope: Scope, bodies: frozenset[str], day: date) -> str:
    """The meetings of the body that are nearest to the day."""
    days = {each.date for each in library.meetings(scope) if each.body in bodies}
    near = sorted(sorted(days, key=lambda other: abs(other - day))[:_MOST_NEAREST])
    return NEAREST_MEETINGS.format(meetings=", ".join(map(day_name, near))) if near else ""


def is_cancelled(record: PaperRecord) -> bool:
    """Whether the paper says that its meeting was cancelled."""
    return any(notice.code == _CANCELLED for notice in record.notices)
