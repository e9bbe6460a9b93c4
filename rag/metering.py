"""Where the time of an answer goes, and how many tokens a model was sent and wrote, for whoever asks to know.

Nothing is counted unless a caller opens ``metered``; what is counted belongs to that caller alone, so that
questions asked side by side do not mix. Nothing of it is part of an answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal

Stage = Literal["search", "choose", "model", "verify"]
"""Finding passages; choosing sentences or refusing; waiting for a model; verifying what a model wrote."""


@dataclass
class Meter:
    """Milliseconds of each stage, and the words that went to a model and came back, a pair for each call."""

    stages_ms: dict[Stage, float] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)


_OPEN: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what happens in this thread while the block runs."""
    meter = Meter()
    before = _OPEN.set(meter)
    try:
        yield meter
    finally:
        _OPEN.reset(before)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Add the time of the block to a stage, where somebody counts."""
    meter, begun = _OPEN.get(), perf_counter()
    try:
        yield
    finally:
        if meter is not None:
            spent_ms = (perf_counter() - begun) * 1000
            meter.stages_ms[name] = meter.stages_ms.get(name, 0.0) + spent_ms


def counted(prompt: str, pieces: Iterable[str]) -> Generator[str]:
    """The pieces of a reply as they are, their waiting and their words counted, however early it ends."""
    meter, arrived, waiting = _OPEN.get(), list[str](), iter(pieces)
    try:
        while True:
            with stage("model"):
                piece = next(waiting, None)
            if piece is None:
                return
            arrived.append(piece)
            yield piece
    finally:
        if isinstance(waiting, Generator):
            waiting.close()  # ends the request to the model
        if meter is not None:
            meter.calls.append((prompt, "".join(arrived)))
