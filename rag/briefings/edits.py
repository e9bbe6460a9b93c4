"""What an officer changed in a draft: found by holding the file against the prints of what was written into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.briefings.blocks import Block
from rag.briefings.comparing import Comparing
from rag.briefings.provenance import Provenance


@dataclass(frozen=True)
class Edit:
    """One change. ``text`` are the officer's words, empty for a deletion; ``was`` the draft's, empty for an addition.

    ``kept`` are words that were carried over from an earlier draft. ``mark`` is the print of the sentence that was
    changed or deleted, None where it still stands in another place. ``under`` are the headings above, the outermost
    first; a deletion has none.
    """

    kind: Literal["added", "changed", "kept", "deleted"]
    text: str
    was: str = ""
    mark: str | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A draft as it came back: the edits in reading order, and what the file still holds of its own sentences."""

    edits: tuple[Edit, ...]
    kept: dict[str, Block]
    """By print; of a sentence that stands in several places the last."""
    thinned: dict[str, frozenset[tuple[str, ...]]]
    """Sentences that stood in several places and were deleted in some, by print: the headings over the others."""

    @property
    def dropped(self) -> frozenset[str]:
        """Prints of the sentences that the officer deleted or put in other words."""
        return frozenset(each.mark for each in self.edits if each.mark is not None)


def read_edits(
    drafted: Provenance,
    blocks: Sequence[Block],
    words_of: Callable[[str], str | None],
    comparing: Comparing | None = None,
) -> Reading:
    """The edits; ``words_of`` gives the words of a sentence by its print, None where nobody may know them now.

    Raises:
        DraftError: More was changed than can be compared.
    """
    comparing = comparing or Comparing()
    own = frozenset(drafted.officers)
    written = frozenset(drafted.paragraphs) - own
    marks = [drafted.print_of(block.text) for block in blocks]
    there = frozenset(marks)
    of_draft = [each.mark for each in drafted.sentences if each.mark in written]
    missing = {mark: words_of(mark) for mark in of_draft if mark not in there}
    before, after = Counter(drafted.paragraphs), Counter(marks)
    thinned = [mark for mark in of_draft if 0 < after[mark] < before[mark]]
    candidates = missing | {mark: words_of(mark) for mark in thinned}
    edits: list[Edit] = []
    for block, mark in zip(blocks, marks, strict=True):
        if mark in written:
            continue
        if mark in own:
            edits.append(Edit("kept", block.text, under=block.under))
            continue
        was = _most_alike(block.text, candidates, comparing)
        if was is None:
            edits.append(Edit("added", block.text, under=block.under))
            continue
        struck = was if was in missing else None
        edits.append(Edit("changed", block.text, candidates.pop(was) or "", struck, block.under))
    edits += [
        Edit("deleted", "", words or "", mark if mark in missing else None)
        for mark, words in candidates.items()
    ]
    sentences = frozenset(of_draft)
    kept = {mark: block for block, mark in zip(blocks, marks, strict=True) if mark in sentences}
    left = {
        mark: frozenset(block.under for block, each in zip(blocks, marks, strict=True) if each == mark)
        for mark in thinned
    }
    return Reading(tuple(edits), kept, left)


def _most_alike(text: str, missing: Mapping[str, str | None], comparing: Comparing) -> str | None:
    """The print of the missing sentence that the text comes nearest to; None where none comes near."""
    known = {mark: comparing.likeness(words, text) for mark, words in missing.items() if words is not None}
    nearest = max(known, key=lambda mark: known[mark], default=None)
    return nearest if nearest is not None and known[nearest] else None
