"""Dates as papers write them, and which one in the opening of a paper is that of its meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.papers import Span
from ingest.structure.opening import BODY_WORD, as_title, line_around

_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    rf"|\b(?P<slash>\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d)\b"
    rf"|\b{MONTH.replace('month', 'month_first')}\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    r"(?P<year_third>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(
    r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?,?\s+(?:the\s+)?$", re.IGNORECASE
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ABOUT_MEETING = re.compile(r"\b(?:date|held|meeting)\b", re.IGNORECASE)
_A_BODY = re.compile(rf"\b{BODY_WORD}\b")
_OTHER_DATE = re.compile(
    r"\b(?:published|printed|issued|publication|despatch|previous|next meeting|last meeting)\b|"
    r"\b(?:expires?|ends?|begins?|from|until|since|by|on or before)\s+(?:on\s+)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
"""Words shortly before a date that is not the meeting's own."""
_OF_EARLIER = re.compile(
    r"[^.]{0,60}\b(?:were|was|be|been|as)\s+(?:\w+\s+){0,3}(?:confirmed|signed|approved|agreed|adopted|accepted|taken|correct)",
    re.IGNORECASE,
)
"""Words after the date of an earlier meeting whose minutes are dealt with."""


@dataclass(frozen=True)
class DateFound:
    """A date where it stands: ``span`` in the text that was searched, ``words`` as printed, on one line."""

    day: date
    span: Span
    words: str


def parse_date(match: re.Match[str]) -> date | None:
    """The calendar date that a match of `DATE` names, day before month; None when there is no such day."""
    try:
        if match.group("iso"):
            return date.fromisoformat(match.group("iso"))
        if match.group("slash"):
            day, month, year = (int(part) for part in match.group("slash").split("/"))
            return date(year, month, day)
        word = (match.group("month") or match.group("month_first")).lower()
        month = month_number(word)
        day = int(match.group("day") or match.group("day_second"))
        return date(int(match.group("year") or match.group("year_third")), month, day)
    except ValueError:
        return None


def month_number(word: str) -> int:
    """1 to 12 for the name of a month, whole or cut short."""
    return next(number for name, number in _MONTHS.items() if name.startswith(word[:3].lower()))


def dates_in(text: str) -> Iterator[DateFound]:
    """Every date of the calendar that a text holds, in order."""
    for match in DATE.finditer(text):
        day = parse_date(match)
        if day is not None:
            yield DateFound(day, Span(match.start(), match.end()), " ".join(match.group().split()))


def meeting_date(opening: str) -> DateFound | None:
    """The meeting date in the opening: by a weekday, "held", or a line of its own; the first of equals."""
    best: tuple[int, DateFound] | None = None
    for found in dates_in(opening):
        line = line_around(opening, found.span)
        lead = opening[max(line.start, found.span.start - 40) : found.span.start]
        if _OTHER_DATE.search(lead) or _OF_EARLIER.match(opening, found.span.end):
            continue
        score = _standing(opening[line.start : line.end])
        if best is None or score > best[0]:
            best = (score, found)
    return best[1] if best else None


def _standing(line: str) -> int:
    """How much a line with a date looks like the one that gives the date of the meeting; 0 to 7."""
    score = 2 * bool(WEEKDAY.search(line)) + 2 * bool(_ABOUT_MEETING.search(line)) + 2 * (len(line) <= 60)
    return score + (len(line) <= 120 and bool(_A_BODY.search(as_title(line))))


def wrong_weekday(text: str, found: DateFound) -> str | None:
    """The date with its weekday as printed where the two do not fit; None where they do, or none is given."""
    before = _WEEKDAY_BEFORE.search(text, max(0, found.span.start - 20), found.span.start)
    if before is None or _WEEKDAYS[found.day.weekday()] == before.group("weekday").lower():
        return None
    return " ".join(f"{before.group()}{found.words}".split())
