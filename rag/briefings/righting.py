"""What later minutes put right: no wrong sum or name is told without the words that correct it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure.ledger_entries import EntryKind
from ingest.structure.terms import fold
from rag.briefings import wording
from rag.briefings.cells import Cells
from rag.briefings.excerpt import Excerpt, Point
from rag.briefings.part import Part
from rag.instructions import is_addressed_to_machine
from rag.ledger import LedgerRow


@dataclass(frozen=True)
class Righting:
    """Words of an earlier passage that are wrong, and those of later minutes that say so."""

    passage_id: str
    wrong: str
    right: Excerpt

    def concerns(self, excerpt: Excerpt) -> bool:
        """Whether these words of a paper hold what is put right."""
        if excerpt.passage.passage_id != self.passage_id:
            return False
        plain = " ".join(fold(excerpt.text).split()).lower()
        return bool(re.search(rf"(?<![\w.,]){re.escape(self.wrong.lower())}(?!\w|[.,]\d)", plain))


def rightings(rows: Sequence[LedgerRow]) -> Iterator[Righting]:
    """The corrections in the ledger whose wrong words stand in a paper that may be used."""
    for row in rows:
        is_correction = row.stored.entry.kind is EntryKind.CORRECTION
        if is_correction and row.corrected and row.put_right and not is_addressed_to_machine(row.stored.text):
            right = Excerpt.of_entry(row.stored, row.record)
            yield Righting(row.corrected.passage.passage_id, row.put_right[0], right)


def put_right(part: Part, known: Sequence[Righting]) -> Part:
    """The part with the later words after each point that holds what they correct."""
    if part.key == "gaps" or not known:
        return part
    points = tuple(_righted(each, known) for each in part.points)
    is_changed = points != part.points
    return replace(
        part,
        points=points,
        telling=tuple(_righted(each, known) for each in part.telling),
        is_prose=part.is_prose and not is_changed,  # a model could tell the wrong words alone
    )


def _righted(point: Point | Cells, known: Sequence[Righting]) -> Point | Cells:
    if isinstance(point, Cells):
        return point
    found = [each for each in known if any(each.concerns(excerpt) for excerpt in point.excerpts)]
    more = [piece for each in found for piece in (_told(each), each.right)]
    return Point.of(*point.pieces, *more)


def _told(righting: Righting) -> str:
    return wording.PUT_RIGHT_SINCE.format(day=righting.right.day_name)
