"""How alike two texts of a draft are, with an end to the work: a file can be built in which all are nearly alike."""

from __future__ import annotations

from difflib import SequenceMatcher

from rag.briefings.provenance import wording
from rag.errors import DraftError

_ALIKE = 0.6
"""Share of characters in common from which a paragraph is a sentence of the draft reworded."""
MOST_WORK = 600_000_000
"""Pairs of characters that may be held against each other, some 20 seconds; an edited draft needs a hundredth."""
_EACH = 60
"""Pairs of characters that looking at two texts at all takes the time of."""
_AT_ONCE = 16
"""Pairs of characters that the bound by common subsequence takes in the time of one."""


class Comparing:
    """The comparisons for one draft."""

    def __init__(self, most_work: int = MOST_WORK) -> None:
        self._left = most_work
        self._wordings: dict[str, str] = {}

    def likeness(self, one: str, other: str) -> float:
        """Share of characters that the wordings of two texts have in common, in order (difflib's ratio); 0 below 0.6.

        Raises:
            DraftError: There is more to be compared in the draft than any editing leaves behind.
        """
        self._spend(_EACH)
        first, second = self._wording(one), self._wording(other)
        # The bounds from above are many times as fast, and nearly all pairs have nothing to do with each other.
        if _share(min(len(first), len(second)), first, second) < _ALIKE:
            return 0.0
        n_pairs = len(first) * len(second)
        self._spend(n_pairs // _AT_ONCE + 1)
        # No blocks in common hold more than the longest common subsequence does.
        if _share(common_length(first, second), first, second) < _ALIKE:
            return 0.0
        self._spend(n_pairs)
        ratio = SequenceMatcher(None, first, second, autojunk=False).ratio()
        return ratio if ratio >= _ALIKE else 0.0

    def _wording(self, text: str) -> str:
        if text not in self._wordings:
            self._wordings[text] = wording(text)
        return self._wordings[text]

    def _spend(self, work: int) -> None:
        self._left -= work
        if self._left < 0:
            raise DraftError(
                "The draft was reworded so much that it can't be held against what it was. Draft anew, and take your "
                "own words over by hand."
            )


def _share(n_common: int, one: str, other: str) -> float:
    """The ratio where so many characters are in common; 1 for two texts without any, as difflib has it."""
    total = len(one) + len(other)
    return 2 * n_common / total if total else 1.0


def common_length(one: str, other: str) -> int:
    """Characters of the longest common subsequence (H. Hyyr\u00f6, Bit-parallel LCS-length computation, 2004)."""
    places: dict[str, int] = {}
    for place, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << place
    whole = (1 << len(one)) - 1
    row = whole
    for character in other:
        both = row & places.get(character, 0)
        row = ((row + both) | (row - both)) & whole
    return len(one) - row.bit_count()
