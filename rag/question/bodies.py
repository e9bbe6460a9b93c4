"""The public bodies that a question names: in full, with a slip, by their initials, in part, or not ours at all."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.bodies import (
    bodies_named,
    is_same_body,
    matching_bodies,
    name_parts,
    places_named,
)
from ingest.structure.body_names import bodies_in
from ingest.structure.terms import STOP_WORDS
from rag.errors import QuestionError
from rag.question.called import Called, called_by_type, called_in_part

_WORD = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"\b[A-Z]{2,10}\b")
_SMALL = frozenset("and of the for in a".split())
_FEWEST_INITIALS = 2
_TAKEN = frozenset({"PCC", "MP", "HR", "IT", "UK", "EU", "FOI", "CCTV"})
"""Initials that mean something else in these papers, whatever a body's name may give."""
_WORDS_READ = 400
"""Words of a question that are looked at for misspelt names; a longer one is no question about one body."""
_LONG_WORD = 8
"""Letters from which a word may have two slips; one is allowed to words of `_FEWEST_LETTERS` and more."""
_FEWEST_LETTERS = 5
_NAMES_TOLD = 3
_LONGEST_NAME = 200
"""Characters of a name that are compared and told; no body's is longer."""
_MOST_SLIPS = 2
"""Words of a name that may be misspelt."""


@dataclass(frozen=True)
class BodiesAsked:
    """What a question says of bodies.

    ``named`` are those of the library that it means by name, ``places`` the place words of the library's bodies
    that it holds, ``absent`` the names of bodies that the library has no paper of, though it has some of a
    namesake in another place. ``called`` are those of the named that it calls by a part of their name.
    """

    named: frozenset[str]
    places: frozenset[str]
    absent: frozenset[str] = frozenset()
    called: tuple[Called, ...] = ()


def bodies_asked(question: str, bodies: Sequence[str]) -> BodiesAsked:
    """The bodies that a question names, out of those of the library that the asker may see."""
    places = places_named(question, bodies)
    named = bodies_named(question, bodies) or _misspelt(question, bodies)
    absent = frozenset() if named else frozenset(_absent(_in_full(question, bodies), bodies))
    if not named and not absent:
        named = _by_initials(question, bodies, places) or _by_type(question, bodies, places)
    places |= {place for body in named for place in name_parts(body)[0]}
    called = () if absent else called_in_part(question, bodies)
    new = tuple(each for each in called if not each.bodies <= named)
    named |= frozenset(body for each in new for body in each.bodies)
    return BodiesAsked(named, places, absent, new)


def by_type_alone(question: str, bodies: Sequence[str], named: BodiesAsked) -> BodiesAsked:
    """What a question on a decision says of bodies, with the one that it calls "the panel" where only one is."""
    called = called_by_type(question, bodies)
    if called is None:
        return named
    return BodiesAsked(called.bodies, named.places, named.absent, (called,))


def bodies_meant(name: str, bodies: Sequence[str]) -> frozenset[str]:
    """The bodies of the library that a filter means by a name; none where no paper says its body.

    Raises:
        QuestionError: It can mean none of ``bodies``.
    """
    found = matching_bodies(name, bodies)
    if found or not bodies:
        return found
    told, near = name[:_LONGEST_NAME], "; ".join(_nearest(name, bodies))
    raise QuestionError(
        f"no paper is of a body called {told}. The nearest that there are papers of: {near}. Give one of these "
        f"names, or leave the body out."
    )


def _nearest(name: str, bodies: Sequence[str]) -> list[str]:
    """A few of the bodies, those first whose names are most like one that is none of theirs."""
    asked = " ".join(_plain_words(name[:_LONGEST_NAME]))
    alike = [
        (difflib.SequenceMatcher(None, asked, " ".join(_plain_words(body))).ratio(), body) for body in bodies
    ]
    return [body for _, body in sorted(alike, key=lambda each: (-each[0], each[1]))[:_NAMES_TOLD]]


def _misspelt(question: str, bodies: Iterable[str]) -> frozenset[str]:
    """Bodies whose whole name stands in the question but for a slip or two."""
    asked = _plain_words(question)[:_WORDS_READ]
    known = list(bodies)
    found = [body for body in known if _stands_in(_plain_words(body), asked)]
    return frozenset(body for body in known if any(is_same_body(body, name) for name in found))


def _stands_in(name: Sequence[str], asked: Sequence[str]) -> bool:
    if len(name) < 2:
        return False
    return any(
        sum(one != other for one, other in zip(name, asked[start:], strict=False)) <= _MOST_SLIPS
        and all(is_slip(one, other) for one, other in zip(name, asked[start:], strict=False))
        for start in range(len(asked) - len(name) + 1)
    )


@lru_cache(maxsize=4096)
def is_slip(one: str, other: str) -> bool:
    """True for equal words, and for long ones a slip or two apart: letters changed, left out, added or swapped."""
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    allowed = 2 if longer >= _LONG_WORD else 1
    if shorter < _FEWEST_LETTERS:
        return False
    return abs(len(one) - len(other)) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Edits between two words, a swap of neighbours counted as one (Damerau 1964, optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        two_before, before, row = before, row, [i]
        for j, against in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _by_initials(question: str, bodies: Iterable[str], places: frozenset[str]) -> frozenset[str]:
    """Bodies called by their initials ("LLR PCP", "NAC"); the place or its initials decide between namesakes."""
    asked = {letters for letters in _INITIALS.findall(question) if letters not in _TAKEN}
    if not asked:
        return frozenset()
    called = {body: _initials(body) for body in bodies}
    whole = {body for body, (full, _, _) in called.items() if full in asked}
    by_type = {body for body, (_, of_type, _) in called.items() if of_type in asked}
    by_both = {body for body in by_type if called[body][2] in asked or places & name_parts(body)[0]}
    return frozenset(whole or by_both or by_type)


def _by_type(question: str, bodies: Iterable[str], places: frozenset[str]) -> frozenset[str]:
    """Bodies whose name stands there without its place ("the Fire and Rescue Authority"), those of a place named."""
    asked = f" {' '.join(_plain_words(question))} "
    called = frozenset(body for body in bodies if (of_type := _type_name(body)) and f" {of_type} " in asked)
    return frozenset(body for body in called if places & name_parts(body)[0]) or called


@lru_cache(maxsize=4096)
def _type_name(name: str) -> str | None:
    """A body's name without its place, in plain words; None where that is no more than its type ("committee")."""
    places, subjects, _ = name_parts(name)
    words = [word for word in _plain_words(name) if word not in places]
    while words and words[0] in _SMALL:
        words.pop(0)
    return " ".join(words) if subjects else None


def _in_full(question: str, bodies: Iterable[str]) -> str:
    """The question with the initials of a type of body ("PCP") written out as one of the library has it."""
    types = {}
    for body in bodies:
        places = name_parts(body)[0]
        words = [word for word in body.split() if "".join(_WORD.findall(word.lower())) not in places]
        types[_initials(body)[1]] = " ".join(words).removeprefix("and ").strip(" ,")
    return _INITIALS.sub(lambda match: types.get(match.group(), match.group()), question)


@lru_cache(maxsize=4096)
def _initials(name: str) -> tuple[str, str, str]:
    """The initials of the whole name, of its subject and type, and of its place; empty where too few."""
    words = [word for word in _plain_words(name) if word not in _SMALL]
    places = name_parts(name)[0]
    parts = (
        words,
        [word for word in words if word not in places],
        [word for word in words if word in places],
    )
    letters = ["".join(word[0] for word in part).upper() for part in parts]
    kept = [each if len(each) >= _FEWEST_INITIALS else "" for each in letters]
    return kept[0], kept[1], kept[2]


def _absent(question: str, bodies: Sequence[str]) -> list[str]:
    """Names of bodies that have a namesake in the library, but no paper there."""
    found = []
    for name in _names_in(question):
        places, subjects, types = name_parts(name)
        namesakes = [name_parts(body) for body in bodies]
        is_ours = any(is_same_body(name, body) or _is_called_by(places, body) for body in bodies)
        if not places or is_ours:
            continue
        if any(others and (of, kinds) == (subjects, types) for others, of, kinds in namesakes):
            found.append(name)
    return found


def _is_called_by(places: AbstractSet[str], body: str) -> bool:
    """Whether what stands in the place's stead is the initials of a body, or of its place: the "TRTA Board"."""
    whole, _, of_place = _initials(body)
    return not places.isdisjoint((whole.lower(), of_place.lower()))


def _names_in(question: str) -> list[str]:
    """Names of bodies as they stand in the question, without the words that begin a question."""
    names = []
    for name in bodies_in(" ".join(question.split())):
        words = name.split()
        while words and words[0].lower() in STOP_WORDS:
            words.pop(0)
        if len(words) > 1:
            names.append(" ".join(words))
    return names


def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower().replace("&", " and ")))
