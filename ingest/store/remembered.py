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
    """Values by key, the least lately used forgotten first.

    Keys that begin with a revision are of one state of the library: with the first of a later state the others go,
    so that a library that changes all day takes no more memory than one that stays.
    """

    def __init__(self, most: int) -> None:
        """``most`` is the sum of sizes that is kept; each value says its own."""
        self._most = most
        self._size = 0
        self._revision = -1
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
        revision = _revision_of(key)
        with self._guard:
            if revision is not None and revision < self._revision:
                return value  # a reader that still sees an earlier state
            if revision is not None and revision > self._revision:
                self._kept.clear()
                self._size, self._revision = 0, revision
            former = self._kept.pop(key, None)
            self._size += size - (former[1] if former else 0)
            self._kept[key] = (value, size)
            while self._size > self._most:
                _, (_, freed) = self._kept.popitem(last=False)
                self._size -= freed
        return value


def _revision_of(key: Hashable) -> int | None:
    """The revision that a key begins with, however deep; None for one of another kind."""
    while isinstance(key, tuple) and key:
        key = key[0]
    return key if isinstance(key, int) else None
