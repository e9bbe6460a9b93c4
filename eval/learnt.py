"""A learnt rule for abstaining, to hold the plain floor against: logistic regression over signs of support."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from eval.looks import Asked, Look

SIGNS = ("cosine", "whole_cosine", "coverage", "unheld", "log10 of windows")
_STEPS = 25
_RIDGE = 1.0
"""Strength of the pull towards 0 (L2) on standardised signs."""


class LearntRule:
    """Weights for the signs; a higher score says rather that the papers answer the question."""

    def __init__(self, looks: Sequence[Look]) -> None:
        """Learn from looks of both sorts; each source counts as much as any other."""
        signs = np.array([_signs(look) for look in looks])
        self._mean, self._spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
        sizes = {
            source: sum(look.source == source for look in looks) for source in {look.source for look in looks}
        }
        weight = np.array([len(looks) / (len(sizes) * sizes[look.source]) for look in looks])
        right = np.array([look.asked is Asked.ANSWERABLE for look in looks], dtype=float)
        self._weights = _fit(self._standard(signs), right, weight)

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each sign, in units of its spread."""
        return dict(zip(SIGNS, self._weights[1:].round(2).tolist(), strict=True))

    def score(self, look: Look) -> float:
        """Log odds that the papers answer the question, by what was learnt."""
        return float((self._standard(np.array([_signs(look)])) @ self._weights)[0])

    def _standard(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(n, 1 + signs)``: a one, then the signs as distances from their means in spreads."""
        return np.column_stack([np.ones(len(signs)), (signs - self._mean) / self._spread])


def _signs(look: Look) -> tuple[float, ...]:
    return look.cosine, look.whole_cosine, look.coverage, look.unheld, math.log10(max(look.n_windows, 1))


def _fit(
    signs: NDArray[np.float64], right: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method for weighted logistic regression; the first weight, of the one, is not pulled to 0."""
    weights = np.zeros(signs.shape[1])
    pull = _RIDGE * np.diag([0.0, *np.ones(signs.shape[1] - 1)])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (weight * (right - chance)) - pull @ weights
        bend = (signs * (weight * chance * (1 - chance))[:, None]).T @ signs + pull
        weights = weights + np.linalg.solve(bend, slope)
    fitted: NDArray[np.float64] = weights
    return fitted


def separation(answerable: Sequence[float], refusable: Sequence[float]) -> float | None:
    """Chance that an answerable question scores above one that should be refused (AUC); None without either."""
    if not answerable or not refusable:
        return None
    return float(mannwhitneyu(answerable, refusable).statistic) / (len(answerable) * len(refusable))
