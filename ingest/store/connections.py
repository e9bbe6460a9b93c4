"""SQLite files of which each thread has a connection of its own, and the version that such a file says it has."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for others that write to the file."""
SMALL_CACHE_KIB, LARGE_CACHE_KIB = 512, 2000
"""A service has fifty connections: with SQLite's own 2,000 their caches come to 100 MB a file."""
CLOSING_WAITS_S = 2.0
"""How long ``close`` waits for other threads that are using their connections."""


class _Connection(sqlite3.Connection):
    """A connection that can be remembered without being kept alive, and closes when its thread is gone."""

    n_uses = 0
    """Blocks of its thread that are using it now, one inside of the other."""

    def __del__(self) -> None:
        self.close()


class Connections:
    """The connections to one file, which must exist. Any thread may call any method."""

    def __init__(self, path: Path, *, is_reader: bool = False, cache_kib: int = SMALL_CACHE_KIB) -> None:
        """``is_reader`` True has SQLite refuse every change; each connection keeps ``cache_kib`` of the file."""
        self._path = path
        self._cache_kib = cache_kib
        self._is_reader = is_reader
        self._own = threading.local()
        self._every: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._register = threading.Condition()
        self.is_closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, with one consistent view of the file for all reads in the block; may be nested."""
        with self.in_use() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def in_use(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which nobody closes while the block runs; may be nested.

        Raises:
            sqlite3.Error: The file can't be opened.
        """
        connection = self._of_this_thread()
        with self._register:
            connection.n_uses += 1
        try:
            yield connection
        finally:
            with self._register:
                connection.n_uses -= 1
                self._register.notify_all()

    def own(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use; for what is over before any other thread could close it.

        Raises:
            sqlite3.Error: The file can't be opened.
        """
        return self._of_this_thread()

    def _of_this_thread(self) -> _Connection:
        found: _Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = self._opened()
            self._own.connection = found
            with self._register:
                self._every.add(found)
        return found

    def _opened(self) -> _Connection:
        # check_same_thread is off for close() alone, which any thread may call.
        opened = sqlite3.connect(
            f"{self._path.resolve().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
            factory=_Connection,
        )
        opened.row_factory = sqlite3.Row
        if self._is_reader:
            opened.execute("PRAGMA query_only = ON")
        opened.execute("PRAGMA synchronous = FULL")
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA secure_delete = ON")
        opened.execute(f"PRAGMA cache_size = -{self._cache_kib}")
        return opened

    def close(self) -> None:
        """Close the connections of all threads; calling it twice does no harm.

        SQLite crashes where a connection is closed that another thread is using. One that is still used after
        ``CLOSING_WAITS_S`` is left to its thread.
        """
        self.is_closed = True
        own = getattr(self._own, "connection", None)
        with self._register:
            self._register.wait_for(lambda: not self._used_by_others(own), CLOSING_WAITS_S)
            used = self._used_by_others(own)
            for connection in list(self._every):
                if connection not in used:
                    connection.close()
            self._every.clear()

    def _used_by_others(self, own: _Connection | None) -> list[_Connection]:
        return [each for each in self._every if each.n_uses and each is not own]


def marked_version(connection: sqlite3.Connection, application_id: int) -> int | None:
    """The version that a file of ours says it has; 0 where nothing was ever stored in it, None where it is not ours."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_blank = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if is_blank and version == 0:
        return 0
    return version if mark == application_id else None
