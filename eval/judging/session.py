"""A finished run put before a judge: one line a question in ``judged.jsonl``, which survives a kill as items do.

Judged figures stand beside the run's own and never among them: a gate reads items, and items hold none.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import JudgeError, RunBusy
from eval.folder import add_to_run, read_items
from eval.items import Item
from eval.judging.agreement import Agreement, Labelled, agreement
from eval.judging.figures import JUDGED, Judged, judged
from eval.judging.judge import Judge
from eval.metrics.score import Aggregate, Score, aggregate

JUDGED_ITEMS = "judged.jsonl"
OnJudged = Callable[[int, int, str], None]


@dataclass(frozen=True)
class JudgeSummary:
    """What a judge found of a run; ``n_unjudged`` questions are left for when the model is back."""

    judge: Mapping[str, object]
    n_questions: int
    n_unjudged: int
    metrics: Mapping[str, Aggregate]
    n_pairs: int
    n_same: int
    human: tuple[Agreement, ...]
    stopped: str | None

    def to_json(self) -> dict[str, object]:
        """The object under ``judged`` in ``run.json``."""
        return {
            **self.judge,
            "n_questions": self.n_questions,
            "n_unjudged": self.n_unjudged,
            "metrics": {name: figure.to_json() for name, figure in self.metrics.items()},
            "repeats_agree": {
                "n_pairs": self.n_pairs,
                "share": self.n_same / self.n_pairs if self.n_pairs else None,
            },
            "people_agree": {one.task: one.to_json() for one in self.human},
            "stopped": self.stopped,
        }


class _Line(BaseModel):
    """One line of ``judged.jsonl`` behind the first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    scores: dict[str, Score]
    n_pairs: int
    n_same: int


def judge_run(
    run: Path,
    judge: Judge,
    sample: Sequence[Labelled] = (),
    *,
    n_at_once: int = 2,
    on_judged: OnJudged | None = None,
) -> JudgeSummary:
    """Judge what an earlier session left of a finished run, and add the figures to its ``run.json``.

    Raises:
        JudgeError: ``judged.jsonl`` is of another judge, or damaged.
        RunBusy: Another process judges this run.
        RunUnreadable: The run is not finished, or its files are damaged.
    """
    items = read_items(run)
    described = _described(judge)
    with _opened(run, described) as (file, kept):
        lines = {line.id: line for line in kept}
        left = [item for item in items if item.id not in lines]
        for item, found in _in_turn(left, judge, n_at_once):
            if not found.is_down:
                lines[item.id] = _append(file, item, found)
            if on_judged is not None:
                on_judged(len(lines), len(items), item.id)
        human = () if judge.is_down else agreement(sample, judge)
    summary = _summary(described, items, lines, human, judge.problem)
    add_to_run(run, "judged", summary.to_json())
    return summary


def _in_turn(items: Sequence[Item], judge: Judge, n_at_once: int) -> Iterator[tuple[Item, Judged]]:
    """Each item with its judgement as they are done, until the judge is down."""
    with ThreadPoolExecutor(n_at_once) as threads:
        asked: dict[Future[Judged], Item] = {threads.submit(judged, item, judge): item for item in items}
        try:
            for done in as_completed(asked):
                found = done.result()
                yield asked[done], found
                if judge.is_down:
                    return
        finally:
            threads.shutdown(wait=True, cancel_futures=True)


def _described(judge: Judge) -> dict[str, object]:
    prompts = {
        prompt.name: {"version": prompt.version, "hash": prompt.fingerprint} for prompt in judge.prompts()
    }
    return {"model": judge.name, "repeats": judge.n_repeats, "prompts": prompts}


@contextmanager
def _opened(run: Path, described: Mapping[str, object]) -> Iterator[tuple[BinaryIO, list[_Line]]]:
    """The file of judgements, locked, at its end, with the whole lines that it holds of this judge."""
    path = run / JUDGED_ITEMS
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise RunBusy(f"{run}: another process judges this run. Wait until it ends.") from problem
        content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        head = json.dumps(described, ensure_ascii=False).encode() + b"\n"
        if not whole:
            whole = head
            file.seek(0)
            file.write(head)
        first, *rest = whole.split(b"\n")[:-1]
        if first + b"\n" != head:
            raise JudgeError(
                f"{path} is of another judge, other prompts or other repeats. Remove the file, or give a new run."
            )
        file.truncate(len(whole))
        file.seek(0, os.SEEK_END)
        yield file, list(_lines(path, rest))


def _lines(path: Path, lines: Iterable[bytes]) -> Iterator[_Line]:
    for number, line in enumerate(lines, start=2):
        try:
            yield _Line.model_validate_json(line)
        except ValidationError as problem:
            raise JudgeError(
                f"{path}, line {number}: no judgement. Remove the file and judge again."
            ) from problem


def _append(file: BinaryIO, item: Item, found: Judged) -> _Line:
    scores = {name: score.to_json() for name, score in found.scores.items()}
    line = {"id": item.id, "scores": scores, "n_pairs": found.n_pairs, "n_same": found.n_same}
    file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())
    return _Line(id=item.id, scores=found.scores, n_pairs=found.n_pairs, n_same=found.n_same)


def _summary(
    described: Mapping[str, object],
    items: Sequence[Item],
    lines: Mapping[str, _Line],
    human: tuple[Agreement, ...],
    stopped: str | None,
) -> JudgeSummary:
    done = [lines[item.id] for item in items if item.id in lines]
    metrics = {
        metric.name: aggregate([line.scores[metric.name] for line in done], "mean") for metric in JUDGED
    }
    return JudgeSummary(
        described,
        len(items),
        len(items) - len(done),
        metrics,
        sum(line.n_pairs for line in done),
        sum(line.n_same for line in done),
        human,
        stopped,
    )
