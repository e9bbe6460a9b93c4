"""The one SQLite file of what the service keeps: connections, transactions, and SQLite's errors in our words.

Several threads and several processes may use it at once: each has a connection to itself while it does, SQLite's
write-ahead log lets any number read while one writes, and who writes waits for its turn. A transaction that
has returned is on the disk (``synchronous=FULL``).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from api.records.errors import RecordsDamaged, RecordsError, RecordsMissing
from api.records.schema import migrate
from ingest.store.connections import Connections

FILE_NAME = "service.sqlite"

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNREADABLE = ("malformed JSON", "Could not decode")
_REFUSED = {
    sqlite3.SQLITE_FULL: "the disk is full. Nothing was recorded; make room and try again.",
    sqlite3.SQLITE_BUSY: "others are writing to it for too long. Try again.",
    sqlite3.SQLITE_LOCKED: "others are writing to it for too long. Try again.",
    sqlite3.SQLITE_READONLY: "it may not be written to. Check who owns the library folder.",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened. Check who owns the library folder.",
    sqlite3.SQLITE_IOERR: "the disk reports an error. Check the disk, then run minutebook library check.",
}


class Records:
    """The connections to the file of one library folder.

    Thread use: any thread may call any method. ``writing`` lets one thread of the process in at a time.
    """

    def __init__(self, folder: Path) -> None:
        """Open the records of the folder, made or brought up to date where needed.

        Raises:
            RecordsError: The file can't be opened, is damaged, or of a newer Minutebook.
        """
        self.folder = folder
        self.path = folder / FILE_NAME
        self._due = folder / "service.due"
        self._connections = Connections(self.path)
        self._one_writer = threading.RLock()
        self._afterwards: list[Callable[[], None]] = []
        try:
            with self.translated():
                _make_private(self.path)
            with self.in_use() as connection:
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
                migrate(connection)
        except BaseException:
            self.close()
            raise

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """The records of a folder that has some.

        Raises:
            RecordsMissing: It has none.
            RecordsError: See the constructor.
        """
        if not cls.are_in(folder):
            raise RecordsMissing(
                f"{folder}: nothing was recorded here yet. Name the folder of a library that was served."
            )
        return cls(folder)

    @staticmethod
    def are_in(folder: Path) -> bool:
        """Whether the folder has records."""
        return (folder / FILE_NAME).is_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def in_use(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction, unless the block is inside of one; may be nested.

        Raises:
            RecordsError: The records were closed, or the file can't be opened.
        """
        self._require_open()
        with self.translated(), self._connections.in_use() as connection:
            yield connection

    def _require_open(self) -> None:
        if self._connections.is_closed:
            raise RecordsError(f"{FILE_NAME}: the records are closed. Open them again.")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the errors of SQLite and of the disk inside the block into those of this package."""
        try:
            yield
        except sqlite3.Error as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            if code in _DAMAGED or any(told in str(error) for told in _UNREADABLE):
                raise RecordsDamaged(f"{FILE_NAME}: {error}. Restore it from a backup.") from error
            if code in _REFUSED:
                raise RecordsError(f"{FILE_NAME}: {_REFUSED[code]}") from error
            raise
        except OSError as error:
            raise RecordsError(f"{FILE_NAME}: {error.strerror or error}. Check the disk.") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view for all reads in the block; may be nested."""
        self._require_open()
        with self.translated(), self._connections.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that takes effect whole or not at all, and is on the disk at the end of the block.

        May be nested; the outermost block is the transaction.

        Raises:
            RecordsError: The disk is full or refuses, or others wrote for longer than `BUSY_TIMEOUT_MS`.
        """
        with self._one_writer, self.in_use() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._afterwards.clear()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            afterwards, self._afterwards = self._afterwards, []
            for do in afterwards:
                do()

    def once_written(self, do: Callable[[], None]) -> None:
        """Have something done when the transaction under way is on the disk, and not at all where it fails.

        To be called inside of ``writing``; the next to write waits until it is done.
        """
        self._afterwards.append(do)

    @property
    def is_compacting_due(self) -> bool:
        """Whether words were taken out since the file was last written anew."""
        return self._due.exists()

    def owe_compacting(self) -> None:
        """Note, before words are taken out, that the file is to be written anew afterwards.

        Raises:
            RecordsError: The disk refuses.
        """
        with self.translated():
            self._due.touch(mode=0o600)

    def compact(self) -> None:
        """Write the file anew from what is live and empty the log, so that erased words leave the disk.

        Raises:
            RecordsError: Others are reading or writing for longer than `BUSY_TIMEOUT_MS`; it stays owed.
        """
        with self._one_writer, self.in_use() as connection:
            connection.execute("VACUUM")
        self.empty_log()
        self._due.unlink(missing_ok=True)

    def empty_log(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing.

        Raises:
            RecordsError: Others are reading for longer than `BUSY_TIMEOUT_MS`.
        """
        with self._one_writer, self.in_use() as connection:
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise RecordsError(f"{FILE_NAME}: others are reading it for too long. Try again.")

    def close(self) -> None:
        """Close every connection, once the threads that use one have ended; calling it twice does no harm."""
        self._connections.close()


def _make_private(path: Path) -> None:
    """Have the file exist and be readable by its owner alone; SQLite gives its log the same rights.

    A file that is there is not opened: closing it would drop the locks that other connections of this process hold.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
