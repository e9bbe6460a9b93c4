"""The tables of the service's own file and how an older file is brought up to date.

It lies beside the library file and apart from it: a question has to be recorded while an ingest holds the
library's writer. Times are UTC, ISO 8601. What repeats words of papers has its papers in ``rests_on``, so that
it can be found and emptied when one of them goes (``erasing``).
"""

from __future__ import annotations

import sqlite3

from api.records.errors import RecordsDamaged, RecordsTooNew
from ingest.store.connections import marked_version

APPLICATION_ID = 0x4D424B53
"""Marks the SQLite file as the records of a service ("MBKS")."""

_IDENTITY = (
    # Only the SHA-256 of a key is kept; ``prefix`` are its first characters, to find and recognise it by.
    # A key that takes the place of another has its ``asker_id``: it is the same asker.
    """CREATE TABLE api_keys (
        key_id TEXT PRIMARY KEY,
        asker_id TEXT NOT NULL,
        name TEXT NOT NULL,
        prefix TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        role TEXT NOT NULL,
        bodies TEXT,
        access TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT,
        last_used_on TEXT
    ) WITHOUT ROWID""",
    """CREATE TABLE sessions (
        sha256 TEXT PRIMARY KEY,
        asker_id TEXT NOT NULL,
        name TEXT NOT NULL,
        groups TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    # A login that has begun: what the provider's answer is checked against.
    """CREATE TABLE sign_ins (
        sha256 TEXT PRIMARY KEY,
        nonce TEXT NOT NULL,
        verifier TEXT NOT NULL,
        then_to TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) WITHOUT ROWID""",
)
"""``bodies`` is a JSON list of names, NULL for every body; ``access`` the narrowest class that may be read.

What the groups of a signed-in person may do is worked out at each request, so that it can be lowered.
"""

_AUDIT = (
    # No AUTOINCREMENT: the number is part of what is hashed, and gaps are looked for.
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        record_id TEXT UNIQUE,
        entry TEXT NOT NULL,
        sha256 TEXT NOT NULL
    )""",
    # Apart from the entries, which hold its keyed hash: it can be erased and the chain still holds.
    """CREATE TABLE audit_words (
        number INTEGER PRIMARY KEY REFERENCES audit ON DELETE CASCADE,
        words TEXT NOT NULL
    )""",
    """CREATE TABLE audit_state (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        hash_key BLOB NOT NULL,
        trimmed_number INTEGER NOT NULL,
        trimmed_sha256 TEXT NOT NULL
    )""",
)
"""See ``audit``: ``sha256`` is of the hash before it and ``entry``; what came before is trimmed up to a number."""

_JOBS = (
    # ``rights`` are what the asker might see when the result was made, as text that can be compared.
    """CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        asker_id TEXT NOT NULL,
        asker TEXT NOT NULL,
        rights TEXT NOT NULL,
        state TEXT NOT NULL,
        task TEXT NOT NULL,
        progress TEXT NOT NULL,
        result TEXT,
        problem TEXT,
        created_at TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT,
        n_starts INTEGER NOT NULL,
        is_cancelling INTEGER NOT NULL
    )""",
    "CREATE INDEX jobs_by_state ON jobs (state, number)",
    "CREATE INDEX jobs_by_asker ON jobs (asker_id, number)",
)

_CONVERSATIONS = (
    """CREATE TABLE conversations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id TEXT NOT NULL UNIQUE,
        asker_id TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE turns (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id TEXT NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
        record_id TEXT NOT NULL UNIQUE,
        asked_at TEXT NOT NULL,
        rights TEXT NOT NULL,
        question TEXT,
        answer TEXT,
        status TEXT NOT NULL
    )""",
    "CREATE INDEX turns_by_conversation ON turns (conversation_id, number)",
)
"""``question`` and ``answer`` are NULL where a paper that they were about was taken out."""

_FEEDBACK = (
    """CREATE TABLE feedback (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        feedback_id TEXT NOT NULL UNIQUE,
        record_id TEXT NOT NULL,
        asker_id TEXT NOT NULL,
        given_at TEXT NOT NULL,
        rights TEXT NOT NULL,
        verdict TEXT NOT NULL,
        status TEXT,
        note TEXT,
        question TEXT
    )""",
)

_LIMITS = (
    """CREATE TABLE idempotency (
        asker_id TEXT NOT NULL,
        route TEXT NOT NULL,
        given_key TEXT NOT NULL,
        body_sha256 TEXT NOT NULL,
        first_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        location TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (asker_id, route, given_key)
    ) WITHOUT ROWID""",
    # Model tokens used up by an asker on a day (UTC).
    """CREATE TABLE quotas (
        asker_id TEXT NOT NULL,
        day TEXT NOT NULL,
        n_tokens INTEGER NOT NULL,
        PRIMARY KEY (asker_id, day)
    ) WITHOUT ROWID""",
)

_ERASING = (
    # ``holder`` is the kind of record (turn, job, feedback, audit), ``holder_id`` its number there;
    # ``passage_id`` is empty where the record rests on the paper as a whole.
    """CREATE TABLE rests_on (
        holder TEXT NOT NULL,
        holder_id INTEGER NOT NULL,
        paper_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        passage_id TEXT NOT NULL,
        PRIMARY KEY (holder, holder_id, paper_id, version, passage_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX rests_on_paper ON rests_on (paper_id, version)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_IDENTITY, *_AUDIT, *_JOBS, *_CONVERSATIONS, *_FEEDBACK, *_LIMITS, *_ERASING),
)
"""Statements that lead from version ``n`` of the file (its ``user_version``) to version ``n + 1``."""

CURRENT = len(MIGRATIONS)


def file_version(connection: sqlite3.Connection) -> int:
    """The file's version; 0 means that nothing was ever stored in it.

    Raises:
        RecordsTooNew: A newer Minutebook wrote it.
        RecordsDamaged: It is a SQLite file of something else.
    """
    version = marked_version(connection, APPLICATION_ID)
    if version is None:
        raise RecordsDamaged("service.sqlite holds no records of Minutebook. Restore it from a backup.")
    if version > CURRENT:
        raise RecordsTooNew(
            f"service.sqlite has file version {version}, this Minutebook reads up to {CURRENT}. "
            "Install the newer Minutebook."
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the current version in one transaction; a file that is current stays untouched."""
    if file_version(connection) == CURRENT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[file_version(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {CURRENT}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
