"""How files looked when they were last read, so that a folder that did not change is not read again.

A file counts as unchanged when its size and its times of change (``mtime`` and ``ctime``) are those of last
time. It is not remembered while it may still change within the clock's resolution, as git does it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.papers import Access
from ingest.store.scoping import as_list, listed

_SETTLED_NS = 2_000_000_000
"""A file must be older than this when it is read; some file systems keep times to two seconds."""


@dataclass(frozen=True)
class Look:
    """Size (bytes) and times (ns since 1970) of a file, taken before it is read at ``seen_ns``."""

    size: int
    mtime_ns: int
    ctime_ns: int
    seen_ns: int = 0

    @classmethod
    def of(cls, status: os.stat_result, seen_ns: int) -> Look:
        """What the operating system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, seen_ns)

    def is_as(self, other: Look) -> bool:
        """Whether nothing shows that the file was written in between."""
        return (self.size, self.mtime_ns, self.ctime_ns) == (other.size, other.mtime_ns, other.ctime_ns)

    @property
    def is_settled(self) -> bool:
        """Whether a write after the file was read must show in its times."""
        return max(self.mtime_ns, self.ctime_ns) < self.seen_ns - _SETTLED_NS


@dataclass(frozen=True)
class SeenFile:
    """A file that was read: its place, its look, the SHA-256 of its bytes and the paper that it is.

    ``supplied`` is the mark of what an officer had written down about it, see ``Supplied.mark``.
    """

    place: str
    look: Look
    sha256: str
    paper_id: str
    supplied: str | None = None


def seen_files(
    connection: sqlite3.Connection, access: Access, readings: Sequence[str]
) -> dict[str, SeenFile]:
    """By place, the files that ``find_unchanged`` would find unchanged for the same bytes and ``supplied``."""
    rows = connection.execute(
        f"""SELECT f.place, f.size, f.mtime_ns, f.ctime_ns, f.sha256, f.paper_id,
            CASE WHEN p.source = f.place THEN p.supplied END
            FROM seen_files AS f JOIN papers AS p ON p.paper_id = f.paper_id AND p.sha256 = f.sha256
            WHERE p.withdrawn_at IS NULL
            AND (p.source <> f.place
                OR ({listed("p.reading")} AND (p.supplied IS NOT NULL
                    OR coalesce(p.asked_access, p.requested_access) = ?)))""",
        (as_list(readings), access),
    )
    return {row[0]: SeenFile(row[0], Look(row[1], row[2], row[3]), *row[4:]) for row in rows}


def remember_files(connection: sqlite3.Connection, files: Iterable[SeenFile]) -> None:
    """Note how these files look, in place of what was noted before."""
    connection.executemany(
        "INSERT OR REPLACE INTO seen_files VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                file.place,
                file.look.size,
                file.look.mtime_ns,
                file.look.ctime_ns,
                file.sha256,
                file.paper_id,
            )
            for file in files
            if file.look.is_settled
        ],
    )


def forget_files(connection: sqlite3.Connection) -> None:
    """Have every file read again at the next intake."""
    connection.execute("DELETE FROM seen_files")
