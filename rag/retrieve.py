"""Hits for a question: meaning and words fused by score, over search windows.

score = (best sentence cosine + window cosine) / 2 + share of the question's terms, weighted by rarity, that
the window holds (half weight for its titles). Fusing scores beat fusing ranks on every set it was tried on.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Scope, Span
from ingest.store.encoder import Encoder
from ingest.store.index import Index, IndexUnusable
from ingest.store.library import Library
from ingest.store.records import EVERYTHING, PaperRecord, Posting, StoredPassage, StoredWindow
from ingest.structure.bodies import name_parts
from ingest.structure.terms import index_terms
from rag.labels import passage_label
from rag.query import Query

log = logging.getLogger(__name__)
_CONTEXT_SHARE = 0.5
"""What a term counts when only the titles around the window hold it."""
_NAMED_BODY = 0.25
"""What a term counts that only names the body: every paper of that body holds it."""
_ITEM_BONUS = 0.25
_DATE_BONUS = 0.1
_OTHER_BODY = 0.15
"""Taken off a window of a body whose place is not among those the question names."""
_BODY_NOT_NAMED = 0.3
"""Taken off a window of a body other than the one that the question names in full."""
_NEAREST = 200
"""Sentences taken from the index when it stands in for exact search."""
_SAME_TEXT = 0.9
"""Share of terms in common (Jaccard) above which two windows are the same text twice."""


@dataclass(frozen=True)
class Hit:
    """One search window with its score, and the passage in it that fits best.

    ``score`` is cosine plus coverage plus small bonuses, higher is better, about 0 to 2. ``cosine`` is the
    best sentence's, ``whole_cosine`` the window's, ``coverage`` between 0 and 1. ``sentence_cosines`` has one
    value a sentence of the window.
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
    """What a search gave: hits best first, the rarity of each query term, and how many windows were open."""

    hits: tuple[Hit, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    n_windows: int = 0


@dataclass(frozen=True, eq=False)
class _Scores:
    """One row a window, in the order of ``ids``."""

    ids: NDArray[np.int64]
    total: NDArray[np.float64]
    cosine: NDArray[np.float64]
    whole: NDArray[np.float64]
    coverage: NDArray[np.float64]
    by_window: dict[int, list[float]]


class Retriever:
    """Finds the windows that a question is about; every read carries the asker's scope."""

    def __init__(self, library: Library, encoder: Encoder, index: Index | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._index = index

    def use(self, index: Index | None) -> None:
        """Search through this index from now on; exactly where it is None."""
        self._index = index

    def retrieve(self, query: Query, *, scope: Scope, k: int) -> Found:
        """The best ``k`` windows, best first; fewer where the library holds fewer; ties by window number."""
        vector = self._encoder.encode([query.question])[0]
        postings = self._library.postings(scope, query.terms, query.selection)
        n_windows = self._library.n_windows(scope, query.selection)
        of_bodies = {term for body in query.named for term in index_terms(body)}
        rarity = {
            term: _rarity(n_windows, len(postings[term].in_text))
            * (_NAMED_BODY if term in of_bodies else 1.0)
            for term in query.terms
        }
        scores = self._score(query, scope, vector, postings, rarity)
        order = np.lexsort((scores.ids, -scores.total))[: 4 * k]
        hits = self._hits(scores, order, query, scope)
        return Found(tuple(_without_repeats(hits)[:k]), rarity, n_windows)

    def _score(
        self,
        query: Query,
        scope: Scope,
        vector: NDArray[np.float32],
        postings: dict[str, Posting],
        rarity: dict[str, float],
    ) -> _Scores:
        table = self._library.vectors(scope, query.selection)
        near = self._near(table.window_ids, query, scope, vector, postings)
        rows = slice(None) if near is None else np.flatnonzero(np.isin(table.window_ids, near))
        window_ids, numbers = table.window_ids[rows], table.sentence_numbers[rows]
        cosines = (table.matrix[rows] @ vector).astype(np.float64)
        ids, starts = np.unique(window_ids, return_index=True)
        if not len(ids):
            empty = np.zeros(0)
            return _Scores(ids, empty, empty, empty, empty, {})
        ends = np.append(starts[1:], len(window_ids))
        whole = cosines[ends - 1]
        parts = np.where(np.append(numbers[1:] == 0, True), -1.0, cosines)
        best = np.maximum.reduceat(parts, starts)
        coverage = np.zeros(len(ids))
        total_rarity = sum(rarity.values()) or 1.0
        for term, weight in rarity.items():
            in_text = np.isin(ids, postings[term].in_text)
            in_context = np.isin(ids, postings[term].in_context)
            coverage += weight * np.where(in_text, 1.0, np.where(in_context, _CONTEXT_SHARE, 0.0))
        coverage /= total_rarity
        spans = {int(window): (int(a), int(b)) for window, a, b in zip(ids, starts, ends, strict=True)}
        by_window: dict[int, list[float]] = {}
        total = (best + whole) / 2 + coverage
        keep = set(ids[np.argsort(-total)[:_NEAREST]].tolist())
        for window, (first, last) in spans.items():
            if window in keep:
                by_window[window] = cosines[first : last - 1].tolist()
        return _Scores(ids, total, best, whole, coverage, by_window)

    def _near(
        self,
        window_ids: NDArray[np.int64],
        query: Query,
        scope: Scope,
        vector: NDArray[np.float32],
        postings: dict[str, Posting],
    ) -> NDArray[np.int64] | None:
        """Windows worth scoring when the index is in use; None means all of them.

        The index only proposes: what it proposes is scored exactly over the stored vectors.
        """
        if (
            self._index is None
            or not self._index.is_current(self._library)
            or query.selection != EVERYTHING
            or scope.bodies is not None
        ):
            return None
        try:
            proposed = [near.window_id for near in self._index.search(vector, _NEAREST, scope.access)]
        except IndexUnusable as error:
            log.warning("%s Search is exact instead.", error)
            return None
        counts: dict[int, int] = {}
        for posting in postings.values():
            for window in posting.in_text.tolist():
                counts[window] = counts.get(window, 0) + 1
        proposed += sorted(counts, key=lambda window: -counts[window])[:_NEAREST]
        return np.unique(np.array(proposed, dtype=np.int64))

    def _hits(self, scores: _Scores, order: NDArray[np.intp], query: Query, scope: Scope) -> list[Hit]:
        chosen = [int(scores.ids[row]) for row in order]
        windows = {window.window_id: window for window in self._library.windows(scope, chosen)}
        passages = self._library.passages_in(scope, chosen)
        records = {record.paper_id: record for record in self._library.papers(scope, query.selection)}
        hits = []
        for row, window_id in zip(order, chosen, strict=True):
            window, found = windows.get(window_id), passages.get(window_id, [])
            if window is None or not found:
                continue
            record = records[window.paper_id]
            cosines = scores.by_window.get(window_id, [])
            hits.append(
                Hit(
                    window=window,
                    record=record,
                    passages=tuple(found),
                    passage=_best_passage(window, found, cosines),
                    score=float(scores.total[row]) + _bonus(query, record, found),
                    cosine=float(scores.cosine[row]),
                    whole_cosine=float(scores.whole[row]),
                    coverage=float(scores.coverage[row]),
                    sentence_cosines=tuple(cosines),
                )
            )
        return sorted(hits, key=lambda hit: (-hit.score, hit.window.window_id))


def _rarity(n_windows: int, n_holding: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009), never negative."""
    return math.log(1 + (n_windows - n_holding + 0.5) / (n_holding + 0.5))


def _best_passage(
    window: StoredWindow, passages: Sequence[StoredPassage], cosines: Sequence[float]
) -> StoredPassage:
    if not cosines:
        return passages[0]
    best = window.sentences[int(np.argmax(cosines))]
    return next((passage for passage in passages if passage.span.overlaps(best)), passages[0])


def _bonus(query: Query, record: PaperRecord, passages: Sequence[StoredPassage]) -> float:
    bonus = 0.0
    if query.item and any(passage.item == query.item for passage in passages):
        bonus += _ITEM_BONUS
    if record.date and any(span.holds(record.date.value) for span in query.dates):
        bonus += _DATE_BONUS
    if query.named and record.body and record.body.value not in query.named:
        bonus -= _BODY_NOT_NAMED
    elif query.places and record.body:
        places = name_parts(record.body.value)[0]
        if places and not places & query.places:
            bonus -= _OTHER_BODY
    return bonus


def _without_repeats(hits: Sequence[Hit]) -> list[Hit]:
    """Hits whose text a better hit already gives are left out: packs and item pages repeat each other."""
    kept: list[Hit] = []
    seen: list[set[str]] = []
    for hit in hits:
        terms = set(index_terms(hit.text))
        if any(len(terms & other) >= _SAME_TEXT * len(terms | other) for other in seen if terms):
            continue
        kept.append(hit)
        seen.append(terms)
    return kept
