"""Motions, and what the words after them say became of them: carried, or lost.

Minutes that print a motion as it was moved, and below it the vote, use the words of a decision for what was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.papers import Passage, Role, Span
from ingest.structure.lines import DECISION
from ingest.structure.motion_bounds import begins_motion
from ingest.structure.motion_outcomes import BEGINS, THAT, Fate, alters, outcome_of
from ingest.structure.sentences import sentences

_IS_MOTION = re.compile(
    rf"{BEGINS.pattern}|.*\b(?:moved|proposed|seconded)\b.*\b(?:that|to)\b|.*\bmotion\s+by\b|"
    r".*\bmotion\s*(?:\([^()\n]{3,80}\)|[\w.'\u2019-]+\s*/\s*[\w.'\u2019-]+)\s*(?:that|to|for)\b|"
    r".*\b(?:moved|proposed)\b.*\bseconded\b|[^:\n]{3,60}:\s*[\"\u201c\u2018']that\b",
    re.IGNORECASE | re.DOTALL,
)
_MOST_PASSAGES = 12
"""Passages after a motion in which its outcome is looked for."""

_Place = tuple[str | None, str | None]
"""Number and title of the item that a passage is of."""


def is_motion(sentence: str) -> bool:
    """Whether a sentence is put to a meeting: "That ...", "Moved by ...", "It was proposed that"."""
    is_put = bool(_IS_MOTION.match(sentence)) or begins_motion(sentence)
    return is_put and not DECISION.match(sentence)


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
    is_put = may_be and BEGINS.match(text) and not DECISION.match(text)
    outcome = outcome_of(_motion(passage, content), _after(passages, index, content)) if is_put else None
    if outcome is None:
        return passage
    if not outcome.is_carried:
        return replace(passage, role=Role.DISCUSSION)
    if outcome.fate is Fate.AMENDED:
        return passage  # whether it is printed as moved or as carried can't be told
    if alters(text):
        return replace(passage, role=Role.DISCUSSION)  # what was decided is the motion that it changed
    is_bare = bool(re.match(THAT, text, re.IGNORECASE))
    is_all_put = _first(passage, content).end == passage.span.end
    is_whole = (outcome.span.end <= passage.span.end or is_all_put) and _place(passage) not in resolved
    return replace(passage, role=Role.RESOLUTION) if is_bare or is_whole else passage


def _place(passage: Passage) -> _Place:
    return passage.item, passage.item_title


def _after(passages: Sequence[Passage], index: int, content: str) -> Iterator[tuple[int, str]]:
    """What follows on the first sentence of a passage, up to the end of its item."""
    passage = passages[index]
    first = _first(passage, content)
    yield first.end, content[first.end : passage.span.end]
    for each in passages[index + 1 : index + 1 + _MOST_PASSAGES]:
        if _place(each) != _place(passage):
            return
        yield each.span.start, content[each.span.start : each.span.end]


def _motion(passage: Passage, content: str) -> str:
    first = _first(passage, content)
    return content[first.start : first.end]


def _first(passage: Passage, content: str) -> Span:
    """The first sentence of a passage, which is all that is put in it."""
    return next(iter(sentences(content, passage.span.start, passage.span.end)), passage.span)
