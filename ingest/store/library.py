"""The library: the folder with the SQLite file, the original files beside it, and the indexes made from both.

``library.sqlite`` is the truth, ``originals/`` holds each file as received, ``index/`` can be thrown away;
``revision`` says how far the library had come.
Vectors are kept as little-endian float32, so that exact search gives the very cosines of the encoder.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import LibraryError, LibraryMissing
from ingest.papers import Scope
from ingest.store.changing import Changing
from ingest.store.database import Database
from ingest.store.encoder import MODEL_NAME
from ingest.store.lock import WriterLock
from ingest.store.originals import Originals
from ingest.store.records import EVERYTHING, PaperNotFound, TermsDamaged
from ingest.store.remembered import Remembered
from ingest.store.revision_mark import RevisionMark
from ingest.store.schema import file_version, migrate, require_current
from ingest.store.seals import check_search, seal_terms
from ingest.store.upkeep import copy_library, find_problems, repair_terms

FILE_NAME = "library.sqlite"
SHORT_PATIENCE_MS = 200
"""How long opening may wait for readers to let go of the write-ahead log."""

log = logging.getLogger(__name__)


class Library(Changing):
    """One library, opened for reading or for writing.

    Thread use: any thread may call any method; each has a connection to itself meanwhile and writes queue up. Only one
    process at a time may hold a library open for writing; readers are never kept waiting.
    """

    def __init__(self, folder: Path, lock: WriterLock | None) -> None:
        """Use ``create_or_open`` or ``open``."""
        database = Database(folder / FILE_NAME, is_writer=lock is not None, seal=seal_terms)
        super().__init__(database, Originals(folder / "originals"))
        self.folder = folder
        self.index_folder = folder / "index"
        self._lock = lock
        self._snapshots: Remembered[str] = Remembered(1)

    @classmethod
    def create_or_open(cls, folder: Path) -> Self:
        """Open for writing; a folder without a library gets an empty one.

        Raises:
            LibraryLocked: Another process is writing.
            LibraryTooNew: A newer Minutebook wrote it.
            LibraryDamaged: The file is not a sound library.
        """
        if not folder.exists() or not any(folder.iterdir()):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        lock = WriterLock(folder / "writer.lock")
        try:
            for part in ("originals", "index"):
                (folder / part).mkdir(mode=0o700, exist_ok=True)
            if not (folder / FILE_NAME).exists():
                # Never on a file in use: closing it would drop the locks of this process's own readers.
                os.close(os.open(folder / FILE_NAME, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            library = cls(folder, lock)
        except BaseException:
            lock.release()
            raise
        with library._closed_on_error():
            noted = library._database.mark.read()
            with library._database.in_use() as connection:
                if file_version(connection) == 0:
                    library._database.mark.require(noted, 0)
                migrate(connection, MODEL_NAME)
            library._database.keep_log()
            library._require_same_encoder()
            library._require_whole(noted)
            library._relate_earlier()
            library._read_earlier()
            # What a kill left undone: words of removed papers in the folder and in the log.
            library._sweep(SHORT_PATIENCE_MS)
            if library._database.is_compacting_due:
                library._database.compact()
            library._database.mark.write(library.revision)
        return library

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether the folder holds a library, sound or not; nothing is opened for this."""
        path = folder / FILE_NAME
        return path.is_file() and path.stat().st_size > 0

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open for reading, beside other readers and one writer.

        Raises:
            LibraryMissing: There is none in the folder.
            LibraryTooNew: A newer Minutebook wrote it.
            LibraryDamaged: The file is not a sound library.
        """
        missing = LibraryMissing(f"no library in {folder}: run minutebook ingest PATH --library {folder}")
        mark = RevisionMark(folder)
        noted = mark.read()
        if not cls.is_in(folder):
            mark.require(noted, 0)
            raise missing
        library = cls(folder, None)
        with library._closed_on_error():
            with library._database.in_use() as connection:
                require_current(connection, missing)
            library._require_same_encoder()
            library._require_whole(noted)
        return library

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            with self._database.translated():
                yield
        except BaseException:
            self.close()
            raise

    def _require_same_encoder(self) -> None:
        with self._database.reading() as connection:
            found = connection.execute("SELECT encoder FROM state").fetchone()[0]
        if found != MODEL_NAME:
            raise LibraryError(
                f"{self.folder}: its vectors are of {found}, this Minutebook uses {MODEL_NAME}, "
                "and the two don't mix. Ingest the papers into a new library."
            )

    def _require_whole(self, noted: int) -> None:
        """Refuse a library that lost something; a writer makes the term index anew where only that is harmed.

        ``noted`` is the revision that was noted before the file was opened.
        """
        try:
            with self._database.reading() as connection:
                self._database.mark.require(noted, self.revision)
                check_search(connection)
        except TermsDamaged:
            if not self.is_writer:
                raise
            log.warning("%s: the term index is damaged and is made anew.", self.folder)
            repair_terms(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_writer(self) -> bool:
        """Whether this handle may change the library."""
        return self._lock is not None

    def close(self) -> None:
        """Close the file and give the lock back; calling it twice does no harm."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def is_compacting_due(self) -> bool:
        """Whether withdrawn words may be in the file still, until it is next opened for writing."""
        return self._database.is_compacting_due

    def snapshot(self) -> str:
        """A hash (12 hex digits) of which papers in which versions are live: for the record of an answer."""
        return self._once(self._snapshots, Scope.owner(), EVERYTHING, self._snapshot)

    def _snapshot(self) -> str:
        with self._database.reading() as connection:
            live = connection.execute(
                "SELECT paper_id, version, sha256 FROM papers WHERE withdrawn_at IS NULL ORDER BY paper_id"
            ).fetchall()
        return hashlib.sha256("\n".join(f"{row[0]} {row[1]} {row[2]}" for row in live).encode()).hexdigest()[
            :12
        ]

    def original(self, scope: Scope, paper_id: str) -> bytes:
        """The file as received, for those who may see the whole paper.

        Raises:
            PaperNotFound: It is not there, or not all of it may be seen.
        """
        with self._database.reading():
            if self.text(scope, paper_id) is None:
                raise PaperNotFound(paper_id)
            return self.originals.fetch(self.paper(scope, paper_id).sha256)

    def check(self) -> list[str]:
        """A sentence for everything that is not as it was written; empty when all is well."""
        return find_problems(self._database, self.originals)

    def backup(self, to_folder: Path) -> None:
        """Copy the library into an empty folder while others go on using it; the indexes are left out.

        The copy is a library: restoring it means to open it, or to copy it back.

        Raises:
            LibraryError: The folder holds something.
        """
        copy_library(self._database, self.originals, to_folder)
