"""Work done ahead in a few threads, its results given in order: files are read while others are stored."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

N_THREADS = 2
N_AHEAD = 4
MOST_BYTES = 300_000_000
"""What all work in hand may hold in memory together, by its own estimate."""
_PATIENCE_S = 1.0
"""How long whoever stops early waits for work in hand."""

T = TypeVar("T")
_Work = tuple[Future[T], Callable[[], T]]


@dataclass(frozen=True)
class Ahead(Generic[T]):
    """Work that may be done ahead.

    ``prepare`` runs in the caller's thread once there is room for ``n_bytes``, and gives what is left to do in
    another. ``n_bytes`` estimates what the work and its result hold until the next result is asked for.
    """

    n_bytes: int
    prepare: Callable[[], Callable[[], T]]


def in_order(
    works: Iterable[Ahead[T]],
    n_ahead: int = N_AHEAD,
    most_bytes: int = MOST_BYTES,
    stop: threading.Event | None = None,
) -> Generator[T, None, None]:
    """The result of each work in the order given; what a work raises is raised in its place.

    Never more than ``n_ahead`` works are in hand, the one whose result was given out last included, and never
    more than ``most_bytes`` but for a single work that is larger, so that memory stays flat. Close the
    iterator when you stop early: ``stop`` is set if works are unfinished, for them to end by, they get a
    second for it, and their threads never keep the process from ending.
    """
    waiting: queue.SimpleQueue[_Work[T] | None] = queue.SimpleQueue()
    threads = [threading.Thread(target=_work, args=(waiting,), daemon=True) for _ in range(N_THREADS)]
    in_hand: deque[tuple[int, Future[T]]] = deque()
    source = _Source(iter(works))
    for thread in threads:
        thread.start()
    try:
        while True:
            while len(in_hand) < n_ahead and source.next is not None:
                n_bytes = sum(held for held, _ in in_hand)
                if in_hand and n_bytes + source.next.n_bytes > most_bytes:
                    break
                work = source.take()
                future: Future[T] = Future()
                in_hand.append((work.n_bytes, future))
                waiting.put((future, work.prepare()))
            if not in_hand:
                return
            yield in_hand[0][1].result()
            in_hand.popleft()
    finally:
        if stop is not None and not all(future.done() for _, future in in_hand):
            stop.set()
        for _, future in in_hand:
            future.cancel()
        for _ in threads:
            waiting.put(None)
        for thread in threads:
            thread.join(_PATIENCE_S / N_THREADS)


class _Source(Generic[T]):
    """The works to come, with a look at the next one before it is taken."""

    def __init__(self, works: Iterator[Ahead[T]]) -> None:
        self._works = works
        self.next: Ahead[T] | None = next(works, None)

    def take(self) -> Ahead[T]:
        """The next work, which is there."""
        if self.next is None:
            raise StopIteration("no work is left")
        taken, self.next = self.next, next(self._works, None)
        return taken


def _work(waiting: queue.SimpleQueue[_Work[T] | None]) -> None:
    while (work := waiting.get()) is not None:
        future, call = work
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(call())
        except BaseException as error:  # handed over to whoever waits for the result
            future.set_exception(error)
        # While this thread waits for more, it must not keep what it handed over.
        del work, future, call
