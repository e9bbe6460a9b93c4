"""What people say of answers, from which an evaluator can make golden questions."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

from api.identity.roles import Asker
from api.records.chain import PaperVersion
from api.records.database import Records
from api.records.resting import may_be_shown, note_rests, papers_under
from api.records.rights import rights_of
from api.records.times import now
from ingest.papers import Scope
from ingest.store.library import Library


class FeedbackVerdict(StrEnum):
    """What is wrong with an answer."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    NOT_THE_SOURCE = "not_the_source"


@dataclass(frozen=True)
class Feedback:
    """One verdict on one answer; ``status`` is that answer's, ``question`` None where it is not known.

    ``rights`` are what the asker might see: the words may hold what they saw.
    """

    feedback_id: str
    record_id: str
    asker_id: str
    given_at: str
    verdict: FeedbackVerdict
    status: str | None
    note: str | None
    question: str | None
    rights: str
    number: int = 0

    def to_json(self) -> dict[str, str | None]:
        """What was said of which answer, without what is only for the service."""
        names = ("feedback_id", "record_id", "asker_id", "given_at", "verdict", "status", "note", "question")
        return {name: getattr(self, name) for name in names}

    def without_words(self) -> Feedback:
        """The same for somebody who may not see what its asker saw."""
        return replace(self, note=None, question=None)


class FeedbackBox:
    """The feedback in one library folder."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def give(
        self,
        record_id: str,
        asker: Asker,
        verdict: FeedbackVerdict,
        note: str | None,
        question: str | None,
        *,
        status: str | None,
        papers: frozenset[PaperVersion],
    ) -> Feedback:
        """Keep feedback on the answer of a record that was made from ``papers``."""
        given = Feedback(
            uuid.uuid4().hex,
            record_id,
            asker.asker_id,
            now(),
            verdict,
            status,
            note,
            question,
            rights_of(asker.scope),
        )
        with self._records.writing() as connection:
            cursor = connection.execute(
                """INSERT INTO feedback
                    (feedback_id, record_id, asker_id, given_at, verdict, status, note, question, rights)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    given.feedback_id,
                    record_id,
                    asker.asker_id,
                    given.given_at,
                    verdict.value,
                    status,
                    note,
                    question,
                    given.rights,
                ),
            )
            note_rests(connection, "feedback", cursor.lastrowid or 0, papers=papers)
        return given

    def every(self, *, after: int = 0, limit: int | None = None) -> list[Feedback]:
        """All feedback, the earliest first, from the one after the number ``after``; at most ``limit`` of it."""
        with self._records.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM feedback WHERE number > ? ORDER BY number LIMIT ?",
                (after, -1 if limit is None else limit),
            ).fetchall()
        return [_feedback(row) for row in rows]

    def shown(self, given: Feedback, library: Library, scope: Scope) -> Feedback:
        """Feedback as somebody may see it now.

        The words are left out where its asker saw more than they may, or where one of the papers was taken out,
        replaced or narrowed since.
        """
        is_same = scope.is_everything or given.rights == rights_of(scope)
        with self._records.reading() as connection:
            if is_same and may_be_shown(connection, "feedback", given.number, library, scope):
                return given
        return given.without_words()

    def papers_of(self, given: Feedback) -> frozenset[PaperVersion]:
        """The papers that the answer was made from."""
        with self._records.reading() as connection:
            return papers_under(connection, "feedback", given.number)

    def remove_older(self, than: str) -> int:
        """Delete what was given before a time: how many."""
        with self._records.writing() as connection:
            connection.execute(
                """DELETE FROM rests_on WHERE holder = 'feedback'
                    AND holder_id IN (SELECT number FROM feedback WHERE given_at < ?)""",
                (than,),
            )
            return connection.execute("DELETE FROM feedback WHERE given_at < ?", (than,)).rowcount


def _feedback(row: sqlite3.Row) -> Feedback:
    return Feedback(
        feedback_id=row["feedback_id"],
        record_id=row["record_id"],
        asker_id=row["asker_id"],
        given_at=row["given_at"],
        verdict=FeedbackVerdict(row["verdict"]),
        status=row["status"],
        note=row["note"],
        question=row["question"],
        rights=row["rights"],
        number=row["number"],
    )
