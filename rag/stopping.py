"""Giving an answer up while it is made, because nobody waits for it any more.

Whoever starts the work opens ``stoppable`` around it, in the thread that does it, and sets the event from anywhere.
What waits for long looks every ``LOOK_EVERY_S``, so that a model is not kept writing for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rag.errors import RagError

LOOK_EVERY_S = 0.25
"""Most seconds between two looks."""

_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


class GivenUp(RagError):
    """Nobody waits for the answer; no fault, and never shown to anyone."""

    def __init__(self) -> None:
        super().__init__("nobody waits for this answer any more. Ask again.")


@contextmanager
def stoppable(event: threading.Event) -> Iterator[None]:
    """What happens in this thread while the block runs is given up soon after the event is set."""
    before = _STOP.set(event)
    try:
        yield
    finally:
        _STOP.reset(before)


def require_waiting() -> None:
    """Go on where somebody waits.

    Raises:
        GivenUp: Nobody does.
    """
    event = _STOP.get()
    if event is not None and event.is_set():
        raise GivenUp
