"""Oral evidence as it is told: a question with the answer to it, and every sentence with who says it."""

from __future__ import annotations

import re

from ingest.papers import Span
from ingest.store.records import StoredPassage
from ingest.structure.evidence import is_question_number, question_number
from ingest.structure.sentences import sentences
from rag.items import PassagesOf, of_item

_SPEAKER = re.compile(r"(?:Q\d{1,4}[.:)]?\s+)?(?P<name>[A-Z][^:?!\n]{1,80}?)\s*:\s")
_MOST_WORDS = 40
"""Words of an answer up to which its next sentence is told too: behind "No." stands what it means."""


def speaker_of(passage: StoredPassage) -> str | None:
    """Who says all that a passage of evidence tells; None for other passages."""
    heading = _SPEAKER.match(passage.text) if is_question_number(passage.point) else None
    return heading.group("name") if heading else None


def speaker_before(passage: StoredPassage, span: Span) -> str | None:
    """Who says a sentence of evidence that does not begin with the name itself; None for other passages."""
    return speaker_of(passage) if span.start > passage.span.start else None


def answer_to(passage: StoredPassage, passages: PassagesOf) -> tuple[StoredPassage, Span] | None:
    """The beginning of the first answer to a question of evidence; None where the passage is no such question."""
    if not is_question_number(passage.point) or question_number(passage.text) is None:
        return None
    following = (each for each in of_item(passage, passages) if each.span.start >= passage.span.end)
    answer = next(following, None)
    if answer is None or answer.point != passage.point or not _SPEAKER.match(answer.text):
        return None
    ends = [each.end for each in sentences(answer.text)]
    told = [end for end in ends[1:] if len(answer.text[:end].split()) <= _MOST_WORDS]
    return answer, Span(
        answer.span.start, answer.span.start + max((*ends[:1], *told), default=len(answer.text))
    )
