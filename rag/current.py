"""What holds now, where each paper tells it as of its own day: only the latest of them is still right.

Every set of minutes says when the next meeting is, and who is in the chair; many give the same figure anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ingest.structure.terms import stem
from rag import wording
from rag.exact import tells_exactly
from rag.extract import Candidate
from rag.figures import has_number
from rag.labels import day_name
from rag.question.part import Part, part_asked
from rag.question.periods import sharp_days
from rag.question.query import Query, Wants

_ASKS_NEXT = re.compile(
    r"\b(?:when|where|(?:what|which)\s+(?:is\s+the\s+)?(?:date|day|time|place|venue))\b.{0,12}"
    r"\b(?:next|coming|forthcoming)\s+(?:[\w'-]+\s+){0,4}?meeting\b",
    re.IGNORECASE,
)
_TELLS_NEXT = re.compile(r"\bnext\b[\w\s,]{0,40}\bmeeting\b|\bmeeting\b[\w\s,]{0,30}\bnext\b", re.IGNORECASE)
_ASKS_HOLDER = re.compile(
    r"\bwho(?:'s|\u2019s|\s+(?:is|are|(?:(?:vice|deputy)[ -])?chairs))\b", re.IGNORECASE
)
_TAKES_OFFICE = re.compile(r"\b(?:re-?)?(?:elect|appoint|nominat|co-?opt|chos)\w*", re.IGNORECASE)
"""In minutes of the day on which an office goes to somebody else, who held it before is named too."""
_OF_NOW = re.compile(
    r"\b(?:latest|newest|most\s+recent|current(?:ly)?|now|at\s+present|at\s+the\s+moment|today|up[ -]to[ -]date)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:figures?|number|amount|total|size|level|balance|rate|percentage|share|backlog)\b", re.IGNORECASE
)
_NOT_MEASURED = frozenset(
    stem(word)
    for word in "latest newest recent current now present moment today figure number amount total size level".split()
)
"""Words of when and how much, not of what is measured."""
_FIRST = 0.01
"""What the latest is put above the best sentence by."""

_Told = Mapping[tuple[str, int], date | None]
"""By passage and place, what a sentence tells as of which day; None where that is not known."""


def asks_for_next(query: Query) -> bool:
    """Whether the question is when or where the next meeting is, and not the one after a day that it names."""
    return bool(_ASKS_NEXT.search(query.question)) and not query.dates and query.meeting is None


def asks_for_holder(query: Query) -> bool:
    """Whether the question is who holds an office now, and not who held it on a day that it names."""
    part = part_asked(query.question)
    is_of_now = bool(_ASKS_HOLDER.search(query.question)) and not query.dates and query.meeting is None
    return is_of_now and query.wants is Wants.NAME and part is not None and part.part is Part.OFFICE


def asks_for_figure_of_now(query: Query) -> bool:
    """Whether the question is for a figure as it is now."""
    is_of_now = bool(_OF_NOW.search(query.question)) and not query.dates and query.meeting is None
    is_measure = query.wants is Wants.ANYTHING and bool(_MEASURE.search(query.question))
    return is_of_now and (is_measure or query.wants in (Wants.NUMBER, Wants.MONEY))


def latest_only(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without those that tell what was so before; the latest of each body comes first.

    Unchanged where the question is about something else than the next meeting, who holds an office, or a figure of now.
    """
    if asks_for_next(query):
        told: _Told = {_key(each): _day_told(each) for each in ranked if _TELLS_NEXT.search(each.text)}
    elif asks_for_holder(query):
        told = _holders(query, ranked)
    elif asks_for_figure_of_now(query):
        told = _figures(ranked)
    else:
        return ranked
    last: dict[str, date] = {}
    for each in ranked:
        day = told.get(_key(each))
        if day is not None:
            last[_body(each)] = max(day, last.get(_body(each), day))
    if not last:
        return ranked
    now = {_key(each) for each in ranked if told.get(_key(each)) == last.get(_body(each), date.min)}
    kept = [each for each in ranked if _key(each) in now or _key(each) not in told]
    if _key(ranked[0]) in now:
        return kept
    top = ranked[0].score + _FIRST
    first = [replace(each, score=top) for each in kept if _key(each) in now]
    return [*first, *(each for each in kept if _key(each) not in now)]


def as_of(query: Query, latest: Sequence[Candidate]) -> tuple[str, ...]:
    """What to say of the day of what ``latest_only`` put first, where the question is how something stands now."""
    if not latest or not (asks_for_holder(query) or asks_for_figure_of_now(query)):
        return ()
    day = _day_of(latest[0])
    return () if day is None else (wording.AS_OF.format(day=day_name(day)),)


def _holders(query: Query, ranked: Sequence[Candidate]) -> _Told:
    """The sentences that name somebody in the office, as of the day of their paper.

    Where one of them says that the office was given to somebody, the others of its paper are of the time before.
    """
    telling = [each for each in ranked if tells_exactly(query, each.text, each.passage)]
    changed = {each.hit.record.paper_id for each in telling if _TAKES_OFFICE.search(each.text)}
    return {
        _key(each): _day_of(each)
        if each.hit.record.paper_id not in changed or _TAKES_OFFICE.search(each.text)
        else None
        for each in telling
    }


def _figures(ranked: Sequence[Candidate]) -> _Told:
    """The sentences with a figure of what the best of them has one of, as of the day of their paper."""
    telling = [each for each in ranked if each.holds_kind and has_number(each.text)]
    subject = telling[0].held - _NOT_MEASURED if telling else frozenset()
    return {_key(each): _day_of(each) for each in telling if subject and subject <= each.held}


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.passage_id, candidate.span.start


def _body(candidate: Candidate) -> str:
    body = candidate.hit.record.body
    return body.value if body else ""


def _day_of(candidate: Candidate) -> date | None:
    """The day of a sentence's paper."""
    day = candidate.hit.record.date
    return day.value if day else None


def _day_told(candidate: Candidate) -> date | None:
    """The day of the next meeting as a sentence tells it; None where it tells none that comes after its paper."""
    day = next((days.first for days in sharp_days(candidate.text)), None)
    own = candidate.hit.record.date
    return None if day is None or (own is not None and day <= own.value) else day
