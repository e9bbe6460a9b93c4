"""Figures, dates and names in a sentence: what an answer must not get wrong."""

from __future__ import annotations

import re

from ingest.structure.dates import DATE
from ingest.structure.terms import words

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = (
    rf"(?:\b(?:{_DAY}\s*(?:and|or|to|,|[-\u2013])\s*){{0,4}}{_DAY}\s+(?:of\s+)?{_MONTH}\b|"
    rf"\b{_MONTH}\s+{_DAY}\b(?![:.]\d))"
)
"""One day of a month or several: "4th and 5th June", "the 7th of October", "October 7th"."""
_DAY_MONTH = re.compile(
    rf"{_DAYS}|\b{_MONTH}\s+(?:19|20)\d\d\b|\b(?:19|20)\d\d\b|"
    rf"\b(?:in|by|until|till|since|during|before|after|(?:early|mid|late)(?:\s+in)?)[\s-]+{_MONTH}\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:venue|room|hall|centre|building|chamber|house|station|street|road|suite|offices?|library|school|church|"
    r"cathedral|park|hotel|pavilion|theatre)\b",
    re.I,
)
_COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|"
    r"nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|half|quarters?|thirds?|dozen|hundred|thousand|million)\b",
    re.I,
)
_NOT_COUNTED = re.compile(
    rf"\b(?:appendix|item|paragraph|para|annex|recommendation|page|section|phase|minute)\s+\d+\b|"
    rf"{_DAYS}(?:,?\s+(?:19|20)\d\d)?(?:,?\s+\d{{1,2}}\.\d\d\b)?|"
    r"\b(?:19|20)\d\d(?:/\d\d)?\b|\bno\.\s*\d+|\b[012]?\d(?:[.:][0-5]\d)?\s?[ap]\.?m\b|"
    r"\b(?:no|any|every)[\s-]one\b|\bone\s+(?:another|of)\b|\b[A-Z]+\d+\b|"
    r"(?<![\d\u00a3$.])[012]?\d:[0-5]\d\b|\b[012]?\d\.[0-5]\d\s?[-\u2013]\s?[012]?\d\.[0-5]\d\b",
    re.I,
)
_NAME = re.compile(
    r"[a-z,.]\s+[A-Z][a-z]+\s+(?:and\s+)?[A-Z]|^\W*(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\b|"
    r"[A-Z]{2,} [A-Z]{3,}|\b[A-Z]{4,}\b|\bAction:\s*[A-Z]"
)
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)"
_TIME_SPAN = re.compile(
    rf"\b(?:within|after|in|for|every|over|next)\s+(?:the\s+)?(?:next\s+)?{_COUNT}\s+(?:working\s+)?"
    r"(?:days?|weeks?|months?|years?)\b|"
    rf"\b{_COUNT}\s+(?:working\s+)?(?:days?|weeks?|months?|years?)\s+(?:after|before|from|later)\b|"
    r"\b(?:next|following|future|each|every)\s+(?:meeting|month|year|quarter)\b|"
    r"\b(?:annually|monthly|quarterly|weekly)\b",
    re.IGNORECASE,
)
_LENGTH_OF_TIME = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)[\s-]+(?:\w+\s+)?"
    r"(?:minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?|decades?)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(
    r"\b(?:minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?|decades?|long(?:er|est)?|old(?:er|est)?|"
    r"age[ds]?|often|terms?|periods?|duration|times?|notice|wait\w*|delay\w*|late)\b",
    re.IGNORECASE,
)
"""Words with which a length of time may be asked for."""
_SHARE = re.compile(
    r"\d\s?%|\bper\s?cent\b|\b(?:half|thirds?|quarters?|fifths?|tenths?)\b|\(%\)", re.IGNORECASE
)
_MONEY = re.compile(
    r"[\u00a3\u20ac$]\s?\d|\b\d[\d,.]*\s*(?:pounds?|p)\b|\([\u00a3\u20ac$]\w{0,4}\):\s*\d", re.IGNORECASE
)
"""The last form is a cell under the name of its column: (\u00a3m): 118.6."""
_NUMBER = re.compile(r"(\d+(?:\.\d+)?%?)[a-z]{0,2}")
"""A figure with what may be written close to it: 9.4m, 10.00am."""


def has_number(text: str) -> bool:
    """True when the text counts or measures something: dates, years and reference numbers aside."""
    return bool(_COUNTED.search(_NOT_COUNTED.sub("", text)))


def without_dates_and_references(text: str) -> str:
    """The text without dates, years, times and numbers that name a paragraph or an item, which count nothing."""
    return _NOT_COUNTED.sub(" ", text)


def without_lengths_of_time(text: str) -> str:
    """The text without "two years" or "12 working days", which count nothing but time."""
    return _LENGTH_OF_TIME.sub(" ", text)


def asks_for_length_of_time(question: str) -> bool:
    """Whether a question for a number may mean a length of time."""
    return bool(_ASKS_TIME.search(question))


def has_money(text: str) -> bool:
    """True when the text names a sum of money."""
    return bool(_MONEY.search(text))


def has_date(text: str) -> bool:
    """True when the text names a day, a month with its year, or a year."""
    return bool(_DAY_MONTH.search(text) or DATE.search(text))


def has_time(text: str) -> bool:
    """True when the text says when: by a date, or by a time from something ("after six months")."""
    return has_date(text) or bool(_TIME_SPAN.search(text))


def has_share(text: str) -> bool:
    """True when the text gives a part of a whole: a percentage or a fraction."""
    return bool(_SHARE.search(text))


def has_place(text: str) -> bool:
    """True when the text names a kind of place where people meet."""
    return bool(_PLACE.search(text))


def has_name(text: str) -> bool:
    """True when the text holds a name or an abbreviation beyond its first word."""
    return bool(_NAME.search(text))


def numbers(text: str) -> frozenset[str]:
    """All figures of a text in one form: five is 5, 60,000 is 60000, 23rd is 23, 2025/26 is 2025 and 26."""
    parts = (part for word in words(text) for part in word.split("/"))
    return frozenset(match.group(1) for part in parts if (match := _NUMBER.fullmatch(part)))


def quantities(text: str) -> frozenset[str]:
    """The figures that count or measure something: dates, years and reference numbers left out."""
    return numbers(_NOT_COUNTED.sub(" ", text))
