"""A meeting that a question names by its month alone: "the October meeting", "decided in March", "on 3 June".

The year is that of the latest such meeting, as somebody who asks today would have it; where that is not plain, the
reader is told of the others.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.papers import Kind
from ingest.store.records import PaperRecord
from ingest.structure.bodies import name_parts
from rag.labels import day_name
from rag.question.meetings import by_body
from rag.question.periods import BareMonth, DateRange, Period

_LATEST_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class MonthRead:
    """What a month without a year was read as: its words in the question, and the days of the meetings meant.

    ``others`` are the days of meetings that the words fit as well.
    """

    words: str
    days: tuple[date, ...]
    others: tuple[date, ...] = ()
    is_whole: bool = False

    @property
    def name(self) -> str:
        """The meeting, or the month and year where meetings of several bodies or all of its month are meant."""
        if len(self.days) == 1 and not self.is_whole:
            return f"the meeting of {day_name(self.days[0])}"
        return " and ".join(dict.fromkeys(f"{day:%B %Y}" for day in self.days))


@dataclass(frozen=True)
class Reading:
    """A month without a year as the times that it was read as, and what the reader is told of that."""

    periods: tuple[Period, ...]
    read: MonthRead


def read_month(
    named: BareMonth,
    times: Sequence[Period],
    papers: Sequence[PaperRecord],
    bodies: frozenset[str],
    places: frozenset[str],
) -> Reading | None:
    """The meetings that a month without a year means; None where the papers have none in it.

    ``times`` are those that the question names with their years: a year narrows it ("the October meeting in 2024").
    ``papers`` are those that the asker may see; of ``bodies``, or of those of ``places``, where any are given.
    """
    chosen: list[date] = []
    others: list[date] = []
    for group in by_body(_dated(papers, bodies, places)):
        meant, left = _of_body(named, times, group)
        chosen += meant
        others += left
    if not chosen:
        return None
    days = tuple(sorted(set(chosen)))
    periods = tuple(
        Period(each, named.span, is_sharp=True, lead=named.lead)
        for each in dict.fromkeys(_days(named, day) for day in days)
    )
    is_whole = not named.is_of_meeting and named.day is None
    read = MonthRead(named.words, days, tuple(sorted(set(others) - set(days))), is_whole)
    return Reading(periods, read)


def _dated(
    papers: Sequence[PaperRecord], bodies: frozenset[str], places: frozenset[str]
) -> list[tuple[PaperRecord, date]]:
    return [
        (record, record.date.value)
        for record in papers
        if record.date is not None and _is_of(record, bodies, places)
    ]


def _is_of(record: PaperRecord, bodies: frozenset[str], places: frozenset[str]) -> bool:
    if not bodies and not places:
        return True
    if record.body is None:
        return False
    return record.body.value in bodies or (not bodies and bool(name_parts(record.body.value)[0] & places))


def _of_body(
    named: BareMonth, times: Sequence[Period], group: Sequence[tuple[PaperRecord, date]]
) -> tuple[list[date], list[date]]:
    """The days of one body's meetings that are meant, and of those that might be.

    A meeting was held where there are minutes of it, or a decision; a month with neither is taken by all its papers.
    """
    last = max(day for _, day in group)
    fitting = [
        (record, day)
        for record, day in group
        if day.month == named.month
        and named.day in (None, day.day)
        and all(each.days.holds(day) for each in times)
    ]
    held = {day for record, day in fitting if record.kind.value in (Kind.MINUTES, Kind.DECISION)}
    days = sorted(held or {day for _, day in fitting})
    if not days:
        return [], []
    recent = [day for day in days if last - day < _LATEST_YEAR] or days
    if named.is_of_meeting or named.day is not None:
        return [recent[-1]], recent[:-1]
    meant = [day for day in recent if (day.year, day.month) == (recent[-1].year, recent[-1].month)]
    return meant, [day for day in recent if day not in meant]


def _days(named: BareMonth, day: date) -> DateRange:
    if named.is_of_meeting or named.day is not None:
        return DateRange(day, day)
    return DateRange(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
