"""A question understood: what it is about, what kind of answer it wants, and which papers it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from ingest.papers import Kind, Passage, Role
from ingest.store.records import PaperRecord, Selection
from ingest.structure.terms import fold, index_terms
from rag.errors import QuestionError
from rag.question.bodies import BodiesAsked, bodies_asked, bodies_meant, by_type_alone
from rag.question.called import Called
from rag.question.deciding import asks_for_backing
from rag.question.hours import hour_asked
from rag.question.meetings import MeetingNamed, asks_what_became_of_minutes, meeting_named
from rag.question.months import MonthRead, Reading, read_month
from rag.question.periods import DateRange, Period, bare_months, periods
from rag.question.speech import speech_asked
from rag.question.votes import side_asked

LONGEST_QUESTION = 4000
"""Characters; anything longer is a document, not a question."""


class Wants(StrEnum):
    """The kind of thing that answers the question."""

    MONEY = "sum of money"
    NUMBER = "figure"
    MEETING_DATE = "meeting date"
    DATE = "date"
    TIME = "time of day"
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
class Query:
    """A question ready for searching.

    ``terms`` are index terms in order, each once. ``item`` and ``point`` are the numbers that the question
    names ("item 24", "resolution (d)"), ``point_role`` what the point is where the question says so. ``places``
    are place words of bodies that it names, ``named`` the bodies of the library that it names, ``absent`` those
    that the library has no paper of. ``dates`` are the times of meetings that it names, to be preferred;
    ``meeting`` is the meeting whose papers it means. ``kind`` is the kind of paper that it asks for, to be
    preferred. ``times_asked`` are those of ``dates`` in which something was decided or said, as the question
    has it. ``n_open`` is how many windows the question is asked of, where only some are searched. ``called`` are
    the bodies that the question calls by a part of their name only. ``month`` is what a month without a year was read
    as.
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
    absent: frozenset[str] = frozenset()
    meeting: MeetingNamed | None = None
    kind: Kind | None = None
    point_role: Role | None = None
    n_open: int | None = None
    times_asked: tuple[DateRange, ...] = ()
    called: tuple[Called, ...] = ()
    month: MonthRead | None = None

    def points_at(self, passage: Passage) -> bool:
        """True for a passage under the item or point that the question names by number."""
        if self.point is None or (self.point_role and passage.role is not self.point_role):
            return self.item is not None and self._is_of_item(passage)
        of_item = self.item is None or self._is_of_item(passage)
        return of_item and number_of_point(passage.point) == self.point

    def _is_of_item(self, passage: Passage) -> bool:
        return passage.item is not None and passage.item.lower() == self.item


_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        Wants.MONEY,
        re.compile(
            r"\bhow much (?:money|funding|cash|"
            r"(?:did|does|do|would|will|was|were|is|are|has|have|had)\b.*\b(?:cost|spen[dt]|paid|pay|allocated|"
            r"granted|awarded|donated|charged|owed|owing|invested|borrowed|budgeted|set aside)\b)|"
            r"^what (?:is|was|are|were|will|would) (?:be )?(?:the|its|their) (?:[\w-]+ ){0,3}"
            r"(?:costs?|prices?|fees?|charges?|rent|fine|penalty)\b(?! of (?:the )?(?:report|item))|"
            r"^what (?:did|does|would|will|has|had) .*\bcost\b|"
            r"\b(?:what|which|at what) (?:\w+ ){0,2}(?:costs?|prices?|budget|sum|fee|grant)\b"
            r"(?! of (?:the )?(?:report|item))"
        ),
    ),
    (
        Wants.NUMBER,
        re.compile(
            r"\bhow (?:many|much|often|long|old|far|large|big)\b|\bby how\b|\b(?:tele)?phone number\b|"
            r"\b(?:what|which|at what) (?:\w+ )?(?:figures?|proportion|percentage|number|rate|share|amount|"
            r"sum|cost|"
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
            r"\bwhich (?:\w+ ){0,2}(?:members?|councillors?|officers?|persons?|superintendent|inspector|"
            r"chair|governors?|trustees?|"
            r"organisations?|teams?|units?)\b|\bwhat (?:organisations?|teams?|units?)\b|\bname of the\b"
        ),
    ),
)
_HOW = re.compile(r"\bhow (?:much|many|often|long|far)\b", re.IGNORECASE)
"""The form of a question, which no answer repeats."""
_DECISION = re.compile(
    r"\b(?:decid\w*|decisions?|resolv\w*|resolutions?|agreed?|agreement|approv\w*|formal\w*|dispose[ds]?|"
    r"outcome|"
    r"conclu\w*|vot(?:e|ed|es|ing)|adopt\w*|allocated|awarded|granted|accept\w*|endors\w*|noted|"
    r"reject\w*|refused|defer(?:red|s|ral)?|carried(?! out)|ratif\w*|"
    r"(?:turned|voted|threw|turn|throw|vote) (?:\w+ ){0,3}?(?:down|out|through)|thrown out|"
    r"(?:g[oi]v\w*|gave|got|get) (?:\w+ ){0,4}?(?:green light|go-ahead|nod|blessing)|"
    r"(?:go|went|gone|going) ahead|follow(?:ed|s|ing)? (?:\w+ ){0,3}?recommendations?|backed)\b"
)
_RECOMMENDATION = re.compile(r"\b(?:recommend\w*|(?:asked|invited|requested|urged) to|propos\w*)\b")
_ITEM = re.compile(
    r"\b(?:items?|minutes?)\s+(?:no\.?\s*|number\s+)?(?P<item>[a-z]{1,6}[./-]?\d{2,4}[./-]\d{1,4}|\d{1,3}(?:[./]\d{1,4})?)"
    r"(?![\d%]|\s*(?:%|per "
    r"cent|minutes?\b))"
    r"(?:\s?\((?P<point>[a-z0-9]{1,4})\))?"
)
_POINT = re.compile(
    r"\b(?P<what>resolution|point|recommendation|paragraph|para)\.?\s+(?:no\.?\s*|number\s+)?"
    r"(?P<point>\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxl]{1,5}|[a-z])\)?)(?=[\s,.;?:'\"]|$)"
)
_POINT_ROLES = {"resolution": Role.RESOLUTION, "recommendation": Role.RECOMMENDATION}
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.MINUTES,
        re.compile(
            r"\b(?:in|from|by|of|to|do|did) the (?:\w+ ){0,2}minutes\b(?! (?:ago|late|early|past|before|"
            r"after|to))|"
            r"\bthe minutes (?:of|say|said|record|show|state|give|tell|report|mention)"
        ),
    ),
    (
        Kind.REPORT,
        re.compile(
            r"\b(?:in|from|by|to|of) the (?:[\w'-]+ ){0,2}report\b|\b(?:does|did) the (?:[\w-]+'s? )?report\b|"
            r"\bthe (?:[\w'-]+ ){0,2}report (?:say|said|show|state|give|tell|recommend|propose|mention|set)"
        ),
    ),
    (Kind.AGENDA, re.compile(r"\b(?:on|in|from|to) the (?:\w+ ){0,2}agenda\b")),
)
_PROCEEDING = re.compile(
    r"\b(?:decid\w*|decisions?|resolv\w*|agree[ds]?|discuss\w*|consider\w*|attend\w*|meet\w*|met|approv\w*|"
    r"vote[ds]?|appoint\w*|elect\w*|apolog\w*|chair\w*|declar\w*|raised?|said|told|asked|heard?|minutes|"
    r"happened)\b"
)
"""Words of what is done at meetings: with them a year is when it was done, and not what a sum is for."""


def understand(
    question: str,
    filters: Filters,
    bodies: Sequence[str],
    latest: Callable[[], date | None] | None = None,
    papers: Callable[[Selection], Sequence[PaperRecord]] | None = None,
) -> Query:
    """Read a question; ``bodies`` are those of the library that the asker may see.

    ``latest`` gives the day of the latest meeting in the library, which "last year" is relative to, and ``papers``
    those of a selection, which tell the year of "the October meeting"; they are only called where that is needed.

    Raises:
        QuestionError: The question holds no letter or figure, or is longer than `LONGEST_QUESTION`, or the
            filters can't be taken (`select`).
    """
    asked = " ".join(question.split())
    check_question(asked)
    lower = fold(asked).lower()
    asks_decision = bool(_DECISION.search(lower) or asks_for_backing(lower))
    named, times = bodies_asked(asked, bodies), periods(asked, latest)
    if asks_decision and not named.named and not named.absent:
        named = by_type_alone(asked, bodies, named)
    selection = select(filters, bodies)
    reading = _month(asked, lower, times, named, partial(papers, selection)) if papers else None
    times = (*times, *reading.periods) if reading else times
    times_asked = _of_proceedings(times, asked, lower)
    item, point, role = _place(lower)
    kinds = [kind for kind, pattern in _KINDS if pattern.search(lower)]
    return Query(
        question=asked,
        terms=tuple(dict.fromkeys(index_terms(_HOW.sub("how", asked)))) or tuple(index_terms(asked)),
        wants=_wanted(asked, lower),
        asks_decision=asks_decision,
        asks_recommendation=bool(_RECOMMENDATION.search(lower)),
        item=item,
        point=point,
        dates=_of_meetings(times, times_asked),
        times_asked=times_asked,
        called=named.called,
        places=named.places,
        named=named.named,
        selection=selection,
        absent=named.absent,
        meeting=meeting_named(asked, times),
        kind=kinds[0] if len(kinds) == 1 else None,
        point_role=role,
        month=reading.read if reading else None,
    )


def _month(
    asked: str,
    lower: str,
    times: Sequence[Period],
    named: BodiesAsked,
    papers: Callable[[], Sequence[PaperRecord]],
) -> Reading | None:
    """What a month without a year is read as: one that names a meeting, or in which something was decided or said."""
    months = bare_months(asked)
    if len(months) != 1 or named.absent or any(each.is_sharp for each in times):
        return None
    if asks_what_became_of_minutes(asked):
        return None
    if not months[0].is_of_meeting and not _PROCEEDING.search(lower):
        return None
    return read_month(months[0], times, papers(), named.named, named.places)


def _wanted(asked: str, lower: str) -> Wants:
    """The kind of thing that answers; a time of day is asked for in words that also ask for a date."""
    if hour_asked(asked) is not None:
        return Wants.TIME
    return next((wants for wants, pattern in _WANTS if pattern.search(lower)), Wants.ANYTHING)


def check_question(asked: str) -> None:
    """Refuse what can't be taken as a question.

    Raises:
        QuestionError: It holds no letter or figure, or is longer than `LONGEST_QUESTION`.
    """
    if not any(character.isalnum() for character in asked):
        raise QuestionError(
            "the question is empty. Ask in a sentence, such as: What was decided about the budget?"
        )
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are taken. Shorten it."
        )


def number_of_point(printed: str | None) -> str | None:
    """The number or letter of a point alone: "(v)" is v, "para 4.2" is 4.2."""
    return printed.lower().removeprefix("para ").strip("(). ") if printed else None


def _place(lower: str) -> tuple[str | None, str | None, Role | None]:
    """The item, the point, and what the point is, as far as the question names them by number."""
    item, point = _ITEM.search(lower), _POINT.search(lower)
    if point:
        role = _POINT_ROLES.get(point.group("what"))
        return item.group("item") if item else None, number_of_point(point.group("point")), role
    return (item.group("item"), item.group("point"), None) if item else (None, None, None)


def _of_meetings(times: Sequence[Period], times_asked: Sequence[DateRange]) -> tuple[DateRange, ...]:
    """The times when the papers that are meant may have been dealt with.

    A year is one only where the question is about proceedings: what was spent in a year is reported after it,
    and a budget is set before its year.
    """
    # "Before the item of 3 May": the papers of that very day are about it.
    return tuple(
        DateRange(each.day, each.day) if each.day else each.days
        for each in times
        if each.is_sharp or each.day or each.days in times_asked
    )


def _of_proceedings(times: Sequence[Period], asked: str, lower: str) -> tuple[DateRange, ...]:
    """The times in which something was decided or said, as far as the question is about that.

    What is asked of somebody's words on a matter may be of the time of the matter.
    """
    speech = speech_asked(asked)
    is_of_proceedings = bool(_PROCEEDING.search(lower)) or side_asked(asked) is not None
    if not is_of_proceedings and (speech is None or speech.about):
        return ()
    asked_of, lead, end = list[DateRange](), "", 0
    for each in times:
        is_joined = asked[end : each.span.start].strip(" ,").lower() in ("", "and", "or")
        lead, end = (
            each.lead or (lead if is_joined else ""),
            each.span.end,
        )  # "in May and June 2020" is in both
        is_of_matter = lead in ("", "for", "of", "until", "till", "up to") or (
            lead == "on" and not each.is_sharp
        )
        if not is_of_matter:
            asked_of.append(each.days)
    return tuple(asked_of)


def select(filters: Filters, bodies: Sequence[str]) -> Selection:
    """The filters as the library takes them. Papers of unknown body, date or kind stay in.

    ``bodies`` are those of the library that the asker may see; no other is told apart from one that there is not.

    Raises:
        QuestionError: The dates are the wrong way round, or no paper is of the body.
    """
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        raise QuestionError(
            f"the dates are the wrong way round: from {filters.date_from} is after to {filters.date_to}. "
            f"Swap them."
        )
    return Selection(
        bodies=bodies_meant(filters.body, bodies) if filters.body else None,
        date_from=filters.date_from,
        date_to=filters.date_to,
        kinds=frozenset({filters.kind}) if filters.kind else None,
    )
