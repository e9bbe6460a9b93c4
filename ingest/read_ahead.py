"""Work done ahead in a few threads, its results given in order: files are read while others are stored."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import TypeVar

N_THREADS = 2
N_AHEAD = 4
_PATIENCE_S = 2.0
"""How long whoever stops early waits for work in hand."""

T = TypeVar("T")
_Work = tuple[Future[T], Callable[[], T]]


def in_order(calls: Iterable[Callable[[], T]], n_ahead: int = N_AHEAD) -> Generator[T, None, None]:
    """The result of each call in the order given; what a call raises is raised in its place.

    ``calls`` is taken from in the caller's thread, never more than ``n_ahead`` before the result that is
    given out, so that memory stays flat. Close the iterator when you stop early: work in hand gets two
    seconds to end, and its threads never keep the process from ending.
    """
    waiting: queue.SimpleQueue[_Work[T] | None] = queue.SimpleQueue()
    threads = [threading.Thread(target=_work, args=(waiting,), daemon=True) for _ in range(N_THREADS)]
    pending: deque[Future[T]] = deque()
    source = iter(calls)
    for thread in threads:
        thread.start()
    try:
        while True:
            for call in source:
                pending.append(Future())
                waiting.put((pending[-1], call))
                if len(pending) >= n_ahead:
                    break
            if not pending:
                return
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()
        for _ in threads:
            waiting.put(None)
        for thread in threads:
            thread.join(_PATIENCE_S / N_THREADS)


def _work(waiting: queue.SimpleQueue[_Work[T] | None]) -> None:
    while (work := waiting.get()) is not None:
        future, call = work
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(call())
        except BaseException as error:  # handed over to whoever waits for the result
            future.set_exception(error)
