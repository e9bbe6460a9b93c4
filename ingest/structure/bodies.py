"""Telling public bodies apart by name: the same one under two spellings, and namesakes that are not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_TYPES = frozenset(
    "panel board committee council authority forum cabinet executive commission assembly partnership group trust "
    "subcommittee".split()
)
_SMALL = frozenset("and of the for in a".split())
_SUBJECTS = frozenset(
    "police crime safer communities community strategy strategic fire rescue health wellbeing scrutiny overview "
    "safeguarding children adults audit planning licensing finance governance standards transport environment housing "
    "education joint area municipal district county city borough town parish serious organised management performance "
    "policy resources corporate highways pensions care social services public".split()
)
_SHORT = {
    "pcp": "police and crime panel",
    "csp": "community safety partnership",
    "hwb": "health and wellbeing board",
    "fra": "fire and rescue authority",
}


@lru_cache(maxsize=4096)
def name_parts(name: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The places, the subjects and the type words of a body's name, in lower case."""
    text = name.lower().replace("&", " and ").replace("sub-committee", "subcommittee")
    words = [
        expanded
        for word in re.findall(r"[a-z][a-z'\u2019-]*", text)
        for expanded in _SHORT.get(word, word).split()
    ]
    # The last word may be the letter of a sub-committee, "A" among them.
    is_told = [
        word not in _SMALL or (len(word) == 1 and at == len(words)) for at, word in enumerate(words, 1)
    ]
    kept = [
        word.removesuffix("'s").removesuffix("\u2019s")
        for word, told in zip(words, is_told, strict=True)
        if told
    ]
    types = frozenset(word for word in kept if word in _TYPES)
    subjects = frozenset(word for word in kept if word in _SUBJECTS)
    return frozenset(kept) - types - subjects, subjects, types


def is_same_body(one: str, other: str) -> bool:
    """True when two names can mean one body: same type, and one says no place or subject that the other does not.

    Each may say something more than the other where they share a subject: one the place, one another word for it.
    """
    places, subjects, types = name_parts(one)
    other_places, other_subjects, other_types = name_parts(other)
    if types and other_types and types != other_types:
        return False
    words, other_words = places | subjects, other_places | other_subjects
    if words <= other_words or other_words <= words:
        return True
    is_longer = subjects <= other_subjects or other_subjects <= subjects
    is_nearer = places <= other_places or other_places <= places
    return is_longer and is_nearer and bool(subjects & other_subjects)


def matching_bodies(name: str, bodies: Iterable[str]) -> frozenset[str]:
    """The bodies of the library that ``name`` can mean, under whatever spelling."""
    return frozenset(body for body in bodies if is_same_body(name, body))


def places_named(question: str, bodies: Iterable[str]) -> frozenset[str]:
    """Place words of the library's bodies that the question holds."""
    asked = {
        word.removesuffix("'s")
        for word in re.findall(r"[a-z][a-z'-]*", question.lower().replace("\u2019", "'"))
    }
    return frozenset(place for body in bodies for place in name_parts(body)[0] if place in asked)


def bodies_named(question: str, bodies: Iterable[str]) -> frozenset[str]:
    """The bodies whose whole name stands in the question, and those that such a name can also mean."""
    asked = _plain(question)
    known = list(bodies)
    named = [body for body in known if _plain(body) in asked]
    return frozenset(body for body in known if any(is_same_body(body, name) for name in named))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ")))
