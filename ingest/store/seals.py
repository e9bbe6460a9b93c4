"""Check sums over what is stored of a paper, so that a damaged file is noticed before its words are shown.

SQLite notices a broken page, not a changed letter. CRC-32 notices every change of up to 32
neighbouring bits and nearly all others; it is no protection against somebody who means to deceive.
"""

from __future__ import annotations

import sqlite3
import zlib

from ingest.errors import LibraryDamaged
from ingest.store.rows import RECORD_COLUMNS

_CONTENT = (
    "SELECT content FROM texts WHERE paper_id = ?",
    "SELECT * FROM passages WHERE paper_id = ? ORDER BY ordinal",
    """SELECT window_id, ordinal, start, stop, sentences, own_access, access FROM windows
        WHERE paper_id = ? ORDER BY window_id""",
    """SELECT m.window_id, m.ordinal FROM window_passages AS m JOIN windows AS w USING (window_id)
        WHERE w.paper_id = ? ORDER BY m.window_id, m.ordinal""",
)
_N_RECORD_COLUMNS = RECORD_COLUMNS.count(",") + 1


def seal_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Write the check sums of a paper anew; the last step of every change to it."""
    row = connection.execute(
        f"SELECT {RECORD_COLUMNS} FROM papers AS p WHERE paper_id = ?", (paper_id,)
    ).fetchone()
    connection.execute(
        "UPDATE papers SET record_crc32 = ?, content_crc32 = ? WHERE paper_id = ?",
        (_record_crc32(row), _content_crc32(connection, paper_id), paper_id),
    )


def check_record(row: sqlite3.Row) -> None:
    """Refuse a row that begins with ``RECORD_COLUMNS``, and has ``record_crc32``, if it was changed.

    Raises:
        LibraryDamaged: It is not what was written.
    """
    if _record_crc32(row) != row["record_crc32"]:
        raise LibraryDamaged(
            f"the record of paper {row['paper_id']} was changed. Restore the library from a backup."
        )


def check_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Refuse a paper whose record, text, passages or windows were changed.

    Raises:
        LibraryDamaged: One of them is not what was written.
    """
    row = connection.execute(
        f"SELECT {RECORD_COLUMNS}, p.record_crc32, p.content_crc32 FROM papers AS p WHERE paper_id = ?",
        (paper_id,),
    ).fetchone()
    if row is None:
        raise LibraryDamaged(f"paper {paper_id} can't be found again. Restore the library from a backup.")
    check_record(row)
    if _content_crc32(connection, paper_id) != row["content_crc32"]:
        raise LibraryDamaged(
            f"the words of paper {paper_id} were changed. Restore the library from a backup."
        )


def _record_crc32(row: sqlite3.Row) -> int:
    return zlib.crc32(repr(tuple(row)[:_N_RECORD_COLUMNS]).encode("utf-8", "backslashreplace"))


def _content_crc32(connection: sqlite3.Connection, paper_id: str) -> int:
    crc32 = 0
    for query in _CONTENT:
        for row in connection.execute(query, (paper_id,)):
            crc32 = zlib.crc32(repr(tuple(row)).encode("utf-8", "backslashreplace"), crc32)
    return crc32
