"""How much there is of what bears a name: the figure of another is no answer to it, however near its words come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.structure.terms import index_terms
from rag.extract import Candidate
from rag.finding.unknown_names import capitalised
from rag.question.query import Query, Wants
from rag.question.subject import subject_terms

_FIRST = 0.01
"""What the figure of the name is put above the best sentence by."""


def of_name_first(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; before a best one that nowhere has the name asked for, one with all of its words and the name."""
    names = frozenset(index_terms(" ".join(capitalised(query.question)))) & frozenset(query.terms)
    if query.wants not in (Wants.NUMBER, Wants.MONEY) or not names or not ranked:
        return ranked
    best = ranked[0]
    subject = subject_terms(query) | names
    held = subject & _terms(best.text)
    missing = names - _terms(f"{best.passage.context_text} {best.passage.text}")
    for each in ranked[1:]:
        own = _terms(each.text)
        if each.holds_kind and held <= own and missing & own:
            return [
                replace(each, score=best.score + _FIRST),
                *(other for other in ranked if other is not each),
            ]
    return ranked


def _terms(text: str) -> frozenset[str]:
    return frozenset(index_terms(text))
