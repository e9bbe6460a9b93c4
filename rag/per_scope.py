"""What is read out of all papers that an asker may see, once until the library changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from ingest.papers import Scope

V = TypeVar("V")
_SCOPES_KEPT = 4


class PerScope(Generic[V]):
    """A value for each of a few scopes, of one state of the library; any thread may ask."""

    def __init__(self, read: Callable[[Scope], V]) -> None:
        """``read`` makes the value for a scope."""
        self._read = read
        self._guard = threading.Lock()
        self._kept: dict[tuple[int, Scope], V] = {}

    def of(self, revision: int, scope: Scope) -> V:
        """The value for a scope in a state of the library."""
        key = (revision, scope)
        with self._guard:
            if key in self._kept:
                return self._kept[key]
        found = self._read(scope)
        with self._guard:
            self._kept = {kept: each for kept, each in self._kept.items() if kept[0] == revision}
            if len(self._kept) >= _SCOPES_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found
