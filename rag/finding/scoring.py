"""What a window is worth for a question, from its vectors and the terms it holds.

score = (best sentence cosine + window cosine) / 2 + share of the question's terms, weighted by rarity, that
the window holds (half weight for its titles). Fusing scores beat fusing ranks on every set it was tried on.
Where no window holds much of the question's words, meaning decides. In a long stretch under one heading, as in
a transcript, the heading says little and the neighbours say much: there the score is spread over them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.store.records import Posting, VectorTable, are_among

_CONTEXT_SHARE = 0.5
"""What a term counts when only the titles around the window hold it."""
_KEPT = 200
"""Windows whose sentence cosines are kept for choosing sentences."""
_LONG = 12
"""Windows under one heading above which neighbours begin to count; at twice as many they count in full."""
_SPREAD = 0.85
"""Share of a score in a long stretch that comes from its neighbourhood."""
_WEIGHTS = (1.0, 1.0, 1.0, 1.0, 0.7, 0.5, 0.3)
"""Weight of the window itself and of those 1, 2, ... places before and after it."""
_LIFT = 2
"""Places to either side whose best score counts as the window's own before scores are spread."""
_FIRST = 10
"""Windows that, once found by their surroundings, are put in order by their own words as well."""
_SURE = 0.3
"""Coverage of the best window below which all of it counts for less: the papers use other words then."""
REACH = len(_WEIGHTS) - 1 + _LIFT
"""Places to either side that can change the score of a window in a long stretch."""
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Scores:
    """One row a window, in the order of ``ids``; ``by_window`` has the sentence cosines of the best windows."""

    ids: NDArray[np.int64]
    total: NDArray[np.float64]
    cosine: NDArray[np.float64]
    whole: NDArray[np.float64]
    coverage: NDArray[np.float64]
    by_window: dict[int, list[float]]


def score(
    table: VectorTable,
    near: NDArray[np.int64] | None,
    vector: NDArray[np.float32],
    held: Mapping[str, Posting],
    rarity: Mapping[str, float],
    aside: NDArray[np.int64] = _NONE,
) -> Scores:
    """The score of the windows ``near``, or of all in the table where it is None, without those set ``aside``.

    ``held`` says for each term where it stands, ``rarity`` what it weighs. ``near`` and ``aside`` are sorted.
    """
    every, starts = table.windows
    is_scored = np.ones(len(every), dtype=np.bool_) if near is None else are_among(every, near)
    is_scored &= ~are_among(every, aside)
    if not is_scored.any():
        empty = np.zeros(0)
        return Scores(np.zeros(0, dtype=np.int64), empty, empty, empty, empty, {})
    cosines = _cosines(table, is_scored if near is not None else None, vector)
    ids, starts, ends = every[is_scored], starts[is_scored], table.ends[is_scored]
    whole = cosines[ends - 1]
    best = _best_sentences(table, cosines)[is_scored]
    coverage = _coverage(ids, held, rarity)
    total = _spread(table, ids, (best + whole) / 2 + coverage * min(1.0, coverage.max() / _SURE))
    kept = np.argsort(-total)[:_KEPT]
    by_window = {int(ids[row]): cosines[starts[row] : ends[row] - 1].tolist() for row in kept}
    return Scores(ids, total, best, whole, coverage, by_window)


def _cosines(
    table: VectorTable, is_scored: NDArray[np.bool_] | None, vector: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The cosine of each row; 0 in rows of windows that are not scored."""
    if is_scored is None:
        return (table.matrix @ vector).astype(np.float64)
    cosines = np.zeros(len(table))
    rows = np.flatnonzero(np.repeat(is_scored, table.ends - table.windows[1]))
    cosines[rows] = table.matrix[rows] @ vector
    return cosines


def _best_sentences(table: VectorTable, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """The highest cosine of each window's sentences; its last row is the window itself."""
    of_sentences = cosines.copy()
    of_sentences[table.ends - 1] = -1.0
    best: NDArray[np.float64] = np.maximum.reduceat(of_sentences, table.windows[1])
    return best


def rarity_of(n_windows: int, n_holding: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009), never negative."""
    return math.log(1 + (n_windows - n_holding + 0.5) / (n_holding + 0.5))


def neighbourhood(table: VectorTable, proposed: NDArray[np.int64]) -> NDArray[np.int64]:
    """The windows proposed and, in long stretches, those near enough to change their scores."""
    (ids, _), lengths = table.windows, table.section_lengths
    places = np.searchsorted(ids, proposed[np.isin(proposed, ids)])
    places = places[lengths[places] > _LONG]
    around = np.unique(places[:, None] + np.arange(-REACH, REACH + 1)[None, :])
    return np.union1d(proposed, ids[around[(around >= 0) & (around < len(ids))]])


def _coverage(
    ids: NDArray[np.int64], held: Mapping[str, Posting], rarity: Mapping[str, float]
) -> NDArray[np.float64]:
    covered = np.zeros(len(ids))
    for term, weight in rarity.items():
        in_text, in_context = (are_among(ids, each) for each in (held[term].in_text, held[term].in_context))
        covered += weight * np.where(in_text, 1.0, np.where(in_context, _CONTEXT_SHARE, 0.0))
    return covered / (sum(rarity.values()) or 1.0)


def _spread(table: VectorTable, ids: NDArray[np.int64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    is_long = table.section_lengths > _LONG
    if not is_long.any():
        return total
    places = np.searchsorted(table.windows[0], ids)
    scores = np.full(len(is_long), np.nan)
    scores[places] = total
    share = _SPREAD * np.clip((table.section_lengths[is_long] - _LONG) / _LONG, 0.0, 1.0)
    around = _around(scores[is_long], table.window_sections[is_long])
    scores[is_long] = (1 - share) * scores[is_long] + share * around
    return _first_by_own_words(scores[places], total)


def _around(scores: NDArray[np.float64], sections: NDArray[np.int32]) -> NDArray[np.float64]:
    """For each window the mean over its neighbourhood in its section; not a number where it has no score."""
    lifted = scores
    for distance in _both_ways(range(1, _LIFT + 1)):
        lifted = np.fmax(lifted, _shifted(scores, sections, distance))
    distances = [0, *_both_ways(range(1, len(_WEIGHTS)))]
    near = np.stack([_shifted(lifted, sections, distance) for distance in distances])
    weights = np.array([_WEIGHTS[abs(distance)] for distance in distances])[:, None] * ~np.isnan(near)
    is_scored = ~np.isnan(scores)
    mean = np.full(len(scores), np.nan)
    summed = (np.nan_to_num(near) * weights).sum(axis=0)
    mean[is_scored] = summed[is_scored] / weights.sum(axis=0)[is_scored]
    return mean


def _first_by_own_words(spread: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first windows in the order of the mean of both scores; what is first stays before all others."""
    first = np.argsort(-spread, kind="stable")[:_FIRST]
    order = first[np.argsort(-(spread[first] + own[first]), kind="stable")]
    ordered = spread.copy()
    ordered[order] = spread[first]
    return ordered


def _both_ways(distances: range) -> list[int]:
    return [*distances, *(-distance for distance in distances)]


def _shifted(values: NDArray[np.float64], sections: NDArray[np.int32], distance: int) -> NDArray[np.float64]:
    """For each window the value ``distance`` places on in the same section, else not a number."""
    found = np.full(len(values), np.nan)
    here, there = (
        (slice(0, -distance), slice(distance, None))
        if distance > 0
        else ((slice(-distance, None), slice(0, distance)) if distance else (slice(None), slice(None)))
    )
    is_same = sections[here] == sections[there]
    found[here] = np.where(is_same, values[there], np.nan)
    return found
