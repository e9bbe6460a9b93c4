"""Each sentence against its anchors, deterministically: does the cited text bear it out?

Checked: that the quote is in the stored text word for word, the figures, the names, negation, and the share
of content words. What fails is dropped or marked, never just stripped of its marker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from ingest.structure.terms import STOP_WORDS, fold, index_terms, words
from rag.figures import numbers

_NEGATIONS = frozenset("not no never none neither nor without n't cannot".split())
_SUPPORTED = 0.75
"""Share of a sentence's content words that its sources must hold."""
_PARTLY = 0.5
_NAME = re.compile(r"(?<![.!?:\u2026]\s)(?<!^)\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*")


class Verdict(StrEnum):
    """How far the cited text bears a sentence out."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


def folded(text: str) -> str:
    """White space folded, curly quotes and dashes made plain: the form in which quotes are compared."""
    return " ".join(fold(text).split())


def is_quoted(quote: str, text: str) -> bool:
    """True when ``text`` holds ``quote`` word for word."""
    return folded(quote) in folded(text)


def verify(sentence: str, sources: Sequence[str]) -> Verdict:
    """The verdict on one sentence; ``sources`` are the texts that it cites, in any order.

    No source means not found. A figure or a name that no source holds, or a "not" on one side only, is a
    contradiction where most words agree, and not found where they do not.
    """
    if not sources:
        return Verdict.NOT_FOUND
    source = " ".join(sources)
    if any(is_quoted(sentence, each) for each in sources):
        return Verdict.SUPPORTED
    terms = index_terms(sentence)
    held = set(index_terms(source))
    share = sum(term in held for term in terms) / len(terms) if terms else 0.0
    has_conflict = (
        not numbers(sentence) <= numbers(source)
        or not _names(sentence) <= _words_of(source)
        or _is_negated(sentence) != _is_negated(_closest(sentence, sources))
    )
    if has_conflict:
        return Verdict.CONTRADICTED if share >= _PARTLY else Verdict.NOT_FOUND
    if share >= _SUPPORTED:
        return Verdict.SUPPORTED
    return Verdict.PARTLY if share >= _PARTLY else Verdict.NOT_FOUND


def _names(text: str) -> set[str]:
    return {word for match in _NAME.finditer(text) for word in words(match.group()) if word not in STOP_WORDS}


def _words_of(text: str) -> set[str]:
    return set(words(text))


def _is_negated(text: str) -> bool:
    return bool(_NEGATIONS & set(words(text))) or "n't" in fold(text)


def _closest(sentence: str, sources: Sequence[str]) -> str:
    """The source that shares most words with the sentence."""
    terms = set(index_terms(sentence))
    return max(sources, key=lambda source: len(terms & set(index_terms(source))))
