"""What a question wants counted: "how many lamp posts were mended" wants lamp posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.terms import index_terms

_COUNTED = re.compile(
    r"\bhow\s+many\s+(?P<what>(?:[\w'-]+\s+){0,3}?[\w'-]+)\s+(?:(?:did|do|does|was|were|is|are|has|have|had|will|would|"
    r"can|could|should|may|might|of|in|on|at|by|for|from|to|there|that|who)\b|\w+(?:ed|en)\b)",
    re.IGNORECASE,
)
_ANYBODY = frozenset(index_terms("people persons times things others"))
"""What is counted is seldom called so in papers: they say who or what it is."""


@dataclass(frozen=True)
class Counted:
    """What is to be counted: in the question's words, and the index terms of these that papers would use.

    ``head`` is the term of the thing itself, without what is said of it ("posts" of "lamp posts"); None where the
    question calls it only "people" or "times".
    """

    words: str
    terms: frozenset[str]
    head: str | None


@lru_cache(maxsize=16)
def counted(question: str) -> Counted | None:
    """What a question wants counted; None where it wants no count."""
    match = _COUNTED.search(question)
    if match is None:
        return None
    what = match.group("what")
    terms = [term for term in index_terms(what) if term not in _ANYBODY]
    last = index_terms(what)[-1:]
    return Counted(what, frozenset(terms), last[0] if last and last[0] in terms else None)
