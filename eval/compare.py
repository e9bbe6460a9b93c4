"""Two runs of the same questions side by side: what changed, for which kinds of question, and was it chance.

Every comparison pairs question by question; a question scored in one run only is counted and left out. A
share of sentences or citations is compared by its value for each question, not pooled over all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eval.errors import NotPaired
from eval.metrics.catalogue import METRICS, Metric
from eval.sides import Asked, Side
from eval.significance import Chance, Difference, adjusted, difference

Dimension = Literal["type", "body", "format", "answerable"]
DIMENSIONS: tuple[Dimension, ...] = ("type", "body", "format", "answerable")
EVERYTHING = "all questions"
TIME = Metric("took_ms", "answer time in milliseconds", "lower")
_MOST_LISTED = 10
_MOST_OF_A_LOSS = 0.8


@dataclass(frozen=True)
class Compared:
    """One metric in one slice; ``difference`` is None where no question was scored in both runs.

    Adjusted ps are within a family: all metrics over all questions, or all metrics in all slices.
    ``adjusted_p`` is two-sided, ``adjusted_p_loss`` that of a loss alone, which is what a gate asks about.
    """

    metric: Metric
    where: str
    difference: Difference | None
    n_only_old: int
    n_only_new: int
    adjusted_p: float = 1.0
    adjusted_p_loss: float = 1.0

    @property
    def p_loss(self) -> float:
        """Chance of a loss as large as this where nothing changed; 1 where there is nothing to lose."""
        if self.difference is None or self.metric.better == "neither":
            return 1.0
        return self.difference.p_rise if self.metric.better == "lower" else self.difference.p_fall

    @property
    def loss(self) -> float:
        """How much worse the new run is; negative where it is better; 0 where there is nothing to compare."""
        if self.difference is None or self.metric.better == "neither":
            return 0.0
        return self.difference.change * (1 if self.metric.better == "lower" else -1)

    @property
    def most_loss(self) -> float | None:
        """The largest loss that the 95 % interval leaves possible; None where nothing can be said."""
        if self.difference is None or self.metric.better == "neither":
            return None
        interval = self.difference.interval
        return interval.high if self.metric.better == "lower" else -interval.low

    @property
    def least_loss(self) -> float | None:
        """The smallest loss that the interval leaves possible; above 0 the interval shows a loss."""
        if self.difference is None or self.metric.better == "neither":
            return None
        interval = self.difference.interval
        return interval.low if self.metric.better == "lower" else -interval.high

    def to_json(self) -> dict[str, object]:
        """Metric, slice, the difference and its adjusted p."""
        return {
            "metric": self.metric.name,
            "better": self.metric.better,
            "where": self.where,
            "difference": None if self.difference is None else self.difference.to_json(),
            "n_only_old": self.n_only_old,
            "n_only_new": self.n_only_new,
            "adjusted_p": round(self.adjusted_p, 6),
            "adjusted_p_loss": round(self.adjusted_p_loss, 6),
        }


def require_pairs(old: Side, new: Side, *, may_miss: bool = False) -> tuple[str, ...]:
    """The ids of questions that both runs answered; ``may_miss`` lets the new run lack some.

    Raises:
        NotPaired: A question is in one run only, or its words or gold differ. The message lists them.
    """
    faults = []
    lacking = [one for one in old.asked if one not in new.asked]
    extra = [one for one in new.asked if one not in old.asked]
    paired = tuple(one for one in old.asked if one in new.asked)
    if lacking and not may_miss:
        faults.append(f"not in {new.name}: {_listed(lacking)}")
    if extra:
        faults.append(f"not in {old.name}: {_listed(extra)}")
    other = [one for one in paired if _is_other(old.asked[one], new.asked[one])]
    if other:
        faults.append(f"asked in other words or with other gold: {_listed(other)}")
    if not paired:
        faults.append("not one question is in both")
    if faults:
        raise NotPaired(
            f"{old.name} and {new.name} are no runs of the same questions: {'; '.join(faults)}. "
            "Run the same golden set for both, or make a new baseline."
        )
    return paired


def compare(
    old: Side,
    new: Side,
    chance: Chance,
    *,
    metrics: Sequence[Metric] = (*METRICS, TIME),
    ids: Sequence[str] | None = None,
) -> tuple[Compared, ...]:
    """Every metric over all questions, in the order given; ``ids`` None takes all, which must pair.

    Raises:
        NotPaired: See ``require_pairs``.
    """
    paired = require_pairs(old, new) if ids is None else ids
    return _with_adjusted_p([_compared(metric, EVERYTHING, old, new, paired, chance) for metric in metrics])


def compare_slices(
    old: Side,
    new: Side,
    chance: Chance,
    *,
    metrics: Sequence[Metric],
    dimensions: Sequence[Dimension] = DIMENSIONS,
    ids: Sequence[str] | None = None,
) -> tuple[Compared, ...]:
    """The metrics in every slice of the dimensions with two questions or more, as a family of their own.

    Raises:
        NotPaired: See ``require_pairs``.
    """
    paired = require_pairs(old, new) if ids is None else ids
    n_whole = {metric: len(_pairs(metric, old, new, paired)) for metric in metrics}
    found = [
        _compared(metric, where, old, new, group, chance)
        for dimension in dimensions
        for where, group in slices([new.asked[one] for one in paired], dimension).items()
        for metric in metrics
        # A slice with every question that has the figure is the whole again.
        if 1 < len(_pairs(metric, old, new, group)) < n_whole[metric]
    ]
    return _with_adjusted_p(found)


def concentrated(
    old: Side, new: Side, metric: Metric, ids: Sequence[str], dimensions: Sequence[Dimension] = DIMENSIONS
) -> tuple[str, ...]:
    """Slices of at most half of the questions that hold four fifths of a metric's loss or more.

    Says where to look, and nothing of chance.
    """
    sign = 1 if metric.better == "lower" else -1
    loss = {one: sign * (after - before) for one, (before, after) in _pairs(metric, old, new, ids).items()}
    whole = sum(loss.values())
    if whole <= 0:
        return ()
    asked = [new.asked[one] for one in loss]
    return tuple(
        where
        for dimension in dimensions
        for where, group in slices(asked, dimension).items()
        if len(group) <= len(loss) / 2 and sum(loss[one] for one in group) >= _MOST_OF_A_LOSS * whole
    )


def slices(asked: Sequence[Asked], dimension: Dimension) -> dict[str, list[str]]:
    """Ids by slice, named as in ``type: decision``; a question that has no such feature is in none."""
    groups: dict[str, list[str]] = {}
    for one in asked:
        feature = _feature(one, dimension)
        if feature is not None:
            groups.setdefault(f"{dimension}: {feature}", []).append(one.id)
    return groups


def _compared(
    metric: Metric, where: str, old: Side, new: Side, ids: Sequence[str], chance: Chance
) -> Compared:
    both = _pairs(metric, old, new, ids)
    found = None
    if both:
        figures = np.asarray(list(both.values()), float)
        meetings = [_meeting(new.asked[one]) for one in both]
        found = difference(figures[:, 0], figures[:, 1], meetings, chance)
    n_old = sum(value_of(old.asked[one], metric) is not None for one in ids)
    n_new = sum(value_of(new.asked[one], metric) is not None for one in ids)
    return Compared(metric, where, found, n_only_old=n_old - len(both), n_only_new=n_new - len(both))


def _pairs(metric: Metric, old: Side, new: Side, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Old and new figure of each question that has both."""
    found = {}
    for one in ids:
        before, after = value_of(old.asked[one], metric), value_of(new.asked[one], metric)
        if before is not None and after is not None:
            found[one] = (before, after)
    return found


def _with_adjusted_p(family: Sequence[Compared]) -> tuple[Compared, ...]:
    least = [1.0 if one.difference is None else one.difference.smallest_p for one in family]
    ps = [1.0 if one.difference is None else one.difference.p for one in family]
    both_ways = adjusted(ps, [min(1.0, 2 * each) for each in least])
    losses = adjusted([one.p_loss for one in family], least, alpha=0.025)
    return tuple(
        replace(one, adjusted_p=p, adjusted_p_loss=p_loss)
        for one, p, p_loss in zip(family, both_ways, losses, strict=True)
    )


def value_of(asked: Asked, metric: Metric) -> float | None:
    """The question's figure; None where it is undefined, an error, or not in the run."""
    if asked.is_error:
        return None
    if metric is TIME:
        return asked.took_ms
    score = asked.scores.get(metric.name)
    return None if score is None else score.value


def _meeting(asked: Asked) -> str:
    """The meeting a question is on; a question on none stands alone."""
    return asked.origin.meeting or f"question {asked.id}"


def _feature(asked: Asked, dimension: Dimension) -> str | None:
    if asked.item is None:
        return None
    if dimension == "type":
        return asked.item.type.value
    if dimension == "answerable":
        gold = asked.item.gold
        return None if gold is None else "yes" if gold.answerable else "no"
    return asked.origin.body if dimension == "body" else asked.origin.format


def _is_other(old: Asked, new: Asked) -> bool:
    if old.gold is not None and new.gold is not None:
        return old.gold != new.gold
    # A run of an earlier version kept no gold: its question's words have to do.
    return bool(old.item and new.item and old.item.question != new.item.question)


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_LISTED} more" if len(ids) > _MOST_LISTED else ""
    return ", ".join(ids[:_MOST_LISTED]) + more
