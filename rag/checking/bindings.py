"""Amounts, dates and times: whether the source gives the same ones, of the same things, with the same bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.checking.amounts import Bound
from rag.checking.moments import Day, day_of, in_year_of
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region, days_held, is_held
from rag.checking.shares import (
    is_alike,
    is_less,
    is_listed_elsewhere,
    is_made_part,
    is_part_there,
    is_same_part,
    is_whole,
    stands_for_more,
    whole_of,
    without_opening,
)

_NEAR = 6
"""Words on either side by which an amount is known to belong to a thing."""
_MARGIN = 0.25
_CLOSE = 3
_CLEARLY = 2
_CLOSER = 1.25
"""How much better another amount must fit the words around before the two count as exchanged."""
_COMMA = 3
"""Words that a comma between an amount and a word counts for."""
_PAIR = 2
"""Words between two amounts that go together: "from 212 to 187" is of one thing."""
_LINKS = frozenset("from to of by in than against per at for on until since before after".split())
_LIMIT = frozenset("by before until till within".split())
_START = frozenset("from since after".split())
_MEETING = re.compile(r"(?:\b(?:meeting|session)\s+(?:of|on|held on)\s+|^(?:on|in)\s+|^)$", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:resolved|agreed|decided|approved|noted|deferred|supported|rejected|endorsed|considered|discussed|met|meeting"
    r"|held)\s+(?:on|in|of)\s+$",
    re.IGNORECASE,
)
_ACTED = re.compile(
    r"\b(?:resolved|agreed|decided|approved|noted|deferred|supported|rejected|endorsed|recommended|asked|requested|"
    r"met|discussed|considered)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Misfit:
    """An amount or date that the region does not bear out; ``is_grave`` where it gives another one."""

    what: str
    is_grave: bool


def misfits(reading: Reading, region: Region) -> list[Misfit]:
    """Every figure, date and time of a sentence that the region it rests on does not give so."""
    found = []
    for index, token in enumerate(reading.tokens):
        if token.kind == "word":
            continue
        is_counted = [each.lower for each in reading.tokens[index + 1 : index + 2]] == ["of"]
        if not is_counted and _is_one(token, region):
            continue
        if not is_held(token, region.everything, region.source) or _is_borrowed(reading, token, region):
            found.append(Misfit(token.lower, True))
        elif token.day is not None and _is_impossible(token):
            found.append(Misfit(f"{token.lower} was another day of the week", True))
        elif _is_other_meeting(reading, token, region):
            found.append(Misfit(f"the meeting was not on {token.lower}", True))
        else:
            found += _bounds(token, region)
            found += _sides(reading.tokens, index, region)
            if _is_exchanged(reading.tokens, index, region) or is_made_part(reading.tokens, index, region):
                found.append(Misfit(f"{token.lower} is of something else", True))
    return found


def _is_one(token: Token, region: Region) -> bool:
    """True for "one" that the region does not count: as often a pronoun, and "one year" is "a year"."""
    if token.lower.split()[0] != "one" or is_held(token, region.everything, region.source):
        return False
    unit = token.amount.unit if token.amount is not None else ""
    pairs = {(one.lower, other.key) for one, other in pairwise(region.tokens)}
    return not unit or bool({("a", unit), ("an", unit)} & pairs)


def _is_borrowed(reading: Reading, token: Token, region: Region) -> bool:
    """A date that only the day of the meeting bears out, in a place that speaks of no meeting."""
    if token.day is None or any(token.day.agrees(day) for day in _days_with_years(region)):
        return False
    return not _MEETING.search(reading.text[: token.start]) and not _WHEN.search(reading.text[: token.start])


def _days_with_years(region: Region) -> list[Day]:
    return [
        day
        for token in region.everything
        if token.day is not None
        for day in (token.day, in_year_of(token.day, region.source.day))
    ]


def _is_impossible(token: Token) -> bool:
    day = token.day
    return day is not None and day.is_whole and day.weekday not in (None, day.calendar_weekday)


def _is_other_meeting(reading: Reading, token: Token, region: Region) -> bool:
    """A sentence that dates what the meeting did by a day that is only spoken of there."""
    if token.day is None or token.day.day is None or region.source.day is None:
        return False
    before = reading.text[: token.start]
    if not _MEETING.search(before) or not _ACTED.search(reading.text[token.end :]):
        return False
    if token.day.agrees(day_of(region.source.day)):
        return False
    held = days_held(token.day, region.core.tokens)
    return not any(
        _words_before(region.core.text, day.start) == _words_before(reading.text, token.start) for day in held
    )


def _words_before(text: str, start: int) -> list[str]:
    return text[:start].lower().split()[-2:]


def _bounds(token: Token, region: Region) -> list[Misfit]:
    if token.amount is None:
        return []
    bounds = {
        other.amount.bound
        for other in region.tokens
        if other.amount is not None and token.amount.is_same(other.amount)
    }
    if not bounds or token.amount.bound in bounds:
        return []
    if token.amount.bound is Bound.EXACT and bounds & {Bound.ABOUT}:
        return []
    is_kept = {token.amount.bound, *bounds} <= {Bound.LEAST, Bound.ABOVE} and Bound.EXACT not in bounds
    return [
        Misfit(
            f"{token.amount.bound.value} {token.lower}", not is_kept and token.amount.bound is not Bound.EXACT
        )
    ]


def _sides(tokens: Sequence[Token], index: int, region: Region) -> list[Misfit]:
    """By a day is not from that day on."""
    day = tokens[index].day
    if day is None or not index:
        return []
    link = tokens[index - 1].lower
    other = _START if link in _LIMIT else _LIMIT if link in _START else frozenset()
    links = {
        region.tokens[place - 1].lower
        for place, token in enumerate(region.tokens)
        if place and token.day is not None and day.agrees(token.day)
    }
    return [Misfit(f"{link} {tokens[index].lower}", True)] if links & other and link not in links else []


def _is_exchanged(tokens: Sequence[Token], index: int, region: Region) -> bool:
    """True when the words around the amount here stand around another amount of the same kind there."""
    token = tokens[index]
    if (
        token.day is not None
        and region.source.day is not None
        and token.day.agrees(day_of(region.source.day))
    ):
        return False
    lines = [region.core.tokens, *(each.tokens for each in region.before)]
    if is_same_part(tokens, index, region.core.tokens):
        return False
    if stands_for_more(tokens, index, region.core.tokens):
        return False
    tokens, index = without_opening(tokens, index)
    own, rival = _fits(tokens, index, lines, region)
    whole = whole_of(tokens, index)
    if whole is not None and is_less(tokens[whole], tokens[index]):
        return True
    if rival > _CLOSER * own + _MARGIN and not is_part_there(tokens, index, lines[0]):
        return True
    return any(
        _is_misplaced(tokens, index, line) or is_listed_elsewhere(tokens, index, line) for line in lines
    )


def _fits(
    tokens: Sequence[Token], index: int, lines: Sequence[Sequence[Token]], region: Region
) -> tuple[float, float]:
    """How well the words around an amount fit it in some lines, and how well they fit another alike, at best."""
    token = tokens[index]
    own, rival = 0.0, 0.0
    for line in lines:
        for place, other in enumerate(line):
            is_own = is_held(token, [other], region.source)
            if not is_own and not is_alike(token, other):
                continue
            fit = affinity(tokens, index, line, place)
            if is_own:
                own = max(own, fit)
            elif not is_whole(line, place) or is_whole(tokens, index):
                rival = max(rival, fit)
    return own, rival


def _is_misplaced(tokens: Sequence[Token], index: int, line: Sequence[Token]) -> bool:
    """True when a word close to the amount here is clearly closest to another one there."""
    if is_whole(tokens, index):
        return False
    for place in range(max(0, index - _CLOSE), min(len(tokens), index + _CLOSE + 1)):
        word = tokens[place]
        if word.kind != "word" or not word.is_content or not _is_joined(tokens, index, place):
            continue
        ours = _closest(tokens, place, tokens[index])
        there = [at for at, other in enumerate(line) if other.key == word.key]
        if ours != index or len(there) != 1:
            continue
        theirs = _closest(line, there[0], tokens[index])
        if theirs is None or is_held(tokens[index], [line[theirs]]) or is_whole(line, theirs):
            continue
        same = [at for at, other in enumerate(line) if is_held(tokens[index], [other])]
        if same and min(abs(at - theirs) for at in same) > _PAIR:
            return True
    return False


def _is_joined(tokens: Sequence[Token], index: int, place: int) -> bool:
    """True when nothing comes between an amount and a word; an amount after "of" belongs to what is before."""
    if place > index and index and tokens[index - 1].lower == "of":
        return False
    first, last = sorted((index, place))
    return all(other.start - one.end <= 1 for one, other in pairwise(tokens[first : last + 1]))


def _closest(line: Sequence[Token], place: int, like: Token) -> int | None:
    """The index of the amount closest to a word, by two words or more before any other; None where none is."""
    ranked = sorted(
        (abs(at - place) + _COMMA * _n_breaks(line, at, place), at)
        for at, token in enumerate(line)
        if is_alike(like, token)
    )
    if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _CLEARLY):
        return None
    return ranked[0][1]


def _n_breaks(line: Sequence[Token], one: int, other: int) -> int:
    """Number of commas and other marks between two tokens."""
    first, last = sorted((one, other))
    return sum(after.start - before.end > 1 for before, after in pairwise(line[first : last + 1]))


def affinity(ours: Sequence[Token], index: int, theirs: Sequence[Token], place: int) -> float:
    """How much the words around one token are the words around another, near and on the same side counting more."""
    total = 0.0
    around = [
        (offset, token)
        for offset, token in _around(theirs, place)
        if token.is_content or token.lower in _LINKS
    ]
    kind = ours[index].kind
    for offset, token in _around(ours, index):
        if token.kind == kind or (not token.is_content and (token.lower not in _LINKS or abs(offset) > 1)):
            continue
        fits = [
            (1.0 if offset * other > 0 else 0.4) / (abs(offset) + abs(abs(offset) - abs(other)))
            for other, there in around
            if there.key == token.key
        ]
        total += max(fits, default=0.0)
    return total


def _around(tokens: Sequence[Token], index: int) -> list[tuple[int, Token]]:
    first = max(0, index - _NEAR)
    return [
        (place - index, tokens[place])
        for place in range(first, min(len(tokens), index + _NEAR + 1))
        if place != index
    ]
