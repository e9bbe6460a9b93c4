"""Bodies that a question calls by a part of their name: "the fire authority", or by their type alone: "the panel"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.structure.bodies import is_same_body, name_parts
from ingest.structure.terms import STOP_WORDS, fold

_WORD = re.compile(r"[a-z0-9][a-z0-9-]*(?:'[a-z]+)?", re.IGNORECASE)
_JOINT = re.compile(r",? +")
"""What may stand between two words of one name."""
_SMALL = frozenset("and of for in".split())
_ALWAYS_TOLD = frozenset("council group trust executive partnership".split())
"""Types that any paper uses for bodies not its own ("the council"): alone they call none."""
_BARE = re.compile(
    r"\b(?:did|does|has|had|was|were|will|would|by|of|from)\s+(?P<words>(?:the|our)\s+(?P<type>[a-z]+))\b(?!'s)",
    re.IGNORECASE,
)
_COUNTY = "county"
_OF_A_COUNTY = "shire"
"""How names of English and Scottish counties end, which are not called a county in them."""


@dataclass(frozen=True)
class Called:
    """What a question calls a body by, in its own ``words``, and the bodies of the library that it can mean by them."""

    words: str
    bodies: frozenset[str]

    @property
    def only(self) -> str | None:
        """The body that is meant, the longest of its names; None where it can be one of several."""
        named = sorted(self.bodies, key=lambda body: (-len(body), body))
        is_one = bool(named) and all(is_same_body(named[0], other) for other in named)
        return named[0] if is_one else None


def called_in_part(question: str, bodies: Sequence[str]) -> tuple[Called, ...]:
    """Bodies called by their type and some words of their name, none of them another's: "the fire authority"."""
    plain = fold(question)
    found = list(_WORD.finditer(plain))
    called = []
    for number, match in enumerate(found):
        kind = _of_owner(match.group())
        of_type = [body for body in bodies if head_of(body) == kind]
        if not of_type:
            continue
        run = _run_before(found[:number], match.start(), plain, of_type)
        telling = {_of_owner(each.group()) for each in run} - _SMALL
        if not telling or not _begins_name(found[number - len(run) - 1] if number > len(run) else None):
            continue
        fitting = frozenset(body for body in of_type if all(_holds(body, word) for word in telling))
        if fitting:
            called.append(Called(plain[run[0].start() : match.end()].removesuffix("'s"), fitting))
    return tuple(called)


def called_by_type(question: str, bodies: Sequence[str]) -> Called | None:
    """The body that "the panel" does something in a question; None where several are panels, or no paper is of one."""
    for match in _BARE.finditer(fold(question)):
        kind = match.group("type").lower()
        called = Called(match.group("words"), frozenset(body for body in bodies if head_of(body) == kind))
        if kind not in _ALWAYS_TOLD and called.only is not None:
            return called
    return None


def head_of(body: str) -> str | None:
    """The word of a name that says what kind of body it is: the last one that does so."""
    types = name_parts(body)[2]
    return next((word for word in reversed(_plain(body)) if word in types), None)


def _run_before(
    before: Sequence[re.Match[str]], end: int, plain: str, bodies: Iterable[str]
) -> list[re.Match[str]]:
    """The words that stand together before a type, as far back as they are of the name of one of the bodies."""
    run: list[re.Match[str]] = []
    known = list(bodies)
    for match in reversed(before):
        word = _of_owner(match.group())
        if not _JOINT.fullmatch(plain[match.end() : end]):
            break
        if word not in _SMALL and not any(_holds(body, word) for body in known):
            break
        run.insert(0, match)
        end = match.start()
    while run and run[0].group().lower() in _SMALL:
        run.pop(0)
    return run


def _begins_name(before: re.Match[str] | None) -> bool:
    """Whether the word before a name is no part of a longer one: "the youth fire panel" is not the fire panel."""
    return before is None or before.group().lower() in STOP_WORDS


def _holds(body: str, word: str) -> bool:
    """Whether a word is of a body's name, or says of its place what the name's ending says."""
    if word in STOP_WORDS:
        return False
    if word in frozenset().union(*name_parts(body)) and word != head_of(body):
        return True
    places = name_parts(body)[0]
    return (
        word == _COUNTY and head_of(body) != "council" and any(each.endswith(_OF_A_COUNTY) for each in places)
    )


def _of_owner(word: str) -> str:
    return word.lower().removesuffix("'s")


def _plain(name: str) -> list[str]:
    return [_of_owner(word) for word in _WORD.findall(fold(name))]
