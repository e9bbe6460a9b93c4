"""A run as a comparison sees it: from its folder, or from a baseline file that holds figures and no words.

A baseline can be committed: it names questions by id and carries no text of papers, questions or answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import RunUnreadable
from eval.folder import RUN, read_items
from eval.items import Item
from eval.metrics.score import Score, failed, scored, undefined
from eval.origins import Origin

_FORMAT = "minutebook baseline 1"
_NOT_IN_RUN = Origin()


class Made(BaseModel):
    """What a run was made with, as far as it tells two runs apart."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    golden_sha256: str
    library_snapshot: str
    settings_hash: str
    code_sha256: str
    finished_at: str
    settings: Mapping[str, object] = {}
    versions: Mapping[str, str] = {}


@dataclass(frozen=True)
class Asked:
    """One question of a side; ``item`` is None where only figures are kept.

    ``gold`` is a fingerprint of the question and its gold, or None in runs that did not keep them.
    """

    id: str
    gold: str | None
    scores: Mapping[str, Score]
    took_ms: float
    is_error: bool
    item: Item | None = None

    @property
    def origin(self) -> Origin:
        return (self.item.origin if self.item else None) or _NOT_IN_RUN


@dataclass(frozen=True)
class Side:
    """One of the runs that are compared, its questions in the order they were asked."""

    name: str
    made: Made
    asked: Mapping[str, Asked]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of a run folder; empty for a baseline file."""
        return tuple(one.item for one in self.asked.values() if one.item is not None)


class _Kept(BaseModel):
    """One line of a baseline: a number is a score, a pair a score with its weight, else the state."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    gold: str | None
    took_ms: float
    is_error: bool
    scores: dict[str, float | list[float] | Literal["undefined", "error"]]


class _Baseline(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["minutebook baseline 1"]
    made: Made
    items: list[_Kept]


def read_side(path: Path) -> Side:
    """A finished run folder, or a baseline file.

    Raises:
        RunUnreadable: There is neither, it is damaged, or it holds no question.
    """
    side = _from_file(path) if path.is_file() else _from_folder(path)
    if not side.asked:
        raise RunUnreadable(
            f"{path}: no questions in it, so nothing can be compared. Run the golden set again."
        )
    return side


def write_baseline(run: Path, out: Path) -> Side:
    """Write the figures of a finished run, one question a line, without a word of papers or questions.

    Raises:
        RunUnreadable: The run is not finished, or its files are damaged.
    """
    side = _from_folder(run)
    made = side.made.model_dump(mode="json") | {"settings": _public_settings(side.made.settings)}
    lines = [json.dumps(_kept(one), ensure_ascii=False) for one in side.asked.values()]
    content = (
        f'{{"format": "{_FORMAT}",\n"made": {json.dumps(made, ensure_ascii=False)},\n"items": [\n'
        + ",\n".join(lines)
        + "\n]}\n"
    )
    out.write_text(content, "utf-8")
    return side


def _from_folder(folder: Path) -> Side:
    try:
        made = Made.model_validate_json((folder / RUN).read_bytes())
    except OSError as problem:
        raise RunUnreadable(
            f"{folder}: no finished run ({problem.strerror}: {RUN}). Run the golden set into this folder first."
        ) from problem
    except ValidationError as problem:
        raise RunUnreadable(f"{folder / RUN} is no record of a run. Run the golden set again.") from problem
    asked = {item.id: _asked(item) for item in read_items(folder)}
    return Side(folder.name or str(folder), made, asked)


def _asked(item: Item) -> Asked:
    return Asked(item.id, _fingerprint(item), item.scores, item.took_ms, item.error is not None, item)


def _fingerprint(item: Item) -> str | None:
    if item.gold is None:
        return None
    # Notes are for people: a note put right doesn't make another question of it.
    gold = item.gold.model_dump(mode="json", exclude={"notes"})
    content = json.dumps([item.question, item.type.value, gold], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _public_settings(settings: Mapping[str, object]) -> dict[str, object]:
    """Settings that can change an answer; folders and addresses say only where a run was made."""
    return {
        name: value
        for name, value in settings.items()
        if name != "library" and not name.endswith(("_url", "_key"))
    }


def _kept(one: Asked) -> dict[str, object]:
    kept: dict[str, float | list[float] | str] = {}
    for name, score in one.scores.items():
        if score.value is None:
            kept[name] = score.state
        else:
            value = round(score.value, 6)
            kept[name] = value if score.weight == 1 else [value, score.weight]
    return {
        "id": one.id,
        "gold": one.gold,
        "took_ms": one.took_ms,
        "is_error": one.is_error,
        "scores": kept,
    }


def _from_file(path: Path) -> Side:
    try:
        kept = _Baseline.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise RunUnreadable(f"{path}: can't be read ({problem.strerror}).") from problem
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in error["loc"])
        raise RunUnreadable(
            f"{path} is no baseline (field '{field}': {error['msg']}). Write one with minutebook eval baseline RUN."
        ) from problem
    asked = {
        one.id: Asked(
            one.id,
            one.gold,
            {name: _score(path, one.id, name, value) for name, value in one.scores.items()},
            one.took_ms,
            one.is_error,
        )
        for one in kept.items
    }
    return Side(path.stem, kept.made, asked)


def _score(path: Path, question_id: str, name: str, value: float | list[float] | str) -> Score:
    if isinstance(value, str):
        return (
            undefined("undefined in the baseline")
            if value == "undefined"
            else failed("error in the baseline")
        )
    if isinstance(value, float):
        return scored(value)
    if len(value) != 2 or value[1] < 1:
        raise RunUnreadable(
            f"{path}, question '{question_id}', '{name}': {value} is no score with its weight."
        )
    return scored(value[0], weight=int(value[1]))
