"""What each part of a paper may show, worked out once when the paper is stored.

Structure marks passages; this makes sure that no wider-marked passage, window or lead-in carries the words of
a narrower one with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.papers import Access, Paper, Passage, Span
from ingest.structure.covered import Covered


@dataclass(frozen=True)
class Marking:
    """For each passage and window its own access where narrower than the paper's, else None.

    ``contexts`` are the passages' lead-ins without those that touch narrower words; ``item_titles`` None
    where the title stood in such a lead-in.
    """

    passages: tuple[Access | None, ...]
    windows: tuple[Access | None, ...]
    contexts: tuple[tuple[Span, ...], ...]
    item_titles: tuple[str | None, ...]


def narrower(first: Access, second: Access | None) -> Access:
    """The one that fewer people may see."""
    return first if second is None or first.rank >= second.rank else second


def mark(paper: Paper) -> Marking:
    """The marking of a paper; a part that overlaps a narrower passage becomes as narrow as that."""
    base = paper.facts.access
    marked = [passage for passage in paper.passages if passage.access.rank > base.rank]
    by_ordinal = {passage.ordinal: passage for passage in marked}
    above = {
        access: Covered(passage.span for passage in marked if passage.access.rank > access.rank)
        for access in Access
    }

    def own(span: Span, access: Access, covered: tuple[int, ...] = ()) -> Access | None:
        in_it = [by_ordinal[ordinal].access for ordinal in covered if ordinal in by_ordinal]
        narrowest = max([access, *in_it], key=lambda each: each.rank)
        while above[narrowest].touches(span):
            narrowest = list(Access)[narrowest.rank + 1]
        return narrowest if narrowest.rank > base.rank else None

    passages = tuple(own(passage.span, passage.access) for passage in paper.passages)
    contexts, titles = [], []
    for passage, access in zip(paper.passages, passages, strict=True):
        kept, title = _context(passage, above[narrower(base, access)], paper.text.content)
        contexts.append(kept)
        titles.append(title)
    return Marking(
        passages,
        tuple(own(window.span, window.access, window.passages) for window in paper.windows),
        tuple(contexts),
        tuple(titles),
    )


def _context(passage: Passage, narrow: Covered, content: str) -> tuple[tuple[Span, ...], str | None]:
    """The lead-ins and the item's title that may go with a passage without words of ``narrow``."""
    dropped = [span for span in passage.context if narrow.touches(span)]
    kept = tuple(span for span in passage.context if span not in dropped)
    title = passage.item_title
    if title is not None and any(title in content[span.start : span.end] for span in dropped):
        title = None
    return kept, title
