"""Check sums over what is stored of a paper, so that a damaged file is noticed before its words are shown.

SQLite notices a broken page, not a changed letter. CRC-32 notices every change of up to 32
neighbouring bits and nearly all others; it is no protection against somebody who means to deceive.
"""

from __future__ import annotations

import logging
import sqlite3
import zlib

from ingest.errors import LibraryDamaged
from ingest.store.records import TermsDamaged
from ingest.store.rows import RECORD_COLUMNS

log = logging.getLogger(__name__)

_CONTENT = (
    "SELECT content FROM texts WHERE paper_id = ?",
    "SELECT * FROM passages WHERE paper_id = ? ORDER BY ordinal",
    """SELECT window_id, ordinal, start, stop, sentences, own_access, access FROM windows
        WHERE paper_id = ? ORDER BY window_id""",
    """SELECT m.window_id, m.ordinal FROM window_passages AS m JOIN windows AS w USING (window_id)
        WHERE w.paper_id = ? ORDER BY m.window_id, m.ordinal""",
)
_SEARCHED = (
    """SELECT paper_id, source, version, sha256, access, requested_access, kind, body, date, withdrawn_at,
        record_crc32, content_crc32 FROM papers""",
    "SELECT window_id, paper_id, ordinal, access, length FROM windows",
    "SELECT paper_id, other_id, relation, copied FROM related",
    "SELECT paper_id, n_words, n_hashes FROM sketches",
    "SELECT * FROM ledger",
    "SELECT * FROM ledger_read",
)
"""What decides which papers and windows a search looks at; a row that is gone is missed by no other check."""
_SUM_LIMIT = 1 << 48
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
    seal_for_search(connection, paper_id)


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
    values = list(row)[:_N_RECORD_COLUMNS]
    while values and values[-1] is None:
        # A column that a later version added is NULL in older rows, and leaves their sum as it was.
        del values[-1]
    return zlib.crc32(repr(tuple(values)).encode("utf-8", "backslashreplace"))


def _content_crc32(connection: sqlite3.Connection, paper_id: str) -> int:
    crc32 = 0
    for query in _CONTENT:
        for row in connection.execute(query, (paper_id,)):
            crc32 = zlib.crc32(repr(tuple(row)).encode("utf-8", "backslashreplace"), crc32)
    return crc32


def seal_terms(connection: sqlite3.Connection) -> None:
    """Write the check sum of the term index anew; the last step of every transaction.

    Where SQLite can't merge what was written with what was there, the index is made anew in the same transaction: after
    some thousand papers had come and gone, SQLite 3.40.1 was seen to merge a sound index into a broken one.
    """
    try:
        found = _terms_crc32(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT_VTAB:
            raise
        log.warning("The term index could not be merged (%s) and is made anew.", error)
        connection.execute("INSERT INTO window_terms (window_terms) VALUES ('rebuild')")
        found = _terms_crc32(connection)
    connection.execute("UPDATE state SET terms_crc32 = ?", (found,))


def seal_all(connection: sqlite3.Connection) -> None:
    """Seal every paper's rows for search and the term index, as they stand."""
    for (paper_id,) in connection.execute("SELECT paper_id FROM papers").fetchall():
        seal_for_search(connection, paper_id)
    seal_terms(connection)


def seal_for_search(connection: sqlite3.Connection, paper_id: str) -> None:
    """Write the check sum of what decides if a search looks at a paper, and take it into the library's."""
    found = _searched_sum(connection, paper_id)
    connection.execute(
        """UPDATE state SET search_sum = (search_sum + ? + ? -
            (SELECT search_sum FROM papers WHERE paper_id = ?)) % ?""",
        (found, _SUM_LIMIT, paper_id, _SUM_LIMIT),
    )
    connection.execute("UPDATE papers SET search_sum = ? WHERE paper_id = ?", (found, paper_id))


def check_search(connection: sqlite3.Connection) -> None:
    """Refuse a library in which papers or windows were lost or changed, or whose term index was.

    Raises:
        TermsDamaged: Only the term index is not what was written; it can be made anew.
        LibraryDamaged: The rows that it is made from are not.
    """
    search_sum, terms_crc32 = connection.execute("SELECT search_sum, terms_crc32 FROM state").fetchone()
    if _searched_sum(connection) != search_sum:
        raise LibraryDamaged(
            "the list of papers or of their parts was changed. Restore the library from a backup."
        )
    try:
        is_whole = _terms_crc32(connection) == terms_crc32
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT_VTAB:
            raise
        is_whole = False
    if not is_whole:
        raise TermsDamaged("the term index is damaged: run minutebook library rebuild")


def _searched_sum(connection: sqlite3.Connection, paper_id: str | None = None) -> int:
    """The sum of each row's CRC-32, of one paper or of all: no order, so that one paper can be exchanged."""
    condition, values = ("", ()) if paper_id is None else (" WHERE paper_id = ?", (paper_id,))
    total = 0
    for query in _SEARCHED:
        for row in connection.execute(query + condition, values):
            total += zlib.crc32(repr(tuple(row)).encode("utf-8", "backslashreplace"))
    return total % _SUM_LIMIT


def _terms_crc32(connection: sqlite3.Connection) -> int:
    # Any look at the terms has SQLite write out those it still holds back.
    connection.execute("SELECT 1 FROM term_uses LIMIT 1").fetchone()
    crc32 = 0
    for number, block in connection.execute("SELECT id, block FROM window_terms_data ORDER BY id"):
        crc32 = zlib.crc32(b"%d" % number, crc32)
        # Damage can make another type of it.
        crc32 = zlib.crc32(block if isinstance(block, bytes) else repr(block).encode(), crc32)
    return crc32
