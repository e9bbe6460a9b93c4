"""A sentence read for verifying: its words, amounts, dates and times in order, each in one form.

What is read here is only what the words are; holding one sentence against another is done elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from ingest.structure.terms import STOP_WORDS, fold, unbroken
from rag.checking.amounts import Amount, amounts
from rag.checking.lexicon import root
from rag.checking.moments import Clock, Day, clocks, days
from rag.checking.phrases import plain_words

Kind = Literal["word", "amount", "date", "time"]
READINGS_KEPT = 1024
"""Readings that a process remembers, some 4 kB each: those of several answers, or of a long briefing."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:['/-][A-Za-z0-9]+)*\.?(?=$|\W)|[#\d][\w/]*")
_QUOTED = re.compile(r'"([^"]{3,}?)"|(?<!\w)\'([^\']{3,}?)\'(?!\w)')
_CONTRACTIONS = (
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\bcan't\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bcannot\b", re.IGNORECASE), "can not"),
    (re.compile(r"(?<=[a-z])n't\b", re.IGNORECASE), " not"),
    (re.compile(r"(?<=[a-z])'ll\b", re.IGNORECASE), " will"),
)
_LIGHT = frozenset(
    "there one another upon within therefore however etc also said say ie eg via among amongst across along "
    "around against whose who whom none nobody nothing never without not no nor neither cannot".split()
)


@dataclass(frozen=True)
class Token:
    """One word, amount, date or time; ``key`` is its one form, ``lower`` the word as written, in lower case."""

    kind: Kind
    key: str
    lower: str
    start: int
    end: int
    is_content: bool = True
    is_capital: bool = False
    is_acronym: bool = False
    amount: Amount | None = None
    day: Day | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """A stretch of text with its tokens in order; two are equal only when they are the same one."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def content(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.is_content)

    @cached_property
    def lowers(self) -> frozenset[str]:
        return frozenset(token.lower for token in self.tokens)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens)


@lru_cache(maxsize=READINGS_KEPT)
def read(text: str) -> Reading:
    """The reading of a text; curly quotes and dashes are plain in it, white space single."""
    plain = _spelt_out(" ".join(fold(unbroken(text)).split()))
    dates = days(plain)
    times = [each for each in clocks(plain) if not any(_meet(each, day) for day in dates)]
    blanked = _blank(
        plain, [*((each.start, each.end) for each in dates), *((each.start, each.end) for each in times)]
    )
    found = amounts(blanked)
    blanked = _blank(blanked, [(each.start, each.end) for each in found])
    tokens = [
        *(_of_day(plain, day) for day in dates),
        *(_of_clock(plain, each) for each in times),
        *(_of_amount(plain, amount) for amount in found),
        *(_of_word(match) for match in _WORD.finditer(blanked)),
    ]
    return Reading(plain, tuple(sorted(tokens, key=lambda each: each.start)))


def quotations(text: str) -> list[str]:
    """What stands between quotation marks, of two words or more."""
    plain = " ".join(fold(text).split())
    found = [match.group(1) or match.group(2) for match in _QUOTED.finditer(plain)]
    return [each for each in found if len(each.split()) > 1]


def _spelt_out(text: str) -> str:
    """Contractions in full (didn't, won't, she'll), set phrases as single words."""
    if "'" in text or "annot" in text:
        for pattern, full in _CONTRACTIONS:
            text = pattern.sub(full, text)
    return plain_words(text)


def _meet(one: Clock, other: Day) -> bool:
    return one.start < other.end and other.start < one.end


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _of_day(text: str, day: Day) -> Token:
    key = f"date:{day.year}:{day.month}:{day.day}:{day.weekday}:{day.until}"
    return Token("date", key, text[day.start : day.end].lower(), day.start, day.end, day=day)


def _of_clock(text: str, clock: Clock) -> Token:
    return Token(
        "time", f"time:{clock.minutes}", text[clock.start : clock.end].lower(), clock.start, clock.end
    )


def _of_amount(text: str, amount: Amount) -> Token:
    key = f"amount:{amount.value}:{amount.unit}"
    return Token(
        "amount", key, text[amount.start : amount.end].lower(), amount.start, amount.end, amount=amount
    )


def _of_word(match: re.Match[str]) -> Token:
    written = match.group().rstrip(".")
    lower = written.lower().removesuffix("'s")
    is_content = lower not in STOP_WORDS and lower not in _LIGHT and len(lower) > 1
    return Token(
        "word",
        root(lower),
        lower,
        match.start(),
        match.start() + len(written),
        is_content,
        written[0].isupper(),
        len(written) > 1 and written.isupper(),
    )
