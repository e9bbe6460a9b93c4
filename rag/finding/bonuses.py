"""What a window is worth beside its words: the item, the kind of paper, the day and the body that are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.bodies import name_parts
from rag.question.query import Query

_ITEM = 0.25
_DATE = 0.1
_KIND = 0.05
"""For a window of a paper of the kind that the question asks for."""
_OTHER_BODY = 0.15
"""Taken off a window of a body whose place is not among those the question names."""
_BODY_NOT_NAMED = 0.3
"""Taken off a window of a body other than the one that the question names in full."""


def bonus(query: Query, record: PaperRecord, passages: Sequence[StoredPassage]) -> float:
    """What is added to the score of a window of these passages, below 0 for much against it."""
    worth = 0.0
    if any(query.points_at(passage) for passage in passages):
        worth += _ITEM
    if query.kind is not None and record.kind.value is query.kind:
        worth += _KIND
    if record.date and any(span.holds(record.date.value) for span in query.dates):
        worth += _DATE
    if query.named and record.body and record.body.value not in query.named:
        worth -= _BODY_NOT_NAMED
    elif query.places and record.body:
        places = name_parts(record.body.value)[0]
        if places and not places & query.places:
            worth -= _OTHER_BODY
    return worth
