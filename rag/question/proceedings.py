"""Questions about a whole meeting: what it decided, what it asked to be done, and who was there."""

from __future__ import annotations

import re
from enum import StrEnum

from rag.question.hours import Hour, hour_asked
from rag.question.part import Part, part_asked
from rag.question.query import Query, Wants


class Proceedings(StrEnum):
    """What of a meeting is to be listed."""

    DECISIONS = "decisions"
    ACTIONS = "actions"
    ATTENDANCE = "attendance"
    BUSINESS = "items of business"
    AGENDA = "items of the agenda"
    START = "time of the beginning"
    END = "time of the end"


_HOURS = {Hour.START: Proceedings.START, Hour.END: Proceedings.END}
_ACTIONS = re.compile(
    r"\b(?:actions?(?: points?)?|promise[sd]?|commitments?|undertakings?|committed to|undert(?:ake|ook|aken))\b",
    re.IGNORECASE,
)
_ATTENDANCE = re.compile(
    r"\b(?:attend(?:ed|ance|ees?|ing)?|present|(?:was|were|been) (?:at|there)|took part)\b", re.IGNORECASE
)
_AGENDA = re.compile(r"\bagenda\b", re.IGNORECASE)
_BUSINESS = re.compile(
    r"\b(?:discuss(?:ed|ions?)?|happen(?:ed|s)?|considered|dealt with|went on|business|items|topics?|subjects?|"
    r"(?:talked|spoken?) about)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:recommend\w*|propos\w*|vot(?:e[sd]?|ing)|minutes|apolog\w*|absent|interests?|chair\w*)\b",
    re.IGNORECASE,
)
"""What is asked about one thing of the meeting, and is found like any other."""


def proceedings_asked(query: Query) -> Proceedings | None:
    """What a question on no subject but a meeting wants listed; None where it wants something else.

    That the question is on no subject is for the caller to know (`routing.is_generic`).
    """
    if query.wants is Wants.TIME:
        return _HOURS.get(hour_asked(query.question) or Hour.OTHER)
    if _OTHERWISE.search(query.question):
        return None
    if _ACTIONS.search(query.question):
        return Proceedings.ACTIONS
    if query.wants in (Wants.NAME, Wants.ANYTHING) and _ATTENDANCE.search(query.question):
        return Proceedings.ATTENDANCE
    if query.wants is Wants.ANYTHING and not query.asks_decision:
        if _AGENDA.search(query.question):
            return Proceedings.AGENDA
        return Proceedings.BUSINESS if _BUSINESS.search(query.question) else None
    if query.wants is not Wants.ANYTHING:
        return None
    return Proceedings.DECISIONS if query.asks_decision else None


def is_of_one_meeting(query: Query) -> bool:
    """Whether a question asks what only the papers of its own meeting can tell: when it was, who came, who did not."""
    if query.wants is Wants.TIME:
        return hour_asked(query.question) in _HOURS
    part = part_asked(query.question)
    return part is not None and part.part in (Part.PRESENT, Part.ABSENT)
