"""What became of a motion or an application that is told: the words after it that say so are told with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.papers import Kind, Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.motions import is_motion, outcome_of
from rag import wording
from rag.extract import Candidate
from rag.items import PassagesOf, of_item

_DECISION_ALONE = re.compile(
    r"\W*(?:refused?|refusal|approved?|approval|granted|deferred|withdrawn|supported|agreed|no\s+objections?|objections?|"
    r"object(?:ed)?|no\s+comments?|noted)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Became:
    """Words of a paper that say what became of what it puts or lists; ``lead`` is what is told before them."""

    lead: str
    passage: StoredPassage
    span: Span

    @property
    def is_loss(self) -> bool:
        """Whether a motion was lost."""
        return self.lead == wording.LOST


def what_became(candidate: Candidate, passages: PassagesOf) -> Became | None:
    """What the minutes say became of the motion that a sentence puts, where it was lost, or of what a heading names.

    None where they don't say it in words of its own: a motion that was carried is a resolution.
    """
    if candidate.hit.record.kind.value not in (Kind.MINUTES, Kind.DECISION):
        return None
    after = list(_after(candidate, passages))
    return _loss(candidate, after) or _decision_alone(candidate, after)


def _loss(candidate: Candidate, after: list[tuple[StoredPassage, int, str]]) -> Became | None:
    if candidate.passage.role is Role.RESOLUTION or not is_motion(candidate.text):
        return None
    outcome = outcome_of(
        candidate.text, ((passage.span.start + start, text) for passage, start, text in after)
    )
    if outcome is None or outcome.is_carried:
        return None
    held = next(passage for passage, _, _ in after if passage.span.holds(outcome.span))
    return Became(wording.LOST, held, outcome.span)


def _decision_alone(candidate: Candidate, after: list[tuple[StoredPassage, int, str]]) -> Became | None:
    """The line under an entry of a list of applications that is nothing but the decision: "Refused"."""
    if after[0][2].strip() or len(after) == 1:
        return None
    following = after[1][0]
    if not _DECISION_ALONE.fullmatch(following.text):
        return None
    return Became(wording.DECIDED, following, following.span)


def _after(candidate: Candidate, passages: PassagesOf) -> Iterator[tuple[StoredPassage, int, str]]:
    """What follows on a sentence, to the end of its item: the passage, where in it the text begins, and the text."""
    passage = candidate.passage
    begin = candidate.span.end - passage.span.start
    yield passage, begin, passage.text[begin:]
    for each in of_item(passage, passages):
        if each.span.start >= passage.span.end:
            yield each, 0, each.text
