"""Lines and blocks: the text cut where a reader's eye would cut it, before anything is understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from ingest.papers import Span, Text

NUMBERED = re.compile(
    r"(?P<bullet>[-\u2013*]\s+)?(?P<number>\d{1,3}(?:[./]\d{1,4}){0,2})(?(bullet)(?P<listed>[.)])|(?P<stop>[.):]?))"
    r"(?=\s|$|[A-Z][a-z])\s*"
)
POINT = re.compile(r"(?P<point>\((?:[ivxl]{1,6}|[a-z]{1,2}|\d{1,2})\)|(?:[a-hj-z]|[ivx]{1,4})[.)](?=\s))\s*")
BULLET = re.compile(r"(?P<bullet>[-\u2013\u00b7\u2022\u25aa\u25cf*\uf0b7]|o(?=\s{2,}))\s+")
DECISION = re.compile(
    r"[*_]{0,3}(?:(?-i:(?:UNANIMOUSLY )?(?:RESOLVED|AGREED))\b[*_]{0,3}(?P<capitals>)|"
    r"(?:it\s+was\s+)?(?:unanimously\s+)?(?:resolved|agreed|decisions?|and\s+resolved|in\s+summary,?\s+it\s+was\s+agreed"
    r"(?:\s+that)?)(?:\s*unanimously)?\s*(?P<stop>:-|[:\u2013-]|that\b|,\s*that\b|$))",
    re.IGNORECASE,
)
_LABEL_LINE = re.compile(
    r"[A-Z][\w ()/'&-]{2,60}:$|(?:RESOLVED|AGREED|UNANIMOUSLY RESOLVED)\b(?:\s*\([^()]{1,80}\))?.{0,3}$"
)
_LETTERED = re.compile(r"\d{1,2}[A-Z][.)]\s")
_CAPTION = re.compile(r"(?:action|actions|decision|recommendation|minutes)s?\s*[:\u2013-]", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:,|\b(?:a|an|and|at|by|for|from|in|of|on|or|the|their|to|with))$")
_LABELLED = re.compile(r"[*_]{0,3}[A-Z][\w'\u2019()/&.-]*(?:\s+[\w'\u2019()/&.-]+){0,4}\s?:[*_]{0,3}(?=\s|$)")
"""A line that says first what stands on it: "Venue: the Town Hall"."""
_ROLL = re.compile(
    r"[*_]{0,3}(?-i:(?=[A-Z]))(?:(?:board|committee|council|councillors|members|governors|trustees|directors|staff|officers|also|those|others)\s+)*"
    r"(?:present|in\s+attendance|attendance|attendees|attending|apologies(?:\s+for\s+absence)?|absent|absences|sederunt|"
    r"observers)\b(?:\s*\([^)\n]{0,40}\))?\s*(?:(?P<names>:[*_]{0,3}\s+\S)|:?[*_]{0,3}$)",
    re.IGNORECASE,
)
"""A line that leads in those who were there, or were not, on it or on the lines below."""
_MARKING = re.compile(
    r"\b(?:not\s+for\s+publication|exempt|confidential|restricted|private)\b", re.IGNORECASE
)
TOLD = re.compile(r"\b(?:was|were|is|are|had|has|have|been|received|sent|that)\b")
_FEWEST_COMMAS = 2
"""As many part the names that run on over the lines; one name on a line has none, or one before its office."""
_LONGEST_HEADING = 90
_MOST_TITLE_WORDS = 12
_SMALL_WORDS = frozenset(
    "a an and as at by for from in into of on or per the to under with & - \u2013".split()
)
"""Words that titles write small."""
_WRAPPED_WIDTH = 200
"""Lines longer than this, in characters, are whole paragraphs: the paper is not hard-wrapped."""


@dataclass(frozen=True)
class Block:
    """A paragraph, list entry, heading or table row. ``has_gap`` says that a blank line stands before it.

    ``level`` is that of a heading which the format itself marks, 1 the highest; 0 for everything else.
    ``is_attendee`` tells that it names one of those who were there, on a line of its own.
    """

    span: Span
    text: str
    is_heading: bool = False
    level: int = 0
    is_row: bool = False
    has_gap: bool = False
    is_attendee: bool = False


@dataclass(frozen=True)
class _Line:
    span: Span
    text: str
    level: int
    has_gap: bool
    is_attendee: bool = False

    @property
    def is_heading(self) -> bool:
        return self.level > 0


def blocks(text: Text) -> list[Block]:
    """The blocks of a paper in order; together they hold every character that is not white space."""
    found: list[Block] = []
    group: list[_Line] = []
    lines = list(_with_attendees(_lines(text)))
    width = _usual_width(lines)
    marked = _beside_marking(lines)
    for number, line in enumerate(lines):
        if group and (
            _starts_block(group, line, width) or (number not in marked and _begins_label(group, line))
        ):
            found.append(_block(text.content, group))
            group = []
        group.append(line)
    if group:
        found.append(_block(text.content, group))
    return found


def _lines(text: Text) -> Iterator[_Line]:
    headings = [heading.span for heading in text.headings]
    gap, position, upcoming = True, 0, 0
    for raw in text.content.split("\n"):
        start, position = position, position + len(raw) + 1
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        first = start + len(raw) - len(raw.lstrip())
        span = Span(first, first + len(stripped))
        while upcoming < len(headings) and headings[upcoming].end <= span.start:
            upcoming += 1
        is_heading = upcoming < len(headings) and headings[upcoming].overlaps(span)
        if is_heading and span.holds(headings[upcoming]):
            span = headings[upcoming]  # without the signs that mark it as a heading
        level = text.headings[upcoming].level if is_heading else 0
        yield _Line(span, text.content[span.start : span.end], level, gap)
        gap = False


def _with_attendees(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines, with those marked that each name one who was there, below a line that only leads them in."""
    in_roll, is_first = False, False
    for line in lines:
        roll = _ROLL.match(line.text)
        if roll:
            in_roll, is_first = not roll.group("names"), True
            yield line
            continue
        in_roll = in_roll and (is_first or not line.has_gap) and _can_name_one(line)
        is_first = False
        is_attendee = in_roll and line.text[0].isupper() and not _LABELLED.match(line.text)
        yield replace(line, is_attendee=True) if is_attendee else line


def _can_name_one(line: _Line) -> bool:
    """Whether a line can be the name of somebody, with an office or a place behind it."""
    if line.is_heading or is_row(line.text) or begins_entry(line.text) or line.text[-1] in ".;":
        return False
    is_short = len(line.text) <= _LONGEST_HEADING and line.text.count(",") < _FEWEST_COMMAS
    return is_short and not TOLD.search(line.text)


def _usual_width(lines: list[_Line]) -> int:
    """The width in characters at which this paper's lines wrap: its 80th percentile."""
    widths = sorted(len(line.text) for line in lines)
    return widths[int(len(widths) * 0.8)] if widths else 0


def _starts_block(group: list[_Line], line: _Line, width: int) -> bool:
    previous = group[-1]
    if line.has_gap or is_row(line.text) or is_row(previous.text) or line.is_heading or previous.is_heading:
        return True
    if begins_entry(line.text) or _LABEL_LINE.match(previous.text) or _CAPTION.match(line.text):
        return True
    if DECISION.match(line.text) and line.text[0].isupper():
        return True
    if previous.text[-1] not in ".:;!?" and (line.text[0].islower() or _OPEN_END.search(previous.text)):
        return False
    if width > _WRAPPED_WIDTH or (previous.text[-1] in ".;" and looks_titled(line.text)):
        return True
    is_short = len(previous.text) < 0.72 * width
    return is_short and (previous.text[-1] in ".:;!?" or line.text[0].isupper())


def _begins_label(group: list[_Line], line: _Line) -> bool:
    """Whether a line goes on with what is told under labels, or with the names of those who were there."""
    previous = group[-1]
    if _ROLL.match(line.text) or (_LABELLED.match(line.text) and _LABELLED.match(group[0].text)):
        return True
    is_below = previous.is_attendee or bool(_ROLL.match(previous.text))
    return line.is_attendee and is_below and previous.text[-1] != ","


def _beside_marking(lines: list[_Line]) -> frozenset[int]:
    """The numbers of the lines that no gap parts from a marking: a block of their own would not be marked."""
    paragraphs = list(accumulate(line.has_gap for line in lines))
    marked = {place for place, line in zip(paragraphs, lines, strict=True) if _MARKING.search(line.text)}
    return frozenset(number for number, place in enumerate(paragraphs) if place in marked)


def looks_titled(text: str) -> bool:
    """True for a short line that starts with a capital and ends like no sentence: it can be a heading."""
    if not 3 <= len(text) <= _LONGEST_HEADING or text[-1] in ".:;,?!" or not text[0].isupper():
        return False
    return len(text.split()) <= 14 and not any(mark in text for mark in (":", "\t", "@", " | "))


def is_in_title_case(text: str) -> bool:
    """True for a few words that end like no sentence and of which all but the small ones begin with a capital."""
    words = [word.strip("()[]|*_\"'\u2018\u2019\u201c\u201d") for word in text.split()]
    if not 1 <= len(words) <= _MOST_TITLE_WORDS or text[-1] in ".:;,?!":
        return False
    told = [word for word in words if word and word.lower() not in _SMALL_WORDS]
    return any(word[0].isupper() for word in told) and not any(word[0].islower() for word in told)


def begins_entry(text: str) -> bool:
    """True when the line opens with a number, point or bullet of a list."""
    if BULLET.match(text) or POINT.match(text) or _LETTERED.match(text):
        return True
    number = NUMBERED.match(text)
    return bool(number and (is_marked(number) or not text[number.end() :]))


def is_marked(number: re.Match[str]) -> bool:
    """True when a match of `NUMBERED` is a label and not a figure that happens to come first."""
    return bool(number.group("stop") or number.group("listed") or re.search(r"[./]", number.group("number")))


def mark_length(text: str) -> int:
    """Characters of the list marks at the start: bullet, point, paragraph number."""
    length = 0
    for pattern in (BULLET, NUMBERED, POINT):
        mark = pattern.match(text, length)
        if mark and mark.end() < len(text) and (pattern is not NUMBERED or is_marked(mark)):
            length = mark.end()
    return length


def is_row(text: str) -> bool:
    """True when the line is a table row: cells joined by `` | ``."""
    return " | " in text


def _block(content: str, group: list[_Line]) -> Block:
    span = Span(group[0].span.start, group[-1].span.end)
    return Block(
        span,
        content[span.start : span.end],
        is_heading=group[0].is_heading,
        level=group[0].level,
        is_row=is_row(group[0].text),
        has_gap=group[0].has_gap,
        is_attendee=group[0].is_attendee,
    )
