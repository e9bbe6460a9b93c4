"""Papers of one meeting beside each other.

What one of them does not say can be inferred from another; what two say differently is told of both.
Nothing of a paper is told to those who may not see it: beside the one in hand count public papers, and papers as
open as it or more open that are for certain of its very body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from ingest.papers import Access, Kind, Notice, Origin, Stated
from ingest.structure.bodies import is_same_body
from ingest.structure.body_names import is_certain
from ingest.structure.terms import index_terms

DIFFERENT_DAYS = "conflicting_meeting_date"
"""Code of the notice that another paper of the meeting gives another day."""
FROM_REPORT = "the report on the same item"
"""What a date is inferred from; the name of the report follows after a comma."""
_ALIKE = 0.75
"""Share of title words that two papers of one item have in common (of the shorter title)."""
_FEWEST_WORDS = 4
_DAYS_APART = 2
"""How far the days of one meeting's agenda and minutes differ by a slip; no body meets as often as that."""
_COUNTED_THROUGH = 100
"""Meetings with a number from here on are not counted anew each year."""


_Circle = tuple[str, Access] | None
"""The certain body, or none, and the class of papers that are not public; None for public ones."""


class Dated(Protocol):
    """What is needed of a paper: any record with these fields."""

    @property
    def paper_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Stated[str]: ...
    @property
    def kind(self) -> Stated[Kind]: ...
    @property
    def body(self) -> Stated[str] | None: ...
    @property
    def date(self) -> Stated[date] | None: ...
    @property
    def access(self) -> Access: ...
    @property
    def meeting_number(self) -> Stated[str] | None: ...


def inferred_dates(papers: Sequence[Dated]) -> dict[str, Stated[date]]:
    """Dates for undated minutes whose item has the same title as a dated report to the same body.

    Keyed by paper id. Where the reports that fit carry different dates, none is inferred. A date that was inferred from
    a report that is named counts as none, so that it is found again, or not, as the papers are now.
    """
    reports = [paper for paper in papers if paper.date and paper.kind.value is Kind.REPORT]
    found: dict[str, Stated[date]] = {}
    for paper in papers:
        is_dated = paper.date is not None and not is_from_report(paper.date)
        if is_dated or paper.kind.value is not Kind.MINUTES:
            continue
        fitting = [report for report in reports if _is_as_open(report, paper) and _same_item(paper, report)]
        days = {report.date.value for report in fitting if report.date}
        if len(days) == 1:
            basis = f"{FROM_REPORT}, {fitting[0].name}"
            found[paper.paper_id] = Stated(days.pop(), Origin.INFERRED, basis)
    return found


def is_from_report(day: Stated[date]) -> bool:
    """Whether a date was inferred from a report that its basis names."""
    return day.is_inferred and day.basis.startswith(f"{FROM_REPORT}, ")


def _is_as_open(other: Dated, paper: Dated) -> bool:
    """Whether whoever may see the paper may see the other; officers see what is not public of their bodies alone."""
    if other.access is Access.PUBLIC:
        return True
    if other.access.rank > paper.access.rank:
        return False
    if paper.body is None or not is_certain(paper.body):
        return True  # it is seen by those alone who see its class of every body
    return other.body is not None and is_certain(other.body) and other.body.value == paper.body.value


def _same_item(one: Dated, other: Dated) -> bool:
    if one.body and other.body and not is_same_body(one.body.value, other.body.value):
        return False
    terms, others = set(index_terms(one.title.value)), set(index_terms(other.title.value))
    shorter = min(len(terms), len(others))
    return shorter >= _FEWEST_WORDS and len(terms & others) >= _ALIKE * shorter


def different_days(papers: Sequence[Dated]) -> dict[str, list[Notice]]:
    """Notices for the agenda and the minutes of what is one meeting by their dates or number, on two days.

    Keyed by paper id. Only papers that give their date themselves count. An agenda and minutes that have
    their counterpart on their own day are left alone, unless they bear one number.
    """
    by_body: dict[str, list[Dated]] = defaultdict(list)
    for paper in papers:
        if paper.body and paper.date and not paper.date.is_inferred:
            by_body[paper.body.value.casefold()].append(paper)
    found: dict[str, list[Notice]] = defaultdict(list)
    for of_body in by_body.values():
        for paper, other in _mismatched(of_body):
            found[paper.paper_id].append(_notice(paper, other))
    return dict(found)


def _mismatched(papers: Sequence[Dated]) -> Iterator[tuple[Dated, Dated]]:
    """Papers of one body, each with another that seems to be of its meeting and gives a different day.

    One is an agenda and one minutes. Only what may be told beside the first is looked at, counterparts too.
    """
    agendas = [paper for paper in papers if paper.kind.value is Kind.AGENDA]
    minutes = [paper for paper in papers if paper.kind.value is Kind.MINUTES]
    known: dict[_Circle, tuple[set[date], set[date]]] = {}
    for paper in (*agendas, *minutes):
        if _circle(paper) not in known:
            met = {_day(each) for each in minutes if _is_as_open(each, paper)}
            known[_circle(paper)] = met, {_day(each) for each in agendas if _is_as_open(each, paper)}
    for agenda in agendas:
        for taken in minutes:
            if _day(agenda) == _day(taken):
                continue
            for paper, other in ((agenda, taken), (taken, agenda)):
                met, called = known[_circle(paper)]
                are_single = _day(agenda) not in met and _day(taken) not in called
                if _is_as_open(other, paper) and _is_one_meeting(agenda, taken, are_single=are_single):
                    yield paper, other


def _circle(paper: Dated) -> _Circle:
    """Papers of one circle may be told beside the same others."""
    if paper.access is Access.PUBLIC:
        return None
    return paper.body.value if paper.body and is_certain(paper.body) else "", paper.access


def _is_one_meeting(agenda: Dated, minutes: Dated, *, are_single: bool) -> bool:
    one, other = _day(agenda), _day(minutes)
    is_near = abs((one - other).days) <= _DAYS_APART
    is_year_off = (one.day, one.month) == (other.day, other.month) and abs(one.year - other.year) == 1
    if agenda.meeting_number and minutes.meeting_number:
        number = agenda.meeting_number.value
        is_telling = int(number) >= _COUNTED_THROUGH or is_near or is_year_off
        return number == minutes.meeting_number.value and is_telling
    return are_single and (is_near or is_year_off)


def _notice(paper: Dated, other: Dated) -> Notice:
    number = paper.meeting_number if other.meeting_number else None
    named = f" (both of meeting {number.value})" if number else ""
    return Notice(
        DIFFERENT_DAYS,
        f"{paper.name} gives {_written(paper)}, but {other.name}, the {other.kind.value} of what seems to be the "
        f"same meeting{named}, gives {_written(other)}. Each keeps its date: check which is right.",
    )


def _stated(paper: Dated) -> Stated[date]:
    if paper.date is None:
        raise TypeError(f"{paper.name}: compared by its date, and has none")
    return paper.date


def _day(paper: Dated) -> date:
    return _stated(paper).value


def _written(paper: Dated) -> str:
    day = _day(paper)
    return f"{day.day} {day:%B %Y} ({_stated(paper).basis})"
