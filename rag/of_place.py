"""Where a question names a place that some papers bear in their body or title, those papers' sentences answer it.

A precept, a petition and a car park are in the papers of every parish: those of another place come as near by their
words. What another paper says of the place itself is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.store.records import PaperRecord
from ingest.structure.bodies import name_parts
from ingest.structure.terms import words
from rag.extract import Candidate
from rag.finding.unknown_names import capitalised
from rag.question.query import Query, Wants

_GAP = 0.3
"""A sentence this much below the best is no answer beside it, whatever place it is of."""


def of_place_named(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those of other places, in their order; all of them where none of the place answers."""
    named = frozenset(word.lower() for word in capitalised(query.question))
    own = [each for each in ranked if _bears(each.hit.record, named)] if named else []
    is_kind = query.wants is not Wants.ANYTHING
    answering = [
        each for each in own if each.score >= ranked[0].score - _GAP and (each.holds_kind or not is_kind)
    ]
    if not answering:
        return list(ranked)
    borne = frozenset(place for each in answering for place in _places(each.hit.record) & named)
    return [each for each in ranked if not _is_elsewhere(each.hit.record, borne) or _speaks_of(each, borne)]


def _is_elsewhere(record: PaperRecord, places: AbstractSet[str]) -> bool:
    """Whether the body of a paper bears another place; a committee called by its subject alone may be of any."""
    own = name_parts(record.body.value)[0] if record.body else frozenset()
    return any(len(place) > 1 for place in own) and not own & places


def _bears(record: PaperRecord, named: AbstractSet[str]) -> bool:
    return bool(_places(record) & named)


def _places(record: PaperRecord) -> frozenset[str]:
    """The place words of a paper's body, or of its title where the body is not known."""
    return name_parts(record.body.value if record.body else record.title.value)[0]


def _speaks_of(candidate: Candidate, places: AbstractSet[str]) -> bool:
    context = " ".join(each.context_text for each in candidate.hit.passages)
    return not places.isdisjoint(words(f"{candidate.hit.text} {context}"))
