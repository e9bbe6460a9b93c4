"""Where the time of an answer goes, and how many tokens a model was sent and wrote, for whoever asks to know.

Nothing is counted unless a caller opens ``metered``; what is counted belongs to that caller alone, so that
questions asked side by side do not mix. Nothing of it is part of an answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter, time_ns
from typing import Literal

from prompts.loader import Prompt

Stage = Literal["search", "choose", "model", "verify"]
"""Finding passages; choosing sentences or refusing; waiting for a model; verifying what a model wrote."""


@dataclass
class Meter:
    """Milliseconds of each stage, and the words that went to a model and came back, a pair for each call.

    ``prompts`` has the hash of each stored prompt that was filled in for a call, by its name and version.
    ``spans_ns`` has for each stage when it first began and last ended, in nanoseconds since 1970: the stages of a
    model's answer take turns, so that a span can be longer than the time that its stage took.
    """

    stages_ms: dict[Stage, float] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    spans_ns: dict[Stage, tuple[int, int]] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)

    def add(self, other: Meter) -> None:
        """Count what another meter counted as well."""
        for name, spent_ms in other.stages_ms.items():
            self.stages_ms[name] = self.stages_ms.get(name, 0.0) + spent_ms
        for name, (begun_ns, ended_ns) in other.spans_ns.items():
            first_ns, last_ns = self.spans_ns.get(name, (begun_ns, ended_ns))
            self.spans_ns[name] = (min(first_ns, begun_ns), max(last_ns, ended_ns))
        self.calls += other.calls
        self.prompts |= other.prompts


_OPEN: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what happens in this thread while the block runs; a block around it counts the same."""
    meter = Meter()
    around = _OPEN.get()
    before = _OPEN.set(meter)
    try:
        yield meter
    finally:
        _OPEN.reset(before)
        if around is not None:
            around.add(meter)


def count(elsewhere: Meter) -> None:
    """Count what was metered in another process, where somebody counts."""
    meter = _OPEN.get()
    if meter is not None:
        meter.add(elsewhere)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Add the time of the block to a stage, where somebody counts."""
    meter, begun, begun_ns = _OPEN.get(), perf_counter(), time_ns()
    try:
        yield
    finally:
        if meter is not None:
            spent_ms = (perf_counter() - begun) * 1000
            meter.add(Meter({name: spent_ms}, spans_ns={name: (begun_ns, time_ns())}))


def counted(prompt: str, pieces: Iterable[str], stored: Prompt | None = None) -> Generator[str]:
    """The pieces of a reply as they are, their waiting and their words counted, however early it ends.

    ``stored`` is what ``prompt`` was filled in from.
    """
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
            if stored is not None:
                meter.prompts[f"{stored.name} v{stored.version}"] = stored.fingerprint
