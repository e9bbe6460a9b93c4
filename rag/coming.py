"""When the next meeting is: every set of minutes says so, and only the last of them is still right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.extract import Candidate
from rag.question.periods import sharp_days
from rag.question.query import Query

_ASKS = re.compile(
    r"\b(?:when|where|(?:what|which)\s+(?:is\s+the\s+)?(?:date|day|time|place|venue))\b.{0,12}"
    r"\b(?:next|coming|forthcoming)\s+(?:[\w'-]+\s+){0,4}?meeting\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\bnext\b[\w\s,]{0,40}\bmeeting\b|\bmeeting\b[\w\s,]{0,30}\bnext\b", re.IGNORECASE)
_FIRST = 0.01
"""What the latest is put above the best sentence by."""


def asks_for_next(query: Query) -> bool:
    """Whether the question is when or where the next meeting is, and not the one after a day that it names."""
    return bool(_ASKS.search(query.question)) and not query.dates and query.meeting is None


def latest_only(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without those that name a next meeting which is past; the latest of each body comes first.

    Unchanged where the question is about something else.
    """
    if not asks_for_next(query):
        return ranked
    telling = {_key(each): _day_told(each) for each in ranked if _TELLS.search(each.text)}
    last: dict[str, date] = {}
    for each in ranked:
        day = telling.get(_key(each))
        if day is not None:
            last[_body(each)] = max(day, last.get(_body(each), day))
    if not last:
        return ranked
    kept = [each for each in ranked if _key(each) not in telling]
    latest = [each for each in ranked if telling.get(_key(each)) == last.get(_body(each), date.min)]
    top = ranked[0].score + _FIRST
    return [*(replace(each, score=top) for each in latest), *kept]


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.passage_id, candidate.span.start


def _body(candidate: Candidate) -> str:
    body = candidate.hit.record.body
    return body.value if body else ""


def _day_told(candidate: Candidate) -> date | None:
    """The day of the next meeting as a sentence tells it; None where it tells none that comes after its paper."""
    day = next((days.first for days in sharp_days(candidate.text)), None)
    own = candidate.hit.record.date
    return None if day is None or (own is not None and day <= own.value) else day
