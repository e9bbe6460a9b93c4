"""Amounts in a text in one form, however written: 9.4m is 9,400,000, five is 5, a quarter is 25 per cent.

An amount keeps what it is an amount of (a sum of money, a share, a unit of time or distance, a plain count)
and how it is bounded (at least, up to, about), since changing either changes what is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {
    "hundred": 100,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
    "dozen": 12,
}
_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_UNITS = {
    "second": "second",
    "minute": "minute",
    "min": "minute",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "fortnight": "fortnight",
    "month": "month",
    "year": "year",
    "mile": "mile",
    "kilometre": "kilometre",
    "km": "kilometre",
    "metre": "metre",
    "mph": "mph",
    "tonne": "tonne",
    "kg": "kilogram",
    "litre": "litre",
    "hectare": "hectare",
    "acre": "acre",
    "degree": "degree",
    "pence": "p",
    "p": "p",
    "pound": "\u00a3",
    "euro": "\u20ac",
    "dollar": "$",
}
_MONEY = frozenset("\u00a3\u20ac$")
_LONGEST_FIRST = "|".join(sorted(_ONES, key=len, reverse=True))
_SPELT = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|(?:{_LONGEST_FIRST}))"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>[\u00a3\u20ac$])?\s?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th)?|(?P<spelt>\b{_SPELT}\b))"
    rf"(?:(?:\s|-)?(?P<scale>hundred|thousand|million|billion|dozen)s?\b|(?P<letter>k|mn?|bn)\b)?"
    rf"(?P<share>\s?%|\s?per\s?cent\b)?",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\b(?:a|an|one)\s+(?P<scale>hundred|thousand|million|billion|dozen)\b", re.IGNORECASE)
_RATIO = re.compile(
    rf"\b(?P<part>\d+|{_SPELT})\s+(?:in\s+(?:every\s+)?|out\s+of\s+every\s+)(?P<whole>\d+|{_SPELT})\b(?!\s*[%/])",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?:(?P<n>{_SPELT}|a|an)[\s-]+)?(?P<part>half|halves|thirds?|quarters?|fifths?|sixths?|tenths?)\b"
    r"(?!\s*-?\s*(?:year|yearly|hour|hourly|past|\d))",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]*((?:working|calendar|clear|full|whole|more|further|consecutive)\s+)?([a-z]+)", re.IGNORECASE
)


class Bound(StrEnum):
    """How an amount is bounded by the words before it."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    LEAST = "at least"
    MOST = "at most"
    ABOVE = "above"
    BELOW = "below"


_BOUNDS = (
    (
        Bound.LEAST,
        re.compile(
            r"(?:at least|not less than|no less than|no fewer than|not fewer than|a minimum of|minimum of)$"
        ),
    ),
    (
        Bound.MOST,
        re.compile(
            r"(?:at (?:the )?most|not more than|no more than|up to|as many as|a maximum of|maximum of|within)$"
        ),
    ),
    (Bound.NEARLY, re.compile(r"(?:nearly|almost|just under|a little under|not quite|just short of)$")),
    (Bound.BELOW, re.compile(r"(?:less than|fewer than|lower than|under|below)$")),
    (
        Bound.ABOVE,
        re.compile(
            r"(?:more than|greater than|higher than|over|above|in excess of|exceeding|just over|a little over)$"
        ),
    ),
    (Bound.ABOUT, re.compile(r"(?:about|around|roughly|approximately|some|circa|approx\.?|estimated)$")),
)
_BOUNDS_AFTER = (
    (
        Bound.LEAST,
        re.compile(r"[\s-]*(?:minimum\b|or (?:more|over|above|older|longer|higher|better)\b|at least\b|\+)"),
    ),
    (
        Bound.MOST,
        re.compile(r"[\s-]*(?:maximum\b|or (?:fewer|less|under|below|younger|lower)\b|at (?:the )?most\b)"),
    ),
    (Bound.ABOUT, re.compile(r"[\s-]*or so\b")),
)
_TIMES = frozenset("second minute hour day week fortnight month year".split())
_DURING = re.compile(r"(?<!just )(?<!little )\bover$")
"""Over three years: as often in the course of them as more than them; what the source has is compared word for word."""


@dataclass(frozen=True)
class Amount:
    """``unit`` is a currency sign, "share", a unit of measure, or "" for a plain count; ``value`` is exact.

    A share is between 0 and 1 for 0 to 100 per cent. ``start`` and ``end`` are characters of the text.
    """

    value: Fraction
    unit: str
    bound: Bound
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        return self.unit in _MONEY

    def is_same(self, other: Amount) -> bool:
        """True for the same value of the same thing; a plain count agrees with a unit of measure."""
        if self.value != other.value:
            return False
        return self.unit == other.unit or (
            self._may_be_plain and other._may_be_plain and self._is_open(other)
        )

    @property
    def _may_be_plain(self) -> bool:
        return not self.is_money and self.unit != "share"

    def _is_open(self, other: Amount) -> bool:
        return not self.unit or not other.unit


def amounts(text: str) -> list[Amount]:
    """Every amount of a text in order; dates and times of day should be blanked out before."""
    taken: list[tuple[int, int]] = []
    found: list[Amount] = []
    for match in _RATIO.finditer(text):
        whole = _value(match.group("whole"))
        if whole > _value(match.group("part")) > 0:
            _keep(found, taken, text, match, Fraction(_value(match.group("part"))) / whole, "share")
    for match in _FRACTION.finditer(text):
        value = _fraction(match)
        if value is not None:
            _keep(found, taken, text, match, value, "share")
    for match in _ROUND.finditer(text):
        _keep(found, taken, text, match, Fraction(_SCALES[match.group("scale").lower()]), None)
    for match in _AMOUNT.finditer(text):
        _keep(found, taken, text, match, _full_value(match), _unit_of(match))
    return sorted(found, key=lambda each: each.start)


def _keep(
    found: list[Amount],
    taken: list[tuple[int, int]],
    text: str,
    match: re.Match[str],
    value: Fraction,
    unit: str | None,
) -> None:
    start, end = match.start(), match.end()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if any(start < other_end and other_start < end for other_start, other_end in taken):
        return
    taken.append((start, end))
    if unit is None:
        unit, end = _unit_after(text, end)
    found.append(Amount(value, unit, _bound_of(text, start, end, unit), start, end))


def _unit_of(match: re.Match[str]) -> str | None:
    if match.group("sign"):
        return match.group("sign")
    return "share" if match.group("share") else None


def _full_value(match: re.Match[str]) -> Fraction:
    value = _value(match.group("digits") or match.group("spelt"))
    scale = match.group("scale") or match.group("letter")
    if scale:
        value *= _SCALES[scale.lower()]
    return value / 100 if match.group("share") else value


def _value(text: str) -> Fraction:
    text = text.lower().replace(",", "")
    if text[0].isdigit():
        return Fraction(text)
    return Fraction(sum(_VALUES[part] for part in text.split("-")))


def _fraction(match: re.Match[str]) -> Fraction | None:
    """The share that "a third" or "two thirds" is; None for "the third" and "every quarter"."""
    part, count = match.group("part").lower(), (match.group("n") or "").lower()
    if not count and part != "half":
        return None
    base = _PARTS["half" if part.startswith("hal") else part.removesuffix("s")]
    n = Fraction(1) if count in ("", "a", "an") else _value(count)
    return n / base if n < base else None


def _unit_after(text: str, end: int) -> tuple[str, int]:
    match = _UNIT.match(text, end)
    if match is None:
        return "", end
    word = match.group(2).lower()
    unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
    return (unit, end if match.group(1) else match.end()) if unit else ("", end)


def _bound_of(text: str, start: int, end: int, unit: str) -> Bound:
    """The bound that the words before an amount give it, or those after it: "3% minimum", "eight or more"."""
    before = " ".join(text[max(0, start - 24) : start].lower().split())
    found = next((bound for bound, pattern in _BOUNDS if pattern.search(before)), Bound.EXACT)
    if found is Bound.ABOVE and unit in _TIMES and _DURING.search(before):
        return Bound.EXACT
    if found is Bound.EXACT:
        after = text[end : end + 16].lower()
        return next((bound for bound, pattern in _BOUNDS_AFTER if pattern.match(after)), Bound.EXACT)
    return found
