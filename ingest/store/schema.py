"""The tables of the library file and how an older file is brought up to date.

What a paper says lives in ``texts``, ``passages``, ``windows``, ``window_passages`` and ``window_terms``, and
goes when the paper is replaced or withdrawn. ``papers``, ``versions`` and ``places`` are the record and stay.
``related``, ``sketches``, ``sketch_hashes`` and ``ledger`` follow from the texts and can be made anew from them.
``seen_files`` remembers how a file looked when it was last read, and may be emptied at any time.

``papers.access`` is what holds now; ``asked_access`` what was asked for the file, ``requested_access`` what that
and the paper's own marking came to, and ``officer_access`` what an officer set afterwards. ``own_access`` of a
passage or window is its own marking where that is narrower than the paper's; ``access`` beside it is the
narrower of the two and what every read looks at.
"""

from __future__ import annotations

import sqlite3

from ingest.errors import LibraryDamaged, LibraryError, LibraryMissing, LibraryTooNew
from ingest.store.connections import marked_version
from ingest.store.seals import seal_all

APPLICATION_ID = 0x4D424B31
"""Marks the SQLite file as a library ("MBK1")."""

TERM_TABLES = (
    # Terms come stemmed and separated by spaces: every other character belongs to a term ("2019/20", "#4").
    """CREATE VIRTUAL TABLE window_terms USING fts5(
        terms, context, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
    )""",
    "CREATE VIRTUAL TABLE term_uses USING fts5vocab(window_terms, 'instance')",
)
"""The term index: made from the windows, and made anew by dropping it first."""

_FIRST = (
    """CREATE TABLE state (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        revision INTEGER NOT NULL,
        encoder TEXT NOT NULL
    )""",
    """CREATE TABLE papers (
        paper_id TEXT PRIMARY KEY,
        source TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        reading TEXT NOT NULL,
        access TEXT NOT NULL,
        requested_access TEXT NOT NULL,
        officer_access TEXT,
        title TEXT NOT NULL, title_origin TEXT NOT NULL, title_basis TEXT NOT NULL,
        kind TEXT NOT NULL, kind_origin TEXT NOT NULL, kind_basis TEXT NOT NULL,
        body TEXT, body_origin TEXT, body_basis TEXT,
        date TEXT, date_origin TEXT, date_basis TEXT,
        agenda_number TEXT,
        format TEXT NOT NULL,
        pages TEXT NOT NULL,
        notices TEXT NOT NULL,
        ingested_at TEXT NOT NULL,
        withdrawn_at TEXT,
        withdrawn_reason TEXT,
        record_crc32 INTEGER NOT NULL DEFAULT 0,
        content_crc32 INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX papers_by_sha256 ON papers (sha256)",
    """CREATE TABLE versions (
        paper_id TEXT NOT NULL REFERENCES papers,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        ingested_at TEXT NOT NULL,
        PRIMARY KEY (paper_id, version)
    )""",
    """CREATE TABLE places (
        place TEXT PRIMARY KEY,
        paper_id TEXT NOT NULL REFERENCES papers,
        seen_at TEXT NOT NULL
    )""",
    """CREATE TABLE texts (
        paper_id TEXT PRIMARY KEY REFERENCES papers,
        content TEXT NOT NULL
    )""",
    """CREATE TABLE passages (
        paper_id TEXT NOT NULL REFERENCES papers,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        role TEXT NOT NULL,
        page INTEGER,
        item TEXT,
        item_title TEXT,
        point TEXT,
        context TEXT NOT NULL,
        is_truncated INTEGER NOT NULL,
        own_access TEXT,
        access TEXT NOT NULL,
        PRIMARY KEY (paper_id, ordinal)
    ) WITHOUT ROWID""",
    # AUTOINCREMENT: a number is never given twice, so an old index can't name a new window.
    """CREATE TABLE windows (
        window_id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id TEXT NOT NULL REFERENCES papers,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        sentences TEXT NOT NULL,
        own_access TEXT,
        access TEXT NOT NULL,
        length REAL NOT NULL,
        UNIQUE (paper_id, ordinal)
    )""",
    # Apart from windows, so that reading those does not drag the vectors through memory.
    """CREATE TABLE window_vectors (
        window_id INTEGER PRIMARY KEY REFERENCES windows ON DELETE CASCADE,
        matrix BLOB NOT NULL,
        crc32 INTEGER NOT NULL
    )""",
    """CREATE TABLE window_passages (
        window_id INTEGER NOT NULL REFERENCES windows ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (window_id, ordinal)
    ) WITHOUT ROWID""",
    *TERM_TABLES,
)

_SECOND = (
    "ALTER TABLE papers ADD COLUMN search_sum INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE state ADD COLUMN search_sum INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE state ADD COLUMN terms_crc32 INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE seen_files (
        place TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        paper_id TEXT NOT NULL REFERENCES papers
    ) WITHOUT ROWID""",
)

_TWINS = (
    """CREATE TABLE related (
        paper_id TEXT NOT NULL REFERENCES papers,
        other_id TEXT NOT NULL REFERENCES papers,
        relation TEXT NOT NULL,
        copied TEXT NOT NULL,
        PRIMARY KEY (paper_id, other_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX related_by_other ON related (other_id)",
    """CREATE TABLE sketches (
        paper_id TEXT PRIMARY KEY REFERENCES papers,
        n_words INTEGER NOT NULL,
        n_hashes INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE sketch_hashes (
        hash INTEGER NOT NULL,
        paper_id TEXT NOT NULL REFERENCES papers,
        PRIMARY KEY (hash, paper_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX sketch_hashes_by_paper ON sketch_hashes (paper_id)",
)
"""Which papers hold the same words: see ``relating``. All of it follows from the texts."""

_FACTS = (
    # NULL in what older versions stored: their check sums still hold, see ``seals``.
    "ALTER TABLE papers ADD COLUMN other_facts TEXT",
    "ALTER TABLE papers ADD COLUMN supplied TEXT",
)
"""What is known of a paper and never searched by, and the mark of what an officer wrote down about it."""

_ASKED = ("ALTER TABLE papers ADD COLUMN asked_access TEXT",)
"""NULL in what older versions stored, where ``requested_access`` stands for it."""

_LEDGER = (
    """CREATE TABLE ledger (
        paper_id TEXT NOT NULL REFERENCES papers,
        number INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        kind TEXT NOT NULL,
        act TEXT NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        spans TEXT NOT NULL,
        is_owner_inferred INTEGER NOT NULL,
        PRIMARY KEY (paper_id, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE ledger_read (
        paper_id TEXT PRIMARY KEY REFERENCES papers,
        rules TEXT NOT NULL
    ) WITHOUT ROWID""",
)
"""What was decided and promised, as places in the texts, and by which rules each paper was read for it."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _TWINS, _FACTS, _ASKED, _LEDGER)
"""Statements that lead from version ``n`` of the file (its ``user_version``) to version ``n + 1``."""

CURRENT = len(MIGRATIONS)


def file_version(connection: sqlite3.Connection) -> int:
    """The file's version; 0 means that nothing was ever stored in it.

    Raises:
        LibraryTooNew: A newer Minutebook wrote it.
        LibraryDamaged: It is a SQLite file of something else.
    """
    version = marked_version(connection, APPLICATION_ID)
    if version is None:
        raise LibraryDamaged("library.sqlite is not a library of Minutebook. Restore it from a backup.")
    if version > CURRENT:
        raise LibraryTooNew(
            f"the library has file version {version}, this Minutebook reads up to {CURRENT}. "
            "Install the newer Minutebook."
        )
    return version


def migrate(connection: sqlite3.Connection, encoder: str) -> None:
    """Bring the file to the current version in one transaction; a file that is current stays untouched."""
    if file_version(connection) == CURRENT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = file_version(connection)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        if version == 0:
            connection.execute("INSERT INTO state (only_row, revision, encoder) VALUES (1, 0, ?)", (encoder,))
        seal_all(connection)
        connection.execute(f"PRAGMA user_version = {CURRENT}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def require_current(connection: sqlite3.Connection, missing: LibraryMissing) -> None:
    """Refuse a file that can't be read as it is, with ``missing`` where nothing was ever stored in it.

    Raises:
        LibraryError: It is older, and a writer must bring it up to date.
    """
    version = file_version(connection)
    if version == 0:
        raise missing
    if version < CURRENT:
        raise LibraryError(
            f"the library has file version {version} and must be brought to {CURRENT}: "
            "run minutebook library rebuild"
        )
