"""One form of a text that may be in the library several times: can it be another's, and which is better to cite."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from ingest.papers import Kind, Origin, Status
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from ingest.structure.likeness import Relation

_PACKS = frozenset({Kind.AGENDA, Kind.OTHER})
"""Kinds under which papers of other meetings are bound together."""
_PRINTED = frozenset({"pdf", "docx"})
_SIZE_STEP = math.log(1.2)
"""Sizes are told apart in steps of a fifth: copies of one text differ by a few words of furniture."""

Rank = tuple[bool, bool, bool, int, bool, bool, bool, int, datetime, str]


@dataclass(frozen=True)
class Form:
    """What decides whether a paper can be a copy of another, and which is better; a lower rank is better.

    Better is, in this order: a paper and not a pack; whole and not truncated; no draft; of known date and body;
    with a text layer; with pages; as printed and not as a website has it; the longer; the one stored first.
    """

    paper_id: str
    kind: Kind
    body: str | None
    date: date | None
    is_date_read: bool
    is_draft: bool
    rank: Rank

    @classmethod
    def of(cls, record: PaperRecord, *, is_truncated: bool, n_words: int) -> Self:
        """The form that a paper of the catalogue is."""
        is_draft = record.status is not None and record.status.value is Status.DRAFT
        rank = (
            record.kind.value in _PACKS,
            is_truncated,
            is_draft,
            (record.date is None) + (record.body is None),
            any(page.is_ocr for page in record.unusual_pages),
            record.n_pages == 0,
            record.format not in _PRINTED,
            -round(math.log(n_words + 1) / _SIZE_STEP),
            record.ingested_at,
            record.paper_id,
        )
        return cls(
            record.paper_id,
            record.kind.value,
            None if record.body is None else record.body.value,
            None if record.date is None else record.date.value,
            record.date is not None and record.date.origin is Origin.READ,
            is_draft,
            rank,
        )

    def can_be(self, other: Form, relation: Relation) -> bool:
        """Whether what is known of the two does not speak against their being one text."""
        if relation is Relation.PART and other._may_bind(self):
            return True
        if relation is Relation.HOLDS and self._may_bind(other):
            return True
        if self.is_dated_otherwise(other):
            return False
        if self.body and other.body and not is_same_body(self.body, other.body):
            return False
        return self.kind is other.kind or Kind.OTHER in (self.kind, other.kind)

    def is_dated_otherwise(self, other: Form) -> bool:
        """Whether the two are known to be of different days."""
        return self.date is not None and other.date is not None and self.date != other.date

    def _may_bind(self, part: Form) -> bool:
        """Whether this can be the pack that a paper of another meeting or kind is bound into.

        A part that gives its date in its own words gives it in the pack as well.
        """
        return part.is_date_read or (self.kind in _PACKS and part.kind not in _PACKS)
