"""Dates and times of day in a text in one form: 11/03/2025, 11th March 2025 and Tuesday 11 March 2025.

A date may be known in part (a month with its year, a year alone, a financial year). Day, month and year are
compared each; a weekday is held against the calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

_MONTHS = ("january february march april may june july august september october november december").split()
_MONTH = "|".join([*_MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct", "nov", "dec"])
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_DAYS)}),?\s+)?"
_YEAR = r"(?:19|20)\d\d"
_PATTERNS = (
    re.compile(
        rf"\b{_WEEKDAY}(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?"
        rf"(?:,?\s+(?P<year>{_YEAR})\b)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_WEEKDAY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>{_YEAR})\b)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_WEEKDAY}(?P<day>\d{{1,2}})[/.](?P<number>\d{{1,2}})[/.](?P<year>{_YEAR})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<year>{_YEAR})-(?P<number>\d{{2}})-(?P<day>\d{{2}})\b"),
    re.compile(rf"\b(?P<month>{_MONTH})\.?,?\s+(?:of\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<year>{_YEAR})\s?[/-]\s?(?P<until>\d\d(?:\d\d)?)\b(?!/)"),
    re.compile(rf"(?<![\u00a3$\u20ac\d,.])\b(?P<year>{_YEAR})\b(?![,.]?\d|\s*(?:%|per cent))"),
    re.compile(
        r"\b(?P<month>January|February|March(?=\s|[,.;)]|$)|April|(?<=\bin )May|(?<=\bby )May|(?<=\bof )May|"
        r"(?<=\bsince )May|June|July|August|September|October|November|December)\b"
    ),
    re.compile(rf"\b(?P<weekday>{'|'.join(day.capitalize() for day in _DAYS)})s?\b"),
)
_LIKELY = re.compile(
    r"\d|January|February|March|April|May|June|July|August|September|October|November|December|[a-z]day"
)
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b(?!\s?[ap]\.?m)"
    r"|\b(?:(?:12|twelve)\s+)?(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """What a text says of a date; None for what it does not say. ``until`` is the last two digits of a second year."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    until: int | None
    start: int
    end: int

    def agrees(self, source: Day) -> bool:
        """True when everything said here is said by ``source`` or follows from it."""
        return (
            self.until == source.until
            and all(
                ours is None or ours == theirs
                for ours, theirs in (
                    (self.year, source.year),
                    (self.month, source.month),
                    (self.day, source.day),
                )
            )
            and self.weekday in (None, source.weekday, source.calendar_weekday)
        )

    @property
    def calendar_weekday(self) -> int | None:
        """The weekday that the date fell on, Monday 0; None for less than a whole date or no real one."""
        try:
            return date(self.year or 0, self.month or 0, self.day or 0).weekday()
        except ValueError:
            return None

    @property
    def is_whole(self) -> bool:
        return None not in (self.year, self.month, self.day)


@dataclass(frozen=True)
class Clock:
    """A time of day in minutes after midnight."""

    minutes: int
    start: int
    end: int


def day_of(day: date) -> Day:
    """A calendar date as said in full."""
    return Day(day.year, day.month, day.day, day.weekday(), None, 0, 0)


def in_year_of(day: Day, met: date | None) -> Day:
    """A date without a year as the year of a meeting makes it; any other date as it is."""
    if met is None or day.year is not None or day.month is None:
        return day
    return replace(day, year=met.year)


def days(text: str) -> list[Day]:
    """Every date of a text, in order, each character used once and the fullest reading first."""
    found: list[Day] = []
    if not _LIKELY.search(text):
        return found
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            day = _day(match)
            if day is not None and not any(day.start < each.end and each.start < day.end for each in found):
                found.append(day)
    return sorted(found, key=lambda each: each.start)


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _month(parts.get("month"))
    day = int(parts["day"]) if parts.get("day") else None
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    year, until = parts.get("year"), parts.get("until")
    weekday = parts.get("weekday")
    return Day(
        int(year) if year else None,
        month,
        day,
        _DAYS.index(weekday.lower()) if weekday else None,
        int(until[-2:]) if until else None,
        match.start(),
        match.end(),
    )


def _month(name: str | None) -> int | None:
    if name is None:
        return None
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower()[:3]))


def clocks(text: str) -> list[Clock]:
    """Every time of day of a text, in order; noon is 720, midnight 0."""
    found: list[Clock] = []
    if not any(character.isdigit() for character in text) and "noon" not in text and "mid" not in text:
        return found
    for match in _TIME.finditer(text):
        minutes = _minutes(match)
        if minutes is not None:
            found.append(Clock(minutes, match.start(), match.end()))
    return found


def _minutes(match: re.Match[str]) -> int | None:
    word = match.group("word")
    if word:
        return 0 if word.lower() == "midnight" else 720
    if match.group("hour24"):
        return 60 * int(match.group("hour24")) + int(match.group("minute24"))
    hour, minute = int(match.group("hour")), int(match.group("minute") or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return 60 * (hour % 12 + (12 if match.group("half").lower() == "p" else 0)) + minute
