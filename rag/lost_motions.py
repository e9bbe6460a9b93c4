"""Motions that a paper prints and that were lost: they are told only with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.papers import Kind, Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.motions import is_motion, outcome_of
from rag.extract import Candidate
from rag.items import PassagesOf, of_item


def loss_of(candidate: Candidate, passages: PassagesOf) -> tuple[StoredPassage, Span] | None:
    """Where the minutes say that the motion which a sentence puts was lost; None where they don't, or it puts none."""
    is_minuted = candidate.hit.record.kind.value in (Kind.MINUTES, Kind.DECISION)
    if not is_minuted or candidate.passage.role is Role.RESOLUTION or not is_motion(candidate.text):
        return None
    after = list(_after(candidate, passages))
    outcome = outcome_of(
        candidate.text, ((passage.span.start + start, text) for passage, start, text in after)
    )
    if outcome is None or outcome.is_carried:
        return None
    held = next(passage for passage, _, _ in after if passage.span.holds(outcome.span))
    return held, outcome.span


def _after(candidate: Candidate, passages: PassagesOf) -> Iterator[tuple[StoredPassage, int, str]]:
    """What follows on a sentence, to the end of its item: the passage, where in it the text begins, and the text."""
    passage = candidate.passage
    begin = candidate.span.end - passage.span.start
    yield passage, begin, passage.text[begin:]
    for each in of_item(passage, passages):
        if each.span.start >= passage.span.end:
            yield each, 0, each.text
