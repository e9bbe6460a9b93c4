"""Hits for a question: meaning and words fused by score, over search windows (see rag/finding/scoring.py)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Scope
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
from ingest.structure.terms import index_terms
from rag.finding.bonuses import bonus
from rag.finding.hits import Found, Hit
from rag.finding.question_vectors import QuestionVectors
from rag.finding.repeats import without_repeats
from rag.finding.scoring import Scores, neighbourhood, rarity_of, score
from rag.finding.unknown_names import unheard_terms
from rag.finding.variants import find_variants, with_variants
from rag.question.query import Query

log = logging.getLogger(__name__)
_NAMED_BODY = 0.25
"""What a term counts that only names the body: every paper of that body holds it."""
EXACT_UP_TO = 250_000
"""Sentences up to which exact search takes some 25 ms at most; the index is little quicker, and misses some."""
_NEAREST = 200
"""Sentences taken from the index when it stands in for exact search."""


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
        self._vectors = QuestionVectors(encoder)
        self._index = index
        self._reranker = reranker
        self._exact_up_to = exact_up_to

    def use(self, index: Index | None) -> None:
        """Search through this index from now on; exactly where it is None."""
        self._index = index

    def expect(self, question: str) -> None:
        """The question will be searched for soon, and its vector made beside that of another."""
        self._vectors.expect(question)

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
        vector = self._vectors.of(" ".join((query.question, *variants.spelled_out)))
        table = self._library.vectors(scope, query.selection)
        near = self._near(table, query, scope, vector, held)
        # What stands aside has the same words in a better paper.
        scores = score(table, near, vector, held, rarity, copies.windows_aside)
        order = np.lexsort((scores.ids, -scores.total))[: 4 * k]
        best = without_repeats(self._hits(scores, order, query, scope, copies, k), k)
        unheard = unheard_terms(query, variants.groups.keys(), self._library, scope)
        return Found(tuple(best), rarity, n_windows, variants, unheard)

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
                + bonus(query, records[papers[window_id]], passages.get(window_id, ())),
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


def _without(posting: Posting, aside: NDArray[np.int64]) -> Posting:
    """The windows that hold a term, each text counted once."""
    if not len(aside):
        return posting
    return Posting(
        posting.in_text[~are_among(posting.in_text, aside)],
        posting.in_context[~are_among(posting.in_context, aside)],
    )
