"""What holds now, where each paper tells it as of its own day: only the latest of them is still right.

Every set of minutes says when the next meeting is, and who is in the chair; many give the same figure anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from ingest.structure.conflicts import CONFLICTING_DATE
from ingest.structure.meetings import DIFFERENT_DAYS
from ingest.structure.terms import index_terms, stem
from rag.exact import tells_exactly
from rag.extract import Candidate, is_of_named_body
from rag.figures import has_number
from rag.hours import words_over
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
_STANDS = re.compile(
    r"^(?:how\s+(?:much|many|large|big|high)|what)\b.*?(?:\b(?:is|are|do|does|has|have)\b|['\u2019]s\b)",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:balances?|bank|accounts?|reserves?|funds?|backlog|debts?|deficit|surplus|borrowing|workforce|headcount|"
    r"strength|membership|vacanc(?:y|ies)|caseload|waiting\s+list)\b",
    re.IGNORECASE,
)
"""What there is so much of on a day: asked for in the present tense, it is as it is now."""
_MOVES = re.compile(
    r"\b(?:us(?:e|ed|es|ing)|spen[dt]\w*|charg\w+|costs?|fees?|grant(?:s|ed)?|draw\w*|drew|transfer\w*|pa(?:y|ys|id|ying)|"
    r"payments?|award\w*|donat\w+|rais(?:e|ed|es|ing)|receiv\w+|budgeted|allocat\w+|claim\w*|fr(?:eeze|oze|ozen))\b",
    re.IGNORECASE,
)
"""What goes into a stock or out of it, which is not how much there is."""
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

_Told = dict[tuple[str, int], date | None]
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
    asked = query.question
    stands = _is_of_stock(asked)
    is_of_now = (stands or bool(_OF_NOW.search(asked))) and not query.dates and query.meeting is None
    is_measure = query.wants is Wants.ANYTHING and bool(_MEASURE.search(asked))
    return is_of_now and (is_measure or query.wants in (Wants.NUMBER, Wants.MONEY))


def _is_of_stock(question: str) -> bool:
    """Whether the question is how much there is of something, and not what comes in or goes out."""
    is_asked = bool(_STANDS.search(question) and _STOCK.search(question))
    return is_asked and not _MOVES.search(question)


def latest_only(query: Query, ranked: Sequence[Candidate]) -> tuple[Sequence[Candidate], date | None]:
    """The candidates without those that tell what was so before, the latest of each body first; and its day.

    The day is that of the paper which tells the latest, where those are of one body. Unchanged, and without a day,
    where the question is about something else than the next meeting, who holds an office, or a figure of now, or where
    no paper tells it.
    """
    if asks_for_next(query):
        told: _Told = _next_meetings(ranked)
    elif asks_for_holder(query):
        told = _holders(query, ranked)
    elif asks_for_figure_of_now(query):
        told = _figures(query, ranked)
    else:
        return ranked, None
    elsewhere = {_key(each) for each in ranked if not is_of_named_body(query, each)}
    told = {key: None if key in elsewhere else day for key, day in told.items()}
    last: dict[str, date] = {}
    bodies = _bodies(ranked)
    for each in ranked:
        day = told.get(_key(each))
        if day is not None:
            body = bodies[_body(each)]
            last[body] = max(day, last.get(body, day))
    if not last:
        return ranked, None
    now = {_key(each) for each in ranked if told.get(_key(each)) == last.get(bodies[_body(each)], date.min)}
    latest = [each for each in ranked if _key(each) in now]
    day = _day_of(latest[0]) if len(last) == 1 else None
    if latest[0] is ranked[0] and not asks_for_next(query):
        return [each for each in ranked if _key(each) in now or _key(each) not in told], day
    first = [replace(each, score=ranked[0].score + _FIRST) for each in latest]
    others = [each for each in ranked if _key(each) not in told]
    if asks_for_next(query):
        beside = {each.passage.passage_id for each in latest}
        others = [each for each in others if each.passage.passage_id in beside]
    return [*first, *others], day


def _next_meetings(ranked: Sequence[Candidate]) -> _Told:
    """The sentences that give a day, after that of their paper, for the next meeting, as of the day of their paper.

    Under a heading that says "next meeting" it is the first day that stands there.
    """
    dated = [each for each in ranked if _is_of_later_day(each)]
    days = _days(ranked)
    headed: dict[tuple[str, str | None], Candidate] = {}
    for each in sorted(dated, key=lambda each: each.span.start):
        if _TELLS_NEXT.search(each.passage.item_title or ""):
            headed.setdefault((each.passage.paper_id, each.passage.item_title), each)
    first = {_key(each) for each in headed.values()}
    return {
        _key(each): days[each.hit.record.paper_id]
        for each in dated
        if _TELLS_NEXT.search(each.text) or _key(each) in first
    }


def _holders(query: Query, ranked: Sequence[Candidate]) -> _Told:
    """The sentences that name somebody in the office, as of the day of their paper.

    Where one of them says that the office was given to somebody, the others of its paper are of the time before.
    """
    telling = [each for each in ranked if tells_exactly(query, each.text, each.passage)]
    days = _days(ranked)
    changed = {each.hit.record.paper_id for each in telling if _TAKES_OFFICE.search(each.text)}
    return {
        _key(each): days[each.hit.record.paper_id]
        if each.hit.record.paper_id not in changed or _TAKES_OFFICE.search(each.text)
        else None
        for each in telling
    }


def _figures(query: Query, ranked: Sequence[Candidate]) -> _Told:
    """The sentences with a figure of what the best of them has one of, as of the day of their paper.

    What they are of has to stand in the sentence itself or over it: beside a balance stand sums of much else. Where it
    is asked how much there is, what comes in or goes out says nothing of that.
    """
    telling = [each for each in ranked if each.holds_kind and has_number(each.text)]
    if _is_of_stock(query.question):
        telling = [each for each in telling if not _MOVES.search(each.text)]
    subject = telling[0].held & _own(telling[0]) - _NOT_MEASURED if telling else frozenset()
    days = _days(ranked)
    return {
        _key(each): days[each.hit.record.paper_id] for each in telling if subject and subject <= _own(each)
    }


def _own(candidate: Candidate) -> frozenset[str]:
    return frozenset(index_terms(f"{words_over(candidate.passage)}\n{candidate.text}"))


def _days(ranked: Sequence[Candidate]) -> dict[str, date | None]:
    """The day of each paper by its id.

    One that is doubted, and later than all that are not, says nothing of what is latest: a wrong year is the likeliest
    mistake in a date.
    """
    records = {each.hit.record.paper_id: each.hit.record for each in ranked}
    sound = [record.date.value for record in records.values() if record.date and not _is_doubted(record)]
    last = max(sound, default=date.max)
    days = {paper_id: record.date.value if record.date else None for paper_id, record in records.items()}
    return {
        paper_id: None if day and day > last and _is_doubted(records[paper_id]) else day
        for paper_id, day in days.items()
    }


def _is_doubted(record: PaperRecord) -> bool:
    return any(notice.code in (CONFLICTING_DATE, DIFFERENT_DAYS) for notice in record.notices)


def _bodies(ranked: Sequence[Candidate]) -> dict[str, str]:
    """The names of bodies that the papers give, each with the first that means the same body.

    A name that fits several which are not the same, such as "Police and Crime Panel", stands for itself alone.
    """
    names = list(dict.fromkeys(map(_body, ranked)))
    same = {
        name: [other for other in names if name and other and is_same_body(name, other)] for name in names
    }
    is_one = {
        name: all(is_same_body(one, other) for one in same[name] for other in same[name]) for name in names
    }
    return {
        name: next((other for other in same[name] if is_one[name] and is_one[other]), name) for name in names
    }


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.passage_id, candidate.span.start


def _body(candidate: Candidate) -> str:
    body = candidate.hit.record.body
    return body.value if body else ""


def _day_of(candidate: Candidate) -> date | None:
    """The day of a sentence's paper."""
    day = candidate.hit.record.date
    return day.value if day else None


def _is_of_later_day(candidate: Candidate) -> bool:
    """Whether the first day that a sentence gives comes after that of its paper."""
    day = next((days.first for days in sharp_days(candidate.text)), None)
    own = _day_of(candidate)
    return day is not None and own is not None and day > own
