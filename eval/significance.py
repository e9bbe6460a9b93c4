"""Is a difference between two runs more than chance: intervals, tests and what a set of this size could show.

Runs are paired question by question. Questions on the same meeting rise and fall together, so they are drawn
and exchanged as one: with every question in a meeting of its own this is the ordinary paired analysis.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Test = Literal["McNemar, exact", "sign-flip permutation"]
Figures = NDArray[np.float64]

_LEVEL = 0.95
_ALPHA = 1 - _LEVEL
_POWER = 0.8
_Z = float(stats.norm.ppf(1 - _ALPHA / 2) + stats.norm.ppf(_POWER))
FEWEST_CHANGES = 1 + math.ceil(math.log2(1 / _ALPHA))
"""How many changes, all one way, an exact test needs to find them significant at 0.05: six."""


@dataclass(frozen=True)
class Chance:
    """How the chance in bootstrap and permutation is drawn; the same seed gives the same figures."""

    n_resamples: int = 9999
    seed: int = 1


@dataclass(frozen=True)
class Interval:
    """A 95 % interval of a mean; ``method`` is "none" where all figures are the same and nothing can vary."""

    low: float
    high: float
    standard_error: float
    method: Literal["BCa", "percentile", "none"]


@dataclass(frozen=True)
class Difference:
    """One metric in two runs over the questions scored in both; ``change`` is the new mean less the old.

    ``p_fall`` and ``p_rise`` are the chances of a fall or a rise as large as this where nothing changed, and
    ``smallest_p`` the least that either could have been with this many changes. ``detectable`` is the smallest
    true change that a set like this shows in four of five cases: None where no change could have been shown.
    """

    n: int
    n_clusters: int
    n_up: int
    n_down: int
    old: float
    new: float
    interval: Interval
    p_fall: float
    p_rise: float
    smallest_p: float
    test: Test
    detectable: float | None

    @property
    def change(self) -> float:
        return self.new - self.old

    @property
    def p(self) -> float:
        """Chance of a change as large as this either way (two-sided)."""
        return min(1.0, 2 * min(self.p_fall, self.p_rise))

    def to_json(self) -> dict[str, object]:
        """The fields by name, figures to six decimals."""
        return {
            "n": self.n,
            "n_clusters": self.n_clusters,
            "n_up": self.n_up,
            "n_down": self.n_down,
            "old": round(self.old, 6),
            "new": round(self.new, 6),
            "change": round(self.change, 6),
            "interval": [round(self.interval.low, 6), round(self.interval.high, 6)],
            "interval_method": self.interval.method,
            "p": round(self.p, 6),
            "test": self.test,
            "detectable": None if self.detectable is None else round(self.detectable, 6),
        }


def difference(old: Figures, new: Figures, clusters: Sequence[str], chance: Chance) -> Difference:
    """Compare the figures of the same questions, in the same order; ``clusters`` names each one's meeting.

    Where every figure is 0 or 1 the test is McNemar's, exact; where several questions share a meeting, which
    McNemar knows nothing of, the larger of its p and the permutation's.

    Raises:
        ValueError: There are no questions, or the three differ in length.
    """
    if not len(old) or not len(old) == len(new) == len(clusters):
        raise ValueError(f"{len(old)}, {len(new)} figures and {len(clusters)} clusters are no pairs")
    changes = new - old
    spread = mean_interval(changes, clusters, chance)
    is_pass_fail = bool(np.isin(np.concatenate([old, new]), (0.0, 1.0)).all())
    p_fall, p_rise, smallest_p = _sign_flip(_cluster_sums(changes, clusters)[0], chance)
    n_up, n_down = int((changes > 0).sum()), int((changes < 0).sum())
    if is_pass_fail:
        p_fall, p_rise = max(p_fall, _mcnemar(n_down, n_up)), max(p_rise, _mcnemar(n_up, n_down))
    return Difference(
        n=len(old),
        n_clusters=len(set(clusters)),
        n_up=n_up,
        n_down=n_down,
        old=float(old.mean()),
        new=float(new.mean()),
        interval=spread,
        p_fall=p_fall,
        p_rise=p_rise,
        smallest_p=smallest_p,
        test="McNemar, exact" if is_pass_fail else "sign-flip permutation",
        detectable=_detectable(old, new, clusters, spread.standard_error, is_pass_fail),
    )


def mean_interval(figures: Figures, clusters: Sequence[str], chance: Chance) -> Interval:
    """The 95 % interval of the mean by bootstrap over clusters, bias-corrected and accelerated (BCa).

    Efron 1987, as scipy has it. Where BCa has no value (too few clusters differ) the plain percentile
    interval stands in and ``method`` says so.
    """
    sums, sizes = _cluster_sums(figures, clusters)
    mean = float(figures.mean())
    if len(sums) < 2 or np.allclose(sums / sizes, mean):
        return Interval(mean, mean, 0.0, "none")
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            # Answered by the percentile interval, and told by the method that the interval carries.
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)
            found: Any = stats.bootstrap(
                (sums, sizes),
                _pooled_mean,
                n_resamples=chance.n_resamples,
                paired=True,
                vectorized=True,
                batch=2000,  # memory stays small with a thousand questions
                confidence_level=_LEVEL,
                method=method,
                rng=np.random.default_rng(chance.seed),
            )
        low, high = (float(end) for end in found.confidence_interval)
        if not math.isnan(low) and not math.isnan(high):
            break
    return Interval(low, high, float(found.standard_error), "BCa" if method == "BCa" else "percentile")


def adjusted(ps: Sequence[float], smallest: Sequence[float], alpha: float = _ALPHA) -> list[float]:
    """Each p adjusted for the whole family (Holm 1979), so that one false alarm in all has chance ``alpha``.

    Comparisons that could not have become significant whatever their direction (``smallest``, Tarone 1990)
    leave the family: they cost the others nothing, and are never significant themselves (adjusted p 1).
    """
    order = sorted(range(len(ps)), key=lambda place: smallest[place])
    size = next(
        (k for k in range(1, len(ps) + 1) if sum(least <= alpha / k for least in smallest) <= k), len(ps)
    )
    family = [place for place in order if smallest[place] <= alpha / size]
    found = [1.0] * len(ps)
    highest = 0.0
    for rank, place in enumerate(sorted(family, key=lambda place: ps[place])):
        highest = max(highest, min(1.0, (len(family) - rank) * ps[place]))
        found[place] = highest
    return found


def questions_needed(found: Difference, tolerance: float) -> int | None:
    """About how many questions would rule a loss of ``tolerance`` out or in; None where it can't be said."""
    if found.interval.standard_error == 0:
        return None
    return math.ceil(found.n * (_Z * found.interval.standard_error / tolerance) ** 2)


def _cluster_sums(figures: Figures, clusters: Sequence[str]) -> tuple[Figures, Figures]:
    """Sum and number of the figures of each cluster."""
    _, places = np.unique(np.asarray(clusters), return_inverse=True)
    sums: Figures = np.bincount(places, weights=figures).astype(np.float64)
    return sums, np.bincount(places).astype(np.float64)


def _pooled_mean(sums: Figures, sizes: Figures, axis: int = -1) -> Figures:
    mean: Figures = sums.sum(axis=axis) / sizes.sum(axis=axis)
    return mean


def _sum(sums: Figures, axis: int = -1) -> Figures:
    total: Figures = sums.sum(axis=axis)
    return total


def _sign_flip(sums: Figures, chance: Chance) -> tuple[float, float, float]:
    """One-sided p of a fall and of a rise when old and new are exchanged, all of a cluster at once.

    The third is the least that either could be. Clusters without a change are the same either way and are
    left out, which mostly makes the test exact.
    """
    moved = sums[~np.isclose(sums, 0.0)]
    if not len(moved):
        return 1.0, 1.0, 1.0
    if len(moved) == 1:
        return (0.5, 1.0, 0.5) if moved[0] < 0 else (1.0, 0.5, 0.5)
    found: Any = stats.permutation_test(
        (moved,),
        _sum,
        permutation_type="samples",
        vectorized=True,
        n_resamples=chance.n_resamples,
        batch=2000,
        rng=np.random.default_rng(chance.seed),
    )
    drawn, seen = found.null_distribution, moved.sum()
    # Where all exchanges were tried, the one that happened is among them; else it is added (Phipson, Smyth 2010).
    is_exact = 2 ** len(moved) <= chance.n_resamples
    one = 0 if is_exact else 1
    slack = 1e-9 * np.abs(moved).sum()
    n_low, n_high = int((drawn <= seen + slack).sum()), int((drawn >= seen - slack).sum())
    size = len(drawn) + one
    return (n_low + one) / size, (n_high + one) / size, max(2.0 ** -len(moved), one / size)


def _mcnemar(n_towards: int, n_against: int) -> float:
    """Exact one-sided p of McNemar's test: discordant pairs fall either way with chance one half."""
    if not n_towards + n_against:
        return 1.0
    found: Any = stats.binomtest(n_towards, n_towards + n_against, 0.5, alternative="greater")
    return float(found.pvalue)


def _detectable(
    old: Figures, new: Figures, clusters: Sequence[str], standard_error: float, is_pass_fail: bool
) -> float | None:
    """The smallest change shown with 80 % power, and never less than six whole questions of a share."""
    n_clusters = len(set(clusters))
    if n_clusters < FEWEST_CHANGES:
        return None
    by_spread = _Z * standard_error
    if not is_pass_fail and standard_error > 0:
        return by_spread
    if min(old.min(), new.min()) < 0 or max(old.max(), new.max()) > 1:
        return None
    return float(max(by_spread, FEWEST_CHANGES / len(old)))
