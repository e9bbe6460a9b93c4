"""SQLite files of which each thread has a connection of its own, and the version that such a file says it has."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from pathlib import Path

BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for others that write to the file."""


class _Connection(sqlite3.Connection):
    """A connection that can be remembered without being kept alive, and closes when its thread is gone."""

    def __del__(self) -> None:
        self.close()


class Connections:
    """The connections to one file, which must exist. Any thread may call any method."""

    def __init__(self, path: Path, *, is_reader: bool = False) -> None:
        """``is_reader`` True has SQLite refuse every change."""
        self._path = path
        self._is_reader = is_reader
        self._own = threading.local()
        self._every: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._register = threading.Lock()
        self.is_closed = False

    def own(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use; the caller sees to it that the file is not closed.

        Raises:
            sqlite3.Error: The file can't be opened.
        """
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
        return opened

    def close(self) -> None:
        """Close the connections of all threads; calling it twice does no harm."""
        self.is_closed = True
        with self._register:
            for connection in list(self._every):
                connection.close()
            self._every.clear()


def marked_version(connection: sqlite3.Connection, application_id: int) -> int | None:
    """The version that a file of ours says it has; 0 where nothing was ever stored in it, None where it is not ours."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_blank = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if is_blank and version == 0:
        return 0
    return version if mark == application_id else None
