"""Who is served next, and by which process: first come, first served, by the one that is least busy."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)


class Places(Generic[P]):
    """Places at processes; any thread may call any method."""

    def __init__(self, n_each: int) -> None:
        """``n_each`` is the number of questions that one process has in hand at most."""
        self._n_each = n_each
        self._in_hand: dict[P, int] = {}
        self._waiting: deque[queue.SimpleQueue[P]] = deque()
        self._guard = threading.Lock()

    @property
    def n_waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    def open(self, process: P) -> None:
        """The process takes questions from now on."""
        with self._guard:
            self._in_hand[process] = 0
            self._hand_out()

    def close(self, process: P) -> None:
        """The process takes no more questions."""
        with self._guard:
            self._in_hand.pop(process, None)

    def take(self, timeout_s: float) -> P | None:
        """A place at the least busy process, waiting for it in line; None where none was free in time."""
        mine: queue.SimpleQueue[P] = queue.SimpleQueue()
        with self._guard:
            self._waiting.append(mine)
            self._hand_out()
        try:
            return mine.get(timeout=timeout_s)
        except queue.Empty:
            with self._guard:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    return None
            return mine.get()  # it came in the very last moment

    def give_back(self, process: P) -> None:
        """A place at the process is free again."""
        with self._guard:
            if process in self._in_hand:
                self._in_hand[process] -= 1
                self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting and self._in_hand:
            process = min(self._in_hand, key=self._in_hand.__getitem__)
            if self._in_hand[process] >= self._n_each:
                return
            self._in_hand[process] += 1
            self._waiting.popleft().put(process)
