"""The ways in which a later meeting undoes or changes what an earlier one decided or recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.papers import Span
from ingest.structure.terms import stem

GAP = r"(?:[^.;]|\.\d){0,100}?"
ONLY_THOUGHT_OF = re.compile(
    r"\b(?:whether|if|unless|would|could|might|(?-i:may)|should|consider(?:s|ed|ing)?|considerations?|notice|asked|requests?|"
    r"requested|called\s+(?:for|on)|sought|seeks?|options?|rejects?|rejected|refus\w+|fail(?:s|ed)|defer\w*|recommend\w*|"
    r"suggest\w*|not\s+to|intend\w*|intention|petition\w*|wish\w*|want\w*|said|claim\w*|believ\w*|urg(?:ed|es))\b",
    re.IGNORECASE,
)
"""Before a word for undoing: nothing was undone yet."""
OF_ANY = frozenset(
    stem(word)
    for word in (
        "decision decisions resolution approval acceptance appointment award made taken meeting minute minutes last "
        "held previous earlier date council committee board cabinet panel authority this that now hereby chair member "
        "members january february march april may june july august september october november december"
    ).split()
)
FEWEST_WORDS = 2
"""Terms that name a decision by its words."""


class How(StrEnum):
    """What a later meeting did with a decision, or heard of it."""

    RESCINDED = "it was rescinded"
    LAPSED = "it lapsed"
    REPLACED = "it was replaced"
    AMENDED = "it was amended"
    DECLINED = "it was not agreed to"
    FIGURE = "a sum in it was changed"
    READING = "a figure of its record was put right"
    RECORD = "its record was put right"


@dataclass(frozen=True)
class Undoing:
    """A sentence that undoes or changes an earlier decision; ``span`` is where it stands in its paper.

    ``number`` is that of the minute or resolution, None where the decision is named by its words, whose index terms are
    ``about``: of what was put right, those of what it is of. ``point`` is a part of it, such as "(2)"; ``days`` are
    those named as the day of the decision. ``right`` is the figure that should stand there; ``is_exact`` says that
    it can only be put where one figure is told that it may take the place of.
    """

    how: How
    span: Span
    number: str | None = None
    point: str | None = None
    days: frozenset[date] = frozenset()
    about: frozenset[str] = frozenset()
    right: str = ""
    is_exact: bool = False
