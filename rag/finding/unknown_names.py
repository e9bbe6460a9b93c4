"""Names and years in a question that no paper in reach holds, and subjects that none speaks of.

A misspelt name is read as the one that was meant; of any other, of such a year and of such a subject, the papers can't
say anything.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.structure.terms import STOP_WORDS, fold, stem, words
from rag.question.query import Query
from rag.question.subject import subject_terms

_CAPITAL = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"'(])\b[A-Z][a-z]{3,}\b")
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday".split()
)
_YEAR = re.compile(r"(?<![\d/.,])(?P<year>(?:19|20)\d\d)(?:\s?[/-]\s?(?:19|20)?(?P<next>\d\d)\b)?(?![\d/])")
_ALIKE = 0.83
"""Least likeness of a misspelt name to the one meant: about one letter in six differs."""
_FEWEST_LETTERS = 6
"""Letters of a name that is looked for under another spelling; shorter ones are too like each other."""


_LONGEST_ENDING = 2
"""Letters at the end of a stem that another form of the same word may not have."""


def capitalised(question: str) -> list[str]:
    """The capitalised words of a question, past the first of a sentence, without months and days."""
    found = dict.fromkeys(match.group() for match in _CAPITAL.finditer(fold(question)))
    return [word for word in found if word.lower() not in STOP_WORDS | _CALENDAR]


def unknown_names(question: str, library: Library, scope: Scope) -> dict[str, str | None]:
    """The names in a question that stand in no paper which the asker may see, each with the term it is read as.

    The term is one of the papers' own, very like the name; None where there is none.
    """
    terms = {word: stem(words(word)[0]) for word in capitalised(question)}
    held = library.postings(scope, sorted(set(terms.values())))
    unknown = {
        word: term
        for word, term in terms.items()
        if not len(held[term].in_text) and not len(held[term].in_context)
    }
    return {word: _meant(term, library.terms_beginning(scope, term[0])) for word, term in unknown.items()}


def unknown_years(question: str, library: Library, scope: Scope) -> list[str]:
    """The years in a question in which no paper that the asker may see was made and which none speaks of."""
    asked = dict.fromkeys(match.group("year") for match in _YEAR.finditer(fold(question)))
    if not asked:
        return []
    dated = {str(record.date.value.year) for record in library.papers(scope) if record.date}
    return [year for year in asked if year not in dated and not _speak_of(year, library, scope)]


def unheard_terms(query: Query, known: AbstractSet[str], library: Library, scope: Scope) -> frozenset[str]:
    """The terms of a question's subject that stand in no paper which the asker may see.

    ``known`` are terms that papers have in another way. A word that is very like one of the papers' own, or begins as
    one of them does, is not unheard: it may be misspelt, or another form of the same.
    """
    subject = subject_terms(query) - known
    forms = {term: (term, f"{term}e", term.removesuffix("e")) for term in subject}
    postings = library.postings(scope, sorted({form for each in forms.values() for form in each}))
    held = {form for form, posting in postings.items() if len(posting.in_text) or len(posting.in_context)}
    return frozenset(
        term
        for term in subject
        if held.isdisjoint(forms[term]) and not _is_like_another(term, library, scope)
    )


def _is_like_another(term: str, library: Library, scope: Scope) -> bool:
    if len(term) < _FEWEST_LETTERS:
        return False
    beginning = term[: max(_FEWEST_LETTERS - 1, len(term) - _LONGEST_ENDING)]
    return bool(library.terms_beginning(scope, beginning)) or (
        _meant(term, library.terms_beginning(scope, term[0])) is not None
    )


def _speak_of(year: str, library: Library, scope: Scope) -> bool:
    """True where the papers hold the year alone, first or last in a span of two ("2018/19")."""
    before = f"{int(year) - 1}/"
    spans = (*library.terms_beginning(scope, year), *library.terms_beginning(scope, f"{before}{year[2:]}"))
    return bool(spans) or bool(library.terms_beginning(scope, f"{before}{year}"))


def _meant(term: str, known: Sequence[str]) -> str | None:
    if len(term) < _FEWEST_LETTERS:
        return None
    return next(iter(difflib.get_close_matches(term, known, n=1, cutoff=_ALIKE)), None)
