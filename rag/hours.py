"""Times of day in a sentence, and whether they are when a meeting began, when it ended, or when the next one is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.sentences import sentences
from ingest.structure.terms import fold
from rag.figures import has_date
from rag.question.hours import Hour

_HALF = r"\s?[ap]\.?\s?m\b"
_CLOCK = (
    rf"(?:(?<![\d.:/\u00a3$\u20ac])(?:[01]?\d|2[0-3])[.:][0-5]\d{_HALF}|(?<![\d.:/\u00a3$\u20ac])(?:[01]?\d|2[0-3]):[0-5]\d\b|"
    rf"(?<![\d.:/\u00a3$\u20ac])(?:1[0-2]|0?[1-9]){_HALF}|\b(?:[01]\d|2[0-3])[0-5]\d\s?(?:hours|hrs)\b|"
    rf"\b(?:12\s)?noon\b|\bmid(?:day|night)\b|\b(?:\w+|\d+) o'clock\b|"
    rf"(?:(?<=\bat )|(?<=\bfrom )|(?<=\bto )|(?<=\buntil )|(?<=\bby ))(?:[01]?\d|2[0-3])\.[0-5]\d"
    rf"(?![\d%]|\.\d|\s?(?:%|per\s?cent|m(?:illion|etres?|iles?)?\b|k|cents?|points?|hectares?|acres?|hours?)))"
)
"""Figures alone are a time only with a colon, or after "at" and the like: 4.40 may be anything."""
_ANY = re.compile(_CLOCK, re.IGNORECASE)
_GAP = r"(?:[^;.]|(?<=\d)\.(?=\d)|(?<=[ap])\.){0,40}?"
"""What may stand between a verb and its time within one sentence."""
_ENDED = re.compile(
    rf"\b(?:clos(?:e[ds]?|ing)|end(?:s|ed|ing)|finish(?:ed|es|ing)|conclud(?:e[ds]?|ing)|rose|adjourned|"
    rf"terminated|drew to a close|came to an end)\b{_GAP}{_CLOCK}",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:{_CLOCK}|\d{{1,2}}(?:[.:]\d\d)?)\s*(?:-|\bto\b|\btill\b|\buntil\b)\s*{_CLOCK}", re.IGNORECASE
)
_BEGAN = re.compile(
    rf"\b(?:start(?:s|ed|ing)|beg(?:[au]n|ins?|inning)|commenc(?:e[ds]?|ing)|opened|convened|call(?:ed)? to order)\b"
    rf"{_GAP}{_CLOCK}",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:meeting|agm|session|business|proceedings|panel|committee|board|council|authority|cabinet|forum|minutes|time|"
    r"chair\w*)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:next|future|following)\s+(?:\w+\s+){0,3}(?:meetings?|agm|sessions?)\b|\b(?:meetings?|agm|sessions?)\s+next\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\W*(?:closed|ended|finished|concluded|adjourned|started|began|commenced|opened)\b", re.IGNORECASE
)
"""How a sentence begins that is of the meeting it is minuted for: "Closed at 9 pm"."""
_LABEL = re.compile(r"\W*(?:start(?:ing)?\s+|meeting\s+)?time\s*[:|-]", re.IGNORECASE)
_MINUTES = re.compile(r"\W*minutes\b", re.IGNORECASE)


def has_hour(text: str) -> bool:
    """True when the text gives a time of day: 4.40 pm, 20:05, 9pm, 1400 hours, noon."""
    return bool(_ANY.search(fold(text)))


def tells_hour(text: str, wanted: Hour, around: str = "", *, is_opening: bool = False) -> bool:
    """Whether the text gives the time of day that is wanted.

    ``around`` is what stands over it. ``is_opening`` says that it is of the lines where a paper names the meeting
    it is of: a time there is when that meeting begins, and the end of a range is when it ends.
    """
    plain = fold(text)
    if not _ANY.search(plain):
        return False
    is_of_next = bool(_NEXT.search(plain) or _NEXT.search(fold(around)))
    if wanted is Hour.OTHER:
        return True
    if wanted is Hour.NEXT:
        return bool(_NEXT.search(plain)) or (is_of_next and not _ENDED.search(plain))
    is_of_meeting = bool(_MEETING.search(plain) or _BARE.match(plain))
    if wanted is Hour.END:
        is_range = _RANGE.search(plain) and (is_opening or is_of_meeting) and not is_of_next
        return (is_of_meeting and bool(_ENDED.search(plain))) or bool(is_range)
    if is_of_meeting and _BEGAN.search(plain) and not is_of_next:
        return True
    return not is_of_next and (is_opening or bool(_MINUTES.match(plain))) and not _only_ends(plain)


def _only_ends(plain: str) -> bool:
    """Whether the only time in the text is when something ended."""
    return bool(_ENDED.search(plain)) and len(_ANY.findall(plain)) == 1


def is_opening(passage: StoredPassage, text: str) -> bool:
    """Whether a sentence is of the lines where a paper names its meeting: in its head, with a date or as its time."""
    return passage.role is Role.HEADER and (has_date(text) or bool(_LABEL.match(text)))


def words_over(passage: StoredPassage) -> str:
    """What stands over a passage: the title of its item and the lines that lead in to it."""
    return f"{passage.item_title or ''}\n{passage.context_text}"


def hours_told(passages: Sequence[StoredPassage], wanted: Hour) -> Iterator[tuple[StoredPassage, Span]]:
    """The sentences of a paper that give the time of day that is wanted of its meeting, in order.

    What the meeting was called for ("19:00-21:00") is no end of it where the paper says when it closed.
    """
    told: list[tuple[StoredPassage, Span, bool]] = []
    for passage in passages:
        for span in sentences(passage.text):
            text = passage.text[span.start : span.end]
            if tells_hour(text, wanted, words_over(passage), is_opening=is_opening(passage, text)):
                start = passage.span.start
                is_said = wanted is not Hour.END or bool(_ENDED.search(fold(text)))
                told.append((passage, Span(start + span.start, start + span.end), is_said))
    said = [each for each in told if each[2]]
    for passage, span, _ in said or told:
        yield passage, span
