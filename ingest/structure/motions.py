"""Motions, and what the words after them say became of them: carried, or lost.

Minutes that print a motion as it was moved, and below it the vote, use the words of a decision for what was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.papers import Passage, Role, Span
from ingest.structure.lines import DECISION
from ingest.structure.sentences import sentences

_PUT = r"(?:motions?|proposals?|propositions?|resolutions?|recommendations?|vote)"
_LOST = (
    r"(?:lost|defeated|failed|fails|fell|falls|lapsed|lapses|negatived|rejected|withdrawn|voted\s+down|"
    r"not\s+(?:carried|agreed|approved|adopted|passed|supported|seconded|accepted))"
)
_CARRIED = (
    r"(?:carried|carries|passed|passes|agreed|approved|adopted|all\s+(?:were\s+)?in\s+favou?r|all\s+agreed|"
    r"unanimous(?:ly\s+(?:agreed|approved|carried))?)"
)
_BETWEEN = (
    r"(?:(?:was|were|is|then|therefore|thus|duly|being|been|having|put|to|the|vote|meeting|and|declared|unanimously|"
    r"accordingly|on|a|show|of|hands)[\s*_]+){0,8}"
)
_BECAME = rf"(?:(?P<lost>{_LOST})|{_CARRIED})\b"
_VERDICT = re.compile(
    rf"[\W_]*(?:{_BECAME})(?=[\W_]*(?:$|\d|by\b|unanim|nem\b|on\s+(?:a|the)\b|for\s+(?:want|lack)\b|with\b))",
    re.IGNORECASE,
)
"""A line or a sentence that is nothing but the outcome: "CARRIED 6-1", "Lost for want of a seconder"."""
_OF_MOTION = re.compile(rf"\b{_PUT}[\s*_]+{_BETWEEN}{_BECAME}", re.IGNORECASE)
_ONLY_OF_MOTION = re.compile(rf"[\W_]*(?:the\s+)?{_OF_MOTION.pattern}", re.IGNORECASE)
_AMENDMENT = re.compile(r"\bamendments?\b", re.IGNORECASE)
_OF_AMENDMENT = re.compile(rf"\b(?:{_PUT}|amendments?)[\s*_]+{_BETWEEN}{_BECAME}", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_THAT = r"[\W_]*(?:(?:motion|recommended|proposal|proposed)\b[\W_]*)?that\b"
_MOVED = (
    r"[\W_]*(?:(?:it\s+was\s+)?(?:moved|proposed)\b|motion\s+(?:by|from|to|of|made|that)\b|motion\s*[:\u2013-]|"
    r"an?\s+(?:further\s+|second\s+|new\s+)?(?:motion|proposal)\b)"
)
_BEGINS = re.compile(rf"{_THAT}|{_MOVED}", re.IGNORECASE)
_IS_MOTION = re.compile(
    rf"{_BEGINS.pattern}|.*\b(?:moved|proposed|seconded)\b.*\b(?:that|to)\b|.*\bmotion\s+by\b",
    re.IGNORECASE | re.DOTALL,
)
_MOST_SENTENCES = 12
"""Sentences after a motion in which its outcome is looked for: who spoke, and who voted how, stands between."""
_MOST_WORDS = 12
"""Words of a line that only tells an outcome."""


_Place = tuple[str | None, str | None]
"""Number and title of the item that a passage is of."""


@dataclass(frozen=True)
class Outcome:
    """Where a paper says what became of a motion, and what it was."""

    span: Span
    is_carried: bool


def is_motion(sentence: str) -> bool:
    """Whether a sentence is put to a meeting: "That ...", "Moved by ...", "It was proposed that"."""
    return bool(_IS_MOTION.match(sentence)) and not DECISION.match(sentence)


def tells_outcome_alone(text: str) -> bool:
    """Whether a text says no more than what became of a motion: "CARRIED 6-1", "Motion failed 2-3"."""
    is_short = len(text.split()) <= _MOST_WORDS and not DECISION.match(text)
    return is_short and bool(_VERDICT.match(text) or _ONLY_OF_MOTION.match(text))


def outcome_of(motion: str, after: Iterable[tuple[int, str]]) -> Outcome | None:
    """What became of a motion; None where that is not said before the next one.

    ``after`` are the texts that follow on it under its item, each with where it begins in the paper.
    """
    of_motion = _OF_AMENDMENT if _AMENDMENT.search(motion) else _OF_MOTION
    for n_before, (start, sentence) in enumerate(_sentences(after)):
        for line in _LINE.finditer(sentence):
            if n_before == _MOST_SENTENCES or _BEGINS.match(line.group()) or DECISION.match(line.group()):
                return None
            verdict = _VERDICT.match(line.group())
            if verdict is not None:
                span = Span(start + line.start(), start + line.end())
                return Outcome(span, verdict.group("lost") is None)
        told = of_motion.search(sentence)
        if told is not None:
            return Outcome(Span(start, start + len(sentence)), told.group("lost") is None)
    return None


def with_outcomes(passages: Sequence[Passage], content: str) -> list[Passage]:
    """The passages of minutes, of which a motion that was carried is a resolution, and one that was lost is none."""
    resolved = frozenset(_place(each) for each in passages if each.role is Role.RESOLUTION)
    return [_with_outcome(passages, index, content, resolved) for index in range(len(passages))]


def _with_outcome(
    passages: Sequence[Passage], index: int, content: str, resolved: frozenset[_Place]
) -> Passage:
    """A passage with its role; ``resolved`` are the items that have resolutions, which say all that was decided."""
    passage = passages[index]
    text = content[passage.span.start : passage.span.end]
    is_of_list = any(DECISION.match(content[span.start : span.end]) for span in passage.context)
    may_be = passage.role in (Role.RESOLUTION, Role.DISCUSSION) and not is_of_list
    is_put = may_be and _BEGINS.match(text) and not DECISION.match(text)
    outcome = outcome_of(text, _after(passages, index, content)) if is_put else None
    if outcome is None:
        return passage
    if not outcome.is_carried:
        return replace(passage, role=Role.DISCUSSION)
    is_bare = bool(re.match(_THAT, text, re.IGNORECASE))
    is_whole = outcome.span.end <= passage.span.end and _place(passage) not in resolved
    return replace(passage, role=Role.RESOLUTION) if is_bare or is_whole else passage


def _place(passage: Passage) -> _Place:
    return passage.item, passage.item_title


def _after(passages: Sequence[Passage], index: int, content: str) -> Iterator[tuple[int, str]]:
    """What follows on the first sentence of a passage, up to the end of its item."""
    passage = passages[index]
    first = next(iter(sentences(content, passage.span.start, passage.span.end)), passage.span)
    yield first.end, content[first.end : passage.span.end]
    for each in passages[index + 1 : index + 1 + _MOST_SENTENCES]:
        if _place(each) != _place(passage):
            return
        yield each.span.start, content[each.span.start : each.span.end]


def _sentences(pieces: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for start, text in pieces:
        for span in sentences(text):
            yield start + span.start, text[span.start : span.end]
