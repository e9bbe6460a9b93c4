"""The library: the folder with the SQLite file, the original files beside it, and the indexes made from both.

``library.sqlite`` is the truth, ``originals/`` holds each file as received, ``index/`` can be thrown away;
``revision`` says how far the library had come.
Vectors are kept as little-endian float32, so that exact search gives the very cosines of the encoder.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.errors import LibraryError, LibraryMissing
from ingest.papers import Access, Origin, Paper, Scope, Stated
from ingest.store.database import BUSY_TIMEOUT_MS, Database
from ingest.store.encoder import MODEL_NAME
from ingest.store.lock import WriterLock
from ingest.store.matching import Matching
from ingest.store.originals import Originals
from ingest.store.records import PaperNotFound, Stored, TermsDamaged, Withdrawal
from ingest.store.revision_mark import RevisionMark
from ingest.store.schema import file_version, migrate, require_current
from ingest.store.seals import check_search, seal_for_search, seal_paper, seal_terms
from ingest.store.seen_files import SeenFile, forget_files, remember_files, seen_files
from ingest.store.term_index import forget_removed, index_paper
from ingest.store.upkeep import copy_library, find_problems, rebuild_terms, repair_terms
from ingest.store.writing import check_vectors, delete_content, insert_paper, now, spread_access

FILE_NAME = "library.sqlite"
SHORT_PATIENCE_MS = 200
"""How long opening may wait for readers to let go of the write-ahead log."""

log = logging.getLogger(__name__)


def paper_id_of(source: str) -> str:
    """The id that a paper from this place has for good: 12 hex digits."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


class Library(Matching):
    """One library, opened for reading or for writing.

    Thread use: any thread may call any method; each has its own connection and writes queue up. Only one
    process at a time may hold a library open for writing; readers are never kept waiting.
    """

    def __init__(self, folder: Path, lock: WriterLock | None) -> None:
        """Use ``create_or_open`` or ``open``."""
        super().__init__(Database(folder / FILE_NAME, is_writer=lock is not None, seal=seal_terms))
        self.folder = folder
        self.originals = Originals(folder / "originals")
        self.index_folder = folder / "index"
        self._lock = lock

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
            if file_version(library._database.connection()) == 0:
                library._database.mark.require(noted, 0)
            migrate(library._database.connection(), MODEL_NAME)
            library._database.keep_log()
            library._require_same_encoder()
            library._require_whole(noted)
            # What a kill left undone: words of removed papers in the folder and in the log.
            library._sweep(SHORT_PATIENCE_MS)
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
            require_current(library._database.connection(), missing)
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

    def find_unchanged(self, source: str, sha256: str, access: Access, reading: str = "1") -> Stored | None:
        """The live paper that these bytes already are, so that they need not be read again; else None.

        That is the paper from the same place with the same bytes, asked-for access and ``reading`` (which
        names the version of readers and structure rules); or else a paper from another place with the
        same bytes, which then counts this place as one of its own and keeps its access.
        """
        with self._database.reading() as connection:
            own = connection.execute(
                "SELECT * FROM papers WHERE source = ? AND withdrawn_at IS NULL", (source,)
            ).fetchone()
            if own is not None:
                is_same = (own["sha256"], own["requested_access"], own["reading"]) == (
                    sha256,
                    access,
                    reading,
                )
                return _unchanged(own["paper_id"], own["version"], own["access"]) if is_same else None
            twin = connection.execute(
                """SELECT * FROM papers WHERE sha256 = ? AND withdrawn_at IS NULL
                    ORDER BY ingested_at, paper_id""",
                (sha256,),
            ).fetchone()
            is_known = (
                twin is None
                or connection.execute(
                    "SELECT 1 FROM places WHERE place = ? AND paper_id = ?", (source, twin["paper_id"])
                ).fetchone()
            )
        if twin is None:
            return None
        if not is_known and self.is_writer:
            with self._database.writing(is_change=False) as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (source, twin["paper_id"], now())
                )
        return _unchanged(twin["paper_id"], twin["version"], twin["access"])

    def seen_files(self, access: Access, reading: str = "1") -> dict[str, SeenFile]:
        """By place, the files that need not even be read if they look as they did; see ``find_unchanged``."""
        with self._database.reading() as connection:
            return seen_files(connection, access, reading)

    def remember_files(self, files: Collection[SeenFile]) -> None:
        """Note how files looked when they were read; those written in the last two seconds are left out."""
        if files:
            with self._database.writing(is_change=False) as connection:
                remember_files(connection, files)

    def add(
        self, paper: Paper, vectors: NDArray[np.float32], original: bytes, source: str, reading: str = "1"
    ) -> Stored:
        """Store a paper, whole or not at all; once this returns it survives a kill of the process.

        ``vectors`` (n, 384) float32 of unit length: one row a sentence over all windows in order.
        ``source`` is the place it came from (resolved path or upload name) and decides which paper it is.
        A withdrawn paper that is added again is live again; see ``withdrawal``.

        Raises:
            ValueError: Vectors don't fit the windows, or ``original`` isn't what the paper was read from.
        """
        check_vectors(paper, vectors)
        with self._database.alone():
            unchanged = self.find_unchanged(source, paper.sha256, paper.facts.access, reading)
            return unchanged or self._store(paper, vectors, original, source, reading)

    def _store(
        self, paper: Paper, vectors: NDArray[np.float32], original: bytes, source: str, reading: str
    ) -> Stored:
        paper_id = paper_id_of(source)
        with self._database.writing() as connection:
            # First, so that a stored paper always has its original; one without a paper is swept later.
            self.originals.keep(original, paper.sha256)
            earlier = connection.execute(
                "SELECT 1 FROM papers WHERE paper_id = ? AND withdrawn_at IS NULL", (paper_id,)
            ).fetchone()
            version, access = insert_paper(connection, paper, vectors, paper_id, source, reading)
        if earlier is not None:
            self._sweep()
        return Stored(paper_id, version, "new" if earlier is None else "replaced", access)

    def withdraw(self, paper_id: str, reason: str) -> None:
        """Take a paper out of every read at once, for everyone; its words leave the file.

        What stays is the record: its id, where it came from, its hashes, when and why it was withdrawn.

        Raises:
            PaperNotFound: There is no such paper, or it is withdrawn already.
        """
        with self._database.writing() as connection:
            self.paper(Scope.owner(), paper_id)
            delete_content(connection, paper_id)
            connection.execute(
                """UPDATE papers SET withdrawn_at = ?, withdrawn_reason = ?, title = '', title_basis = '',
                    pages = '[]', notices = '[]' WHERE paper_id = ?""",
                (now(), reason, paper_id),
            )
            seal_for_search(connection, paper_id)
            forget_removed(connection)
        self._sweep()

    def withdrawal(self, source: str, sha256: str) -> Withdrawal | None:
        """The latest withdrawal of a paper from this place or with these bytes, unless it is live again."""
        with self._database.reading() as connection:
            row = connection.execute(
                """SELECT * FROM papers WHERE withdrawn_at IS NOT NULL AND (source = ? OR sha256 = ?)
                    ORDER BY withdrawn_at DESC""",
                (source, sha256),
            ).fetchone()
        if row is None:
            return None
        at = datetime.fromisoformat(row["withdrawn_at"])
        return Withdrawal(row["paper_id"], at, row["withdrawn_reason"], row["sha256"])

    def set_access(self, paper_id: str, access: Access) -> None:
        """Change who may see a paper; parts that the paper itself marks narrower stay narrower.

        Raises:
            PaperNotFound: There is no such paper.
            LibraryError: The paper was ingested as exempt, so its own markings were not told apart from that.
        """
        with self._database.writing() as connection:
            self.paper(Scope.owner(), paper_id)
            asked = connection.execute(
                "SELECT requested_access FROM papers WHERE paper_id = ?", (paper_id,)
            ).fetchone()[0]
            if asked == Access.EXEMPT and access is not Access.EXEMPT:
                raise LibraryError(
                    f"paper {paper_id} was ingested as exempt, so which parts are exempt by themselves "
                    f"is not known. Ingest it again with --access {access}."
                )
            connection.execute(
                "UPDATE papers SET access = ?, officer_access = ? WHERE paper_id = ?",
                (access, access, paper_id),
            )
            spread_access(connection, paper_id, access)
            seal_paper(connection, paper_id)

    def set_inferred(
        self, paper_id: str, body: Stated[str] | None = None, date: Stated[date] | None = None
    ) -> None:
        """Fill in what a paper does not say itself; None leaves the fact as it is.

        Raises:
            PaperNotFound: There is no such paper.
            ValueError: The value is not marked as inferred, or the paper states the fact itself.
        """
        with self._database.writing() as connection:
            record = self.paper(Scope.owner(), paper_id)
            for name, fact, known in (("body", body, record.body), ("date", date, record.date)):
                if fact is None:
                    continue
                if fact.origin is not Origin.INFERRED or (known is not None and not known.is_inferred):
                    raise ValueError(
                        f"paper {paper_id}: {name} {fact.value} would stand in for what the paper says"
                    )
                connection.execute(
                    f"UPDATE papers SET {name} = ?, {name}_origin = ?, {name}_basis = ? WHERE paper_id = ?",
                    (str(fact.value), fact.origin, fact.basis, paper_id),
                )
            index_paper(connection, paper_id)
            seal_paper(connection, paper_id)

    def snapshot(self) -> str:
        """A hash (12 hex digits) of which papers in which versions are live: for the record of an answer."""
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

    def rebuild_fts(self) -> None:
        """Make the term index anew from the stored windows, and have every file read again at next intake."""
        rebuild_terms(self._database)
        with self._database.writing(is_change=False) as connection:
            forget_files(connection)

    def backup(self, to_folder: Path) -> None:
        """Copy the library into an empty folder while others go on using it; the indexes are left out.

        The copy is a library: restoring it means to open it, or to copy it back.

        Raises:
            LibraryError: The folder holds something.
        """
        copy_library(self._database, self.originals, to_folder)

    def _live_originals(self) -> set[str]:
        with self._database.reading() as connection:
            return {
                row[0] for row in connection.execute("SELECT sha256 FROM papers WHERE withdrawn_at IS NULL")
            }

    def _sweep(self, patience_ms: int = BUSY_TIMEOUT_MS) -> None:
        """Remove what no live paper needs any more from the folder and from the write-ahead log."""
        with self._database.alone():
            self.originals.remove_all_but(self._live_originals())
        self._database.empty_log(patience_ms)


def _unchanged(paper_id: str, version: int, access: str) -> Stored:
    return Stored(paper_id, version, "unchanged", Access(access))
