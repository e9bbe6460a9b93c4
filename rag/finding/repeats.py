"""Hits that say the same words again: the better one stays, and versions that differ in a word all do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ingest.structure.same_words import is_same_text
from ingest.structure.terms import index_terms
from rag.finding.hits import Hit

_TEXTS_KEPT = 2048
"""Texts of windows whose terms are remembered."""
_NEARLY_SAME = 0.9
"""Share of terms in common (Jaccard) above which two windows are looked at word by word."""


def without_repeats(hits: Iterable[Hit], k: int) -> list[Hit]:
    """The first ``k`` hits without those whose words a better hit already gives, unless of another meeting.

    A figure, a name or any other word that differs keeps both: they are versions, and the reader must see it.
    """
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        terms = _term_set(hit.text)
        # Most pairs differ so much in length that their words need not be compared.
        near = [
            (other, seen)
            for other, seen in kept
            if len(seen) * _NEARLY_SAME <= len(terms) and len(terms) * _NEARLY_SAME <= len(seen)
        ]
        if not terms or not any(_is_repeat(hit, terms, other, seen) for other, seen in near):
            kept.append((hit, terms))
            if len(kept) == k:
                break
    return [hit for hit, _ in kept]


@lru_cache(maxsize=_TEXTS_KEPT)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(index_terms(text))


def _is_repeat(hit: Hit, terms: frozenset[str], other: Hit, seen: frozenset[str]) -> bool:
    if len(terms & seen) < _NEARLY_SAME * len(terms | seen):
        return False
    dates = {each.record.date.value for each in (hit, other) if each.record.date is not None}
    return len(dates) < 2 and is_same_text(hit.text, other.text)
