"""The ranking's figures as trec_eval has them, worked out by ir-measures on gold quotes instead of passage numbers.

Each gold quote is one relevant thing. A hit stands for the gold quotes that it is the first to cover, in the
set's order, and takes a place for each of them; a hit that covers no new one is not relevant. So another way
of cutting papers into passages is measured against the same quotes, and a passage returned twice pays once.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def ranking(record: GoldenRecord, hits: Sequence[RankedHit]) -> dict[str, Score]:
    """Every figure of ``NAMES`` for one question; a question without hits scores 0, as in trec_eval -c."""
    reason = why_no_evidence(record)
    if reason:
        return {name: undefined(reason) for name in NAMES}
    places = _places(record, hits)
    relevant = [Qrel(_ONE, _gold_id(place), 1) for place in range(len(record.evidence))]
    found = [ScoredDoc(_ONE, name, float(len(places) - rank)) for rank, name in enumerate(places)]
    values = {each.measure: each.value for each in iter_calc(_MEASURES.values(), relevant, found)}
    return {name: scored(values[measure]) for name, measure in _MEASURES.items()}


def _places(record: GoldenRecord, hits: Sequence[RankedHit]) -> list[str]:
    """The ranking as ids: of the gold quotes where they are first covered, of the hit where it covers none."""
    left = dict(enumerate(record.evidence))
    places: list[str] = []
    for rank, hit in enumerate(hits):
        text = read_of(hit)
        covered = [
            place
            for place, gold in left.items()
            if hit.document == gold.document and covers_quote(text, gold.quote)
        ]
        for place in covered:
            del left[place]
        places += [_gold_id(place) for place in covered] or [f"hit {rank}"]
    return places


def _gold_id(place: int) -> str:
    return f"gold {place}"
