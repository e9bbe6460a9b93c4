"""What a search gives: the windows it found with their scores, and what it says of the question's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.papers import Span
from ingest.store.records import PaperRecord, StoredPassage, StoredWindow
from rag.finding.variants import Variants
from rag.labels import passage_label


@dataclass(frozen=True)
class Hit:
    """One search window with its score, and the passage in it that fits best.

    ``score`` is cosine plus coverage plus small bonuses, higher is better, about 0 to 2. ``cosine`` is the
    best sentence's, ``whole_cosine`` the window's, ``coverage`` between 0 and 1. ``sentence_cosines`` has one
    value a sentence of the window. ``also_in`` are the other papers that hold the same words, best first.
    """

    window: StoredWindow
    record: PaperRecord
    passages: tuple[StoredPassage, ...]
    passage: StoredPassage
    score: float
    cosine: float
    whole_cosine: float
    coverage: float
    sentence_cosines: tuple[float, ...]
    also_in: tuple[PaperRecord, ...] = ()

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the window, without the last embedded span, which is the window itself."""
        return self.window.sentences[:-1]

    @property
    def passage_id(self) -> str:
        return self.passage.passage_id

    @property
    def document(self) -> str:
        return self.record.name

    @property
    def label(self) -> str:
        return passage_label(self.record, self.passage)

    @property
    def page(self) -> int | None:
        return self.passage.page

    @property
    def text(self) -> str:
        return self.window.text

    @property
    def start(self) -> int:
        return self.window.span.start

    @property
    def end(self) -> int:
        return self.window.span.end

    def to_json(self) -> dict[str, Any]:
        """The hit as the command line and the service give it."""
        return {
            "passage_id": self.passage_id,
            "document": self.document,
            "label": self.label,
            "page": self.page,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True)
class Found:
    """What a search gave: hits best first, and how many windows were open to it.

    ``rarity`` has a weight for each query term, ``variants`` what else the papers write for it. ``unheard`` are the
    terms of the question's subject that no paper holds.
    """

    hits: tuple[Hit, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    n_windows: int = 0
    variants: Variants = field(default_factory=Variants)
    unheard: frozenset[str] = frozenset()
