"""Which time of day a question wants: when a meeting began, when it ended, when the next one begins, or another."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from ingest.structure.terms import fold


class Hour(StrEnum):
    """What happened at the time of day that is wanted."""

    START = "time when the meeting began"
    END = "time when the meeting ended"
    NEXT = "time when the next meeting begins"
    OTHER = "time of day"


_MEETING = r"(?:meetings?|agm|sessions?|sittings?)"
_BODY = r"(?:meetings?|agm|sessions?|sittings?|panel|committee|board|council|authority|cabinet|forum)"
_ENDS = r"(?:clos(?:e[ds]?|ing)|end(?:s|ed|ing)?|finish(?:ed|es|ing)?|conclud\w*|conclusion|adjourn\w*|rise|rose|over)"
_STARTS = (
    r"(?:start(?:s|ed|ing)?|beg[aiu]n(?:s|ning)?|commenc\w*|open(?:s|ed|ing)?|conven\w*|h[eo]ld|take place|took place|"
    r"meet|met|under way|(?:is|was|be) (?:the|its))"
)
_ASKS = re.compile(
    rf"\b(?:what|which) time (?:did|do|does|is|was|were|are|will|would|should|has|had)\b|"
    rf"\bo'?clock\b|\bwhat (?:is|was) the (?:start(?:ing)?|clos(?:e|ing)|end(?:ing)?|finish(?:ing)?) time\b|"
    rf"^when (?:did|does|do|will|was|were|is|has|had) (?:[\w'&/,.-]+ ){{0,8}}{_MEETING}\b.*\b(?:{_ENDS}|start(?:s|ed)?|"
    rf"begin|began|begun|commenc\w*)\b"
)
_END = re.compile(rf"\b{_BODY}\b.*\b{_ENDS}\b|\b{_ENDS}\b.*\b{_BODY}\b")
_START = re.compile(rf"\b{_BODY}\b.*\b{_STARTS}\b|\b{_STARTS}\b.*\b{_BODY}\b")
_NEXT = re.compile(rf"\bnext\b.*\b{_BODY}\b|\b{_BODY}\b.*\bnext\b")


@lru_cache(maxsize=16)
def hour_asked(question: str) -> Hour | None:
    """The time of day that a question wants; None where it wants none, a day or a length of time included."""
    asked = fold(question).lower()
    if not _ASKS.search(asked):
        return None
    if _NEXT.search(asked):
        return Hour.NEXT
    if _END.search(asked):
        return Hour.END
    return Hour.START if _START.search(asked) else Hour.OTHER
