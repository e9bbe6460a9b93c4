"""What a run adds up to: totals over its items, each with the number of questions behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.golden import QuestionType
from eval.items import Item
from eval.metrics import abstention
from eval.metrics.abstention import AbstentionTable
from eval.metrics.catalogue import all_failed, totals
from eval.metrics.score import Aggregate, Score, failed

Fault = Literal[
    "error",
    "wrongly answered",
    "wrongly refused",
    "invented citation",
    "said what it must not",
    "not retrieved",
    "retrieved but not chosen",
    "chosen but not said",
]


@dataclass(frozen=True)
class Totals:
    """Every figure over a set of items; times in milliseconds, None where nothing was answered."""

    n_questions: int
    n_errors: int
    metrics: Mapping[str, Aggregate]
    abstention: AbstentionTable
    p50_ms: float | None
    p95_ms: float | None

    def to_json(self) -> dict[str, object]:
        """The figures by name."""
        return {
            "n_questions": self.n_questions,
            "n_errors": self.n_errors,
            "metrics": {name: figure.to_json() for name, figure in self.metrics.items()},
            "abstention": self.abstention.to_json(),
            "took_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
        }


def sum_up(items: Sequence[Item]) -> Totals:
    """Totals over the items; a question that ended in an error counts as an error in every metric."""
    scores = [_scores(item) for item in items]
    times = [item.took_ms for item in items if item.error is None]
    return Totals(
        n_questions=len(items),
        n_errors=sum(item.error is not None for item in items),
        metrics=totals(scores),
        abstention=abstention.table(scores),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
    )


def by_type(items: Sequence[Item]) -> dict[QuestionType, Totals]:
    """Totals of each type of question that occurs."""
    groups = {kind: [item for item in items if item.type is kind] for kind in QuestionType}
    return {kind: sum_up(group) for kind, group in groups.items() if group}


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: the smallest value that at least ``percent`` % do not exceed."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def fault(item: Item) -> Fault | None:
    """The first step at which the question went wrong, or None when no figure shows that it did.

    Worst first: what could mislead a reader stands before what only leaves them without an answer.
    """
    if item.error is not None:
        return "error"
    if _value(item, "abstain_recall", 1.0) < 1:
        return "wrongly answered"
    if _value(item, "fabricated", 0.0) > 0:
        return "invented citation"
    if _value(item, "must_not_say", 0.0) > 0:
        return "said what it must not"
    if _value(item, "over_refusal", 0.0) > 0:
        return "wrongly refused"
    return _missed(item)


def severity(item: Item) -> float:
    """How bad the outcome is, for the order of a report: from 0 (nothing wrong) up."""
    found = fault(item)
    if found is None:
        return 0.0
    grave = {"error": 4.0, "invented citation": 3.0, "said what it must not": 3.0, "wrongly answered": 2.0}
    parts = [_value(item, name, 1.0) for name in ("short", "nuggets", "cite_recall", "seen@2000")]
    return grave.get(found, 0.0) + 1 - sum(parts) / len(parts)


def _missed(item: Item) -> Fault | None:
    is_said = _value(item, "nuggets", 1.0) == 1 and _value(item, "short", 1.0) == 1
    if is_said and _value(item, "cite_recall", 1.0) > 0:
        return None
    if _value(item, "seen@2000", 1.0) < 1:
        return "not retrieved"
    if _value(item, "cite_recall", 1.0) < 1:
        return "retrieved but not chosen"
    return "chosen but not said"


def _scores(item: Item) -> Mapping[str, Score]:
    """The item's scores; a metric that the run did not know yet counts as an error, never as a value."""
    unknown = all_failed("not in the run")
    if item.error is not None:
        return {name: failed(str(item.error)) for name in unknown}
    return unknown | item.scores


def _value(item: Item, name: str, otherwise: float) -> float:
    score = item.scores.get(name)
    return otherwise if score is None or score.value is None else score.value
