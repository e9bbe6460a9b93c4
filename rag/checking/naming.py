"""Names of people, bodies and places: whether a source names the same ones.

A name matches in the order of its words, over initials and forenames; a word before a role that makes it
another person's ("Deputy") must stand on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from rag.checking.lexicon import PERSON_CHANGING, TITLES
from rag.checking.reading import READINGS_KEPT, Reading, Token, read
from rag.checking.regions import Region, regions

_BODIES = frozenset("panel board committee authority council cabinet".split())
_ROLES = frozenset(
    "manager officer executive constable commissioner chair chairman director superintendent secretary clerk "
    "treasurer mayor lead leader head president warden governor".split()
)
_SMALL = frozenset("and of for the on".split())
_LONGEST_GAP = 3
_PLAIN_ENDING = re.compile(r"(?:ing|ed|s|ly|ment|ion|ance|ity|ness|al|ies|ers?)$")
_MANY = 8
_EARLY = 3


@dataclass(frozen=True)
class Name:
    """A run of capitalised words in a sentence, titles apart; ``first`` is the index of its first token."""

    words: tuple[str, ...]
    first: int
    last: int
    title: str | None = None


@lru_cache(maxsize=READINGS_KEPT)
def names(reading: Reading) -> list[Name]:
    """The names of a reading in order; a lone capitalised first word is none."""
    found: list[Name] = []
    tokens = reading.tokens
    index = 0
    while index < len(tokens):
        stop = index
        while stop < len(tokens) and _is_part(reading, tokens, index, stop):
            stop += 1
        if stop > index:
            found += _named(tokens, index, stop, is_opening=_is_opening(reading, tokens[index]))
        index = max(stop, index + 1)
    return found


def _is_part(reading: Reading, tokens: Sequence[Token], first: int, index: int) -> bool:
    token = tokens[index]
    if token.kind != "word" or not token.is_capital:
        return False
    if index == first:
        return True
    before = tokens[index - 1]
    if before.is_acronym or token.is_acronym:
        return False
    between = reading.text[before.end : token.start].strip()
    return not between or (between == "." and (len(before.lower) == 1 or before.lower in TITLES))


def _is_opening(reading: Reading, token: Token) -> bool:
    before = reading.text[: token.start].rstrip(" \"'(")
    return not before or before[-1] in ".!?:\u2026)" or before[-1] in "-*+|"


def _named(tokens: Sequence[Token], first: int, stop: int, *, is_opening: bool) -> list[Name]:
    run = list(range(first, stop))
    title = None
    while run and (tokens[run[0]].lower in TITLES or (is_opening and not tokens[run[0]].is_content)):
        title = TITLES.get(tokens[run[0]].lower)
        is_opening = False
        run.pop(0)
    run = [
        index for index in run if len(tokens[index].lower) > 1 and (tokens[index].is_content or len(run) > 1)
    ]
    if not run or (len(run) == 1 and is_opening and title is None):
        return []
    return [Name(tuple(tokens[index].lower for index in run), run[0], run[-1], title)]


def strangers(reading: Reading, region: Region) -> list[str]:
    """The names of a reading that the region does not name, under any of the forms it knows."""
    aliases = _aliases(region)
    body = read(region.source.body).tokens
    known = (*region.tokens, *(token for each in region.around for token in each.tokens if token not in body))
    known = (*known, *(token for each in aliases for token in each))
    found = names(reading)
    return [
        " ".join(name.words)
        for name, following in zip_longest(found, found[1:])
        if name is not None
        and not _is_known(name, known, region)
        and not (_is_subject(reading, name) and _is_the_body(name, following, body, region))
    ]


def _is_the_body(name: Name, following: Name | None, body: Sequence[Token], region: Region) -> bool:
    """True for the body of the meeting by its name or the end of it; a name may go on after "and"."""
    last = body[-1].lower if body else ""
    if name.words[-1] != last and not (
        following and following.first - name.last == 2 and following.words[-1] == last
    ):
        return False
    return _is_known(name, body, region)


def _is_subject(reading: Reading, name: Name) -> bool:
    """A name at the start, or after "by" or a date: who met, where the body of the meeting is meant."""
    before = [token for token in reading.tokens[: name.first] if token.lower not in ("the", "a")]
    return not before or before[-1].lower == "by" or before[-1].kind == "date" or len(before) < _EARLY


def opening_stranger(reading: Reading, region: Region) -> str | None:
    """A lone capitalised first word that looks like a name and that the region does not hold."""
    first = next((token for token in reading.tokens if len(token.lower) > 1), None)
    if first is None or not first.is_content or not first.is_capital or _PLAIN_ENDING.search(first.lower):
        return None
    return None if any(token.key == first.key for token in region.everything) else first.lower


def _is_known(name: Name, tokens: Sequence[Token], region: Region) -> bool:
    if len(name.words) == 1 and name.words[0] in _BODIES:
        return _is_this_body(name.words[0], region)
    lowers = [token.lower for token in tokens]
    if len(name.words) == 1 and name.words[0] in ("members", "member"):
        return True
    if any(_matches(name, tokens, lowers, start) for start in range(len(lowers))):
        return True
    return _is_abbreviated(name, tokens)


def _matches(name: Name, tokens: Sequence[Token], lowers: Sequence[str], start: int) -> bool:
    if not _same_word(lowers[start], name.words[0]):
        return False
    if _is_changed(name, lowers, start) or _has_other_title(name, lowers, start):
        return False
    at = start
    for word in name.words[1:]:
        following = range(at + 1, min(at + 1 + _LONGEST_GAP, len(lowers)))
        at = next((index for index in following if _same_word(lowers[index], word)), -1)
        if at < 0:
            return False
    return True


def _same_word(one: str, other: str) -> bool:
    return one == other or one.removesuffix("s") == other.removesuffix("s") != ""


def _is_changed(name: Name, lowers: Sequence[str], start: int) -> bool:
    before = lowers[start - 1] if start else ""
    return before in PERSON_CHANGING and name.words[0] not in PERSON_CHANGING


def _has_other_title(name: Name, lowers: Sequence[str], start: int) -> bool:
    if name.title is None:
        return False
    before = next((word for word in reversed(lowers[max(0, start - 3) : start]) if len(word) > 1), "")
    return TITLES.get(before, name.title) != name.title


def _is_this_body(word: str, region: Region) -> bool:
    """A body called by its kind alone: the one of the meeting, or the only one that the source names."""
    if region.source.body:
        return word in region.source.body.lower() or any(token.lower == word for token in region.tokens)
    named = {token.lower for each in regions(region.source) for token in each.everything} & _BODIES
    return word in named or not named


def _is_abbreviated(name: Name, tokens: Sequence[Token]) -> bool:
    """True when one side has the initials of the other: PCC, Police and Crime Commissioner."""
    initials = "".join(word[0] for word in name.words)
    if len(name.words) > 1 and any(token.lower == initials and token.is_capital for token in tokens):
        return True
    if len(name.words) != 1 or not 2 <= len(name.words[0]) <= 6:
        return False
    run = "".join(token.lower[0] if token.is_capital and len(token.lower) > 1 else "." for token in tokens)
    run = re.sub(r"\.", "", run) if len(run) < _MANY else run.replace("..", " ").replace(".", "")
    return name.words[0] in run


def _aliases(region: Region) -> list[tuple[Token, ...]]:
    """Who holds which role, where the source says it once: "The Treasurer, Ann Pell, said"."""
    found = []
    lowers = {token.lower for token in region.everything}
    for other in regions(region.source):
        held = names(other.core)
        for one, two in zip(held, held[1:], strict=False):
            tokens = other.core.tokens
            between = other.core.text[tokens[one.last].end : tokens[two.first].start].strip()
            if between not in (",", "(", ") (") or _is_role(one) == _is_role(two):
                continue
            for this, that in ((one, two), (two, one)):
                if this.words[-1] in lowers:
                    found.append(tuple(tokens[that.first : that.last + 1]))
    return found


def _is_role(name: Name) -> bool:
    return name.words[-1] in _ROLES
