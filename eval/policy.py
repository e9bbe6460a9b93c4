"""What the gate asks of a run: a TOML file that an evaluator writes and a reviewer can read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from eval.compare import DIMENSIONS, Dimension
from eval.errors import PolicyError
from eval.judging.figures import JUDGED
from eval.metrics.catalogue import METRICS
from eval.significance import Chance

Loss = Annotated[float, Field(gt=0, le=1)]
Most = Annotated[int, Field(ge=0)] | Literal["baseline"]
COUNTED = ("missing", "errors")
"""Floors that are counted over the run; the others are metrics that add up."""
_COMPARABLE = {metric.name for metric in METRICS if metric.better != "neither" and metric.total == "mean"}
_PRICES = {metric.name for metric in METRICS if metric.better == "neither"}
_JUDGED = {metric.name for metric in JUDGED}
_SUMMED = {metric.name for metric in METRICS if metric.total == "sum"}


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Testing(_Table):
    """How differences are tested."""

    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    """Chance at most that the gate fails on a loss where nothing changed, over all its comparisons together."""
    min_questions: Annotated[int, Field(ge=6)] = 12
    """A metric over fewer questions is undecided: with five no test can show anything."""
    resamples: Annotated[int, Field(ge=199, le=100_000)] = 9999
    seed: Annotated[int, Field(ge=0)] = 1


class Slices(_Table):
    """Parts of the set in which no loss may hide; they can fail the gate, and never leave it undecided."""

    by: tuple[Dimension, ...] = DIMENSIONS
    metrics: tuple[str, ...] = ("evidence@10", "nuggets", "cite_recall", "over_refusal", "abstain_recall")

    @field_validator("metrics")
    @classmethod
    def _are_comparable(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_comparable(name) for name in names)


class Policy(_Table):
    """``metrics`` names what is gated, with the largest loss that may remain possible.

    A floor is the largest count allowed in the new run; "baseline" allows as many as the old run had. A bar is
    the worst mean allowed in the new run whatever the old one had: for what too few questions try to be tested.
    A drop is by how much a mean may get worse, whether or not that can be tested: over a few meetings no test
    finds even the end of a search. ``growth`` is by what factor a price, which is neither good nor bad, may grow
    over the questions of both runs.
    """

    testing: Testing = Testing()
    metrics: dict[str, Loss] = {
        "ndcg@10": 0.10,
        "evidence@10": 0.10,
        "seen@2000": 0.10,
        "short": 0.20,
        "nuggets": 0.10,
        "cite_recall": 0.10,
        "over_refusal": 0.10,
        "k_precision": 0.05,
    }
    floors: dict[str, Most] = {
        "missing": 0,
        "errors": 0,
        "fabricated": 0,
        "mislabelled": 0,
        "leaked": 0,
        "canaries": 0,
        "too_early": 0,
        "must_not_say": "baseline",
        "few_hits": "baseline",
    }
    bars: dict[str, Annotated[float, Field(ge=0, le=1)]] = {"abstain_recall": 0.1, "over_refusal": 0.5}
    drops: dict[str, Loss] = {
        "ndcg@10": 0.25,
        "evidence@10": 0.25,
        "nuggets": 0.25,
        "cite_recall": 0.25,
        "abstain_recall": 0.3,
    }
    growth: dict[str, Annotated[float, Field(gt=1)]] = {"hit_words": 1.25, "answer_words": 1.5}
    slices: Slices = Slices()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for name in (*self.metrics, *self.bars, *self.drops):
            _comparable(name)
        for name in (*self.floors, *self.growth):
            _refuse_judged(name)
        for name in self.floors:
            if name not in _SUMMED and name not in COUNTED:
                raise ValueError(f"no floor can be set on '{name}'. Floors: {_names(_SUMMED | set(COUNTED))}")
        for name in self.growth:
            if name not in _PRICES:
                raise ValueError(f"no growth can be set on '{name}'. Prices: {_names(_PRICES)}")
        if not self.metrics:
            raise ValueError("no metric is gated, so the gate could never fail on a loss")
        return self

    @property
    def chance(self) -> Chance:
        return Chance(self.testing.resamples, self.testing.seed)


def load_policy(path: Path) -> Policy:
    """The policy in a TOML file; a table that is left out has its default.

    Raises:
        PolicyError: The file is missing or no TOML, or names something that there is not.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise PolicyError(f"{path}: the policy can't be read ({problem}). Check the path.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise PolicyError(f"{path}: no TOML ({problem}). See examples/gate.toml.") from problem
    try:
        return Policy.model_validate(content)
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in error["loc"])
        what = error["msg"].removeprefix("Value error, ")
        told = f"field '{field}': {what}" if field else what
        raise PolicyError(f"{path}: {told}. Correct the policy and run again.") from problem


def _comparable(name: str) -> str:
    _refuse_judged(name)
    if name not in _COMPARABLE:
        raise ValueError(f"'{name}' is no metric that can be gated. Metrics: {_names(_COMPARABLE)}")
    return name


def _refuse_judged(name: str) -> None:
    if name in _JUDGED:
        raise ValueError(
            f"'{name}' is given by a language model as a judge: it informs and can't gate. "
            f"Take a metric that is worked out: {_names(_COMPARABLE)}"
        )


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names))
