"""Subjects of which no paper speaks: what comes nearest is about something else, however near it comes.

"What was agreed about drones?" is near to whatever was agreed. Words that any committee is asked with are no subject
(``rag.question.subject``).
"""

from __future__ import annotations

import re

from ingest.structure.terms import fold, index_terms, words
from rag.checking.lexicon import root
from rag.extract import Candidate
from rag.finding.hits import Found
from rag.question.query import Query
from rag.question.subject import subject_terms

_SHORT_SUBJECT = 2
"""Words of a subject of which each counts. A longer one often has a word that no paper has: it is put otherwise."""
_LEAST_OF_SUBJECT = 0.3
"""Share of a short subject, by rarity, that the best sentence must stand with where no paper has all of it."""
_WORD = re.compile(r"[\w'&-]+")
_ABBREVIATION = re.compile(r"[A-Z][A-Z&]{2,5}")
_UNSAID = frozenset("and of the for in on to a an with".split())
"""Words that an abbreviation may pass over."""
_OF_DEGREE = frozenset(
    "low high large big small great few many cheap dear long short old new young early late fast slow busy near far "
    "heavy light wide narrow strong weak poor tall deep full clean safe".split()
)
_DEGREE = re.compile(r"(?P<base>[a-z]+?)(?:i?er|i?est)")
_FIGURES = re.compile(r"(?P<figure>\d+)s")
_IDIOM = re.compile(r"\bbank(?=\s+(?:balance|account|statement)s?\b)", re.IGNORECASE)
"""A word that says no more than the next one, which papers use alone."""


def is_off_subject(query: Query, found: Found, best: Candidate) -> bool:
    """Whether no paper has any word of the subject, or the best sentence stands with too little of a short one."""
    subject = subject_terms(query)
    if not found.unheard or subject <= found.unheard:
        return bool(found.unheard)
    if len(subject) > _SHORT_SUBJECT:
        return False
    told = frozenset(index_terms(f"{best.passage.item_title or ''} {best.passage.text}"))
    held = sum(found.rarity[term] for term in subject if found.variants.holds(term, told))
    return held < _LEAST_OF_SUBJECT * sum(found.rarity[term] for term in subject)


def words_not_told(query: Query, found: Found, sources: str) -> str:
    """The words of a short subject that no paper has and ``sources`` do not say otherwise, with commas; else empty.

    Sentences that have only the other word of the subject may be about another thing.
    """
    if not found.unheard or len(subject_terms(query)) > _SHORT_SUBJECT:
        return ""
    unheard = unheard_words(query, found).split(", ")
    return ", ".join(word for word in unheard if word and not is_said(word, query.question, sources))


def is_said(word: str, question: str, sources: str) -> bool:
    """Whether sources have a word of the question in another form, or in words that say the same."""
    if _ABBREVIATION.fullmatch(word):
        return _spells_out(word, sources)
    lower, said = word.lower(), frozenset(words(sources))
    if figure := _FIGURES.fullmatch(lower):
        return figure.group("figure") in said
    base = _base(lower)
    if base in _OF_DEGREE:
        return any(_base(each) == base for each in said)
    idioms = {match.group().lower() for match in _IDIOM.finditer(question)}
    return lower in idioms or root(lower) in {root(each) for each in said}


def _base(word: str) -> str:
    """The word without the ending of a comparative or a superlative, where it is one of degree."""
    match = _DEGREE.fullmatch(word)
    if match is None or word in _OF_DEGREE:
        return word
    base = match.group("base")
    forms = (base, f"{base}e", f"{base}y", base[:-1])
    return next((form for form in forms if form in _OF_DEGREE), word)


def _spells_out(short: str, sources: str) -> bool:
    """Whether words with a capital, one after the other, begin with the letters of an abbreviation."""
    letters = short.replace("&", "").lower()
    told = [word for word in _WORD.findall(sources) if word.lower() not in _UNSAID]
    initials = "".join(word[0].lower() if word[0].isupper() else " " for word in told)
    return letters in initials


def unheard_words(query: Query, found: Found) -> str:
    """The words of the subject that no paper which was searched has, as they stand in the question, with commas."""
    printed = dict.fromkeys(_WORD.findall(fold(query.question)))
    return ", ".join(word for word in printed if found.unheard.intersection(index_terms(word)))
