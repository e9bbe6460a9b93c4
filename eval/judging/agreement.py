"""How far a judge agrees with people: rulings that people made, given to the judge as they were given to them.

The file is JSON Lines: ``{"task": "citation", "statement": ..., "sources": [...], "label": "full"}``, or with
``"task": "nugget"`` a fact as the statement and the answer as its one source. A judge whose agreement is not
known is an opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from eval.errors import JudgeError
from eval.judging.judge import Judge
from eval.judging.rulings import DEGREES, Degree

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Task = Literal["citation", "nugget"]
_MOST_TOLD = 10


class Labelled(BaseModel):
    """One ruling by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    statement: Filled
    sources: tuple[Filled, ...] = Field(min_length=1)
    label: Degree
    question: str = ""


@dataclass(frozen=True)
class Agreement:
    """Judge against people on one task, over the ``n`` rulings that could be read.

    ``kappa`` is Cohen's, weighted linearly since the degrees have an order: 1 is full agreement, 0 what chance
    gives; None where one of the two uses a single degree throughout, so that chance agrees as well.
    """

    task: Task
    n: int
    n_unread: int
    share: float | None
    kappa: float | None

    def to_json(self) -> dict[str, object]:
        """The fields by name, without the task."""
        return {"n": self.n, "n_unread": self.n_unread, "share": self.share, "kappa": self.kappa}


def load_labelled(path: Path) -> tuple[Labelled, ...]:
    """The rulings of a file, in its order.

    Raises:
        JudgeError: It can't be read, is empty, or lines are wrong: they are named with their fields.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise JudgeError(
            f"{path}: the labelled sample can't be read ({problem}). Check the path."
        ) from problem
    found: list[Labelled] = []
    slips: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(Labelled.model_validate_json(line))
        except ValidationError as problem:
            error = problem.errors(include_url=False)[0]
            field = ".".join(str(part) for part in error["loc"])
            slips.append(f"{path}, line {number}: {f'field {field!r}: ' if field else ''}{error['msg']}")
    if slips:
        raise JudgeError("\n".join([*slips[:_MOST_TOLD], "Correct the file and run again."]))
    if not found:
        raise JudgeError(f"{path}: no ruling in it. Give a file with one JSON record a line.")
    return tuple(found)


def agreement(sample: Sequence[Labelled], judge: Judge) -> tuple[Agreement, ...]:
    """The judge's agreement with people on each task that the sample has."""
    found = []
    for task in ("citation", "nugget"):
        of_task = [one for one in sample if one.task == task]
        if of_task:
            ruled = [(one.label, _ruling(one, judge)) for one in of_task]
            found.append(
                _agreement(task, [(label, by_judge) for label, by_judge in ruled if by_judge], len(ruled))
            )
    return tuple(found)


def _ruling(one: Labelled, judge: Judge) -> Degree | None:
    """The judge's degree, the lower middle one of its repeats; None where none could be read."""
    if one.task == "citation":
        read = list(judge.citation(one.statement, one.sources).read)
    else:
        rulings = judge.nuggets(one.question, " ".join(one.sources), [one.statement])
        read = [degrees[0] for degrees in rulings.read]
    return DEGREES[median_low([DEGREES.index(degree) for degree in read])] if read else None


def _agreement(task: Task, both: Sequence[tuple[Degree, Degree]], n_all: int) -> Agreement:
    if not both:
        return Agreement(task, 0, n_all, None, None)
    share = sum(label == by_judge for label, by_judge in both) / len(both)
    return Agreement(task, len(both), n_all - len(both), share, _kappa(both))


def _kappa(both: Sequence[tuple[Degree, Degree]]) -> float | None:
    from sklearn.metrics import cohen_kappa_score  # takes a second to import

    labels, rulings = ([DEGREES.index(pair[side]) for pair in both] for side in (0, 1))
    if len(set(labels)) == 1 or len(set(rulings)) == 1:
        return None
    return float(cohen_kappa_score(labels, rulings, labels=range(len(DEGREES)), weights="linear"))
