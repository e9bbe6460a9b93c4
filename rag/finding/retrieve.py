"""Hits for a question: meaning and words fused by score, over search windows (see rag/finding/scoring.py)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Scope, Span
from ingest.store.copies import Copies
from ingest.store.encoder import Encoder
from ingest.store.index import Index, IndexUnusable
from ingest.store.library import Library
from ingest.store.records import (
    EVERYTHING,
    PaperRecord,
    Posting,
    StoredPassage,
    StoredWindow,
    VectorTable,
)
from ingest.structure.bodies import name_parts
from ingest.structure.same_words import is_same_text
from ingest.structure.terms import index_terms
from rag.finding.scoring import Scores, neighbourhood, rarity_of, score
from rag.finding.variants import Variants, find_variants, with_variants
from rag.labels import passage_label
from rag.question.query import Query

log = logging.getLogger(__name__)
_NAMED_BODY = 0.25
"""What a term counts that only names the body: every paper of that body holds it."""
_ITEM_BONUS = 0.25
_DATE_BONUS = 0.1
_KIND_BONUS = 0.05
"""For a window of a paper of the kind that the question asks for."""
_OTHER_BODY = 0.15
"""Taken off a window of a body whose place is not among those the question names."""
_BODY_NOT_NAMED = 0.3
"""Taken off a window of a body other than the one that the question names in full."""
_NEAREST = 200
"""Sentences taken from the index when it stands in for exact search."""
_NEARLY_SAME = 0.9
"""Share of terms in common (Jaccard) above which two windows are looked at word by word."""


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

    ``rarity`` has a weight for each query term, ``variants`` what else the papers write for it.
    """

    hits: tuple[Hit, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    n_windows: int = 0
    variants: Variants = field(default_factory=Variants)


class Reranker(Protocol):
    """Something that reads question and passage together and puts the best hits into a better order."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first; scores fall from first to last."""
        ...


class Retriever:
    """Finds the windows that a question is about; every read carries the asker's scope."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        index: Index | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._index = index
        self._reranker = reranker

    def use(self, index: Index | None) -> None:
        """Search through this index from now on; exactly where it is None."""
        self._index = index

    def retrieve(self, query: Query, *, scope: Scope, k: int) -> Found:
        """The best ``k`` windows, best first; fewer where the library holds fewer; ties by window number."""
        copies = self._library.copies(scope, query.selection)
        variants = find_variants(query.question, self._library, scope, query.selection)
        postings = {
            term: _without(posting, copies.windows_aside)
            for term, posting in self._library.postings(
                scope, (*query.terms, *sorted(variants.terms)), query.selection
            ).items()
        }
        held = {term: with_variants(term, postings, variants) for term in query.terms}
        n_windows = self._library.n_windows(scope, query.selection) - len(copies.windows_aside)
        of_bodies = {term for body in query.named for term in index_terms(body)}
        rarity = {
            term: rarity_of(n_windows, len(held[term].in_text)) * (_NAMED_BODY if term in of_bodies else 1.0)
            for term in query.terms
        }
        vector = self._encoder.encode([" ".join((query.question, *variants.spelled_out))])[0]
        table = self._library.vectors(scope, query.selection)
        near = self._near(table, query, scope, vector, held)
        if len(copies.windows_aside):  # a better paper has the same words
            near = np.setdiff1d(table.window_ids if near is None else near, copies.windows_aside)
        scores = score(table, near, vector, held, rarity)
        order = np.lexsort((scores.ids, -scores.total))[: 4 * k]
        hits = self._hits(scores, order, query, scope, copies)
        best = _without_repeats(hits, k)
        if self._reranker is not None:
            best = self._reranker.rerank(query.question, best)
        return Found(tuple(best), rarity, n_windows, variants)

    def _near(
        self,
        table: VectorTable,
        query: Query,
        scope: Scope,
        vector: NDArray[np.float32],
        postings: Mapping[str, Posting],
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
        return neighbourhood(table, np.unique(np.array(proposed, dtype=np.int64)))

    def _hits(
        self, scores: Scores, order: NDArray[np.intp], query: Query, scope: Scope, copies: Copies
    ) -> list[Hit]:
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
                    also_in=tuple(records[other] for other in copies.found_in.get(window_id, ())),
                )
            )
        return sorted(hits, key=lambda hit: (-hit.score, hit.window.window_id))


def _best_passage(
    window: StoredWindow, passages: Sequence[StoredPassage], cosines: Sequence[float]
) -> StoredPassage:
    if not cosines:
        return passages[0]
    best = window.sentences[int(np.argmax(cosines))]
    return next((passage for passage in passages if passage.span.overlaps(best)), passages[0])


def _bonus(query: Query, record: PaperRecord, passages: Sequence[StoredPassage]) -> float:
    bonus = 0.0
    if any(query.points_at(passage) for passage in passages):
        bonus += _ITEM_BONUS
    if query.kind is not None and record.kind.value is query.kind:
        bonus += _KIND_BONUS
    if record.date and any(span.holds(record.date.value) for span in query.dates):
        bonus += _DATE_BONUS
    if query.named and record.body and record.body.value not in query.named:
        bonus -= _BODY_NOT_NAMED
    elif query.places and record.body:
        places = name_parts(record.body.value)[0]
        if places and not places & query.places:
            bonus -= _OTHER_BODY
    return bonus


def _without(posting: Posting, aside: NDArray[np.int64]) -> Posting:
    """The windows that hold a term, each text counted once."""
    if not len(aside):
        return posting
    return Posting(
        np.setdiff1d(posting.in_text, aside, assume_unique=True),
        np.setdiff1d(posting.in_context, aside, assume_unique=True),
    )


def _without_repeats(hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first ``k`` hits without those whose words a better hit already gives, unless of another meeting.

    A figure, a name or any other word that differs keeps both: they are versions, and the reader must see it.
    """
    kept: list[tuple[Hit, set[str]]] = []
    for hit in hits:
        terms = set(index_terms(hit.text))
        if not any(_is_repeat(hit, terms, other, seen) for other, seen in kept):
            kept.append((hit, terms))
            if len(kept) == k:
                break
    return [hit for hit, _ in kept]


def _is_repeat(hit: Hit, terms: set[str], other: Hit, seen: set[str]) -> bool:
    if not terms or len(terms & seen) < _NEARLY_SAME * len(terms | seen):
        return False
    dates = {each.record.date.value for each in (hit, other) if each.record.date is not None}
    return len(dates) < 2 and is_same_text(hit.text, other.text)
