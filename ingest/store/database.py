"""One SQLite file, opened for many threads: connections, transactions, and SQLite's errors in our words.

A thread has a connection to itself while it uses the file; SQLite's write-ahead log lets any number read while one
writes.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import DiskFull, LibraryDamaged, LibraryError, LibraryLocked
from ingest.store.connections import BUSY_TIMEOUT_MS, LARGE_CACHE_KIB, SMALL_CACHE_KIB, Connections
from ingest.store.revision_mark import RevisionMark

log = logging.getLogger(__name__)

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REFUSED = {
    sqlite3.SQLITE_FULL: (DiskFull, "the disk is full. Nothing was stored; make room and run again."),
    sqlite3.SQLITE_BUSY: (LibraryLocked, "another process is writing to the library. Wait and run again."),
    sqlite3.SQLITE_LOCKED: (LibraryLocked, "another process is writing to the library. Wait and run again."),
    sqlite3.SQLITE_READONLY: (
        LibraryError,
        "the library may not be written to here. Check who owns the folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (LibraryError, "the file can't be opened. Check who owns the folder."),
    sqlite3.SQLITE_IOERR: (
        LibraryError,
        "the disk reports an error. Check the disk, then run minutebook library check.",
    ),
}
_NOT_WRITTEN = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
"""What SQLite says of a quota, and of a file that may not grow."""


def _translate(error: sqlite3.Error, path: Path) -> Exception:
    """SQLite's error as one of ours where the person can do something about it; otherwise itself."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else sqlite3.SQLITE_FULL if code in _NOT_WRITTEN else code & 0xFF
    if primary in _DAMAGED or "Could not decode" in str(error):
        return LibraryDamaged(
            f"{path}: {error}. Restore the library from a backup (minutebook library restore)."
        )
    if primary in _REFUSED:
        kind, advice = _REFUSED[primary]
        return kind(f"{path}: {advice}")
    return error


class Database:
    """The connections to one library file.

    Thread use: any thread may call any method. ``writing`` lets one thread in at a time.
    """

    def __init__(
        self, path: Path, *, is_writer: bool, seal: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """``seal`` is called as the last step of each transaction that changes what reads answer."""
        self.path = path
        self.is_writer = is_writer
        self.mark = RevisionMark(path.parent)
        self._due = path.parent / "compacting.due"
        self._seal = seal or (lambda connection: None)
        cache_kib = LARGE_CACHE_KIB if is_writer else SMALL_CACHE_KIB
        self._connections = Connections(self.path, is_reader=not is_writer, cache_kib=cache_kib)
        self._one_writer = threading.RLock()

    @contextmanager
    def in_use(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction, unless the block is inside of one; may be nested.

        Raises:
            LibraryError: The library was closed, or the file can't be opened.
        """
        self._require_open()
        with self.translated(), self._connections.in_use() as connection:
            yield connection

    def _require_open(self) -> None:
        if self._connections.is_closed:
            raise LibraryError(f"{self.path}: the library is closed. Open it again.")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors inside the block into those of this package."""
        try:
            yield
        except sqlite3.Error as error:
            translated = _translate(error, self.path)
            if translated is error:
                raise
            raise translated from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise LibraryDamaged(
                f"{self.path}: a stored row is unreadable ({error}). Restore the library from a backup."
            ) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the library for all reads in the block; may be nested."""
        self._require_open()
        with self.translated(), self._connections.reading() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads from writing while the block runs."""
        with self._one_writer:
            yield

    @contextmanager
    def writing(self, *, is_change: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction that takes effect whole or not at all.

        It counts the library's revision up, unless ``is_change`` says that no read gives another answer.

        Raises:
            LibraryError: The library was opened for reading.
        """
        if not self.is_writer:
            raise LibraryError(f"{self.path}: opened for reading. Open the library for writing first.")
        with self._one_writer, self.in_use() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                if is_change:
                    connection.execute("UPDATE state SET revision = revision + 1")
                    self._seal(connection)
                revision = int(connection.execute("SELECT revision FROM state").fetchone()[0])
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if is_change:
                self._note(revision)

    def _note(self, revision: int) -> None:
        try:
            self.mark.write(revision)
        except OSError as error:
            # The change is stored; that its loss would be noticed is not. The next change notes both.
            log.warning("%s could not be written: %s", self.mark.path, error.strerror)

    def keep_log(self) -> None:
        """Have the file keep a write-ahead log from now on, so that readers never wait for the writer."""
        with self.in_use() as connection:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()

    def empty_log(self, patience_ms: int = BUSY_TIMEOUT_MS) -> bool:
        """Move the write-ahead log into the file and cut it to nothing, so that removed words leave it too.

        With readers in the middle of a read for longer than the patience the log stays until the next call, and the
        earlier words in the file. Whether that was done.
        """
        with self._one_writer, self.in_use() as connection:
            connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
            try:
                is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        return not is_busy

    @property
    def is_compacting_due(self) -> bool:
        """Whether words were taken out since the file was last written anew."""
        return self._due.exists()

    def owe_compacting(self) -> None:
        """Note, before words are taken out, that the file is to be written anew afterwards."""
        self._due.touch(mode=0o600)

    def compact(self) -> None:
        """Write the file anew from what is live, and empty the log.

        SQLite overwrites what it deletes, but not the copies that moving rows between pages leaves in gaps.
        About 0.7 s for 34 MB and 12 s for 340 MB on two busy cores, in which others may read. A failure is
        told and made up for when the library is next opened for writing.
        """
        try:
            with self._one_writer, self.in_use() as connection:
                connection.execute("VACUUM")
        except LibraryError as error:
            log.warning("Words that were taken out may still be in the file: %s", error)
            return
        if self.empty_log():
            self._due.unlink(missing_ok=True)
        else:
            log.warning("Words that were taken out are still in the file: somebody reads it for long.")

    def close(self) -> None:
        """Close every connection, once the threads that use one have ended; calling it twice does no harm."""
        self._connections.close()
