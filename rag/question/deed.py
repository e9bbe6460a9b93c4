"""What a question asks to be so: "has the county replied" asks of replying, "is the lift open" of being open."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.structure.terms import fold, index_terms
from rag.checking.lexicon import root

_ASKS_IF = re.compile(
    r"^\W*(?:and\s+|so\s+|but\s+)?(?P<auxiliary>is|are|was|were|has|have|had|does|do|did)(?:n['\u2019]t)?\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w'-])[a-z-]{3,}(?![\w'])")
_OF_NOUN = re.compile(
    r"\b(?:the|an?|its|their|his|her|our|any|some|this|that|these|those|all|no|newly|recently)\s+$",
    re.IGNORECASE,
)
"""Before a participle it says of which thing something is asked: "has the promised grant come"."""
_IRREGULAR = frozenset(
    "told said given fallen risen begun kept left sent held found taken met paid repaid bought sold spent written gone "
    "grown drawn chosen driven shown known heard built rebuilt lost brought run spoken withdrawn undertaken fought "
    "caught led seen stolen become broken sought thrown laid put set reset cut shut won dealt dug hung hidden torn "
    "worn swept burnt sworn split spread lit shaken forgotten frozen beaten bitten eaten felt hit hurt "
    "understood".split()
)
"""Participles that do not end in -ed."""
_NO_PARTICIPLE = frozenset(
    "need speed feed seed deed shed bed red breed weed hundred indeed exceed proceed".split()
)
_AT_END = re.compile(
    r"(?P<word>(?<![\w'-])[a-z-]{3,})(?=\s+(?:the|an?|its|their|his|her|any|some|all|to|in|on|at|for|from|with|about|by|"
    r"yet|back|again|now|it|them|him|us|since|after|before|until|as|under|during|over|last|this)\b|\W*$)"
)
_LIGHT = frozenset(
    root(word)
    for word in (
        "be have do make give get take go come there ever happen hold say tell yet now already still new been any "
        "anything anybody anyone something"
    ).split()
)
"""Roots of words that say of no deed which it was."""


@lru_cache(maxsize=16)
def deeds_asked(question: str) -> frozenset[str]:
    """The words for what should be so, as a yes-or-no question of the present or the past has them; else none.

    Names are none of them. Where no word can be told to be one, there is none either.
    """
    match = _ASKS_IF.match(" ".join(fold(question).split()))
    if match is None:
        return frozenset()
    rest = match.group("rest")
    if match.group("auxiliary").lower() not in ("does", "do", "did"):
        told = [each.group() for each in _WORD.finditer(rest) if _is_participle(rest, each)]
        if told:
            return frozenset(told)
    ends = (each.group("word") for each in _AT_END.finditer(rest))
    return frozenset([word for word in ends if index_terms(word) and root(word) not in _LIGHT][:1])


def _is_participle(rest: str, match: re.Match[str]) -> bool:
    word = match.group()
    is_past = (word.endswith("ed") and word not in _NO_PARTICIPLE) or word in _IRREGULAR
    is_of_noun = _OF_NOUN.search(rest[: match.start()]) is not None
    return is_past and not is_of_noun and root(word) not in _LIGHT
