"""SQLite files that many threads use, each with a connection to itself while it does, and a file's marked version."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for others that write to the file."""
SMALL_CACHE_KIB, LARGE_CACHE_KIB = 512, 2000
"""What a connection keeps of the file in memory: SQLite's own default is the large one."""
N_KEPT = 4
"""Connections that stay open while nobody uses them, each with its cache."""
CLOSING_WAITS_S = 2.0
"""How long ``close`` waits for other threads that are using a connection."""


class Connections:
    """The connections to one file, which must exist. Any thread may call any method.

    A thread has a connection only while it uses the file. Requests wander over forty threads, of which few use the
    file at the same moment: a connection for each thread was measured to let files and memory grow for an hour.
    """

    def __init__(self, path: Path, *, is_reader: bool = False, cache_kib: int = SMALL_CACHE_KIB) -> None:
        """``is_reader`` True has SQLite refuse every change; each connection keeps ``cache_kib`` of the file."""
        self._path = path
        self._cache_kib = cache_kib
        self._is_reader = is_reader
        self._of_thread = threading.local()
        self._free: list[sqlite3.Connection] = []
        self._n_used = 0
        self._register = threading.Condition()
        self.is_closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection with one consistent view of the file for all reads in the block; may be nested."""
        with self.in_use() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def in_use(self) -> Iterator[sqlite3.Connection]:
        """A connection that is this thread's alone while the block runs; inside of another block it is the same one.

        The block ends in the thread that began it, and awaits nothing. Where it ends with an error the connection is
        closed: a statement that was not read to its end would show the next to use it the file as it was.

        Raises:
            sqlite3.Error: The file can't be opened, or was closed.
        """
        outer: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if outer is not None:
            yield outer
            return
        connection = self._taken()
        self._of_thread.connection = connection
        is_sound = False
        try:
            yield connection
            is_sound = not connection.in_transaction
        finally:
            self._of_thread.connection = None
            self._put_back(connection, is_sound)

    def _taken(self) -> sqlite3.Connection:
        with self._register:
            if self.is_closed:
                raise sqlite3.ProgrammingError("the connections to the file were closed")
            self._n_used += 1
            found = self._free.pop() if self._free else None
        try:
            return found or self._opened()
        except BaseException:
            self._used_no_more()
            raise

    def _put_back(self, connection: sqlite3.Connection, is_sound: bool) -> None:
        """Keep a connection for the next to use it, or close it."""
        with self._register:
            is_kept = is_sound and len(self._free) < N_KEPT and not self.is_closed
            if is_kept:
                self._free.append(connection)
        try:
            if not is_kept:
                connection.close()
        finally:
            self._used_no_more()

    def _used_no_more(self) -> None:
        with self._register:
            self._n_used -= 1
            self._register.notify_all()

    def _opened(self) -> sqlite3.Connection:
        # check_same_thread is off since one thread after another uses a connection, never two at once.
        opened = sqlite3.connect(
            f"{self._path.resolve().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
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
        """Close the connections that nobody uses; calling it twice does no harm.

        Threads that are using one are waited for, up to ``CLOSING_WAITS_S``; each is closed when its block ends.
        """
        n_own = int(getattr(self._of_thread, "connection", None) is not None)
        with self._register:
            self.is_closed = True
            self._register.wait_for(lambda: self._n_used <= n_own, CLOSING_WAITS_S)
            free, self._free = self._free, []
        for connection in free:
            connection.close()


def marked_version(connection: sqlite3.Connection, application_id: int) -> int | None:
    """The version that a file of ours says it has; 0 where nothing was ever stored in it, None where it is not ours."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_blank = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if is_blank and version == 0:
        return 0
    return version if mark == application_id else None
