"""What was read once and holds until the library changes: a small memory, shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from ingest.papers import Rights, Scope
from ingest.store.records import Selection

V = TypeVar("V")
ReadKey = tuple[int, Rights, Selection]
"""What an answer to a read depends on: the state of the library, who asks, and about which papers."""


def read_key(revision: int, scope: Scope, selection: Selection) -> ReadKey:
    """The key of a read: what was read for one scope is never given out for another."""
    return revision, scope.rights, selection


class Remembered(Generic[V]):
    """Values by key, the least lately used forgotten first. Keys that begin with a revision age by themselves."""

    def __init__(self, most: int) -> None:
        """``most`` is the sum of sizes that is kept; each value says its own."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """The value, or None where it is not remembered."""
        with self._guard:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: V, size: int = 1) -> V:
        """Remember the value and give it back; one that is larger than all that is kept is not remembered."""
        with self._guard:
            former = self._kept.pop(key, None)
            self._size += size - (former[1] if former else 0)
            self._kept[key] = (value, size)
            while self._size > self._most:
                _, (_, freed) = self._kept.popitem(last=False)
                self._size -= freed
        return value
