"""Sessions of people who signed in: kept by the service, named by a cookie that tells nothing.

The cookie is 256 random bits, of which only the SHA-256 is kept. The groups that the login provider gave are
kept with the session; what they may do is worked out with each request.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.identity.keys import now
from api.records.database import Records

TOKEN_BYTES = 32
SIGN_IN_MINUTES = 10


@dataclass(frozen=True)
class Person:
    """Somebody the login provider vouches for; ``asker_id`` is the same at each login."""

    asker_id: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True)
class SignIn:
    """A login that has begun: what the provider's answer must bring, and where the person wanted to go.

    ``state`` goes to the provider and, as a cookie, to the browser that began.
    """

    state: str
    nonce: str
    verifier: str
    then_to: str


class Sessions:
    """The sessions and the logins under way of one library folder. Any thread may call any method."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def begin(self, then_to: str) -> SignIn:
        """Note that somebody sets out to sign in; what was noted for others too long ago goes."""
        state, nonce, verifier = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(3))
        ends = now() + timedelta(minutes=SIGN_IN_MINUTES)
        with self._records.writing() as connection:
            connection.execute("DELETE FROM sign_ins WHERE expires_at <= ?", (now().isoformat(),))
            connection.execute(
                "INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?)",
                (_hash(state), nonce, verifier, then_to, ends.isoformat()),
            )
        return SignIn(state, nonce, verifier, then_to)

    def take(self, state: str) -> SignIn | None:
        """The login that ``state`` was given for, once; None where there is none, or it took too long."""
        with self._records.writing() as connection:
            row = connection.execute(
                "DELETE FROM sign_ins WHERE sha256 = ? RETURNING nonce, verifier, then_to, expires_at",
                (_hash(state),),
            ).fetchone()
        if row is None or datetime.fromisoformat(row["expires_at"]) <= now():
            return None
        return SignIn(state, row["nonce"], row["verifier"], row["then_to"])

    def open(self, person: Person, lasting: timedelta) -> str:
        """Begin a session; the cookie's value."""
        token, at = secrets.token_urlsafe(TOKEN_BYTES), now()
        with self._records.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires_at <= ?", (at.isoformat(),))
            connection.execute(
                "INSERT INTO sessions (sha256, asker_id, name, groups, created_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    _hash(token),
                    person.asker_id,
                    person.name,
                    json.dumps(sorted(person.groups)),
                    at.isoformat(),
                    (at + lasting).isoformat(),
                ),
            )
        return token

    def person(self, token: str) -> Person | None:
        """Whose session it is; None where there is none, or it has ended."""
        with self._records.reading() as connection:
            row = connection.execute(
                "SELECT asker_id, name, groups, expires_at FROM sessions WHERE sha256 = ?", (_hash(token),)
            ).fetchone()
        if row is None or datetime.fromisoformat(row["expires_at"]) <= now():
            return None
        return Person(row["asker_id"], row["name"], frozenset(json.loads(row["groups"])))

    def close(self, token: str) -> None:
        """End a session; one that has ended already is no error."""
        with self._records.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE sha256 = ?", (_hash(token),))

    def close_all(self, asker_id: str | None = None) -> int:
        """End the sessions of one person, or of everybody; how many there were."""
        with self._records.writing() as connection:
            if asker_id is None:
                return connection.execute("DELETE FROM sessions").rowcount
            return connection.execute("DELETE FROM sessions WHERE asker_id = ?", (asker_id,)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
