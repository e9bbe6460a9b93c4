"""API keys: made once, shown once, kept as a hash, and looked at anew with every request.

What a key may do is read with each request, so that a right that is lowered, or a key that is revoked, counts from
the next one on. To let somebody in nothing is written: that a key was used is noted a little later, by ``note_uses``.
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

from api.identity.errors import CredentialsRefused, KeyNotFound, RoleUnknown
from api.identity.key_rows import (
    COLUMNS,
    MARK,
    KeyRecord,
    NewKey,
    hash_of,
    insert_key,
    prefix_of,
    record_of,
    written,
)
from api.identity.roles import Asker, AskerRole, narrowest_class
from api.records.database import Records
from ingest.papers import Access

LONGEST_NAME = 100
_NOBODY = hash_of("no key has this hash")
_REFUSED = "The key is not good, or no longer. Ask whoever runs the service for another."


class Keys:
    """The keys of one library folder. Any thread may call any method."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._guard = threading.Lock()
        self._unnoted: dict[str, str] = {}

    def are_there(self) -> bool:
        """Whether a key was ever made, good or not: from then on nobody is let in without one."""
        with self._records.reading() as connection:
            return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM api_keys)").fetchone()[0])

    def is_any_live(self) -> bool:
        """Whether anybody could get in with a key now."""
        at = now()
        return any(record.state(at) == "live" for record in self.listed())

    def add(
        self,
        name: str,
        role: AskerRole,
        *,
        bodies: frozenset[str] | None = None,
        access: Access | None = None,
        expires_at: datetime | None = None,
    ) -> NewKey:
        """Make a key; ``access`` None gives all that the role may read.

        Raises:
            RoleUnknown: The name is taken by a live key, empty or too long; bodies for an administrator; or the
                end lies in the past.
        """
        _require_sound(name, role, bodies, expires_at)
        asker = Asker.of(
            f"key-{secrets.token_hex(4)}", name, role, bodies, access if access else narrowest_class(role)
        )
        with self._records.writing() as connection:
            if any(record.state(now()) == "live" for record in self._named(connection, name)):
                raise RoleUnknown(
                    f"{name}: there is a live key of this name. Choose another name, or run minutebook keys rotate."
                )
            return insert_key(connection, asker, now(), expires_at)

    def rotate(self, given: str, overlap: timedelta, expires_at: datetime | None = None) -> NewKey:
        """Make a key that takes the place of another, which stays good for ``overlap`` and no longer.

        The new key is the same asker with the same rights. Without ``expires_at`` it lives as long from now as
        the other one did when it was made.

        Raises:
            KeyNotFound: No live key has that name or beginning.
        """
        with self._records.writing() as connection:
            old = self._one(connection, given)
            if old.state(now()) != "live":
                raise KeyNotFound(
                    f"{given}: the key is {old.state(now())}. Make a new one: minutebook keys add."
                )
            ends = now() + overlap
            if old.expires_at is not None:
                ends = min(ends, old.expires_at)
                expires_at = expires_at or now() + (old.expires_at - old.created_at)
            connection.execute(
                "UPDATE api_keys SET expires_at = ? WHERE key_id = ?", (written(ends), old.key_id)
            )
            return insert_key(connection, old.asker, now(), expires_at)

    def revoke(self, given: str) -> list[KeyRecord]:
        """Have the live keys of that name, or the one of that beginning, be good no more; the ones revoked.

        Raises:
            KeyNotFound: There is none that is not revoked already.
        """
        with self._records.writing() as connection:
            found = [record for record in self._found(connection, given) if record.revoked_at is None]
            if not found:
                raise KeyNotFound(
                    f"{given}: no key of that name or beginning is in use. See minutebook keys list."
                )
            at = written(now())
            connection.executemany(
                "UPDATE api_keys SET revoked_at = ? WHERE key_id = ?",
                [(at, record.key_id) for record in found],
            )
        return found

    def listed(self) -> list[KeyRecord]:
        """Every key that was made, by name, the latest of each name first."""
        with self._records.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM api_keys ORDER BY name, created_at DESC, key_id"
            )
            return [record_of(row) for row in rows]

    def asker(self, text: str) -> Asker:
        """Who holds the key.

        Raises:
            CredentialsRefused: It is none of ours, or expired, or revoked.
        """
        prefix = prefix_of(text)
        with self._records.reading() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS}, sha256 FROM api_keys WHERE prefix = ?", (prefix,)
            ).fetchone()
        # Compared in constant time, and compared also where there is nothing to compare with.
        is_same = hmac.compare_digest(hash_of(text), _NOBODY if row is None else row["sha256"])
        if row is None or not is_same:
            raise CredentialsRefused(_REFUSED)
        record = record_of(row)
        state = record.state(now())
        if state != "live":
            raise CredentialsRefused(
                f"The key {prefix} is {state}. Ask whoever runs the service for another."
            )
        today = now().date().isoformat()
        if record.last_used_on != today:
            with self._guard:
                self._unnoted[record.key_id] = today
        return record.asker

    def note_uses(self) -> None:
        """Note the day of last use of the keys that were used since; what can't be noted is noted the next time.

        Apart from ``asker``, so that nobody waits for it, or is turned away where the file can't be written to.

        Raises:
            RecordsError: It could not be noted.
        """
        with self._guard:
            used = dict(self._unnoted)
        if not used:
            return
        with self._records.writing() as connection:
            connection.executemany(
                "UPDATE api_keys SET last_used_on = ? WHERE key_id = ?",
                [(day, key_id) for key_id, day in used.items()],
            )
        with self._guard:
            self._unnoted = {key_id: day for key_id, day in self._unnoted.items() if used.get(key_id) != day}

    def _named(self, connection: sqlite3.Connection, name: str) -> list[KeyRecord]:
        rows = connection.execute(f"SELECT {COLUMNS} FROM api_keys WHERE name = ?", (name,))
        return [record_of(row) for row in rows]

    def _found(self, connection: sqlite3.Connection, given: str) -> list[KeyRecord]:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM api_keys WHERE name = ?1 OR prefix = ?1 ORDER BY created_at DESC, key_id",
            (given.removeprefix(f"{MARK}_"),),
        )
        return [record_of(row) for row in rows]

    def _one(self, connection: sqlite3.Connection, given: str) -> KeyRecord:
        """The latest key of that name or beginning, a live one before others."""
        found = self._found(connection, given)
        if not found:
            raise KeyNotFound(f"{given}: no key has that name or beginning. See minutebook keys list.")
        at = now()
        return next((record for record in found if record.state(at) == "live"), found[0])


def now() -> datetime:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def _require_sound(
    name: str, role: AskerRole, bodies: frozenset[str] | None, expires_at: datetime | None
) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise RoleUnknown(f"--name {name[:40]!r}: a name has 1 to {LONGEST_NAME} printable characters.")
    if role is AskerRole.ADMINISTRATOR and bodies is not None:
        raise RoleUnknown(f"{name}: administrators see every body. Leave the body out, or make an officer.")
    if expires_at is not None and expires_at <= now():
        raise RoleUnknown(f"{name}: the key would have expired on {expires_at:%Y-%m-%d}. Give a later day.")
