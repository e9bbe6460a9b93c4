"""The sentences that may answer a question, in the order in which they are chosen from."""

from __future__ import annotations

from rag.by_whom import by_whom_first
from rag.decided import decisions_first
from rag.extract import Candidate, candidates
from rag.finding.hits import Found
from rag.items import PassagesOf
from rag.numbered import of_number_asked
from rag.question.query import Query


def ranked_for(query: Query, found: Found, passages: PassagesOf) -> list[Candidate]:
    """The candidates of what was found, best first; those that are of another decision, vote or speaker go.

    ``passages`` gives those of a paper by its id.
    """
    read = of_number_asked(query, candidates(query, found))
    decided = decisions_first(query, found, read, passages)
    return by_whom_first(query, found, decided, passages)
