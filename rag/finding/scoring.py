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

from ingest.store.records import Posting, VectorTable

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
) -> Scores:
    """The score of the windows ``near``, or of all in the table where it is None.

    ``held`` says for each term where it stands, ``rarity`` what it weighs.
    """
    rows = slice(None) if near is None else np.flatnonzero(np.isin(table.window_ids, near))
    window_ids, numbers = table.window_ids[rows], table.sentence_numbers[rows]
    if not len(window_ids):
        empty = np.zeros(0)
        return Scores(np.zeros(0, dtype=np.int64), empty, empty, empty, empty, {})
    cosines = (table.matrix[rows] @ vector).astype(np.float64)
    ids, starts = table.windows if near is None else np.unique(window_ids, return_index=True)
    ends = np.append(starts[1:], len(window_ids))
    whole = cosines[ends - 1]
    best = np.maximum.reduceat(np.where(np.append(numbers[1:] == 0, True), -1.0, cosines), starts)
    coverage = _coverage(ids, held, rarity)
    total = _spread(table, ids, (best + whole) / 2 + coverage * min(1.0, coverage.max() / _SURE))
    kept = np.argsort(-total)[:_KEPT]
    by_window = {int(ids[row]): cosines[starts[row] : ends[row] - 1].tolist() for row in kept}
    return Scores(ids, total, best, whole, coverage, by_window)


def rarity_of(n_windows: int, n_holding: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009), never negative."""
    return math.log(1 + (n_windows - n_holding + 0.5) / (n_holding + 0.5))


def neighbourhood(table: VectorTable, proposed: NDArray[np.int64]) -> NDArray[np.int64]:
    """The windows proposed and, in long stretches, those near enough to change their scores."""
    ids, sections, lengths = _stretches(table)
    places = np.searchsorted(ids, proposed[np.isin(proposed, ids)])
    places = places[lengths[places] > _LONG]
    around = np.unique(places[:, None] + np.arange(-REACH, REACH + 1)[None, :])
    return np.union1d(proposed, ids[around[(around >= 0) & (around < len(ids))]])


def _coverage(
    ids: NDArray[np.int64], held: Mapping[str, Posting], rarity: Mapping[str, float]
) -> NDArray[np.float64]:
    covered = np.zeros(len(ids))
    for term, weight in rarity.items():
        in_text, in_context = (_among(ids, each) for each in (held[term].in_text, held[term].in_context))
        covered += weight * np.where(in_text, 1.0, np.where(in_context, _CONTEXT_SHARE, 0.0))
    return covered / (sum(rarity.values()) or 1.0)


def _among(ids: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of ``ids``, sorted and without repeats, are among ``some``; many times as fast as ``np.isin``."""
    places = np.searchsorted(ids, some)
    is_inside = places < len(ids)
    places, some = places[is_inside], some[is_inside]
    is_among = np.zeros(len(ids), dtype=np.bool_)
    is_among[places[ids[places] == some]] = True
    return is_among


def _stretches(
    table: VectorTable,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Each window of the table once, the section it is in, and how many windows that section has."""
    ids, first_rows = table.windows
    sections = table.sections[first_rows]
    return ids, sections, np.bincount(sections, minlength=1)[sections]


def _spread(table: VectorTable, ids: NDArray[np.int64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    every, sections, lengths = _stretches(table)
    share = _SPREAD * np.clip((lengths - _LONG) / _LONG, 0.0, 1.0)
    if not share.any():
        return total
    places = np.searchsorted(every, ids)
    scores = np.full(len(every), np.nan)
    scores[places] = total
    lifted = scores
    for distance in _both_ways(range(1, _LIFT + 1)):
        lifted = np.fmax(lifted, _shifted(scores, sections, distance))
    distances = [0, *_both_ways(range(1, len(_WEIGHTS)))]
    around = np.stack([_shifted(lifted, sections, distance) for distance in distances])
    weights = np.array([_WEIGHTS[abs(distance)] for distance in distances])[:, None] * ~np.isnan(around)
    mean = (np.nan_to_num(around) * weights).sum(axis=0)[places] / weights.sum(axis=0)[places]
    spread: NDArray[np.float64] = (1 - share[places]) * total + share[places] * mean
    return _first_by_own_words(spread, total)


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
