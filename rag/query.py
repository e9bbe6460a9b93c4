"""A question understood: what it is about, what kind of answer it wants, and which papers it means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.papers import Kind
from ingest.store.records import Selection
from ingest.structure.bodies import bodies_named, matching_bodies, places_named
from ingest.structure.metadata import DATE, parse_date
from ingest.structure.terms import fold, index_terms
from rag.errors import QuestionError

LONGEST_QUESTION = 4000
"""Characters; anything longer is a document, not a question."""


class Wants(StrEnum):
    """The kind of thing that answers the question."""

    MONEY = "sum of money"
    NUMBER = "figure"
    MEETING_DATE = "meeting date"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    ANYTHING = "anything"


@dataclass(frozen=True)
class Filters:
    """What the asker set beside the question. Dates are inclusive."""

    body: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class DateRange:
    """First and last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Query:
    """A question ready for searching.

    ``terms`` are index terms in order, each once. ``item`` and ``point`` are the numbers that the question
    names ("item 24", "resolution (d)"). ``places`` are place words of bodies that it names, ``named`` the bodies
    that it names in full. ``dates`` are the days or months that it names.
    """

    question: str
    terms: tuple[str, ...]
    wants: Wants
    asks_decision: bool
    asks_recommendation: bool
    item: str | None
    point: str | None
    dates: tuple[DateRange, ...]
    places: frozenset[str]
    named: frozenset[str]
    selection: Selection


_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        Wants.MONEY,
        re.compile(
            r"\bhow much (?:money|funding|cash|"
            r"(?:did|does|do|would|will|was|were|is|has|had)\b.*\b(?:cost|spen[dt]|paid|pay)\b)|"
            r"^what (?:did|does|would|will|has|had) .*\bcost\b|"
            r"\b(?:what|which|at what) (?:\w+ ){0,2}(?:costs?|prices?|budget|sum|fee|grant)\b"
            r"(?! of (?:the )?(?:report|item))"
        ),
    ),
    (
        Wants.NUMBER,
        re.compile(
            r"\bhow (?:many|much|often|long|old|far|large|big)\b|\bby how\b|\b(?:tele)?phone number\b|"
            r"\b(?:what|which|at what) (?:\w+ )?(?:figures?|proportion|percentage|number|rate|share|amount|sum|cost|"
            r"total|price|budget|size|level)\b"
        ),
    ),
    (
        Wants.MEETING_DATE,
        re.compile(
            r"^(?:on (?:what|which) (?:date|day)|when) (?:did|was|were|has|had)\b(?!.*\bnext\b).*\b"
            r"(?:meet|met|take|taken|hear|heard|consider(?:ed)?|discuss(?:ed)?)\b"
        ),
    ),
    (
        Wants.DATE,
        re.compile(
            r"^(?:since |until |by )?when\b|\b(?:what|which) (?:dates?|day|month|year|time)\b|"
            r"\bwhen (?:was|were|did|is|are|will|would|does|do)\b"
        ),
    ),
    (
        Wants.PLACE,
        re.compile(r"^where\b|\b(?:what|which) (?:room|venue|place|building|town|hall|location|address)\b"),
    ),
    (
        Wants.NAME,
        re.compile(
            r"^(?:by |to |from |for )?(?:who|whom|whose)\b|\bon whose\b|"
            r"\bwhich (?:\w+ ){0,2}(?:members?|councillors?|officers?|persons?|superintendent|inspector|chair|"
            r"organisations?|teams?|units?)\b|\bwhat (?:organisations?|teams?|units?)\b|\bname of the\b"
        ),
    ),
)
_DECISION = re.compile(
    r"\b(?:decid\w*|decisions?|resolv\w*|resolutions?|agreed?|agreement|approv\w*|formal\w*|dispose[ds]?|outcome|"
    r"conclu\w*|vot(?:e|ed|es|ing)|adopt\w*|accept\w*|endors\w*|noted)\b"
)
_RECOMMENDATION = re.compile(r"\b(?:recommend\w*|(?:asked|invited|requested|urged) to|propos\w*)\b")
_ITEM = re.compile(r"\b(?:item|minute)\s+(?:no\.?\s*|number\s+)?(\d{1,3}(?:/\d{1,4})?)\b")
_POINT = re.compile(
    r"(?:\b(?:resolution|point|recommendation|paragraph|para)\s+)(\(?[a-z0-9]{1,4}\)?)(?=[\s,.;?]|$)"
)
_MONTH_YEAR = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\s+((?:19|20)\d\d)\b"
)


def understand(question: str, filters: Filters, bodies: Sequence[str]) -> Query:
    """Read a question; ``bodies`` are those of the library that the asker may see.

    Raises:
        QuestionError: The question holds no letter or figure, or is longer than `LONGEST_QUESTION`.
    """
    asked = " ".join(question.split())
    if not any(character.isalnum() for character in asked):
        raise QuestionError(
            "the question is empty. Ask in a sentence, such as: What was decided about the budget?"
        )
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are taken. Shorten it."
        )
    lower = fold(asked).lower()
    item, point = _ITEM.search(lower), _POINT.search(lower)
    return Query(
        question=asked,
        terms=tuple(dict.fromkeys(index_terms(asked))),
        wants=next((wants for wants, pattern in _WANTS if pattern.search(lower)), Wants.ANYTHING),
        asks_decision=bool(_DECISION.search(lower)),
        asks_recommendation=bool(_RECOMMENDATION.search(lower)),
        item=item.group(1) if item else None,
        point=point.group(1).strip("()") if point else None,
        dates=_dates(asked),
        places=places_named(asked, bodies),
        named=bodies_named(asked, bodies),
        selection=select(filters, bodies),
    )


def select(filters: Filters, bodies: Sequence[str]) -> Selection:
    """The filters as the library takes them. Papers of unknown body, date or kind stay in.

    Raises:
        QuestionError: The dates are the wrong way round.
    """
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        raise QuestionError(
            f"the dates are the wrong way round: from {filters.date_from} is after to {filters.date_to}. Swap them."
        )
    return Selection(
        bodies=matching_bodies(filters.body, bodies) if filters.body else None,
        date_from=filters.date_from,
        date_to=filters.date_to,
        kinds=frozenset({filters.kind}) if filters.kind else None,
    )


def _dates(question: str) -> tuple[DateRange, ...]:
    days = [day for match in DATE.finditer(question) if (day := parse_date(match))]
    found = [DateRange(day, day) for day in days]
    for match in _MONTH_YEAR.finditer(question.lower()):
        month, year = list(calendar.month_name).index(match.group(1).capitalize()), int(match.group(2))
        span = DateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        if not any(span.holds(day) for day in days):
            found.append(span)
    return tuple(found)
