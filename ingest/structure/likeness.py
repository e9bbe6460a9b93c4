"""What one paper's words are to another's: the same, a part of them, or some in common.

A draft and the confirmed minutes with one figure corrected are not the same; a page of one item is a part of
the printed minutes. Nothing here knows of dates or bodies: equal words of two meetings are told apart elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.papers import Span
from ingest.structure.same_words import Hunk, Words, differences, is_harmless

_HELD = 0.95
"""Share of a paper's words that another must hold for the one to be a part of the other."""
_IN_COMMON = 0.6
"""Share of the shorter paper's words below which two papers are not worth relating."""


class Relation(StrEnum):
    """What a paper is to another one, as far as their words show."""

    SAME = "same"
    PART = "part"
    HOLDS = "holds"
    SHARES = "shares"

    @property
    def turned(self) -> Relation:
        """What the other paper is to this one."""
        return {Relation.PART: Relation.HOLDS, Relation.HOLDS: Relation.PART}.get(self, self)


@dataclass(frozen=True)
class Likeness:
    """How the words of ``a`` and ``b`` lie to each other; ``relation`` is what ``a`` is to ``b``.

    ``hunks`` are the differences that are more than hyphens and list marks, in order; ``all_hunks`` those too.
    """

    a: Words
    b: Words
    relation: Relation
    hunks: tuple[Hunk, ...]
    all_hunks: tuple[Hunk, ...]

    def turned(self) -> Likeness:
        """The same, seen from the other paper."""
        return Likeness(
            self.b,
            self.a,
            self.relation.turned,
            tuple(hunk.turned() for hunk in self.hunks),
            tuple(hunk.turned() for hunk in self.all_hunks),
        )

    def copied(self, spans: Sequence[Span], searched: Sequence[Span]) -> tuple[bool, ...]:
        """For each span of ``a``: do all its words stand in ``b``, with nothing between, in its ``searched`` spans?

        A span without words does not.
        """
        starts = self.a.starts
        is_searched = _inside(self.b.starts, searched)
        return tuple(
            self._is_copied(bisect_left(starts, span.start), bisect_left(starts, span.end), is_searched)
            for span in spans
        )

    def _is_copied(self, first: int, last: int, is_searched: Sequence[bool]) -> bool:
        if first == last or any(
            (hunk.a0 < last and hunk.a1 > first) or first < hunk.a0 < last for hunk in self.hunks
        ):
            return False
        begin, end = self._other(first), self._other(last - 1)
        return all(is_searched[begin : end + 1]) and begin < len(self.b)

    def _other(self, at: int) -> int:
        """The word of ``b`` that is aligned with word ``at``; that of a harmless difference is its first."""
        shift = 0
        for hunk in self.all_hunks:
            if hunk.a0 > at:
                break
            if hunk.a1 > at:
                return hunk.b0
            shift = hunk.b1 - hunk.a1
        return at + shift


def _inside(starts: Sequence[int], searched: Sequence[Span]) -> list[bool]:
    """For each start of a word whether it lies in one of the spans."""
    inside: list[bool] = []
    waiting = sorted(searched, key=lambda span: span.start)
    reached, at = 0, 0
    for start in starts:
        while at < len(waiting) and waiting[at].start <= start:
            reached = max(reached, waiting[at].end)
            at += 1
        inside.append(start < reached)
    return inside


def likeness(a: Words, b: Words) -> Likeness | None:
    """What two papers have in common; None where that is little."""
    if not a.words or not b.words:
        return None
    every = differences(a, b)
    hunks = tuple(hunk for hunk in every if not is_harmless(a, b, hunk))
    ours = 1 - sum(hunk.a1 - hunk.a0 for hunk in hunks) / len(a)
    theirs = 1 - sum(hunk.b1 - hunk.b0 for hunk in hunks) / len(b)
    if max(ours, theirs) < _IN_COMMON:
        return None
    is_part = ours >= _HELD and not any(_is_telling(a, b, hunk) for hunk in hunks)
    is_whole = theirs >= _HELD and not any(_is_telling(b, a, hunk.turned()) for hunk in hunks)
    if all(_is_repeat(a, b, hunk) for hunk in hunks):
        relation = Relation.SAME
    elif is_part != is_whole:
        relation = Relation.PART if is_part else Relation.HOLDS
    else:
        relation = Relation.SHARES
    return Likeness(a, b, relation, hunks, tuple(every))


def _is_telling(a: Words, b: Words, hunk: Hunk) -> bool:
    """Whether a difference shows that ``a`` does not lie in ``b``.

    Lines that only one of them has do not, unless they give a figure and ``b`` has no such lines elsewhere.
    Where words stand against words, only what comes before or after all that they have in common does not.
    """
    ours, theirs = hunk.a1 > hunk.a0, hunk.b1 > hunk.b0
    if ours and not a.is_whole_lines(hunk.a0, hunk.a1):
        return True
    if theirs and not b.is_whole_lines(hunk.b0, hunk.b1):
        return True
    is_edge = 0 in (hunk.a0, hunk.b0) or hunk.a1 == len(a) or hunk.b1 == len(b)
    if ours and theirs and not is_edge:
        return True
    own = a.words[hunk.a0 : hunk.a1]
    return any(word[0].isdigit() for word in own) and not _stand_in(own, b)


def _stand_in(words: Sequence[str], other: Words) -> bool:
    """Whether the words stand in the other text, one after the other."""
    return f" {' '.join(words)} " in f" {' '.join(other.words)} "


def _is_repeat(a: Words, b: Words, hunk: Hunk) -> bool:
    """Whether lines that only one has, before or after all else, are lines that the other has elsewhere."""
    if (hunk.a1 > hunk.a0) == (hunk.b1 > hunk.b0):
        return False
    is_edge = hunk.a0 == hunk.b0 == 0 or (hunk.a1 == len(a) and hunk.b1 == len(b))
    extra = a.words[hunk.a0 : hunk.a1] or b.words[hunk.b0 : hunk.b1]
    other = b if hunk.a1 > hunk.a0 else a
    return is_edge and len(extra) > 1 and _stand_in(extra, other)
