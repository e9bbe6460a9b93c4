"""One figure for one question, in one of three states, and what a set of them adds up to.

A figure that has no meaning for a question is *undefined* and one that could not be worked out is an
*error*; neither ever becomes a 0 or a 1, and every mean carries the number of questions behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["scored", "undefined", "error"]
Total = Literal["mean", "sum"]


@dataclass(frozen=True)
class Score:
    """One metric for one question.

    ``value`` is set only when scored. ``weight`` is how many units the value is a mean of (1 for the question
    as a whole, the number of sentences for a share of sentences), so that pooled shares can be formed.
    ``note`` says why a figure is undefined, what failed, or what a low value lacks.
    """

    state: State
    value: float | None = None
    weight: int = 1
    note: str = ""

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state == "scored"):
            raise ValueError(f"a {self.state} figure with value {self.value}")
        if self.weight < 1:
            raise ValueError(f"weight {self.weight} is not a number of units")

    def to_json(self) -> dict[str, object]:
        """``state`` always; ``value`` and ``weight`` when scored; ``note`` when there is one."""
        fields: dict[str, object] = {"state": self.state}
        if self.value is not None:
            fields |= {"value": round(self.value, 6), "weight": self.weight}
        return fields | ({"note": self.note} if self.note else {})


@dataclass(frozen=True)
class Aggregate:
    """One metric over a set of questions.

    ``value`` is the mean over units or the sum, by ``total``, and None when nothing was scored. ``n`` counts
    questions scored, ``n_units`` what they were a mean of; ``n + n_undefined + n_errors`` is the whole set.
    """

    total: Total
    value: float | None
    n: int
    n_units: int
    n_undefined: int
    n_errors: int

    def to_json(self) -> dict[str, object]:
        """The fields by name, with the value to six decimals."""
        return {
            self.total: None if self.value is None else round(self.value, 6),
            "n": self.n,
            "n_units": self.n_units,
            "n_undefined": self.n_undefined,
            "n_errors": self.n_errors,
        }


def scored(value: float, *, weight: int = 1, note: str = "") -> Score:
    """A figure that was worked out."""
    return Score("scored", float(value), weight, note)


def undefined(reason: str) -> Score:
    """A figure that has no meaning for this question."""
    return Score("undefined", note=reason)


def failed(problem: str) -> Score:
    """A figure that could not be worked out because the question ended in an error."""
    return Score("error", note=problem)


def share(held: Iterable[bool], *, pooled: bool = False, note: str = "") -> Score:
    """The share of True; ``pooled`` weighs it by how many there are.

    Raises:
        ValueError: Nothing to take a share of; the caller knows why and says so with ``undefined``.
    """
    marks = list(held)
    if not marks:
        raise ValueError("a share of nothing is undefined")
    return scored(sum(marks) / len(marks), weight=len(marks) if pooled else 1, note=note)


def aggregate(scores: Iterable[Score], total: Total) -> Aggregate:
    """The mean weighted by units, or the plain sum of values; undefined ones and errors only counted."""
    every = list(scores)
    valued = [(score.value, score.weight) for score in every if score.value is not None]
    n_units = sum(weight for _, weight in valued)
    value: float | None = None
    if valued and total == "sum":
        value = sum(amount for amount, _ in valued)
    elif valued:
        value = sum(amount * weight for amount, weight in valued) / n_units
    return Aggregate(
        total=total,
        value=value,
        n=len(valued),
        n_units=n_units,
        n_undefined=sum(score.state == "undefined" for score in every),
        n_errors=sum(score.state == "error" for score in every),
    )
