"""Each sentence against its anchors, deterministically: does the cited text bear it out?

Checked: that the quote is in the stored text word for word, the figures, the names, negation, and the share
of content words. What fails is dropped or marked, never just stripped of its marker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from ingest.structure.sentences import sentences
from ingest.structure.terms import STOP_WORDS, fold, index_terms, stem, words
from rag.figures import numbers

_NEGATIONS = frozenset("not no never none neither nor without cannot".split())
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

    No source means not found. A figure or a name that no source holds, or a "not" before a word on one side
    only, is a contradiction where most words agree, and not found where they do not.
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
        or _is_turned_round(sentence, sources)
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


def _is_turned_round(sentence: str, sources: Sequence[str]) -> bool:
    """True when a "not" stands before a word in the sentence or in what it rests on, but not in both."""
    negated, plain = _negations(sentence)
    negated_anywhere = {term for source in sources for term in _negations(source)[0]}
    negated_there, plain_there = _negations(_closest(sentence, sources))
    if negated and not negated_anywhere:
        return True
    denied = (negated - negated_anywhere) & plain_there
    affirmed = (plain - negated) & (negated_there - plain_there)
    return bool(denied or affirmed)


def _negations(text: str) -> tuple[set[str], set[str]]:
    """The terms that a "not" stands before, and all other terms; adverbs between are passed over."""
    negated: set[str] = set()
    plain: set[str] = set()
    is_open = False
    for word in words(text):
        if word in _NEGATIONS or word.endswith("n't"):
            is_open = True
        elif word not in STOP_WORDS and not (is_open and word.endswith("ly")):
            (negated if is_open else plain).add(stem(word))
            is_open = False
    return negated, plain


def _closest(sentence: str, sources: Sequence[str]) -> str:
    """The sentence of the sources that shares most words with this one."""
    terms = set(index_terms(sentence))
    found = [source[each.start : each.end] for source in sources for each in sentences(source)]
    return max(found, key=lambda each: len(terms & set(index_terms(each))), default="")
