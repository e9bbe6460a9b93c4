"""What changes a library: papers stored, replaced and withdrawn, and what an officer sets for them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from ingest.errors import LibraryError
from ingest.papers import Access, Notice, Origin, Paper, Scope, Stated
from ingest.store.connections import BUSY_TIMEOUT_MS
from ingest.store.database import Database
from ingest.store.ledger_rows import note_again, note_all_again, unread_papers
from ingest.store.matching import Matching
from ingest.store.mentions import changed_notices, forget_mentions, put_notices
from ingest.store.originals import Originals
from ingest.store.records import Arrival, Stored, Withdrawal
from ingest.store.relating import relate_again, relate_paper, unrelated_papers
from ingest.store.seals import seal_for_search, seal_paper
from ingest.store.seen_files import SeenFile, forget_files, remember_files, seen_files
from ingest.store.term_index import forget_removed, index_paper
from ingest.store.upkeep import rebuild_terms
from ingest.store.writing import (
    SET_BY_HAND,
    check_vectors,
    delete_content,
    insert_paper,
    now,
    spread_access,
)
from ingest.structure.meetings import is_from_report


def paper_id_of(source: str) -> str:
    """The id that a paper from this place has for good: 12 hex digits."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


class Changing(Matching):
    """The reads of a library, and its changes where it is open for writing."""

    def __init__(self, database: Database, originals: Originals) -> None:
        super().__init__(database)
        self.originals = originals

    def find_unchanged(
        self,
        source: str,
        sha256: str,
        access: Access,
        readings: Sequence[str] = ("1",),
        supplied: str | None = None,
    ) -> Stored | None:
        """The live paper that these bytes already are, so that they need not be read again; else None.

        That is the paper from the same place with the same bytes and asked-for access, if one of
        ``readings`` made it (each names a version of readers and structure rules); or else a paper from
        another place with the same bytes, which then counts this place as one of its own and keeps its access.

        ``supplied`` is the mark of what an officer wrote down about the file (see ``Supplied.mark``): it
        must be the same, and it tells the asked-for access too. A copy about which nothing was written is
        the same paper as one about which something was.
        """
        with self._database.reading() as connection:
            own = connection.execute(
                "SELECT * FROM papers WHERE source = ? AND withdrawn_at IS NULL", (source,)
            ).fetchone()
            if own is not None:
                is_same = (own["sha256"], own["supplied"]) == (sha256, supplied)
                is_same = is_same and own["reading"] in readings
                asked = own["asked_access"] or own["requested_access"]
                is_same = is_same and (supplied is not None or asked == access)
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
        if twin is None or supplied not in (None, twin["supplied"]):
            return None
        if not is_known and self._database.is_writer:
            with self._database.writing(is_change=False) as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (source, twin["paper_id"], now())
                )
        return _unchanged(twin["paper_id"], twin["version"], twin["access"])

    def seen_files(self, access: Access, readings: Sequence[str] = ("1",)) -> dict[str, SeenFile]:
        """By place, the files that need not even be read if they look as they did; see ``find_unchanged``."""
        with self._database.reading() as connection:
            return seen_files(connection, access, readings)

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
            asked = paper.asked or paper.facts.access
            unchanged = self.find_unchanged(source, paper.sha256, asked, (reading,), paper.supplied)
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

    def withdraw(self, paper_id: str, reason: str, *, is_compacting: bool = True) -> None:
        """Take a paper out of every read at once, for everyone; its words leave the file.

        What stays is the record: its id, where it came from, its hashes, when and why it was withdrawn.
        Writing the file anew takes seconds in a large library. With ``is_compacting`` False it is owed, which
        outlives the process, and done when the library is next opened for writing: see to that at once.

        Raises:
            PaperNotFound: There is no such paper, or it is withdrawn already.
        """
        with self._database.writing() as connection:
            self.paper(Scope.owner(), paper_id)
            self._database.owe_compacting()
            forget_mentions(connection, paper_id)
            delete_content(connection, paper_id)
            connection.execute(
                """UPDATE papers SET withdrawn_at = ?, withdrawn_reason = ?, title = '', title_basis = '',
                    pages = '[]', notices = '[]', agenda_number = NULL, other_facts = NULL WHERE paper_id = ?""",
                (now(), reason, paper_id),
            )
            seal_for_search(connection, paper_id)
            forget_removed(connection)
        self._sweep()
        if is_compacting:
            self._database.compact()

    def arrivals(self, source: str, inside: str) -> frozenset[Arrival]:
        """The live papers that came from a place, or from one whose name begins with ``inside``, as they are now."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """SELECT source, paper_id, version FROM papers WHERE withdrawn_at IS NULL
                    AND (source = ?1 OR substr(source, 1, length(?2)) = ?2)""",
                (source, inside),
            ).fetchall()
        return frozenset(Arrival(row["source"], row["paper_id"], row["version"]) for row in rows)

    def has_held(self, source: str) -> bool:
        """Whether a paper from this place is in the library, or was withdrawn from it."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM papers WHERE paper_id = ?", (paper_id_of(source),))
            return found.fetchone() is not None

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

    def may_become(self, paper_id: str, access: Access) -> bool:
        """Whether ``set_access`` would do it: a paper that was ingested as exempt stays so.

        Raises:
            PaperNotFound: There is no such paper.
        """
        with self._database.reading() as connection:
            self.paper(Scope.owner(), paper_id)
            asked = connection.execute(
                "SELECT requested_access FROM papers WHERE paper_id = ?", (paper_id,)
            ).fetchone()[0]
        return access is Access.EXEMPT or asked != Access.EXEMPT

    def set_access(self, paper_id: str, access: Access) -> None:
        """Change who may see a paper; parts that the paper itself marks narrower stay narrower.

        Raises:
            PaperNotFound: There is no such paper.
            LibraryError: The paper was ingested as exempt, so its own markings were not told apart from that.
        """
        with self._database.writing() as connection:
            if not self.may_become(paper_id, access):
                raise LibraryError(
                    f"paper {paper_id} was ingested as exempt, so which parts are exempt by themselves "
                    f"is not known. Ingest it again with --access {access}."
                )
            connection.execute(
                "UPDATE papers SET access = ?, officer_access = ? WHERE paper_id = ?",
                (access, access, paper_id),
            )
            spread_access(connection, paper_id, access)
            forget_mentions(connection, paper_id)
            seal_paper(connection, paper_id)

    def set_body(self, paper_id: str, body: str) -> None:
        """Say which body a paper is of, in place of what was read or guessed; it counts for who may see it.

        Raises:
            PaperNotFound: There is no such paper.
        """
        with self._database.writing() as connection:
            date_known = self.paper(Scope.owner(), paper_id).date
            if date_known is not None and is_from_report(date_known):
                # Who sees the paper from now on need not see the report.
                self.forget_date(paper_id)
            connection.execute(
                "UPDATE papers SET body = ?, body_origin = ?, body_basis = ? WHERE paper_id = ?",
                (body, Origin.SUPPLIED, SET_BY_HAND, paper_id),
            )
            forget_mentions(connection, paper_id)
            index_paper(connection, paper_id)
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

    def forget_date(self, paper_id: str) -> None:
        """Take out a date that was inferred and can't be any more.

        Raises:
            PaperNotFound: There is no such paper.
            ValueError: The paper states its date itself.
        """
        with self._database.writing() as connection:
            known = self.paper(Scope.owner(), paper_id).date
            if known is not None and not known.is_inferred:
                raise ValueError(f"paper {paper_id}: date {known.value} is what the paper says")
            connection.execute(
                "UPDATE papers SET date = NULL, date_origin = NULL, date_basis = NULL WHERE paper_id = ?",
                (paper_id,),
            )
            index_paper(connection, paper_id)
            seal_paper(connection, paper_id)

    def set_differences(self, found: Mapping[str, Sequence[Notice]]) -> None:
        """Have each paper bear the notices found of its differences from others, by paper id, and no earlier ones."""
        stored = {record.paper_id: record.notices for record in self.papers(Scope.owner())}
        changed = changed_notices(stored, found)
        if not changed:
            return
        with self._database.writing() as connection:
            for paper_id, notices in changed.items():
                put_notices(connection, paper_id, notices)

    def rebuild_fts(self) -> None:
        """Make what follows from the papers anew: the term index, the ledger, and which papers hold the same words.

        Every file is read again at the next intake.
        """
        rebuild_terms(self._database)
        with self._database.writing() as connection:
            relate_again(connection)
            note_all_again(connection)
            forget_files(connection)

    def _relate_earlier(self) -> None:
        """Compare papers that an earlier version of Minutebook stored with each other."""
        with self._database.reading() as connection:
            missing = unrelated_papers(connection)
        if not missing:
            return
        with self._database.writing() as connection:
            for paper_id in missing:
                relate_paper(connection, paper_id)
                seal_for_search(connection, paper_id)

    def _read_earlier(self) -> None:
        """Read for the ledger what an earlier version of Minutebook stored."""
        with self._database.reading() as connection:
            unread = unread_papers(connection)
        if unread:
            with self._database.writing() as connection:
                note_again(connection, unread)

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
