"""Subjects of which no paper speaks: what comes nearest is about something else, however near it comes.

"What was agreed about drones?" is near to whatever was agreed. Words that any committee is asked with are no subject
(``rag.question.subject``).
"""

from __future__ import annotations

import re

from ingest.structure.terms import fold, index_terms
from rag.extract import Candidate
from rag.finding.hits import Found
from rag.question.query import Query
from rag.question.subject import subject_terms

_SHORT_SUBJECT = 2
"""Words of a subject of which each counts. A longer one often has a word that no paper has: it is put otherwise."""
_LEAST_OF_SUBJECT = 0.3
"""Share of a short subject, by rarity, that the best sentence must stand with where no paper has all of it."""
_WORD = re.compile(r"[\w'&-]+")


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


def is_short_of_subject(query: Query, found: Found) -> bool:
    """Whether no paper has some word of a short subject: sentences that have the other may be about another thing."""
    return bool(found.unheard) and len(subject_terms(query)) <= _SHORT_SUBJECT


def unheard_words(query: Query, found: Found) -> str:
    """The words of the subject that no paper which was searched has, as they stand in the question, with commas."""
    printed = dict.fromkeys(_WORD.findall(fold(query.question)))
    return ", ".join(word for word in printed if found.unheard.intersection(index_terms(word)))
