"""Hits for a question: meaning and words fused by score, over search windows (see rag/finding/scoring.py)."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
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
    are_among,
)
from ingest.store.remembered import Remembered
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
EXACT_UP_TO = 250_000
"""Sentences up to which exact search takes some 25 ms at most; the index is little quicker, and misses some."""
_NEAREST = 200
"""Sentences taken from the index when it stands in for exact search."""
_MOST_AHEAD = 8
"""Questions that are encoded beside one whose turn it is."""
_VECTORS_KEPT = 256
"""Vectors of what was asked last: a question is searched for more than once where a meeting has no answer to it."""
_TEXTS_KEPT = 2048
"""Texts of windows whose terms are remembered."""
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
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """``exact_up_to`` is the number of sentences below which an index is not asked."""
        self._library = library
        self._encoder = encoder
        self._index = index
        self._reranker = reranker
        self._exact_up_to = exact_up_to
        self._vectors: Remembered[NDArray[np.float32]] = Remembered(_VECTORS_KEPT)
        self._expected: deque[str] = deque(maxlen=_MOST_AHEAD)

    def use(self, index: Index | None) -> None:
        """Search through this index from now on; exactly where it is None."""
        self._index = index

    def expect(self, question: str) -> None:
        """The question will be searched for soon: it is encoded beside another, which takes half the time."""
        if self._vectors.get(question) is None:
            self._expected.append(question)

    def retrieve(self, query: Query, *, scope: Scope, k: int) -> Found:
        """The best ``k`` windows, best first; fewer where the library holds fewer; ties by window number."""
        with self._library.one_state():
            found = self._found(query, scope, k)
        if self._reranker is None:
            return found
        return replace(found, hits=tuple(self._reranker.rerank(query.question, found.hits)))

    def _found(self, query: Query, scope: Scope, k: int) -> Found:
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
        vector = self._vector(" ".join((query.question, *variants.spelled_out)))
        table = self._library.vectors(scope, query.selection)
        near = self._near(table, query, scope, vector, held)
        # What stands aside has the same words in a better paper.
        scores = score(table, near, vector, held, rarity, copies.windows_aside)
        order = np.lexsort((scores.ids, -scores.total))[: 4 * k]
        best = _without_repeats(self._hits(scores, order, query, scope, copies, k), k)
        return Found(tuple(best), rarity, n_windows, variants)

    def _vector(self, words: str) -> NDArray[np.float32]:
        known = self._vectors.get(words)
        if known is not None:
            return known
        texts = [words, *(text for text in self._taken() if text != words)]
        vectors = self._encoder.encode(texts)
        for text, vector in zip(texts[1:], vectors[1:], strict=True):
            self._vectors.put(text, vector)
        return self._vectors.put(words, vectors[0])

    def _taken(self) -> list[str]:
        """The questions that are expected and have no vector yet; after this none is."""
        taken = []
        with suppress(IndexError):  # empty, or emptied by another thread
            while True:
                taken.append(self._expected.popleft())
        return [text for text in dict.fromkeys(taken) if self._vectors.get(text) is None]

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
            or len(table) <= self._exact_up_to
            # Told to leave some out, the index goes through all of them first.
            or not scope.is_everything
            or not self._index.is_current(self._library)
            or query.selection != EVERYTHING
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
        self,
        scores: Scores,
        order: NDArray[np.intp],
        query: Query,
        scope: Scope,
        copies: Copies,
        n_at_once: int,
    ) -> Iterator[Hit]:
        """The windows in ``order`` with what else counts for them, best first; read when they are asked for."""
        records = {record.paper_id: record for record in self._library.papers(scope, query.selection)}
        ranked = self._ranked(scores, order, query, scope, records)
        for start in range(0, len(ranked), n_at_once):
            several = ranked[start : start + n_at_once]
            chosen = [place.window_id for place in several]
            windows = {window.window_id: window for window in self._library.windows(scope, chosen)}
            passages = self._library.passages_in(scope, chosen)
            for place in several:
                window, found = windows.get(place.window_id), passages.get(place.window_id, [])
                if window is None or not found:
                    continue
                cosines = scores.by_window.get(place.window_id, [])
                yield Hit(
                    window=window,
                    record=records[window.paper_id],
                    passages=tuple(found),
                    passage=_best_passage(window, found, cosines),
                    score=place.score,
                    cosine=float(scores.cosine[place.row]),
                    whole_cosine=float(scores.whole[place.row]),
                    coverage=float(scores.coverage[place.row]),
                    sentence_cosines=tuple(cosines),
                    also_in=tuple(records[other] for other in copies.found_in.get(place.window_id, ())),
                )

    def _ranked(
        self,
        scores: Scores,
        order: NDArray[np.intp],
        query: Query,
        scope: Scope,
        records: Mapping[str, PaperRecord],
    ) -> list[_Place]:
        """The windows in ``order`` by score and bonus, best first, ties by number."""
        chosen = [int(scores.ids[row]) for row in order]
        papers = self._library.papers_of(scope, chosen)
        # No other bonus needs the passages, and reading them takes longest.
        is_pointing = query.item is not None or query.point is not None
        passages = self._library.passages_in(scope, chosen) if is_pointing else {}
        places = [
            _Place(
                window_id,
                int(row),
                float(scores.total[row])
                + _bonus(query, records[papers[window_id]], passages.get(window_id, ())),
            )
            for row, window_id in zip(order, chosen, strict=True)
            if window_id in papers
        ]
        return sorted(places, key=lambda place: (-place.score, place.window_id))


@dataclass(frozen=True)
class _Place:
    """A window in the order of the hits, and its row in the scores."""

    window_id: int
    row: int
    score: float


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
        posting.in_text[~are_among(posting.in_text, aside)],
        posting.in_context[~are_among(posting.in_context, aside)],
    )


def _without_repeats(hits: Iterable[Hit], k: int) -> list[Hit]:
    """The first ``k`` hits without those whose words a better hit already gives, unless of another meeting.

    A figure, a name or any other word that differs keeps both: they are versions, and the reader must see it.
    """
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        terms = _term_set(hit.text)
        # Most pairs differ so much in length that their words need not be compared.
        near = [
            (other, seen)
            for other, seen in kept
            if len(seen) * _NEARLY_SAME <= len(terms) and len(terms) * _NEARLY_SAME <= len(seen)
        ]
        if not terms or not any(_is_repeat(hit, terms, other, seen) for other, seen in near):
            kept.append((hit, terms))
            if len(kept) == k:
                break
    return [hit for hit, _ in kept]


@lru_cache(maxsize=_TEXTS_KEPT)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(index_terms(text))


def _is_repeat(hit: Hit, terms: frozenset[str], other: Hit, seen: frozenset[str]) -> bool:
    if len(terms & seen) < _NEARLY_SAME * len(terms | seen):
        return False
    dates = {each.record.date.value for each in (hit, other) if each.record.date is not None}
    return len(dates) < 2 and is_same_text(hit.text, other.text)
