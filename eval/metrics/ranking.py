"""The ranking's figures as trec_eval has them, worked out by ir-measures on gold quotes instead of passage numbers.

Each gold quote is one relevant thing. A hit stands for the gold quotes that it is the first to cover, in the
set's order, and takes a place for each of them; a hit that covers no new one is not relevant. So another way
of cutting papers into passages is measured against the same quotes, and a passage returned twice pays once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ir_measures import RR, Qrel, R, ScoredDoc, Success, iter_calc, nDCG

from eval.golden import GoldenRecord
from eval.metrics.retrieval import covers as covers_quote
from eval.metrics.retrieval import read_of, why_no_evidence
from eval.metrics.score import Score, scored, undefined
from eval.replies import RankedHit

_MEASURES = {
    "ndcg@10": nDCG @ 10,
    "rr@10": RR @ 10,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@20": R @ 20,
    "success@1": Success @ 1,
    "success@5": Success @ 5,
}
NAMES = tuple(_MEASURES)
"""nDCG and reciprocal rank at 10, recall at 5, 10 and 20, success at 1 and 5: all of 0 to 1, higher is better."""
_ONE = "q"


class Quoted(Protocol):
    """Gold words and the file name of their paper."""

    @property
    def document(self) -> str: ...

    @property
    def quote(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """One place of a ranking: which hit, from 0, and which gold quote it is the first to cover, None for none."""

    hit: int
    gold: int | None = None


def ranking(record: GoldenRecord, hits: Sequence[RankedHit]) -> dict[str, Score]:
    """Every figure of ``NAMES`` for one question; a question without hits scores 0, as in trec_eval -c."""
    reason = why_no_evidence(record)
    if reason:
        return {name: undefined(reason) for name in NAMES}
    names = [_id(place) for place in places(record.evidence, hits)]
    relevant = [Qrel(_ONE, _gold_id(gold), 1) for gold in range(len(record.evidence))]
    found = [ScoredDoc(_ONE, name, float(len(names) - rank)) for rank, name in enumerate(names)]
    values = {each.measure: each.value for each in iter_calc(_MEASURES.values(), relevant, found)}
    return {name: scored(values[measure]) for name, measure in _MEASURES.items()}


def places(evidence: Sequence[Quoted], hits: Sequence[RankedHit]) -> list[Place]:
    """The ranking as places: of the gold quotes where they are first covered, of the hit where it covers none."""
    left = dict(enumerate(evidence))
    found: list[Place] = []
    for at, hit in enumerate(hits):
        text = read_of(hit)
        covered = [
            number
            for number, gold in left.items()
            if hit.document == gold.document and covers_quote(text, gold.quote)
        ]
        for number in covered:
            del left[number]
        found += [Place(at, number) for number in covered] or [Place(at)]
    return found


def _id(place: Place) -> str:
    return f"hit {place.hit}" if place.gold is None else _gold_id(place.gold)


def _gold_id(number: int) -> str:
    return f"gold {number}"
