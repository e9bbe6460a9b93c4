"""Compounds of a question: neighbouring words that name one thing between them, as "library grant" does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.structure.terms import STOP_WORDS, fold, index_terms
from rag.question.query import Query
from rag.question.subject import subject_terms

_WORD = re.compile(r"[\w'&-]+|[^\w\s]")
_OPENS = frozenset(
    "the a an this that its their our his her any each for in on at with from by about over under into of".split()
)
"""What a thing is named after."""
_ASKS_OF_DOING = frozenset("do does did will would can could should shall may might must".split())
"""With one of these before a thing, what it does or did comes right behind it: "Did the library lend …"."""
_BREAKS = frozenset(
    "every still without behind along across beside beyond within near since despite yet ever never "
    "gone done due kept lost sold left met set put cut won run missing available".split()
)
"""Words that may stand beside the name of a thing, and are no part of it."""
_NO_HEAD = re.compile(r".+(?:ed|ing|ly)")
"""What may be said of a thing, rather than be its name, where it comes last: "the contract extended"."""
_OF_QUALITY = re.compile(
    r".+(?:'s|s'|ed|ly)|.{3,}(?:ous|ful|ive|ible|able|less|cal|ial|nal|ral|gal|mal|nent)"
)
"""Of whom or of what quality a thing is: papers may leave it out, or say it otherwise."""


def compounds(query: Query) -> list[tuple[str, str]]:
    """The pairs of neighbouring words, as they stand in the question, that name a thing it is about.

    Only what follows an article, a preposition or the like counts, so that a verb is not taken for a noun.
    """
    subject = subject_terms(query)
    return [pair for pair in _neighbours(query.question) if all(_is_of(subject, word) for word in pair)]


def _is_of(subject: frozenset[str], word: str) -> bool:
    terms = index_terms(word)
    return len(terms) == 1 and terms[0] in subject


def _neighbours(question: str) -> Iterator[tuple[str, str]]:
    for run in _things(question):
        for one, other in pairwise(run):
            is_named = not _OF_QUALITY.fullmatch(one.lower()) and not _NO_HEAD.fullmatch(other.lower())
            if is_named and not _OF_QUALITY.fullmatch(other.lower()):
                yield one, other


def _things(question: str) -> Iterator[list[str]]:
    """The runs of words between those that carry no subject, each behind a word that a thing is named after."""
    before, run, is_verb_due, is_open = "", list[str](), False, False
    for word in [*_WORD.findall(fold(question)), "?"]:
        lower = word.lower()
        if word[0].isalnum() and not word[0].isdigit() and lower not in STOP_WORDS | _BREAKS:
            if not run:
                is_open = before in _OPENS
            run.append(word)
        else:
            if is_open:
                yield run[:-1] if is_verb_due else run
            is_verb_due = lower in _OPENS and before in _ASKS_OF_DOING
            run, is_open = [], False
        before = lower
