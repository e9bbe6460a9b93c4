"""What a question found, kept so that any floor can be put under it afterwards.

Abstaining is measured on these: the search is done once, and the curve over all floors follows from it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial

from eval.golden import GoldFilters
from ingest.papers import Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.abstain import reason_to_abstain, support
from rag.calibration import floor
from rag.finding.hits import Found
from rag.finding.retrieve import Retriever
from rag.finding.scoring import rarity_of
from rag.question.query import Filters, understand
from rag.question.routing import out_of_scope
from rag.ranking import ranked_for

_HITS = 20


class Asked(StrEnum):
    """What the papers have for a question: the answer, its subject only, another's papers have it, or nothing."""

    ANSWERABLE = "answerable"
    NEAR_MISS = "near miss"
    ELSEWHERE = "elsewhere"
    OFF_TOPIC = "off topic"


REFUSABLE = (Asked.OFF_TOPIC, Asked.ELSEWHERE, Asked.NEAR_MISS)
"""The kinds that should be refused."""


@dataclass(frozen=True)
class Look:
    """One question over one library of ``n_windows``.

    ``support`` is 0 to 3 and the sum of ``cosine``, ``whole_cosine`` and ``coverage``. ``unheld`` is the share, by
    rarity, of the question's terms that no window holds. ``is_refused_anyway`` says that another test than the
    one of support refuses the question.
    """

    source: str
    asked: Asked
    n_windows: int
    cosine: float
    whole_cosine: float
    coverage: float
    support: float
    unheld: float
    is_refused_anyway: bool

    @property
    def margin(self) -> float:
        """Support above the floor in use; below 0 the question is refused."""
        return self.support - floor(self.n_windows)

    def is_refused(self, raised_by: float = 0.0) -> bool:
        """Whether the question is refused with the floor raised by so much."""
        return self.is_refused_anyway or self.margin < raised_by


class Looker:
    """Puts questions to one library, or to a part of it, as its owner."""

    def __init__(self, library: Library, source: str) -> None:
        self._library = library
        self._source = source
        self._retriever = Retriever(library, QueryEncoder())
        self._bodies = library.bodies(Scope.owner())

    def look(
        self,
        question: str,
        asked: Asked,
        *,
        papers: Collection[str] | None = None,
        filters: GoldFilters | None = None,
    ) -> Look:
        """What the question finds; ``papers`` are the ids of those searched, None for all."""
        wanted = filters or GoldFilters()
        narrowed = Filters(wanted.body, wanted.date_from, wanted.date_to, wanted.document_type)
        query = understand(question, narrowed, self._bodies, lambda: None)
        if papers is not None:
            query = replace(query, selection=replace(query.selection, papers=frozenset(papers)))
        scope = Scope.owner()
        found = self._retriever.retrieve(query, scope=scope, k=_HITS)
        passages = cache(partial(self._library.passages, scope))
        ranked = ranked_for(query, found, passages)
        reason = reason_to_abstain(query, found, ranked, passages, least=-math.inf)
        is_refused = reason is not None or out_of_scope(question) is not None
        coverage = max((each.coverage for each in ranked), default=0.0)
        return Look(
            source=self._source,
            asked=asked,
            n_windows=found.n_windows,
            cosine=max((hit.cosine for hit in found.hits), default=0.0),
            whole_cosine=max((hit.whole_cosine for hit in found.hits), default=0.0),
            coverage=coverage,
            support=support(ranked, found) if ranked and found.hits else 0.0,
            unheld=_unheld(found),
            is_refused_anyway=is_refused,
        )


def _unheld(found: Found) -> float:
    most = rarity_of(found.n_windows, 0)
    held_by_none = sum(rarity for rarity in found.rarity.values() if rarity >= most)
    return held_by_none / (sum(found.rarity.values()) or 1.0)


def share_refused(looks: Sequence[Look], asked: Asked, raised_by: float = 0.0) -> float | None:
    """Share of the questions of a kind that are refused; None where there is none of it."""
    chosen = [look.is_refused(raised_by) for look in looks if look.asked is asked]
    return sum(chosen) / len(chosen) if chosen else None
