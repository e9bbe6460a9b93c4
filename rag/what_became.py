"""What became of a motion or an application that is told: the words after it that say so are told with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.papers import Kind, Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.motion_outcomes import Fate, outcome_of
from ingest.structure.motions import is_motion
from rag import wording
from rag.extract import Candidate
from rag.items import PassagesOf, of_item
from rag.numbered import names_another

_DECISION_ALONE = re.compile(
    r"\W*(?:refused?|refusal|approved?|approval|granted|deferred|withdrawn|supported|agreed|no\s+objections?|objections?|"
    r"object(?:ed)?|no\s+comments?|noted)\W*",
    re.IGNORECASE,
)
_TELLS_ITS_OUTCOME = re.compile(
    r"\band\s+(?:it\s+was\s+)?(?:unanimously\s+)?(?:agreed|resolved|carried|approved|adopted)\b",
    re.IGNORECASE,
)
_CONSIDERS = re.compile(
    r"\W*(?:[^.;:\n]{1,60}\s)?(?:considered|discussed|debated|examined|received|heard)\s+(?:an?|the|this|his|her|their)\s+"
    r"(?:[\w'\u2019-]+\s+){0,4}?(?:proposals?|requests?|suggestion|bid|recommendation)\s+(?:by|from|for|that|to|of)\b",
    re.IGNORECASE,
)
"""What a meeting looks at, with no word of anybody moving it, may be decided in the next sentence all the same."""
_LEADS = {
    Fate.CARRIED: wording.CARRIED,
    Fate.AMENDED: wording.AMENDED,
    Fate.LOST: wording.LOST,
    Fate.DROPPED: wording.DROPPED,
    Fate.PUT_OFF: wording.PUT_OFF,
}
_LEADS_OF_AMENDMENT = {
    Fate.CARRIED: wording.AMENDMENT_CARRIED,
    Fate.LOST: wording.AMENDMENT_LOST,
    Fate.DROPPED: wording.AMENDMENT_DROPPED,
}
_WARNINGS = {
    Fate.AMENDED: wording.AMENDED_FIRST,
    Fate.LOST: wording.NOT_CARRIED,
    Fate.DROPPED: wording.NOT_CARRIED,
    Fate.PUT_OFF: wording.NOT_CARRIED,
}
_AMENDMENT = re.compile(r"\bamendment\b", re.IGNORECASE)


@dataclass(frozen=True)
class Became:
    """Words of a paper that say what became of what it puts or lists; ``lead`` is what is told before them.

    ``fate`` is that of a motion, and none of what else is decided.
    """

    lead: str
    passage: StoredPassage
    span: Span
    fate: Fate | None = None

    @property
    def warning(self) -> str | None:
        """What must be said beside words of a motion that were not decided."""
        return _WARNINGS.get(self.fate) if self.fate is not None else None


def what_became(candidate: Candidate, passages: PassagesOf) -> Became | None:
    """What the minutes say became of the motion that a sentence puts, or of what a heading names.

    None where they don't say it in words of its own, and of a motion that is told as the resolution that it became.
    """
    if candidate.hit.record.kind.value not in (Kind.MINUTES, Kind.DECISION):
        return None
    after = list(after_in_item(candidate.passage, candidate.span, passages))
    return _fate(candidate, after) or _decision_alone(candidate, after)


def _fate(candidate: Candidate, after: list[tuple[StoredPassage, int, str]]) -> Became | None:
    if candidate.passage.role is Role.RESOLUTION:
        return None
    return fate_of(candidate.text, after)


def fate_of(motion: str, after: Sequence[tuple[StoredPassage, int, str]]) -> Became | None:
    """The words that say what became of a motion; None where there are none, or the sentence is no motion.

    ``after`` is what follows on it under its item: the passage, where in it the text begins, and the text.
    """
    is_considered = bool(_CONSIDERS.match(motion)) and not is_motion(motion)
    if not (is_motion(motion) or is_considered) or tells_its_outcome(motion):
        return None
    outcome = outcome_of(motion, ((passage.span.start + start, text) for passage, start, text in after))
    if outcome is None:
        return None
    held = next(passage for passage, _, _ in after if passage.span.holds(outcome.span))
    begin = held.span.start
    words = held.text[outcome.span.start - begin : outcome.span.end - begin]
    if names_another(words, motion):
        return None
    if is_considered:
        return Became(wording.DECIDED, held, outcome.span)
    leads = _LEADS | _LEADS_OF_AMENDMENT if _AMENDMENT.search(words) else _LEADS
    return Became(leads[outcome.fate], held, outcome.span, outcome.fate)


def tells_its_outcome(motion: str) -> bool:
    """Whether a sentence says itself what became of what it puts: "proposed, seconded and agreed that"."""
    return bool(_TELLS_ITS_OUTCOME.search(motion))


def _decision_alone(candidate: Candidate, after: list[tuple[StoredPassage, int, str]]) -> Became | None:
    """The line under an entry of a list of applications that is nothing but the decision: "Refused"."""
    if after[0][2].strip() or len(after) == 1:
        return None
    following = after[1][0]
    if not _DECISION_ALONE.fullmatch(following.text):
        return None
    return Became(wording.DECIDED, following, following.span)


def after_in_item(
    passage: StoredPassage, span: Span, passages: PassagesOf
) -> Iterator[tuple[StoredPassage, int, str]]:
    """What follows on a sentence, to the end of its item: the passage, where in it the text begins, and the text."""
    begin = span.end - passage.span.start
    yield passage, begin, passage.text[begin:]
    for each in of_item(passage, passages):
        if each.span.start >= passage.span.end:
            yield each, 0, each.text
