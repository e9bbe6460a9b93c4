"""Sessions of people who signed in: kept by the service, named by a cookie that tells nothing.

The cookie is 256 random bits, of which only the SHA-256 is kept. The groups that the login provider gave are
kept with the session; what they may do is worked out with each request.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.identity.errors import PersonUnclear, SessionNotFound
from api.identity.keys import now
from api.records.database import Records

TOKEN_BYTES = 32
SIGN_IN_MINUTES = 10
MOST_SIGN_INS = 10_000
"""Logins under way that are remembered: anybody may begin one, and each takes room."""
EVERYBODY = "everybody"
"""Whose sessions were ended, in the audit, where it was not one person's."""


@dataclass(frozen=True)
class Person:
    """Somebody the login provider vouches for; ``asker_id`` is the same at each login."""

    asker_id: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True)
class SignedIn:
    """Somebody with sessions that have not ended: times are UTC, of the first to begin and the last to end."""

    asker_id: str
    name: str
    groups: frozenset[str]
    n_sessions: int
    since: datetime
    until: datetime

    def to_json(self) -> dict[str, str | int | list[str]]:
        """As the command line and the service show it."""
        return {
            "asker_id": self.asker_id,
            "name": self.name,
            "groups": sorted(self.groups),
            "n_sessions": self.n_sessions,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
        }


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
        """Note that somebody sets out to sign in; what was noted too long ago, or the oldest of too many, goes."""
        state, nonce, verifier = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(3))
        ends = now() + timedelta(minutes=SIGN_IN_MINUTES)
        with self._records.writing() as connection:
            connection.execute("DELETE FROM sign_ins WHERE expires_at <= ?", (now().isoformat(),))
            connection.execute(
                """DELETE FROM sign_ins WHERE sha256 IN (
                    SELECT sha256 FROM sign_ins ORDER BY expires_at DESC LIMIT -1 OFFSET ?)""",
                (MOST_SIGN_INS - 1,),
            )
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

    def listed(self) -> list[SignedIn]:
        """Everybody who is signed in, by name, each with the name and groups of their latest session."""
        with self._records.reading() as connection:
            rows = connection.execute(
                """SELECT asker_id, name, groups, created_at, expires_at FROM sessions WHERE expires_at > ?
                    ORDER BY asker_id, created_at""",
                (now().isoformat(),),
            ).fetchall()
        of_each: dict[str, list[sqlite3.Row]] = {}
        for row in rows:
            of_each.setdefault(row["asker_id"], []).append(row)
        found = [_signed_in(asker_id, theirs) for asker_id, theirs in of_each.items()]
        return sorted(found, key=lambda each: (_plain(each.name), each.asker_id))

    def of(self, asker_id: str) -> SignedIn:
        """Somebody who is signed in, by id.

        Raises:
            SessionNotFound: Nobody of this id is.
        """
        for each in self.listed():
            if each.asker_id == asker_id:
                return each
        raise SessionNotFound("Nobody of this id is signed in. Take it from the list of sessions.")

    def one(self, given: str) -> SignedIn:
        """Somebody who is signed in, by id or name; in names case and spaces may differ.

        Raises:
            SessionNotFound: Nobody of that id or name is.
            PersonUnclear: Several of that name are.
        """
        listed = self.listed()
        found = [each for each in listed if each.asker_id == given.strip()] or [
            each for each in listed if _plain(each.name) == _plain(given)
        ]
        if not found:
            raise SessionNotFound(
                f"{given}: nobody of that name or id is signed in. See minutebook sessions list."
            )
        if len(found) > 1:
            ids = ", ".join(each.asker_id for each in found)
            raise PersonUnclear(
                f"{given}: {len(found)} people of that name are signed in. Give one id of {ids}."
            )
        return found[0]

    def close(self, token: str) -> None:
        """End a session; one that has ended already is no error."""
        with self._records.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE sha256 = ?", (_hash(token),))

    def close_all(self, asker_id: str | None = None) -> int:
        """End the sessions of one person, or of everybody; how many had not ended by themselves."""
        with self._records.writing() as connection:
            ended = connection.execute(
                "DELETE FROM sessions WHERE asker_id = coalesce(?, asker_id) RETURNING expires_at",
                (asker_id,),
            ).fetchall()
        at = now()
        return sum(datetime.fromisoformat(row["expires_at"]) > at for row in ended)


def _signed_in(asker_id: str, rows: list[sqlite3.Row]) -> SignedIn:
    latest = rows[-1]
    return SignedIn(
        asker_id,
        latest["name"],
        frozenset(json.loads(latest["groups"])),
        len(rows),
        min(datetime.fromisoformat(row["created_at"]) for row in rows),
        max(datetime.fromisoformat(row["expires_at"]) for row in rows),
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
