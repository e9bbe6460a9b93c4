"""Times that a question names: days, months, quarters, financial years, and the stretches made of them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.papers import Span
from ingest.structure.dates import dates_in

_NAMES = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_FINANCIAL = rf"(?P<begins>{_YEAR})\s?(?:/|-|\u2013|\bto\b)\s?(?P<ends>(?:19|20)?\d\d)(?![\d/-])"
_JOINT = r"\s*(?:,\s*(?:and\s+)?|and|&|or|to|until|-|\u2013)\s*"
_MONTHS = re.compile(
    rf"\b(?P<months>{_MONTH}\.?(?:{_JOINT}{_MONTH}\.?)*)(?:,|\s+of)?\s+(?P<year>{_YEAR})\b", re.IGNORECASE
)
_MONTH_WORD = re.compile(rf"\b{_MONTH}\b", re.IGNORECASE)
_BARE_MONTH = re.compile(
    rf"\b(?i:in|on|during)\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>(?=[A-Z])(?i:{_MONTH}))\b"
    rf"(?!\.?,?\s+(?:of\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?{_YEAR})(?!\s+(?:and|or|to)\b)"
)
_MONTH_OF_MEETING = re.compile(
    rf"\b(?P<month>(?=[A-Z])(?i:{_MONTH}))(?!\.?,?\s+(?:of\s+)?\d)(?:'s)?\s+(?:[\w'-]+\s+){{0,4}}?"
    r"(?i:meeting|minutes|agenda|session|sitting)\b"
)
_CAPITAL_MONTH = rf"(?P<month>(?=[A-Z])(?i:{_MONTH}))\b"
_NO_YEAR = (
    rf"(?!\.?,?\s+(?:of\s+)?{_YEAR})"
    rf"(?!\s*(?:-|\u2013|\b(?:and|or|to|until)\b)\s*(?:\d{{1,2}}\s+)?(?i:{_MONTH})\b)"
)
_MONTH_IN_QUESTION = re.compile(
    rf"\b(?P<lead>(?i:in|on|during|of|from|at))\s+(?:the\s+)?(?:\w+day,?\s+)?"
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_CAPITAL_MONTH}"
    rf"(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?{_NO_YEAR}(?!\s*\d)"
)
_NOT_ONE = re.compile(
    r"\b(?:to|before|after|until|till|since|by|ahead\s+of|in\s+time\s+for|for|next|each|every|annual|between)\s+"
    r"(?:the\s+|its\s+|a\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Words before the month of a meeting that something is to be done by, or that comes again and again."""
_SITTING_BEFORE = re.compile(
    r"\b(?P<what>meeting|minutes|agenda|session|sitting)\s+(?:(?:that\s+was\s+|was\s+)?held\s+)?$",
    re.IGNORECASE,
)
_QUARTER_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_QUARTER_NAME = rf"(?:\bQ(?P<figure>[1-4])|\b(?P<word>{'|'.join(_QUARTER_WORDS)})\s+quarter)"
_QUARTER = re.compile(
    rf"{_QUARTER_NAME},?\s+(?:of\s+|in\s+)?(?:the\s+)?(?:financial\s+year\s+|FY\s?)?"
    rf"(?:{_FINANCIAL}|(?P<year>{_YEAR}))\b",
    re.IGNORECASE,
)
_FINANCIAL_YEAR = re.compile(
    rf"\b(?:(?:financial|fiscal|municipal)\s+year\s+|FY\s?)?{_FINANCIAL}", re.IGNORECASE
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_SEASON = re.compile(rf"\b(?P<season>{'|'.join(_SEASONS)})\s+(?:of\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE)
_PLAIN_YEAR = re.compile(
    r"\b(?:in|during|since|before|after|until|till|from|between|and|to|of|throughout|year|early|mid|late|than)[\s-]+"
    rf"(?P<year>{_YEAR})\b(?![,.]?\d|\s*(?:%|per\s+cent))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?P<which>last|this|the\s+(?:previous|current))\s+year\b", re.IGNORECASE)
_LEAD = re.compile(
    r"\b(?P<word>since|from|after|before|until|till|up\s+to|earlier\s+than|later\s+than|between)\s+(?:the\s+)?"
    r"(?:(?:end|start|beginning)\s+of\s+)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
_OF_A_MEETING = re.compile(
    r"\s+(?:[\w'-]+\s+){0,6}?(?:meeting|minutes|agenda|session|sitting|agm)\b", re.IGNORECASE
)
"""What follows on a date that says which meeting something is from, and not from when on."""
_WITHIN = re.compile(
    r"\b(?:in|on|during|over|throughout|for|of|at)\s+(?:the\s+)?(?:\w+day,?\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class DateRange:
    """First and last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Period:
    """A time as a question names it: the days, and where its words stand, the preposition among them.

    ``is_sharp`` is True for days, months and quarters, which are about as long as from one meeting to the
    next; a year says less of which meeting is meant. ``day`` is the day itself where one is named, also where
    the period runs up to it or on from it.
    """

    days: DateRange
    span: Span
    is_sharp: bool
    lead: str = ""
    day: date | None = None


def periods(question: str, latest: Callable[[], date | None] | None = None) -> tuple[Period, ...]:
    """The times that a question names, in order; none overlaps another.

    "Last year" is relative to ``latest``, the day of the latest meeting in the library, not to the clock: a
    library that ends in 2020 has no other year to speak of. Without it, such words name no time. A financial
    year runs from 1 April to 31 March; a quarter of it is counted from April, one of a plain year from January.
    """
    return tuple(_stretched(question, _apart(question, latest)))


def _apart(question: str, latest: Callable[[], date | None] | None) -> list[Period]:
    """The times in order, the fullest reading of each."""
    found: list[Period] = []
    for period in _named(question, latest):
        if not any(period.span.overlaps(each.span) for each in found):
            found.append(period)
    return sorted(found, key=lambda each: each.span.start)


def months_named(question: str) -> frozenset[str]:
    """The months, by their full names, that are named without a year: "in May", "at the May meeting"."""
    return frozenset(
        _NAMES[_month_number(match.group("month")) - 1].title()
        for pattern in (_BARE_MONTH, _MONTH_OF_MEETING)
        for match in pattern.finditer(question)
    )


@dataclass(frozen=True)
class BareMonth:
    """A month, or a day in one, that is named without a year.

    ``words`` are those that name it, ``span`` where the month stands with its preposition. ``is_of_meeting`` is True
    where a meeting is named by it; else it is when something was decided or said.
    """

    month: int
    day: int | None
    span: Span
    words: str
    lead: str
    is_of_meeting: bool


def bare_months(question: str) -> tuple[BareMonth, ...]:
    """The months without a year that a meeting is named by, or that end a question on what was done in them."""
    found: list[BareMonth] = []
    for match in _MONTH_OF_MEETING.finditer(question):
        if not _NOT_ONE.search(question[: match.start()]):
            number = _month_number(match.group("month"))
            found.append(BareMonth(number, None, Span(*match.span("month")), match.group(), "at", True))
    for match in _MONTH_IN_QUESTION.finditer(question):
        if any(each.span.overlaps(Span(*match.span())) for each in found):
            continue
        sitting = _SITTING_BEFORE.search(question[: match.start()])
        if sitting is not None and _NOT_ONE.search(question[: sitting.start()]):
            continue
        is_last = not any(character.isalnum() for character in question[match.end() :])
        lead, day = match.group("lead").lower(), match.group("before") or match.group("after")
        if sitting is None and (lead not in ("in", "on", "during") or not is_last):
            continue
        start = sitting.start() if sitting else match.start()
        found.append(
            BareMonth(
                _month_number(match.group("month")),
                int(day) if day else None,
                Span(*match.span()),
                question[start : match.end()],
                lead,
                is_of_meeting=sitting is not None,
            )
        )
    return tuple(sorted(found, key=lambda each: each.span.start))


def sharp_days(text: str) -> tuple[DateRange, ...]:
    """The days, months and quarters that a text names, in order, whatever stands before them."""
    return tuple(each.days for each in _apart(text, None) if each.is_sharp)


def _named(question: str, latest: Callable[[], date | None] | None) -> Iterator[Period]:
    for found in dates_in(question):
        yield Period(DateRange(found.day, found.day), found.span, is_sharp=True)
    for match in _MONTHS.finditer(question):
        yield from _months(match)
    for match in _QUARTER.finditer(question):
        number = int(match.group("figure") or _QUARTER_WORDS[(match.group("word") or "").lower()])
        begins = match.group("begins")
        first = _add_months(int(begins or match.group("year")), 4 if begins else 1, 3 * (number - 1))
        yield Period(_from_month(first, 3), Span(*match.span()), is_sharp=True)
    for match in _SEASON.finditer(question):
        first = date(int(match.group("year")), _SEASONS[match.group("season").lower()], 1)
        yield Period(_from_month(first, 3), Span(*match.span()), is_sharp=True)
    for match in _FINANCIAL_YEAR.finditer(question):
        begins = int(match.group("begins"))
        if (begins + 1) % 100 == int(match.group("ends")[-2:]):
            yield Period(_from_month(date(begins, 4, 1), 12), Span(*match.span()), is_sharp=False)
    for match in _PLAIN_YEAR.finditer(question):
        yield Period(_whole_year(int(match.group("year"))), Span(*match.span("year")), is_sharp=False)
    for match in _RELATIVE.finditer(question):
        day = latest() if latest else None
        if day is not None:
            year = day.year if match.group("which").lower().endswith(("this", "current")) else day.year - 1
            yield Period(_whole_year(year), Span(*match.span()), is_sharp=False, lead="in")


def _months(match: re.Match[str]) -> Iterator[Period]:
    """Each month of a list ("February and March 2026"), all of the year that ends it."""
    words = list(_MONTH_WORD.finditer(match.string, match.start("months"), match.end("months")))
    year = int(match.group("year"))
    for number, word in enumerate(words):
        end = match.end() if number == len(words) - 1 else word.end()
        days = _from_month(date(year, _month_number(word.group()), 1), 1)
        yield Period(days, Span(word.start(), end), is_sharp=True)


def _stretched(question: str, found: list[Period]) -> Iterator[Period]:
    """The periods with what their prepositions make of them: between two, from one on, up to one."""
    waiting = list(found)
    while waiting:
        period = waiting.pop(0)
        lead = _LEAD.search(question, 0, period.span.start)
        word = " ".join(lead.group("word").lower().split()) if lead else ""
        start = lead.start() if lead else period.span.start
        if word == "from" and _OF_A_MEETING.match(question, period.span.end):
            yield Period(period.days, Span(start, period.span.end), period.is_sharp, "at")
            continue
        joint = question[period.span.end : waiting[0].span.start].strip().lower() if waiting else None
        pairs = (
            ("and", "to")
            if word == "between"
            else ("to", "until", "till", "up to")
            if word == "from"
            else ("to",)
        )
        if waiting and joint in (*pairs, "-", "\u2013"):
            until = waiting.pop(0)
            days = DateRange(period.days.first, max(period.days.last, until.days.last))
            yield Period(days, Span(start, until.span.end), is_sharp=False, lead=word or "between")
        elif word and word != "between":
            days, day = _open_ended(word, period.days), _single_day(period.days)
            yield Period(days, Span(start, period.span.end), is_sharp=False, lead=word, day=day)
        else:
            within = _WITHIN.search(question, 0, period.span.start)
            start = within.start() if within else period.span.start
            lead_word = within.group().split()[0].lower() if within else period.lead
            yield Period(period.days, Span(start, period.span.end), period.is_sharp, lead_word)


def _single_day(days: DateRange) -> date | None:
    return days.first if days.first == days.last else None


def _open_ended(word: str, days: DateRange) -> DateRange:
    if word in ("since", "from"):
        return DateRange(days.first, date.max)
    if word in ("after", "later than"):
        return DateRange(days.last + timedelta(days=1), date.max)
    if word in ("before", "earlier than"):
        return DateRange(date.min, days.first - timedelta(days=1))
    return DateRange(date.min, days.last)


def _month_number(word: str) -> int:
    return next(number for number, name in enumerate(_NAMES, start=1) if name.startswith(word[:3].lower()))


def _from_month(first: date, n_months: int) -> DateRange:
    """From the first of a month to the last day of the ``n_months``-th month, itself counted."""
    last = _add_months(first.year, first.month, n_months - 1)
    return DateRange(first, last.replace(day=calendar.monthrange(last.year, last.month)[1]))


def _add_months(year: int, month: int, more: int) -> date:
    years, months = divmod(month - 1 + more, 12)
    return date(year + years, months + 1, 1)


def _whole_year(year: int) -> DateRange:
    return DateRange(date(year, 1, 1), date(year, 12, 31))
