"""Requests that are sent again because their answer was lost: done once, and answered the same.

A key counts for one asker and one route, for a day. What is done and that it was done are one transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from api.records.database import Records
from api.records.errors import KeyReused
from api.records.times import days_ago, now

KEPT_DAYS = 1
LONGEST_KEY = 200


@dataclass(frozen=True)
class Reply:
    """What was answered: JSON that holds no words of papers. ``is_again`` that it was answered before."""

    status: int
    location: str
    body: dict[str, str]
    is_again: bool = False


class OnlyOnce:
    """The keys in one library folder."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def do(
        self, asker_id: str, route: str, key: str | None, content: bytes, make: Callable[[], Reply]
    ) -> Reply:
        """What ``make`` answers, or what it answered when the key first came; without a key, always the first.

        ``content`` is all of the request that decides what is done.

        Raises:
            KeyReused: The key came with other content before.
        """
        if key is None:
            return make()
        sha256 = hashlib.sha256(content).hexdigest()
        with self._records.writing() as connection:
            connection.execute("DELETE FROM idempotency WHERE first_at < ?", (days_ago(KEPT_DAYS),))
            row = connection.execute(
                "SELECT * FROM idempotency WHERE asker_id = ? AND route = ? AND given_key = ?",
                (asker_id, route, key),
            ).fetchone()
            if row is None:
                reply = make()
                connection.execute(
                    "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        asker_id,
                        route,
                        key,
                        sha256,
                        now(),
                        reply.status,
                        reply.location,
                        json.dumps(reply.body),
                    ),
                )
                return reply
        if row["body_sha256"] != sha256:
            raise KeyReused("This Idempotency-Key came with another request before. Make a new one for each.")
        return Reply(row["status"], row["location"], json.loads(row["body"]), is_again=True)
