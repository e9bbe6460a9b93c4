"""What a run adds up to: totals over its items, each with the number of questions behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from eval.golden import QuestionType
from eval.items import Item
from eval.metrics import abstention
from eval.metrics.abstention import AbstentionTable
from eval.metrics.catalogue import all_failed, totals
from eval.metrics.score import Aggregate, Score, failed

Fault = Literal[
    "error",
    "invented citation",
    "said what it must not",
    "wrongly answered",
    "wrongly refused",
    "not retrieved",
    "retrieved but not chosen",
    "chosen but not said",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
"""Gravest first: what misleads a reader stands before what leaves them without an answer."""


@dataclass(frozen=True)
class Totals:
    """Every figure over a set of items; times in milliseconds, None where nothing was answered.

    ``stages_ms`` has the time of half and of all but a twentieth of the questions that went through a stage.
    ``cost`` adds up the questions with a known price, ``n_priced`` of them, and is None where there is none.
    """

    n_questions: int
    n_errors: int
    metrics: Mapping[str, Aggregate]
    abstention: AbstentionTable
    p50_ms: float | None
    p95_ms: float | None
    stages_ms: Mapping[str, tuple[float, float]]
    n_prompt_tokens: int
    n_reply_tokens: int
    n_asked_model: int
    n_priced: int
    cost: float | None
    currency: str | None

    @property
    def error_rate(self) -> float | None:
        """Share of the questions that ended in an error."""
        return self.n_errors / self.n_questions if self.n_questions else None

    def to_json(self) -> dict[str, object]:
        """The figures by name."""
        return {
            "n_questions": self.n_questions,
            "n_errors": self.n_errors,
            "error_rate": self.error_rate,
            "metrics": {name: figure.to_json() for name, figure in self.metrics.items()},
            "abstention": self.abstention.to_json(),
            "took_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
            "stages_ms": {name: {"p50": half, "p95": most} for name, (half, most) in self.stages_ms.items()},
            "model": {
                "n_questions": self.n_asked_model,
                "prompt_tokens": self.n_prompt_tokens,
                "reply_tokens": self.n_reply_tokens,
                "cost": self.cost,
                "currency": self.currency,
                "n_priced": self.n_priced,
            },
        }


def sum_up(items: Sequence[Item]) -> Totals:
    """Totals over the items; a question that ended in an error counts as an error in every metric."""
    scores = [_scores(item) for item in items]
    times = [item.took_ms for item in items if item.error is None]
    spent = [item.spent for item in items if item.spent is not None]
    costs = [one.cost for one in spent if one.cost is not None]
    return Totals(
        n_questions=len(items),
        n_errors=sum(item.error is not None for item in items),
        metrics=totals(scores),
        abstention=abstention.table(scores),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        stages_ms=_stages(items),
        n_prompt_tokens=sum(one.prompt_tokens for one in spent),
        n_reply_tokens=sum(one.reply_tokens for one in spent),
        n_asked_model=len(spent),
        n_priced=len(costs),
        cost=sum(costs) if costs else None,
        currency=next((one.currency for one in spent if one.currency), None),
    )


def _stages(items: Sequence[Item]) -> dict[str, tuple[float, float]]:
    names = dict.fromkeys(name for item in items for name in item.stages_ms)
    found = {}
    for name in names:
        times = [item.stages_ms[name] for item in items if name in item.stages_ms]
        half, most = percentile(times, 50), percentile(times, 95)
        if half is not None and most is not None:
            found[name] = (half, most)
    return found


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
    """The gravest thing that went wrong with a question, or None when no figure shows any.

    Of a weak answer it is the first step that failed: finding, choosing, or saying.
    """
    if item.error is not None:
        return "error"
    if _value(item, "fabricated", 0.0) > 0:
        return "invented citation"
    if _value(item, "must_not_say", 0.0) > 0:
        return "said what it must not"
    if _value(item, "abstain_recall", 1.0) < 1:
        return "wrongly answered"
    if _value(item, "over_refusal", 0.0) > 0:
        return "wrongly refused"
    return _missed(item)


def shortfall(item: Item) -> float:
    """How far an answer falls short of a full one, 0 to 1: orders questions with the same fault."""
    parts = [_value(item, name, 1.0) for name in ("short", "nuggets", "cite_recall", "seen@2000")]
    return 1 - sum(parts) / len(parts)


def _missed(item: Item) -> Fault | None:
    is_said = _value(item, "nuggets", 1.0) == 1 and _value(item, "short", 1.0) == 1
    if is_said and _value(item, "cite_recall", 1.0) > 0:
        return None
    if _value(item, "cite_recall", 1.0) == 1:
        return "chosen but not said"
    return "not retrieved" if _value(item, "seen@2000", 1.0) < 1 else "retrieved but not chosen"


def _scores(item: Item) -> Mapping[str, Score]:
    """The item's scores; a metric that the run did not know yet counts as an error, never as a value."""
    unknown = all_failed("not in the run")
    if item.error is not None:
        return {name: failed(str(item.error)) for name in unknown}
    return unknown | item.scores


def _value(item: Item, name: str, otherwise: float) -> float:
    score = item.scores.get(name)
    return otherwise if score is None or score.value is None else score.value
