"""What is kept of an API key, and the text that a key is: rows of the records file, and back.

A key is ``mbk_``, eight characters that it is found and recognised by, and 256 random bits. Only its SHA-256
is kept: the bits are random, so a slow hash would add nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from api.identity.roles import Asker, AskerRole
from ingest.papers import Access

MARK = "mbk"
SECRET_BYTES = 32
COLUMNS = (
    "key_id, asker_id, name, prefix, role, bodies, access, created_at, expires_at, revoked_at, last_used_on"
)
"""What ``record_of`` reads; the hash is not among them."""
_SHAPE = re.compile(rf"{MARK}_[0-9a-f]{{8}}_[A-Za-z0-9_-]{{43}}")


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: ``text`` is to be shown once and kept nowhere."""

    text: str
    record: KeyRecord


@dataclass(frozen=True)
class KeyRecord:
    """What is kept of a key. Times are UTC; ``last_used_on`` is a day (ISO 8601), so that it tells no habits."""

    key_id: str
    prefix: str
    asker: Asker
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: str | None

    def state(self, at: datetime) -> str:
        """``live``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= at else "live"


def prefix_of(text: str) -> str:
    """The characters that a key is found by; empty where the text has not the shape of a key."""
    return text.split("_")[1] if _SHAPE.fullmatch(text) else ""


def hash_of(text: str) -> str:
    """The SHA-256 of a key, as it is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def insert_key(
    connection: sqlite3.Connection, asker: Asker, created_at: datetime, expires_at: datetime | None
) -> NewKey:
    """Make a key for the asker and keep its hash; the caller holds the transaction."""
    prefix = secrets.token_hex(4)
    text = f"{MARK}_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    access = max(asker.access, key=lambda each: each.rank)
    key_id = f"k{prefix}"
    connection.execute(
        """INSERT INTO api_keys (key_id, asker_id, name, prefix, sha256, role, bodies, access, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            key_id,
            asker.asker_id,
            asker.name,
            prefix,
            hash_of(text),
            asker.role,
            None if asker.bodies is None else json.dumps(sorted(asker.bodies)),
            access,
            written(created_at),
            None if expires_at is None else written(expires_at),
        ),
    )
    return NewKey(text, KeyRecord(key_id, prefix, asker, created_at, expires_at, None, None))


def record_of(row: sqlite3.Row) -> KeyRecord:
    """A row of ``COLUMNS``."""
    bodies = None if row["bodies"] is None else frozenset(json.loads(row["bodies"]))
    asker = Asker.of(row["asker_id"], row["name"], AskerRole(row["role"]), bodies, Access(row["access"]))
    return KeyRecord(
        key_id=row["key_id"],
        prefix=row["prefix"],
        asker=asker,
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=_time(row["expires_at"]),
        revoked_at=_time(row["revoked_at"]),
        last_used_on=row["last_used_on"],
    )


def written(at: datetime) -> str:
    """A time as it is stored: to the second, ISO 8601."""
    return at.isoformat(timespec="seconds")


def _time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
