"""When a meeting begins, as its papers print it beside the date. No time zone: papers name none."""

from __future__ import annotations

import re
from datetime import time

from ingest.papers import Origin, Span, Stated
from ingest.structure.opening import line_around

_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])(?:\s?[.:]\s?(?P<minute>[0-5]\d))?\s*"
    r"(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<noon>noon\b)|(?:hours|hrs)\b)?"
)
_MILITARY = r"(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s*(?:hours|hrs)\b"
_END = (
    r"(?:\s*(?:-|\u2013|\u2014|to|until)\s*(?P<end>(?:[01]?\d|2[0-3]))(?:[.:][0-5]\d)?"
    r"\s*(?P<end_half>[ap])\.?\s?m\b)?"
)
_TIME = re.compile(rf"(?:{_MILITARY}|(?P<word>noon|midday)\b|{_CLOCK}{_END})(?![\w/])", re.IGNORECASE)
_SURELY_MORNING = 8
"""No committee meets before this hour; "7.30" is said of the evening too."""
_AFTER_FIGURES = re.compile(r"\s*(?:$|\n|[,;.)\u2013\u2014-]|(?:hours|hrs|in|at|to|until)\b)", re.I)
_LABEL = re.compile(
    r"^\W*(?:start(?:s|ing)?\s+)?(?:time|(?P<at>at))\s*[:|\t]?\s*(?:\|\s*)?(?=\d|noon|midday)", re.I | re.M
)
_HAPPENED = re.compile(
    r"[^\n]*\b(?:adjourned|arrived|came|closed|ended|entered|finished|joined|left|moved|opened|reconvened|resumed|returned|"
    r"rose|took|went|withdrew)\b"
)
"""What a line tells that was done at the time that it begins with."""
_AFTER_DATE = re.compile(
    r"[\s,|;.\u2013\u2014-]*(?:\(?(?:commencing|starting|beginning)\s+)?(?:at|from|@)?\s*(?=\d|noon|midday)",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(
    r"\bat\s+(?P<rest>[^\n]{1,24}?),?\s+on\s+(?:\w+day,?\s+)?(?:the\s+)?$", re.IGNORECASE
)


def meeting_time(opening: str, day: Span) -> Stated[time] | None:
    """The time that stands with the meeting date at ``day``: after it, on the next line, before it, or labelled.

    Of a range ("7.30 to 9 pm") it is the first. What can be morning or evening ("7.30") is no time.
    """
    line = line_around(opening, day)
    after = _AFTER_DATE.match(opening, day.end)
    if after and "\n" in after.group() and _HAPPENED.match(opening, after.end()):
        after = None
    before = _BEFORE_DATE.search(opening, line.start, day.start)
    places = [each.end() for each in (after, _label(opening)) if each]
    if before:
        places.insert(0, before.start("rest"))
    for place in places:
        match = _TIME.match(opening, place)
        begins = None if match is None else _begins(match)
        if match is not None and begins is not None:
            words = " ".join(match.group().split())
            return Stated(begins, Origin.READ, f"\u201c{words}\u201d in the opening")
    return None


def _label(opening: str) -> re.Match[str] | None:
    """What leads in a time at the beginning of a line; "At 8.15 pm the Board went on" tells of a later one."""
    for label in _LABEL.finditer(opening):
        if not (label.group("at") and _HAPPENED.match(opening, label.end())):
            return label
    return None


def parse_time(text: str) -> time | None:
    """A time of day alone, such as ``14:00``, ``2.30 pm`` or ``noon``; None where it is none."""
    match = _TIME.fullmatch(text.strip())
    return None if match is None else _begins(match)


def _begins(match: re.Match[str]) -> time | None:
    if match.group("word"):
        return time(12)
    if match.group("military"):
        return time(int(match.group("military")[:2]), int(match.group("military")[2:]))
    hour, minute = int(match.group("hour")), int(match.group("minute") or 0)
    half = (match.group("half") or "").lower()
    if match.group("noon"):
        return time(12) if hour == 12 else None
    if not half and not match.group("minute") and not match.group("end_half"):
        return None
    if half and not 1 <= hour <= 12:
        return time(hour, minute) if half == "p" else None
    if half:
        return time(hour % 12 + 12 * (half == "p"), minute)
    if not match.group("end_half") and not _is_plain(hour, match):
        return None
    return time(_half_of_range(hour, match), minute)


def _is_plain(hour: int, match: re.Match[str]) -> bool:
    """Whether figures without "am" or "pm" are a time: not "2.04 Castle Street", nor "7.30", which can be either."""
    is_either = hour < _SURELY_MORNING and not match.group("hour").startswith("0")
    rest = match.string[match.end() : match.end() + 12]
    return not is_either and (":" in match.group() or bool(_AFTER_FIGURES.match(rest)))


def _half_of_range(hour: int, match: re.Match[str]) -> int:
    """The hour of "2 to 4 pm" as 14: the "pm" of the end goes for the beginning where that fits."""
    if (match.group("end_half") or "").lower() != "p" or not 1 <= hour <= 12:
        return hour
    end = int(match.group("end")) % 12 + 12
    return hour % 12 + 12 if hour % 12 + 12 < end else hour
